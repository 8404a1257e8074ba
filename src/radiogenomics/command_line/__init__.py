"""The program `radiogenomics`: one file per command."""
