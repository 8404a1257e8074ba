# Radiogenomics of glioma: from public MRI to tables one can believe.
#   snakemake --cores 16 --resources gpu=2                         the whole report
#   snakemake --cores 2 results/spottune_mgmt/figures/roc_dsc_dti.svg   one figure and what it needs
from snakemake.utils import min_version

min_version("9.27")


configfile: f"{workflow.basedir}/config/config.yaml"


report: "workflow/report/workflow.rst"


include: "workflow/rules/common.smk"
include: "workflow/rules/functions.smk"
include: "workflow/rules/machine.smk"
include: "workflow/rules/archives.smk"
include: "workflow/rules/gates.smk"
include: "workflow/rules/evaluated.smk"
include: "workflow/rules/chance.smk"
include: "workflow/rules/pages.smk"
include: "workflow/rules/downloads.smk"
include: "workflow/rules/cohorts.smk"
include: "workflow/rules/splits.smk"
include: "workflow/rules/images.smk"
include: "workflow/rules/features.smk"
include: "workflow/rules/leakage.smk"
include: "workflow/rules/training.smk"
include: "workflow/rules/predictions.smk"
include: "workflow/rules/evaluation.smk"
include: "workflow/rules/controls.smk"
include: "workflow/rules/published.smk"
include: "workflow/rules/report.smk"
include: "workflow/rules/reporting.smk"


rule all:
    default_target: True
    input:
        expand("results/{study}/ro-crate-metadata.json", study=SETTINGS.studies),


rule supplementary:
    input:
        [
            f"results/{study}/tables/supplementary.html"
            for study, settings in NETWORK_STUDIES.items()
            if settings.supplementary
        ],


# On a cluster these run where Snakemake runs: they take seconds, less than to submit them, and downloads need the
# internet, which the nodes of a cluster often lack.
localrules:
    all,
    supplementary,
    download_part,
    download_plan,
    select_cohort,
    find_overlaps,
    describe_patients,
    split_patients,
    overlay,
    check_before_evaluation,
    plan,
    learning_curves,
    choose_thresholds,
    collect_predictions,
    measure,
    calibration,
    area_tests,
    compare_models,
    ground_truth,
    recover_effect,
    curves,
    best_curves,
    routing,
    measure_cross_validation,
    importance,
    clinical_baseline,
    permute_labels,
    chance,
    validate,
    read_external,
    read_predictions,
    published_table,
    published_figures,
    metrics_table,
    all_metrics_table,
    comparison_table,
    supplementary_table,
    provenance,
    flow_diagram,
    study_page,
    research_object,


# Snakemake misses no intermediate file whose results are there: every rule asks for what was damaged.
if DAMAGED:
    for each_rule in workflow.rules:
        each_rule.set_input(force_damaged)


leave_gpus_to_scheduler()
grow_with_attempts()


onstart:
    lock_folder()
    layout.record_layout()
    cancel_orphans()
    require_downloads()
    set_damaged_aside()
    share_gpus()
    lift_rate_limit()
