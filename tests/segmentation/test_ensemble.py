import numpy as np
import torch

from radiogenomics.images.crop import CropWindow
from radiogenomics.segmentation.ensemble import averaged_labels
from radiogenomics.segmentation.preparation import Prepared
from radiogenomics.segmentation.settings import PostprocessingSettings


def test_probabilities_and_not_logits_are_averaged_and_lie_on_the_grid_of_the_scan():
    prepared = Prepared(np.zeros((1, 1, 1, 1), np.float32), None, CropWindow((1, 0, 0), (2, 1, 1)), (3, 1, 1))
    # Background, 1, 2, 4: one network is sure of enhancing tumour, the other two lean to oedema.
    sure = torch.tensor([0.0, -9.0, -9.0, 9.0]).reshape(4, 1, 1, 1)
    leaning = torch.tensor([0.0, -9.0, 2.0, -9.0]).reshape(4, 1, 1, 1)
    labels = averaged_labels([sure, leaning, leaning], prepared, PostprocessingSettings())
    assert labels.tolist() == [[[0]], [[2]], [[0]]] and labels.dtype == np.uint8
    # The mean of the logits would have called it background.
    assert int(torch.stack([sure, leaning, leaning]).mean(dim=0).argmax()) == 0
    networks_of_three = [each[1:] - each[:1] for each in (sure, leaning, leaning)]
    assert averaged_labels(networks_of_three, prepared, PostprocessingSettings()).tolist() == labels.tolist()
