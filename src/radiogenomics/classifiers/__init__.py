"""Classifiers of patients by tables of features, as scikit-learn pipelines."""
