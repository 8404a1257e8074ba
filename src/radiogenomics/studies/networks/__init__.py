"""Studies that train networks on images."""
