"""What networks and paths are called in files, tables and figures of explanations; nothing heavy is imported."""

from collections.abc import Sequence

import numpy as np

TRAINED, RANDOM_WEIGHTS, PERMUTED_LABELS = "trained", "random weights", "permuted labels"
KINDS = (TRAINED, RANDOM_WEIGHTS, PERMUTED_LABELS)
"""Networks that are explained, the first of which is the study's own and the others controls."""
WHOLE_NETWORK, ROUTED, FINE_TUNED, FROZEN = "network", "routed path", "fine-tuned branch", "frozen branch"
PATHS = (WHOLE_NETWORK, ROUTED, FINE_TUNED, FROZEN)
"""What of a network is explained, in the order of figures."""
ItemMaps = Sequence[np.ndarray]
"""Maps of a patient's items, in their order, each float32 (y, x) or (z, y, x) with sum 1 or 0 throughout."""
