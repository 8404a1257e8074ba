# Radiogenomics of glioma: from public MRI to tables one can believe.
#   snakemake --cores 16 --resources gpu=2                         the whole report
#   snakemake --cores 2 results/spottune_mgmt/figures/roc_dsc_dti.svg   one figure and what it needs
from runpy import run_path

from snakemake.utils import min_version

min_version("9.27")
CHECKOUT = run_path(workflow.source_path("workflow/checkout.py"))["checkout_of"](workflow.current_basedir)


configfile: f"{CHECKOUT}/config/config.yaml"


report: "workflow/report/workflow.rst"


include: "workflow/rules/common.smk"
include: "workflow/rules/downloads.smk"
include: "workflow/rules/cohorts.smk"
include: "workflow/rules/plan.smk"
include: "workflow/rules/evaluation.smk"
include: "workflow/rules/curves.smk"
include: "workflow/rules/controls.smk"
include: "workflow/rules/published.smk"
include: "workflow/rules/report.smk"
include: "workflow/rules/reporting.smk"
include: "workflow/rules/export.smk"
include: "workflow/rules/compare.smk"


# Rules that serve some studies alone.
for rules_file in dict.fromkeys(name for study in STUDIES.values() for name in study.rule_files):

    include: f"workflow/rules/{rules_file}.smk"


rule all:
    default_target: True
    input:
        [study.path("ro-crate-metadata.json") for study in STUDIES.values()],
    localrule: True


if workflow.is_main_process:
    running.say_studies(study.outline() for study in STUDIES.values())
running.complete_reasons(workflow, DAMAGED)
running.leave_gpus_to_scheduler(workflow)
running.grow_with_attempts(workflow)
BEGIN = running.beginning(workflow, SETTINGS, DAMAGED, OWN_FILES)


onstart:
    BEGIN()


# Of a module, Snakemake calls no `onstart`.
running.begin_with_outer_workflow(workflow, BEGIN)
