"""What scores of segmentations are called in tables."""

DICE, HAUSDORFF = "Dice", "95 % Hausdorff distance, mm"
MEAN, MEAN_WITH_BACKGROUND = "mean of NCR, ED, ET", "mean of background, NCR, ED, ET"
