"""Before an external test: is a scan of the other cohort one of the study's, whatever its patient is called there?"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from radiogenomics.errors import InputError
from radiogenomics.images.arrays import open_images
from radiogenomics.images.slice_arrays import open_slices
from radiogenomics.leakage.similar_images import Image, equal_images, images_of, images_of_slices, shows_something

Paths = Sequence[str]
MOST_NAMED = 5


def _volumes(modality: str, array: str, index: str) -> Iterator[Image]:
    yield from images_of(modality, open_images(array, index))


def _slices(modality: str, array: str, index: str) -> Iterator[Image]:
    yield from filter(shows_something, images_of_slices(modality, open_slices(array, index)))


IMAGES: dict[str, Callable[[str, str, str], Iterator[Image]]] = {"volumes": _volumes, "slices": _slices}
"""Readers of images by the name that a `Source` gives its checks, of those whose models predict other cohorts."""


def refuse_shared_images(
    name: str, modalities: Paths, own: tuple[Paths, Paths], other: tuple[Paths, Paths], cohort: str
) -> int:
    """Refuse another cohort of which an image is one of the study's, even if rescaled or slightly altered.

    One that was registered, cropped or masked otherwise is not known again.

    Args:
        name: of the images, as `Source.leak_checks` gives it.
        modalities: of which arrays there are.
        own: arrays and indices of the study's patients, one of each per modality.
        other: those of the other cohort's patients.
        cohort: name of the other cohort, for messages.

    Returns:
        How many images of the other cohort were compared with all of the study's.

    Raises:
        InputError: some are the same; the patients are named.
    """
    of_study = [image for files in zip(modalities, *own, strict=True) for image in IMAGES[name](*files)]
    of_other = [image for files in zip(modalities, *other, strict=True) for image in IMAGES[name](*files)]
    # Two people of two cohorts may have one name; their images are compared, too.
    patient_of = {f"{image.patient_id} of {cohort}": image.patient_id for image in of_other}
    renamed = [replace(image, patient_id=f"{image.patient_id} of {cohort}") for image in of_other]
    # The study's images are first in the list, and so in each pair.
    pairs = equal_images([*of_study, *renamed])
    across = [pair for pair in pairs if [image.patient_id in patient_of for image in pair] == [False, True]]
    if across:
        patients = sorted({patient_of[stranger.patient_id] for _, stranger in across})
        one, stranger = across[0]
        more = f" and {len(patients) - MOST_NAMED} more" if len(patients) > MOST_NAMED else ""
        raise InputError(
            f"cohort {cohort}: {len(patients)} patient(s) have an image of the study's patients under another name, if "
            f"rescaled or slightly altered (first: {stranger} and {one}); find out whether they are one person, and "
            f"name in `exclude_patients` of {cohort}: {', '.join(patients[:MOST_NAMED])}{more}"
        )
    return len(of_other)
