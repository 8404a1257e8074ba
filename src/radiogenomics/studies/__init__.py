"""What a study is: on whom, what is predicted, from what, by which models."""
