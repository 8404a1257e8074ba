# What is evaluated: predictions of a study's own models and of others, and what was published.


def refuse_unknown(what, name, known):
    if name not in known:
        raise WorkflowError(f"{what} {name!r}{nearest(name, known)}; known are {', '.join(known)}")


def asked_importance(wildcards):
    """Importance of a model's input, which the config must ask for: it takes longer than the fit."""
    asked = study_of(wildcards).importance.get(wildcards.model, [])
    refuse_unknown(f"study {wildcards.study}: `importance` of {wildcards.model} does not name", wildcards.input, asked)
    return f"results/{wildcards.study}/importance/{wildcards.model}/{wildcards.input}.csv"


def compared_predictions(wildcards, names=None):
    """Prediction tables of the compared models on the inputs of all, or of some, ensembles."""
    study = study_of(wildcards)
    for name in names or []:
        refuse_unknown(f"study {wildcards.study}: no ensemble or input", name, study.averaged)
    if study.kind == "predictions":
        return [f"results/{wildcards.study}/predictions.csv"]
    wanted = {item for name in names or study.averaged for item in study.averaged[name]}
    return [
        f"results/{wildcards.study}/predictions/{f'external/{model}' if model in study.external else f'{model}/{item}'}.csv"
        for model in study.compared
        for item in study.inputs_of_model(model)
        if item in wanted
    ]


def cross_validation_files(wildcards):
    """Out-of-fold predictions of all models on all their inputs."""
    study = study_of(wildcards)
    return [
        f"results/{wildcards.study}/cross_validation/{model}/{item}.csv"
        for model in study.models
        for item in study.inputs_of_model(model)
    ]


def selections_of_table(wildcards):
    """How the epoch of every training behind a model's table of metrics was selected."""
    inputs = inputs_of(wildcards.study, study_of(wildcards).ensembles)
    return training_files(wildcards.study, wildcards.model, inputs, "selection.json")


def selections_of_supplementary(wildcards):
    """How the epoch of every training behind the supplementary table was selected."""
    return list(
        dict.fromkeys(
            file
            for run in study_of(wildcards).supplementary.values()
            for file in training_files(wildcards.study, run.model, run.inputs, "selection.json")
        )
    )


def supplementary_runs(wildcards):
    settings = study_of(wildcards)
    return {
        name: {"title": run.title, "model": run.model, "inputs": run.inputs}
        for name, run in settings.supplementary.items()
    }


def planted_modalities(wildcards):
    """Modalities behind every ensemble; of a feature study, behind every input that describes scans."""
    study = study_of(wildcards)
    if study.kind == "networks":
        return {
            name: [modality for item in inputs for modality in study.channels(item)]
            for name, inputs in study.averaged.items()
            if name in study.ensembles
        }
    radiomics = {name for name, table in study.tables.items() if table.kind == "pyradiomics"}
    return {name: study.groups[item.group] for name, item in study.inputs.items() if radiomics & set(item.tables)}


def ensembles_of(wildcards):
    """Inputs of every ensemble, by name."""
    return study_of(wildcards).averaged


def ensemble_titles(wildcards):
    return study_of(wildcards).ensemble_titles


def model_titles(wildcards):
    return study_of(wildcards).model_titles


def validated_predictions(wildcards):
    """Prediction tables of the compared models that the study itself fits: these alone predict validation patients."""
    study = study_of(wildcards)
    return [
        f"results/{wildcards.study}/predictions/{model}/{item}.csv"
        for model in study.compared
        if model in study.models
        for item in study.inputs_of_model(model)
    ]


def chosen_thresholds(wildcards):
    """Thresholds that were chosen on validation patients, where the study has any."""
    return [f"results/{wildcards.study}/thresholds.csv"] if wildcards.study in PATIENT_STUDIES else []


def external_models(wildcards):
    """Compared models that the study does not fit: their predictions come from elsewhere, as an ensemble of their own."""
    study = study_of(wildcards)
    return [model for model in study.compared if model not in study.models]


def externals_of(study):
    """Tables of external predictions of a study, by the name of their model."""
    return study.models if study.kind == "predictions" else study.external


def external_table(wildcards):
    """The user's own table of predictions of one model."""
    return externals_of(study_of(wildcards))[wildcards.model].path


def external_tables(wildcards):
    return list(dict.fromkeys(model.path for model in externals_of(study_of(wildcards)).values()))


def external_parameters(wildcards):
    """A table of external predictions without its title: a new name in the tables reads nothing again."""
    return externals_of(study_of(wildcards))[wildcards.model].model_dump(exclude={"title"})


def all_external_parameters(wildcards):
    return {name: model.model_dump(exclude={"title"}) for name, model in externals_of(study_of(wildcards)).items()}


def published_of(wildcards):
    """The published tables that a study names: those of its label and patients, and why the others do not count."""
    study = study_of(wildcards)
    source = None if study.kind == "predictions" else cohort_of(wildcards).source
    return published_tables(study.published, study.label.name, source, study.label.class_names[0])


def published_names(wildcards):
    return published_of(wildcards).names


def published_left_out(wildcards):
    return published_of(wildcards).left_out


def published_comparisons_of(wildcards):
    """Tests between the models, beside which published ones stand."""
    return [f"results/{wildcards.study}/comparisons.csv"] if wildcards.study in PATIENT_STUDIES else []


def published_data(wildcards):
    """Version of the published figures that stand beside a study's own."""
    names = [*published_names(wildcards), "titles", "claims"]
    return data(*(f"published/{name}.csv" for name in names))


def number_in_paper(table):
    """Parameter function: the number that the study's paper gives a table, or empty."""
    return lambda wildcards: study_of(wildcards).table_numbers.get(table.format(**wildcards), "")


def drawn_ensembles(wildcards):
    """Ensembles whose models one figure of curves shows: its own, and that of predictions that were made elsewhere."""
    beside = getattr(study_of(wildcards), "external_ensembles", {})
    return list(dict.fromkeys([wildcards.ensemble, *beside]))


def drawn_predictions(wildcards):
    """Predictions that one figure of curves is drawn from."""
    if wildcards.study in PREDICTION_STUDIES:
        return [f"results/{wildcards.study}/predictions.csv"]
    return compared_predictions(wildcards, drawn_ensembles(wildcards))
