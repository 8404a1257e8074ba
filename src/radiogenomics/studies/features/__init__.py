"""Studies that fit classifiers to tables of features."""
