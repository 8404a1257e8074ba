"""Memory that a training on a processor gives back and asks for again."""

import ctypes

TRIM_THRESHOLD, MMAP_MAX = -1, -4
"""Parameters of glibc's `mallopt`."""


def keep_freed_memory() -> bool:
    """Keep what this process's main thread frees for its next use, until the process ends; whether glibc will.

    The C library gives large pieces back to the system at once, and the system fills each new one with zeros. For a
    training, which frees and needs gigabytes in every step, that takes longer than all normalisations and
    rectifications. Only glibc knows the setting; elsewhere nothing changes.
    """
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    return mallopt is not None and bool(mallopt(MMAP_MAX, 0)) and bool(mallopt(TRIM_THRESHOLD, -1))
