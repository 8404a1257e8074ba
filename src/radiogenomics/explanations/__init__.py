"""Where a network looks, in the geometry of the scan, and whether that says anything."""
