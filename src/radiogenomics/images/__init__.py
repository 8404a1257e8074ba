"""From scans to arrays: geometry checks, preprocessing, augmentation."""
