"""Radiogenomics of glioma: the library behind the workflow. It knows nothing of Snakemake."""
