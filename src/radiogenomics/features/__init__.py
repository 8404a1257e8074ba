"""Numbers from a tumour: radiomics, and tables of features that others have made."""
