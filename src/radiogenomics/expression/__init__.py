"""Gene expression: from an archive's files to one vector per patient."""
