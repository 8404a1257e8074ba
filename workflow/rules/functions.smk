# How rules find their inputs and parameters.


def study_of(wildcards):
    return SETTINGS.studies[wildcards.study]


def cohort_of(wildcards):
    return SETTINGS.cohorts[study_of(wildcards).cohort]


def setting(*path):
    """Parameter function: one section or key of the study, as plain values."""

    def value(wildcards):
        found = study_of(wildcards)
        for name in path:
            found = getattr(found, name)
        return found.model_dump() if hasattr(found, "model_dump") else found

    return value


def training_parameters(wildcards):
    """Optimisation, without what concerns the machine alone: more memory or time retrains nothing."""
    return study_of(wildcards).training.model_dump(exclude={"threads", "mem_mb", "runtime", "loader_workers"})


def model_parameters(wildcards):
    """A model without its title: a new name in the tables retrains nothing."""
    return study_of(wildcards).models[wildcards.model].model_dump(exclude={"title"})


def data(*names):
    """Version of files in `resources/` that a script reads; a rule reruns when their content changes."""
    files = [Path(workflow.basedir) / "resources" / name for name in names]
    return content_version(files)


def code(script):
    """Version of a script and of the library modules it uses; a rule reruns when it changes."""
    return source_version(Path(workflow.basedir) / "workflow" / "scripts" / script)


def simulated(wildcards):
    return cohort_of(wildcards).source == "simulated"


def archive(wildcards):
    """Folder of the archive that a study reads."""
    name = study_of(wildcards).cohort
    # The time of the user's folder changes with any file put beside the archive: it decides nothing.
    return f"results/simulated/{name}" if simulated(wildcards) else ancient(SETTINGS.cohorts[name].local_dir)


def lock_folder():
    try:
        lock.lock_folder()
    except InputError as error:
        raise WorkflowError(str(error)) from None


def simulation_of(wildcards):
    return cohort_of(wildcards).simulation.model_dump()


def transferred_weights(wildcards):
    return weights_of(wildcards.study, wildcards.model)


def weights_of(study, name):
    """Checkpoints that a model starts from."""
    model = SETTINGS.studies[study].models[name]
    depths = []
    if model.initial_weights == "transferred":
        depths = [model.depth, *([model.agent_depth] if model.network == "spottune" else [])]
    folder = f"results/{study}/weights/width{model.width}"
    return [f"{folder}/resnet_{depth}.pth" for depth in dict.fromkeys(depths)]


def local_weights(wildcards):
    """The checkpoint in the user's own folder, where there is one."""
    return [] if SETTINGS.weights == "download" else [f"{SETTINGS.weights}/resnet_{wildcards.depth}.pth"]


def records_of_weights(wildcards):
    """Where the published weights of a study's compared models came from."""
    if SETTINGS.weights == "pretrain":
        return []
    models = study_of(wildcards).compare
    weights = [path for model in models for path in weights_of(wildcards.study, model)]
    return [f"{path.removesuffix('.pth')}.json" for path in dict.fromkeys(weights)]


def window_of_simulated(wildcards):
    """The study's crop window, where its patients have the grid of those who are simulated for pre-training."""
    return [f"results/{wildcards.study}/images/window.json"] if simulated(wildcards) else []


def channel_files(suffix):
    """Input function: one file per channel of the input."""
    return lambda wildcards: [
        f"results/{wildcards.study}/images/{modality}{suffix}"
        for modality in study_of(wildcards).channels(wildcards.input)
    ]


def fold_files(name):
    """Input function: one file per fold of a model and input."""
    return lambda wildcards: [
        f"results/{wildcards.study}/training/{wildcards.model}/{wildcards.input}/fold{fold}/{name}"
        for fold in range(study_of(wildcards).split.folds)
    ]


def study_fold_files(name):
    """Input function: one file per modality and fold of a model."""
    return lambda wildcards: [
        f"results/{wildcards.study}/training/{wildcards.model}/{modality}/fold{fold}/{name}"
        for modality in study_of(wildcards).modalities
        for fold in range(study_of(wildcards).split.folds)
    ]


def prediction_files(study, models, names, suffix=".csv"):
    """Prediction tables of some models on all inputs of some ensembles or supplementary runs."""
    settings = SETTINGS.studies[study]
    inputs = dict.fromkeys(item for name in names for item in settings.ensemble_inputs(name))
    return [f"results/{study}/predictions/{model}/{item}{suffix}" for model in models for item in inputs]


def supplementary_runs(wildcards):
    settings = study_of(wildcards)
    return {
        name: {"title": run.title, "model": run.model, "inputs": run.inputs}
        for name, run in settings.supplementary.items()
    }


def ensembles_of(wildcards):
    """Inputs of every ensemble, by name."""
    settings = study_of(wildcards)
    return {name: settings.ensemble_inputs(name) for name in settings.ensembles}


def ensemble_titles(wildcards):
    settings = study_of(wildcards)
    return {name: settings.ensemble_title(name) for name in [*settings.ensembles, *settings.supplementary]}


def model_titles(wildcards):
    return {name: model.title for name, model in study_of(wildcards).models.items()}


def model_of_table(wildcards):
    """Tables 2, 3 and 4 show the compared models in their order."""
    return study_of(wildcards).compare[int(wildcards.number) - 2]


def study_results(wildcards):
    """Everything that the report of a study shows."""
    folder = f"results/{wildcards.study}"
    study = study_of(wildcards)
    spottune = [model for model in study.compare if study.models[model].network == "spottune"]
    return [
        f"{folder}/cohort_flow.csv",
        *(f"{folder}/tables/table{number}.html" for number in range(1, 6)),
        *(f"{folder}/figures/overlay_{modality}.png" for modality in study.modalities),
        *(f"{folder}/figures/learning_curves_{model}.svg" for model in study.compare),
        *(f"{folder}/figures/roc_{name}.svg" for name in [*study.figure_ensembles, "best"]),
        *(f"{folder}/figures/routing_{model}.svg" for model in spottune),
        *([f"{folder}/tables/recovery.html"] if simulated(wildcards) else []),
        *([f"{folder}/tables/supplementary.html"] if study.report_supplementary else []),
    ]
