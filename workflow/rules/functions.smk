# How rules find their inputs and parameters.


def study_of(wildcards):
    return SETTINGS.studies[wildcards.study]


def cohort_of(wildcards):
    return SETTINGS.cohorts[study_of(wildcards).cohort]


def model_of(wildcards):
    return study_of(wildcards).models[wildcards.model]


def setting(*path):
    """Parameter function: one section or key of the study, as plain values."""

    def value(wildcards):
        found = study_of(wildcards)
        for name in path:
            found = getattr(found, name)
        return found.model_dump() if hasattr(found, "model_dump") else found

    return value


def kind_of_patients(wildcards):
    return "simulated" if simulated(wildcards) else "real"


MACHINE_ALONE = {"threads", "mem_mb", "runtime", "loader_workers", "checkpoint_seconds"}


def training_parameters(wildcards):
    """Optimisation, without what concerns the machine alone: more memory or time retrains nothing."""
    training = study_of(wildcards).training.model_dump(exclude=MACHINE_ALONE)
    return {**training, "devices": 1} if model_of(wildcards).trains_head_alone else training


def limit_of_gpus():
    """GPUs of the run by its command line; None without a limit."""
    limit = workflow.resource_settings.resources.get("gpu")
    return None if limit is None else limit.value


def gpus_of_training(wildcards):
    return 0 if model_of(wildcards).trains_head_alone else study_of(wildcards).training.devices


def gpus_of_prediction(wildcards):
    return 0 if model_of(wildcards).trains_head_alone else 1


def model_parameters(wildcards):
    """A model without its title: a new name in the tables retrains nothing."""
    return model_of(wildcards).model_dump(exclude={"title"})


def data(*names):
    """Version of files in `resources/` that a script reads; a rule reruns when their content changes."""
    files = [Path(workflow.basedir) / "resources" / name for name in names]
    return content_version(files)


def code(script):
    """Version of a script and of the library modules it uses; a rule reruns when it changes."""
    return source_version(Path(workflow.basedir) / "workflow" / "scripts" / script)


def simulated(wildcards):
    study = study_of(wildcards)
    return study.simulated if study.kind == "predictions" else cohort_of(wildcards).source == "simulated"


def force_damaged(wildcards):
    """Input function without files: damaged outputs among what this run was asked for, or needs, are made again."""
    workflow.dag.forcefiles.update(DAMAGED)
    return []


def set_damaged_aside():
    """Keep a copy of the damaged outputs that this run makes again, which Snakemake would delete."""
    made = {path for job in workflow.dag.needrun_jobs() for path in job.output}
    if not workflow.touch:
        ledger.set_aside([path for path in DAMAGED if path in made])


SNAKEMAKE_RATE_LIMIT = (100, 1)


def lift_rate_limit():
    """Take away Snakemake's default limit of 100 job starts per second; one that the user gives stays.

    While there is a limit, each pass of Snakemake 9.27's scheduler starts one more timer that calls for a pass every
    second, for ever: the passes grow with the number of jobs done. In the demo they took a fifth of a core, and with
    the thousand jobs of the published study a whole one.
    """
    limit = workflow.scheduling_settings.max_jobs_per_timespan
    if limit and (limit.max_jobs, limit.timespan) == SNAKEMAKE_RATE_LIMIT:
        workflow.scheduler.job_rate_limiter = None


def simulation_of(wildcards):
    return cohort_of(wildcards).simulation.model_dump()


def transferred_weights(wildcards):
    return weights_of(wildcards.study, wildcards.model) + model_of(wildcards).own_weights


def weights_of(study, name):
    """Published or pre-trained checkpoints that a model starts from."""
    model = SETTINGS.studies[study].models[name]
    return [f"results/{study}/weights/{file}" for file in model.weight_files]


def local_weights(wildcards):
    """The checkpoint in the user's own folder, where there is one."""
    return [] if SETTINGS.weights == "download" else [f"{SETTINGS.weights}/resnet_{wildcards.depth}.pth"]


def records_of_weights(wildcards):
    """Where the published weights of a study's compared models came from."""
    if SETTINGS.weights == "pretrain":
        return []
    models = study_of(wildcards).compare if wildcards.study in NETWORK_STUDIES else []
    weights = [path for model in models for path in weights_of(wildcards.study, model)]
    return [str(Path(path).with_suffix(".json")) for path in dict.fromkeys(weights)]


def window_of_simulated(wildcards):
    """The study's crop window, where its patients have the grid of those who are simulated for pre-training."""
    return [f"results/{wildcards.study}/images/window.json"] if simulated(wildcards) else []


def image_files_of(wildcards, suffix):
    """One file per channel of an input."""
    channels = study_of(wildcards).channels(wildcards.input)
    return [f"results/{wildcards.study}/images/{modality}{suffix}" for modality in channels]


def channel_files(suffix):
    """Input function: one file per channel of the input."""
    return lambda wildcards: image_files_of(wildcards, suffix)


def seen_files(suffix):
    """Input function: what a model sees of its patients, images or, of a frozen backbone, their features."""

    def files(wildcards):
        if not model_of(wildcards).trains_head_alone:
            return image_files_of(wildcards, suffix)
        suffix_alone = suffix.removeprefix("_augmented")
        return [f"results/{wildcards.study}/frozen_features/{wildcards.model}/{wildcards.input}{suffix_alone}"]

    return files


def training_files(study, model, inputs, name):
    """One file per input and fold of a model."""
    folds = range(SETTINGS.studies[study].split.folds)
    return [f"results/{study}/training/{model}/{item}/fold{fold}/{name}" for item in inputs for fold in folds]


def trained_weights(wildcards):
    """Trained weights of all folds of a model and input."""
    folder = f"results/{wildcards.study}/training{wildcards.variant}/{wildcards.model}/{wildcards.input}"
    return [f"{folder}/fold{fold}/weights.pt" for fold in range(study_of(wildcards).split.folds)]


def study_fold_files(name):
    """Input function: one file per modality and fold of a model."""
    return lambda wildcards: training_files(wildcards.study, wildcards.model, study_of(wildcards).modalities, name)


def inputs_of(study, names):
    """All inputs of some ensembles or supplementary runs of networks, each once."""
    settings = SETTINGS.studies[study]
    return list(dict.fromkeys(item for name in names for item in settings.ensemble_inputs(name)))


def prediction_files(study, models, names, suffix=".csv"):
    """Prediction tables of some models on all inputs of some ensembles or supplementary runs."""
    inputs = inputs_of(study, names)
    return [f"results/{study}/predictions/{model}/{item}{suffix}" for model in models for item in inputs]


def tables_of_kind(*kinds):
    """Names of all tables of features of some kinds."""
    return [name for study in FEATURE_STUDIES.values() for name, table in study.tables.items() if table.kind in kinds]


def table_of(wildcards):
    return study_of(wildcards).tables[wildcards.table]


def input_of(wildcards):
    """Settings of a feature study's input."""
    return study_of(wildcards).inputs[wildcards.input]


def modalities_of_input(wildcards):
    return study_of(wildcards).groups[input_of(wildcards).group]


def tables_of_input(wildcards):
    return [f"results/{wildcards.study}/features/{table}.csv" for table in input_of(wildcards).tables]


def classifier_parameters(wildcards):
    """A classifier without its title, and without what cross-validation alone reads."""
    return model_of(wildcards).model_dump(exclude={"title", "inputs", "cross_validation_trees"})


def cross_validated_parameters(wildcards):
    """A classifier without its title, and without what cross-validation does not read."""
    return model_of(wildcards).model_dump(exclude={"title", "inputs", "trees"})


def classifier_seed(wildcards):
    return derive_seed(SETTINGS.seed, wildcards.study, wildcards.model, wildcards.input)
