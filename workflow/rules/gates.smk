# What the leak gates compare.


def image_files(suffix):
    """Input function: one file per modality of a study of networks."""
    return lambda wildcards: [
        f"results/{wildcards.study}/images/{modality}{suffix}" for modality in groups_of_modalities(wildcards)
    ]


def groups_of_modalities(wildcards):
    """Groups of splits.csv that train on each modality's images, by modality; none where no network is trained."""
    study = study_of(wildcards)
    if study.kind != "networks":
        return {}
    return {modality: study.training_groups(modality) for modality in study.modalities}


def names_of_tables(wildcards):
    """Names of a study's tables of features; none where networks are trained."""
    study = study_of(wildcards)
    return list(study.tables) if study.kind == "features" else []


def feature_files(suffix):
    """Input function: one file per table of features."""
    return lambda wildcards: [
        f"results/{wildcards.study}/features/{table}{suffix}" for table in names_of_tables(wildcards)
    ]


def crosswalk_folders(wildcards):
    """Folders that may hold crosswalks between a study's patients and others."""
    others = sources_of(cohort_of(wildcards).exclude_patients_of)
    return [archive_folder(wildcards), *(folder for _, folder in others.values())]


def cross_validated(wildcards):
    """Whether the study cross-validates over all its patients, beside its split."""
    return getattr(study_of(wildcards), "cross_validation", None) is not None


def inputs_of_models(wildcards):
    """Inputs of each model that the study itself fits, for its main comparison and the supplementary runs it reports."""
    study = study_of(wildcards)
    inputs = {model: list(study.inputs_of_model(model)) for model in study.compared if model in study.models}
    reported = study.supplementary.values() if getattr(study, "report_supplementary", False) else []
    for run in reported:
        own = inputs.setdefault(run.model, [])
        own += [name for name in run.inputs if name not in own]
    return inputs


def groups_of_inputs(wildcards):
    """Modality group whose patients an input's fits may see, by input."""
    study = study_of(wildcards)
    names = dict.fromkeys(name for inputs in inputs_of_models(wildcards).values() for name in inputs)
    if study.kind == "networks":
        return {name: study.group_of(name) for name in names}
    return {name: study.inputs[name].group for name in names}


def fitted_predictions(wildcards):
    """Predictions of all fits of a study, the clinical baseline's among them."""
    folder = f"results/{wildcards.study}/predictions"
    own = [f"{folder}/{model}/{name}.csv" for model, names in inputs_of_models(wildcards).items() for name in names]
    return [*own, f"{folder}/clinical_baseline.csv"]


def fitted_records(wildcards):
    """Records of the patients whom all fits of a study saw, and on whom its thresholds were chosen."""
    folder, study = f"results/{wildcards.study}", study_of(wildcards)
    beside = [f"{folder}/predictions/clinical_baseline_fitted.json", f"{folder}/thresholds_fitted.json"]
    inputs = inputs_of_models(wildcards)
    own = [path for model in inputs for path in records_of(wildcards.study, [model], inputs[model])]
    if study.kind == "networks":
        own += [
            f"{folder}/images/window_fitted.json",
            *records_of_pretraining(wildcards),
            *retrained_records(wildcards),
        ]
    return [*own, *beside]


def records_of_pretraining(wildcards):
    """Records of the simulated patients behind transferred weights; MedicalNet's own patients are not known."""
    if SETTINGS.weights != "pretrain":
        return []
    weights = [path for model in inputs_of_models(wildcards) for path in weights_of(wildcards.study, model)]
    return [f"{path.removesuffix('.pth')}_fitted.json" for path in dict.fromkeys(weights)]


def records_of(study, models, inputs):
    """Records of the fits of some models to some inputs."""
    if study in FEATURE_STUDIES:
        return [f"results/{study}/predictions/{model}/{name}_fitted.json" for model in models for name in inputs]
    return [path for model in models for path in training_files(study, model, inputs, "fitted.json")]


def drawn_records(wildcards):
    """Records of the fits behind one figure of curves, which is drawn without all that the gate asks for."""
    if wildcards.study in PREDICTION_STUDIES:
        return []
    study = study_of(wildcards)
    drawn = [item for name in drawn_ensembles(wildcards) for item in study.averaged[name]]
    return [
        path
        for model in study.compared
        if model in study.models
        for path in records_of(
            wildcards.study, [model], [item for item in study.inputs_of_model(model) if item in drawn]
        )
    ]


def supplementary_records(wildcards):
    """Records of the fits behind the supplementary runs."""
    return list(
        dict.fromkeys(
            path
            for run in study_of(wildcards).supplementary.values()
            for path in records_of(wildcards.study, [run.model], run.inputs)
        )
    )


def splits_of_patients(wildcards):
    """Who trains and who is tested; nobody where nothing is trained."""
    return [f"results/{wildcards.study}/splits.csv"] if wildcards.study in PATIENT_STUDIES else []


def retrained_records(wildcards):
    """Records of the networks that are trained anew to permuted labels or from other seeds, on the study's own folds."""
    study, folds = study_of(wildcards), range(study_of(wildcards).split.folds)
    kinds = {"permuted": study.controls.retrained_permutations, "seed": study.controls.retrained_seeds}
    folders = [
        f"results/{wildcards.study}/training_{kind}{number}/{study.compare[0]}"
        for kind, count in kinds.items()
        for number in range(1, count + 1)
    ]
    inputs = study.inputs_of_model(study.compare[0])
    return [f"{folder}/{name}/fold{fold}/fitted.json" for folder in folders for name in inputs for fold in folds]
