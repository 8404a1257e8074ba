"""Who learns from whom: hold-out test set and cross-validation folds, by patient."""
