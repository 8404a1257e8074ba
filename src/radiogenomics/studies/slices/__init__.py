"""Studies that train networks on axial slices."""
