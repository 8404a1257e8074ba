import pytest
from pydantic import ValidationError

from radiogenomics.images.slice_settings import SliceAugmentationSettings, SliceSettings


def test_what_is_needed():
    assert SliceSettings().needed == 5
    assert SliceSettings(choice="central", count=12).needed == 12
    assert not SliceSettings().reads_mask
    assert SliceSettings(choice="tumour_largest").reads_mask and SliceSettings(tumour_only=True).reads_mask


def test_a_count_of_the_middle_share_is_refused():
    with pytest.raises(ValidationError, match="for `middle`, set `share`"):
        SliceSettings(choice="middle", count=3)


@pytest.mark.parametrize("pair", [(1.2, 0.8), (0, 1), (-1, 1)])
def test_ranges(pair):
    with pytest.raises(ValidationError, match="no range of positive factors"):
        SliceAugmentationSettings(zoom=pair)
