"""Radiogenomics of glioma: the library behind the workflow. It knows nothing of Snakemake."""

__version__ = "0.1.0"
