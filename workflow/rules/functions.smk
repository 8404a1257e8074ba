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


def kind_of_patients(wildcards):
    return "simulated" if simulated(wildcards) else "real"


MACHINE_ALONE = {"threads", "mem_mb", "runtime", "loader_workers", "checkpoint_seconds"}


def training_parameters(wildcards):
    """Optimisation, without what concerns the machine alone: more memory or time retrains nothing."""
    return study_of(wildcards).training.model_dump(exclude=MACHINE_ALONE)


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


def lock_folder():
    try:
        lock.lock_folder()
    except InputError as error:
        raise WorkflowError(str(error)) from None


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
    return weights_of(wildcards.study, wildcards.model)


def weights_of(study, name):
    """Checkpoints that a model starts from."""
    model = SETTINGS.studies[study].models[name]
    folder = f"results/{study}/weights/width{model.width}"
    return [f"{folder}/resnet_{depth}.pth" for depth in model.transferred_depths]


def local_weights(wildcards):
    """The checkpoint in the user's own folder, where there is one."""
    return [] if SETTINGS.weights == "download" else [f"{SETTINGS.weights}/resnet_{wildcards.depth}.pth"]


def records_of_weights(wildcards):
    """Where the published weights of a study's compared models came from."""
    if SETTINGS.weights == "pretrain":
        return []
    models = study_of(wildcards).compare if wildcards.study in NETWORK_STUDIES else []
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


def training_files(study, model, inputs, name):
    """One file per input and fold of a model."""
    folds = range(SETTINGS.studies[study].split.folds)
    return [f"results/{study}/training/{model}/{item}/fold{fold}/{name}" for item in inputs for fold in folds]


def fold_files(name):
    """Input function: one file per fold of a model and input."""
    return lambda wildcards: training_files(wildcards.study, wildcards.model, [wildcards.input], name)


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
    wanted = {item for name in names or study.averaged for item in study.averaged[name]}
    return [
        f"results/{wildcards.study}/predictions/{model}/{item}.csv"
        for model in study.compared
        for item in study.inputs_of_model(model)
        if item in wanted
    ]


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
    return study_of(wildcards).models[wildcards.model].model_dump(exclude={"title", "inputs", "cross_validation_trees"})


def cross_validated_parameters(wildcards):
    """A classifier without its title, and without what cross-validation does not read."""
    return study_of(wildcards).models[wildcards.model].model_dump(exclude={"title", "inputs", "trees"})


def classifier_seed(wildcards):
    return derive_seed(SETTINGS.seed, wildcards.study, wildcards.model, wildcards.input)


def cross_validation_files(wildcards):
    """Out-of-fold predictions of all models on all their inputs."""
    study = study_of(wildcards)
    return [
        f"results/{wildcards.study}/cross_validation/{model}/{item}.csv"
        for model in study.models
        for item in study.inputs_of_model(model)
    ]


def published_metric_tables(wildcards):
    """Tables of published metrics, in `resources/published/`, that stand beside a study's own."""
    if cohort_of(wildcards).source not in ("upenn_gbm", "simulated"):
        return []
    if wildcards.study in NETWORK_STUDIES:
        return list(METRIC_FILES)
    return [name] if (name := study_of(wildcards).published) else []


def selections_of_table(wildcards):
    """How the epoch of every training behind Table 2, 3 or 4 was selected."""
    inputs = inputs_of(wildcards.study, study_of(wildcards).ensembles)
    return training_files(wildcards.study, model_of_table(wildcards), inputs, "selection.json")


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


def model_of_table(wildcards):
    """Tables 2, 3 and 4 show the compared models in their order."""
    return study_of(wildcards).compare[int(wildcards.number) - 2]


def study_results(wildcards):
    """Everything that the report of a study shows."""
    folder = f"results/{wildcards.study}"
    study = study_of(wildcards)
    results = network_results(study) if study.kind == "networks" else feature_results(study)
    return [
        f"{folder}/{name}"
        for name in [
            *("cohort_flow.csv", "dropped.csv", "tables/table1.html"),
            *(f"figures/roc_{name}.svg" for name in [*study.figure_ensembles, "best"]),
            *results,
            *(["tables/recovery.html"] if simulated(wildcards) and planted_modalities(wildcards) else []),
        ]
    ]


def network_results(study):
    spottune = [model for model in study.compare if study.models[model].network == "spottune"]
    return [
        *(f"tables/table{number}.html" for number in range(2, 6)),
        *(f"figures/overlay_{modality}.png" for modality in study.modalities),
        *(f"figures/learning_curves_{model}.svg" for model in study.compare),
        *(f"figures/routing_{model}.svg" for model in spottune),
        *(["tables/supplementary.html"] if study.report_supplementary else []),
    ]


def feature_results(study):
    return [
        *("tables/metrics.html", "tables/comparisons.html"),
        *(["tables/cross_validation.html"] if study.cross_validation else []),
        *(f"features/{table}_exclusions.csv" for table in study.tables),
        *(f"figures/importance_{model}/{item}.svg" for model, inputs in study.importance.items() for item in inputs),
    ]


def recorded_files(wildcards):
    """Tables whose checksums are the record of a run; some of them hold the checksums of what was read."""
    study = study_of(wildcards)
    names = ["cohort", "splits", "predictions", "metrics", "comparisons"]
    if study.kind == "networks":
        names += [f"images/{modality}" for modality in study.modalities]
    else:
        names += ["cross_validation"] if study.cross_validation else []
        names += [f"features/{table}{suffix}" for table in study.tables for suffix in ("", "_sources")]
    return [f"results/{wildcards.study}/{name}.csv" for name in names]
