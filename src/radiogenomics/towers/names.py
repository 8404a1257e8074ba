"""Groups and inputs of a study of towers, and which of them a network reads."""

IMAGES, EXPRESSION, BOTH = "images", "expression", "both"
"""Groups of a study's split, and its inputs: patients with scans, with expression, and with both."""
IMAGE_TOWER, GENE_TOWER, FUSION = "image_tower", "gene_tower", "fusion"
"""Networks, by the key `network` of their sections."""
INPUT_OF = {IMAGE_TOWER: IMAGES, GENE_TOWER: EXPRESSION, FUSION: BOTH}
