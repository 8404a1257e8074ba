"""Independent random seeds for every job, derived from the one seed of the config."""

import hashlib


def derive_seed(seed: int, *names: object) -> int:
    """Seed in [0, 2**63) for the job called by `names` (patient, copy, fold …).

    The same seed and names give the same value on every machine and in every process; adding a patient or
    a fold changes nobody else's draws.
    """
    text = "\x1f".join([str(seed), *map(str, names)])
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big") >> 1
