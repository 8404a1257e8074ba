"""Trained ensembles as folders that hold all that a prediction needs, in the layout of MONAI's bundles."""
