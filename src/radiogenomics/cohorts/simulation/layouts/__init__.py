"""How simulated patients lie on disk: folders, files, tables and oddities of each archive, one module per archive."""
