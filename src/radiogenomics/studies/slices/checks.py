"""What no single key of a study of slices can say."""

from radiogenomics.errors import InputError
from radiogenomics.images.pseudocolour import channels_of
from radiogenomics.studies.names import check_known, check_published
from radiogenomics.studies.slices.settings import SliceStudySettings


def check_slice_study(key: str, study: SliceStudySettings) -> None:
    """Refuse trainings that cannot go on from another, and inputs that do not exist."""
    if study.prediction.precision == "auto":
        raise InputError(f"config: {key}.prediction.precision: `auto` times volumes; set `32-true` or `bf16-mixed`")
    for ensemble, settings in study.ensembles.items():
        check_known(f"{key}.ensembles.{ensemble}.inputs", settings.inputs, study.known_inputs)
    for number in study.pseudocolours:
        check_known(f"{key}.groups.{study.described_group}", channels_of(number), study.groups[study.described_group])
    _check_continued(key, study)
    check_published(f"{key}.compared_methods", study.compared_methods)
    phases = [phase.name for phase in study.training.phases]
    for model, names in study.phases_of.items():
        check_known(f"{key}.phases_of", [model], study.models)
        check_known(f"{key}.phases_of.{model}", names, phases)


def _check_continued(key: str, study: SliceStudySettings) -> None:
    """A training goes on from that of a model which itself starts anew, and which has the same weights."""
    for model, other in study.continues.items():
        check_known(f"{key}.continues", [model], study.models)
        check_known(f"{key}.continues.{model}", [other], study.models)
        if other in study.continues:
            raise InputError(
                f"config: {key}.continues.{model}: {other} goes on from another model itself; name that one"
            )
        of_model, of_other = study.models[model], study.models[other]
        for name in ("network", "head", "initial_weights"):
            if getattr(of_model, name) != getattr(of_other, name):
                raise InputError(f"config: {key}.continues.{model}: {other} has another `{name}`; make them equal")
