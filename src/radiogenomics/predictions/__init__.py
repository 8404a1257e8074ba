"""Probabilities per patient: Gumbel draws, folds, ensembles."""
