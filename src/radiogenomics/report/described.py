"""What the configuration says of a study, in plain values and in words; no path of anybody's machine is among them."""

from typing import Any

from radiogenomics.cohorts.settings import CohortSettings
from radiogenomics.studies.settings import StudySettings

WEIGHTS = {
    "pretrain": "pre-trained on the segmentation of separate simulated patients",
    "download": "MedicalNet's published weights, pre-trained on segmentation",
}
SOURCES = {
    "simulated": "simulated by this workflow",
    "upenn_gbm": "UPENN-GBM",
    "brats2021": "BraTS 2021",
    "rsna_miccai": "RSNA-MICCAI 2021",
    "egd": "Erasmus Glioma Database",
    "tcga": "TCGA, preoperative scans",
    "own": "the authors' own patients",
}
KINDS = {
    "networks": "Neural networks on MRI",
    "features": "Classifiers of features of MRI",
    "predictions": "Published predictions",
}
LIBRARIES = {
    "networks": ("torch", "SimpleITK", "scikit-learn", "scipy", "pandas", "numpy"),
    "features": ("scikit-learn", "scipy", "pandas", "numpy"),
    "predictions": ("scikit-learn", "scipy", "pandas", "numpy"),
}
"""Packages that a study of each kind computes with; some studies need others beside them, see `_libraries`."""
READ_BY = {
    "forest": {"select", "trees", "cross_validation_trees", "tree_depth", "leaf_patients"},
    "elastic_net": {"select", "inverse_penalty", "l1_ratio"},
    "gradient_boosting": {"select", "boosting_rounds", "shrinkage", "tree_depth", "leaf_patients"},
    "majority": set(),
}
"""Settings that each classifier reads; all others change nothing in it."""
MACHINE = {"title", "path", "threads", "mem_mb", "runtime", "loader_workers", "checkpoint_seconds"}


def described(
    name: str, study: StudySettings, cohort: CohortSettings | None, seed: int, weights: str
) -> dict[str, Any]:
    """Arguments of `results.About` for a study.

    Args:
        name: of the study.
        study: its section of the configuration.
        cohort: that of its cohort; None for a study of published predictions.
        seed: of the run.
        weights: the configuration's key of that name; a folder is not named.
    """
    simulated = cohort.source == "simulated" if cohort else study.simulated
    described = {
        "name": name,
        "title": study.title,
        "kind": study.kind,
        "simulated": simulated,
        "label": study.label.name,
        "classes": [_class_name(study.label.name, value) for value in study.label.class_names],
        "models": {model: study.model_titles[model] for model in study.compared},
        "subjects": {subject: study.ensemble_titles[subject] for subject in study.averaged},
        "seed": seed,
        "model_settings": {model: _settings(study, model) for model in study.compared if model in study.models},
        "libraries": _libraries(study, weights),
        "settings": {
            "kind_of_models": KINDS[study.kind],
            "draws": study.evaluation.draws,
            "label_rule": study.label.rule,
            "label_unknown": study.label.unknown,
        },
    }
    if cohort is None:
        return described
    described |= {
        "cohort": study.cohort,
        "described_group": study.described_group,
        "folds": study.split.folds,
        "groups": _groups(study),
        "inputs": _inputs(study),
        "external": list(study.external),
        "modalities": study.modalities,
        "tables": list(study.tables) if study.kind == "features" else [],
    }
    described["settings"] |= _of_patients(study, cohort)
    if study.kind == "networks":
        described["weights"] = WEIGHTS.get(weights, "weights of the authors' own folder")
        described["settings"] |= _of_networks(study, described["weights"])
    else:
        described["settings"] |= _of_features(study)
    return described


def _class_name(label: str, value: str) -> str:
    """A class as it reads in a sentence; a bare number is a value of the label."""
    return f"{label} {value}" if value.lstrip("-").isdigit() else value


def _settings(study: StudySettings, model: str) -> dict[str, Any]:
    """Settings of a model that differ between models and are read for it, without what concerns the machine."""
    settings = study.models[model].model_dump(exclude=MACHINE)
    if study.kind == "features":
        read = {"classifier", *READ_BY[settings["classifier"]]}
        # Cross-validation alone reads its number of trees.
        unread = set() if study.cross_validation else {"cross_validation_trees"}
        settings = {key: value for key, value in settings.items() if key in read - unread}
    return {key: value for key, value in settings.items() if value is not None}


def _libraries(study: Any, weights: str) -> list[str]:
    """Packages that the study computes with; `provenance.json` lists all that are installed."""
    tables = study.tables.values() if study.kind == "features" else []
    extracted = any(table.kind == "pyradiomics" for table in tables)
    measured = any(table.kind == "clinical" and table.volumes == "segmentation" for table in tables)
    special = {
        "monai": study.kind == "networks" and weights == "pretrain",
        "pyradiomics-bhklab": extracted,
        "SimpleITK": extracted or measured,
    }
    return [*(name for name, used in special.items() if used), *LIBRARIES[study.kind]]


def _groups(study: Any) -> dict[str, list[str]]:
    """Modality groups whose patients train for each subject."""
    if study.kind == "networks":
        return {
            name: list(dict.fromkeys(study.group_of(item) for item in study.ensemble_inputs(name)))
            for name in study.ensembles
        }
    return {name: [item.group] for name, item in study.inputs.items()}


def _inputs(study: Any) -> dict[str, list[str]]:
    """Inputs of every model that the study fits, those of its supplementary runs last."""
    inputs = {model: list(study.inputs_of_model(model)) for model in study.compared if model not in study.external}
    if study.kind == "networks":
        for run in study.supplementary.values():
            inputs[run.model] = list(dict.fromkeys([*inputs.get(run.model, []), *run.inputs]))
    return inputs


def _of_patients(study: Any, cohort: CohortSettings) -> dict[str, Any]:
    facts = {
        "source": SOURCES.get(cohort.source, cohort.source),
        "modalities": ", ".join(study.modalities),
        "test_share": f"{100 * study.split.test_fraction:g} % of the patients",
        "test_group": study.split.test_group,
        "split_seed": study.split.seed,
        "mask": study.segmentation if study.segmentation != "none" else None,
    }
    if cohort.source == "simulated":
        facts["spacing"] = f"{cohort.simulation.spacing:g}"
    return facts


def _of_networks(study: Any, weights: str) -> dict[str, Any]:
    images, training = study.images, study.training
    shape = " × ".join(str(edge) for edge in images.shape)
    copies = ", ".join(study.augmentation.kinds) or "none"
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


def _of_features(study: Any) -> dict[str, Any]:
    return {
        "tables": ", ".join(f"{name} ({table.kind})" for name, table in study.tables.items()),
        "model_descriptions": " ".join(
            f"{model.title}: {model.classifier.replace('_', ' ')}." for model in study.models.values()
        ),
        "imputation": "missing features are replaced by the median of the fold's training patients.",
    }
