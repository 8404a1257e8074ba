"""Hold-out test set and cross-validation folds, by patient."""
