"""Leaks from the test set into training, and between folds: what each fit saw, and two gates that stop a run."""
