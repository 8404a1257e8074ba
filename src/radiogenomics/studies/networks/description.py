"""What the configuration says of a study of networks, in words; no path of anybody's machine is among them."""

from typing import Any

from radiogenomics.studies.networks.settings import NetworkStudySettings

WEIGHTS = {
    "pretrain": "pre-trained on the segmentation of separate simulated patients",
    "download": "MedicalNet's published weights, pre-trained on segmentation",
}


def weights_in_words(weights: str) -> str:
    """The configuration's key `weights`; a folder is not named."""
    return WEIGHTS.get(weights, "weights of the authors' own folder")


def facts(study: NetworkStudySettings, weights: str) -> dict[str, Any]:
    """Texts for the templates of the checklists, by the name of the fact."""
    images, training = study.images, study.training
    shape = " × ".join(str(edge) for edge in images.shape)
    copies = ", ".join(study.augmentation.transforms) or "none"
    window = "the published window" if images.crop == "published" else "the union of the training patients' tumours"
    compared = [study.models[model] for model in study.compare]
    transferred = [model.title for model in compared if model.transfers]
    return {
        "preprocessing": f"Segmentation: {images.mask}; cropped to {window}, reduced by {images.downscale} to {shape} "
        f"voxels (z, y, x), scaled to 0 to 1.",
        "model_descriptions": " ".join(model.description for model in compared),
        "initial_weights": f"Transferred weights ({weights}): {', '.join(transferred) or 'no model'}; the others start "
        f"from random weights with seeds derived from the seed of the run.",
        "training": f"{training.epochs} epochs, batches of {training.batch_size}, Adam with a learning rate of "
        f"{training.learning_rate:g}, lowered after {training.patience} epochs without a better validation "
        f"{training.monitor}; one augmented copy of each kind: {copies}.",
        "imputation": "nothing is imputed: a network sees images alone.",
    }
