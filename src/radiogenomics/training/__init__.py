"""Training of networks: examples, the loop, model selection, pre-training."""
