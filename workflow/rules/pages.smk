# What the page of a study shows, and what is recorded of a run.


def report_sections(wildcards):
    """Sections of a study's page: title, and the files below its folder that it shows, in their order."""
    study = study_of(wildcards)
    parts = {"networks": network_sections, "features": feature_sections, "predictions": prediction_sections}
    sections = {
        "Patients": ["figures/flow.svg", "cohort_flow.csv"],
        "Leaks": [],
        "Results": [],
        "Calibration and use": [
            *("tables/operating_points.html", "tables/calibration.html"),
            *curve_files(study, "reliability", "decision"),
        ],
        "Chance and controls": ["tables/chance.html"],
        "Published figures": [],
    }
    for section, files in parts[study.kind](study).items():
        sections.setdefault(section, []).extend(files)
    if study.kind != "predictions":
        sections["Patients"][2:2] = ["tables/table1.html", "tables/table1_partition.html", "dropped.csv"]
        sections["Leaks"].append("tables/leakage.html")
        sections["Chance and controls"] += ["tables/spread.html", "tables/controls.html", "figures/controls.svg"]
    if published_names(wildcards):
        sections["Published figures"].append("tables/published.html")
    if simulated(wildcards) and planted_modalities(wildcards):
        sections["Results"].append("tables/recovery.html")
    return [[title, files] for title, files in sections.items() if files]


def curve_files(study, *kinds):
    """Curves of every ensemble that is in the report."""
    return [f"figures/{kind}_{name}.svg" for kind in kinds for name in study.figure_ensembles]


def network_sections(study):
    spottune = [model for model in study.compare if study.models[model].network == "spottune"]
    return {
        "Results": [
            *(f"tables/metrics_{model}.html" for model in study.compare),
            *("tables/comparisons.html", "tables/area_tests.html", "figures/critical_difference.svg"),
            *curve_files(study, "roc", "precision_recall"),
            *("figures/roc_best.svg", "figures/precision_recall_best.svg"),
            *(["tables/supplementary.html"] if study.report_supplementary else []),
        ],
        "Networks": [
            *(f"figures/routing_{model}.svg" for model in spottune),
            *(f"figures/learning_curves_{model}.svg" for model in study.compare),
        ],
        "Images": [f"figures/overlay_{modality}.png" for modality in study.modalities],
    }


def feature_sections(study):
    return {
        "Patients": [f"features/{table}_exclusions.csv" for table in study.tables],
        "Results": [
            *("tables/metrics.html", "tables/area_tests.html", "tables/comparisons.html"),
            "figures/critical_difference.svg",
            *(["tables/cross_validation.html"] if study.cross_validation else []),
            *curve_files(study, "roc", "precision_recall"),
            *("figures/roc_best.svg", "figures/precision_recall_best.svg"),
        ],
        "Features": [
            f"figures/importance_{model}/{item}.svg" for model, inputs in study.importance.items() for item in inputs
        ],
    }


def prediction_sections(study):
    return {
        "Results": ["tables/metrics.html", "tables/area_tests.html", *curve_files(study, "roc", "precision_recall")]
    }


def study_results(wildcards):
    """Everything that the page of a study shows."""
    return [f"results/{wildcards.study}/{name}" for _, files in report_sections(wildcards) for name in files]


def study_records(wildcards):
    """Tables without a page of their own that the first lines, the checklists and the model cards read."""
    names = ["metrics.csv", "operating_points.csv", "calibration.csv", "chance.csv", "area_tests.csv"]
    if study_of(wildcards).kind != "predictions":
        names += ["spread.csv", "controls.csv", "cohort.csv", "splits.csv", "comparisons.csv"]
        names += [f"{when}/leakage.json" for when in ("before_training", "before_evaluation")]
    return [f"results/{wildcards.study}/{name}" for name in names]


def about_study(wildcards):
    """What the configuration says of a study, for its page, checklists and cards."""
    study = study_of(wildcards)
    cohort = None if study.kind == "predictions" else cohort_of(wildcards)
    return described(wildcards.study, study, cohort, SETTINGS.seed, SETTINGS.weights)


def flow_files(wildcards):
    """What the flow diagram of a study is drawn from; without a cohort, its selection alone."""
    folder = f"results/{wildcards.study}"
    names = {"flow": "cohort_flow"}
    if study_of(wildcards).kind != "predictions":
        names |= {"cohort": "cohort", "splits": "splits", "dropped": "dropped"}
    return {key: f"{folder}/{name}.csv" for key, name in names.items()}


def captions():
    """Version of the captions, which the study's page prints as Snakemake's report does."""
    return content_version(list((Path(workflow.basedir) / "workflow" / "report").glob("*.rst")))


def recorded_files(wildcards):
    """Tables whose checksums are the record of a run; some of them hold the checksums of what was read."""
    study = study_of(wildcards)
    names = ["predictions", "metrics", "operating_points", "calibration", "area_tests", "chance"]
    if study.kind == "predictions":
        names += ["predictions_sources"]
    else:
        names += ["cohort", "splits", "comparisons", "thresholds", "spread", "controls"]
        names += [f"predictions/external/{model}_sources" for model in study.external]
    if published_names(wildcards):
        names += ["published"]
    if study.kind == "networks":
        names += [f"images/{modality}" for modality in study.modalities]
    if study.kind == "features":
        names += ["cross_validation"] if study.cross_validation else []
        names += [f"features/{table}{suffix}" for table in study.tables for suffix in ("", "_sources")]
    return [f"results/{wildcards.study}/{name}.csv" for name in names]
