"""What the configuration says of a study of slices, in words; no path of anybody's machine is among them."""

from typing import Any

from radiogenomics.studies.slices.settings import SliceStudySettings

CHOICES = {
    "middle": "the middle {share:.0%} of each series",
    "central": "the {count} in the middle of each series",
    "tumour_midpoint": "{count} at the midpoint of the tumour's extent along z",
    "tumour_largest": "{count} around the one with most tumour voxels",
    "brightest": "{count} around the one with most voxels above the 99.9th percentile",
}
WEIGHTS = {
    "pretrain": "pre-trained on slices of separate simulated patients (is there tumour in it, which sequence is it)",
    "download": "published weights, pre-trained on photographs",
}


def weights_in_words(weights: str) -> str:
    """The configuration's key `weights`; a folder is not named."""
    return WEIGHTS.get(weights, "weights of the authors' own folder")


def facts(study: SliceStudySettings, weights: str) -> dict[str, Any]:
    """Texts for the templates of the checklists, by the name of the fact."""
    slices, training = study.slices, study.training
    chosen = CHOICES[slices.choice].format(share=slices.share, count=slices.count)
    rows, columns = slices.shape
    further = "".join(
        f"; {own.title}: {CHOICES[own.choice].format(count=own.count)} of {own.modality}"
        for own in study.selections.values()
    )
    masked = "; what is not tumour is set to 0" if slices.tumour_only else ""
    models = [study.models[model] for model in study.compare]
    transferred = [model.title for model in models if model.transfers]
    phases = "; ".join(
        f"{phase.name}: {phase.epochs} epochs, batches of {phase.batch_size}, {phase.optimiser}, learning rate "
        f"{phase.learning_rate:g} ({phase.schedule.replace('_', ' ')})"
        for phase in training.all_phases
    )
    augmented = "training slices are zoomed, turned, shifted, flipped and brightened at random, anew in every epoch"
    return {
        "preprocessing": f"Axial slices: {chosen}{further}; each {slices.scale} scaled to 0 to 1, "
        f"resized to {rows} × {columns} pixels ({slices.fit}){masked}; the scans are not registered.",
        "model_descriptions": " ".join(model.description for model in models),
        "initial_weights": f"Transferred weights ({weights}): {', '.join(transferred) or 'no model'}; the others start "
        f"from random weights with seeds derived from the seed of the run.",
        "training": f"{phases}; {augmented if study.slice_augmentation else 'slices are not augmented'}. A patient's "
        "probability is the mean over the patient's slices.",
        "imputation": "nothing is imputed: a network sees images alone.",
    }
