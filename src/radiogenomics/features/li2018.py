"""The six radiomic features of Li 2018, as Schmitz 2024 (section 2.4) lists them."""

LI2018 = (
    "T1_core_firstorder_Skewness",
    "T1_edema_firstorder_Energy",
    "FLAIR_necrotic_glcm_Contrast",
    "T1GD_enhancing_glszm_GrayLevelVariance",
    "T2_edema_glszm_LowGrayLevelZoneEmphasis",
    "T2_core_ngtdm_Busyness",
)
"""Modality, region, class and feature. Schmitz 2024 publishes neither the grey levels nor a normalisation for them."""
