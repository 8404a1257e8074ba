import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from radiogenomics.errors import InputError
from radiogenomics.segmentation.channels import LabelChannels, channels_of

WITH, WITHOUT = LabelChannels(background=True), LabelChannels(background=False)
masks = arrays(np.uint8, (2, 3, 4), elements=st.sampled_from([0, 1, 2, 4]))


@pytest.mark.parametrize("channels", [WITH, WITHOUT])
@given(mask=masks)
def test_confident_logits_of_a_mask_decode_to_it(channels, mask):
    encoded = channels.encode(mask)
    assert encoded.shape == (len(channels.labels), *mask.shape)
    assert np.array_equal(channels.decode(torch.from_numpy(encoded).float() * 20 - 10), mask)


@given(mask=masks)
def test_what_is_left_is_the_background(mask):
    completed = WITHOUT.target_with_background(torch.from_numpy(WITHOUT.encode(mask)).float()[None])
    assert torch.equal(completed[0], torch.from_numpy(WITH.encode(mask)).float())


def test_without_a_background_channel_a_label_needs_a_positive_logit():
    logits = torch.tensor([[-1.0, 0.1, 2.0], [-2.0, -1.0, 3.0], [-3.0, -9.0, 1.0]]).view(3, 1, 1, 3)
    assert WITHOUT.decode(logits).ravel().tolist() == [0, 1, 2]
    # The same rule in other words: the likeliest label, where the sigmoid of its logit exceeds a half.
    random = torch.randn(3, 4, 5, 6, generator=torch.Generator().manual_seed(0))
    likeliest = np.array([1, 2, 4])[random.argmax(0).numpy()]
    assert np.array_equal(WITHOUT.decode(random), np.where(random.sigmoid().amax(0).numpy() > 0.5, likeliest, 0))


@pytest.mark.parametrize("channels", [WITH, WITHOUT])
def test_likeliest_label_is_the_decoded_one(channels):
    logits = torch.randn(len(channels.labels), 4, 5, 6, generator=torch.Generator().manual_seed(0))
    probabilities = channels.probabilities(logits)
    torch.testing.assert_close(probabilities.sum(0), torch.ones(4, 5, 6))
    assert np.array_equal(np.array([0, 1, 2, 4])[probabilities.argmax(0).numpy()], channels.decode(logits))


def test_number_of_outputs_tells_the_channels():
    assert channels_of(3).labels == (1, 2, 4)
    assert channels_of(4).labels == (0, 1, 2, 4)
    with pytest.raises(InputError, match="2 outputs; set `outputs` to 3"):
        channels_of(2)
