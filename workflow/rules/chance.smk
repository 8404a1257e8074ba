# What is fitted anew, permuted or simulated to judge a result.


def labels_of_training(wildcards):
    """Labels that a network is trained on: the training patients' own, or permuted among them."""
    permuted = wildcards.variant if wildcards.variant.startswith("_permuted") else ""
    return f"results/{wildcards.study}/labels/train{permuted}.csv"


def seed_of_training(wildcards):
    """Seed of a training: the study's, or another one."""
    other = wildcards.variant.startswith("_seed")
    return derive_seed(SETTINGS.seed, wildcards.variant) if other else SETTINGS.seed


def refitted_files(wildcards):
    """Areas of the classifiers that `controls.refit` names, fitted anew; none where nothing is fitted in moments."""
    asked = study_of(wildcards).controls.refit
    return [f"results/{wildcards.study}/refits/{model}/{name}.csv" for model in asked for name in asked[model]]


def retrained_files(name):
    """Input function: predictions of the first compared network, trained anew to permuted labels or from other seeds."""

    def files(wildcards):
        study = study_of(wildcards)
        if study.kind != "networks":
            return []
        controls, model = study.controls, study.compare[0]
        count = {"permuted": controls.retrained_permutations, "seed": controls.retrained_seeds}[name]
        inputs = study.inputs_of_model(model)
        folders = [f"results/{wildcards.study}/predictions_{name}{number}/{model}" for number in range(1, count + 1)]
        return [f"{folder}/{item}.csv" for folder in folders for item in inputs]

    return files


def clinical_predictions(wildcards):
    """Predictions from age and sex; none where there is nobody to fit them to."""
    return [f"results/{wildcards.study}/predictions/clinical_baseline.csv"] * (wildcards.study in PATIENT_STUDIES)


def split_seed(wildcards):
    """Seed of repeated splits, which all classifiers of a study share."""
    return derive_seed(SETTINGS.seed, wildcards.study, "splits")


def control_seed(wildcards):
    return derive_seed(SETTINGS.seed, wildcards.study, "controls")


def control_ensemble(wildcards):
    """The ensemble (of a feature study: input) that the controls imitate: the first whose curves are drawn."""
    study = study_of(wildcards)
    own = study.inputs if study.kind == "features" else study.ensembles
    return next(name for name in [*study.figure_ensembles, *own] if name in own)


def control_group(wildcards):
    """Modality group whose patients the controls split."""
    study = study_of(wildcards)
    return study.inputs[control_ensemble(wildcards)].group if study.kind == "features" else study.split.test_group


def control_modalities(wildcards):
    """Modalities whose contrasts the controls draw: those of the ensemble, or of the input's group."""
    study, name = study_of(wildcards), control_ensemble(wildcards)
    if study.kind == "features":
        return study.groups[study.inputs[name].group]
    return list(dict.fromkeys(channel for item in study.ensemble_inputs(name) for channel in study.channels(item)))


def control_tables(wildcards):
    """Tables of features that the negative control permutes labels for; none where networks are trained."""
    study = study_of(wildcards)
    return study.inputs[control_ensemble(wildcards)].tables if study.kind == "features" else []


def control_features(wildcards):
    """Names of features, or patterns, of the input that the negative control uses; None for all."""
    study = study_of(wildcards)
    return study.inputs[control_ensemble(wildcards)].features if study.kind == "features" else None


def planted(key):
    """Parameter function: effect or correlation of a network study's simulated patients, else None."""

    def value(wildcards):
        found = wildcards.study in NETWORK_STUDIES and simulated(wildcards)
        return simulation_of(wildcards)[key] if found else None

    return value
