from radiogenomics.images.slice_selections import SliceSelectionSettings
from radiogenomics.images.slice_settings import SliceSettings


def test_a_selection_differs_from_the_studys_slices_in_what_is_chosen_alone():
    slices = SliceSettings(choice="middle", share=0.3, shape=(40, 50), fit="pad", scale="series")
    selection = SliceSelectionSettings(modality="FLAIR", title="On the tumour", choice="brightest", count=31)
    found = SliceSettings(**selection.applied(slices))
    assert found == slices.model_copy(update={"choice": "brightest", "count": 31})
