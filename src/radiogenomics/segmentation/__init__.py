"""Segmentation of a glioma's regions: losses, preparation, inference, scores and figures."""
