# Configuration, and the functions by which rules find their inputs.
import os
import re
import sys
from pathlib import Path

from snakemake.exceptions import WorkflowError

# The library comes with the workflow: any environment that holds the dependencies can run the scripts.
sys.path.insert(0, f"{workflow.basedir}/src")

from radiogenomics import layout, ledger, lock, orphans
from radiogenomics.config import read_config, without_removed
from radiogenomics.devices import lease
from radiogenomics.devices.visible import visible_devices
from radiogenomics.downloads.catalogue import EVERYTHING, parts_needed, read_part, sources
from radiogenomics.downloads.requirements import require
from radiogenomics.errors import InputError
from radiogenomics.evaluation.published_index import published_tables, tables_of_all_papers
from radiogenomics.files import nearest
from radiogenomics.modalities import MODALITIES
from radiogenomics.report.described import described
from radiogenomics.seeds import derive_seed
from radiogenomics.source import content_version, share_with_jobs, source_version

share_with_jobs()

# Also the report reads the configuration.
config = without_removed(config)

try:
    SETTINGS = read_config(config)
    layout.refuse_other_layout()
    DAMAGED = ledger.damaged_outputs() if workflow.is_main_process else []
except InputError as error:
    raise WorkflowError(str(error)) from None

STUDIES = SETTINGS.studies.values()
NETWORK_STUDIES = {name: study for name, study in SETTINGS.studies.items() if study.kind == "networks"}
FEATURE_STUDIES = {name: study for name, study in SETTINGS.studies.items() if study.kind == "features"}
PREDICTION_STUDIES = {name: study for name, study in SETTINGS.studies.items() if study.kind == "predictions"}
# Studies that train on patients of a cohort; those of predictions have nothing but their test patients.
PATIENT_STUDIES = {**NETWORK_STUDIES, **FEATURE_STUDIES}
SIMULATED_STUDIES = [
    name for name, study in PATIENT_STUDIES.items() if SETTINGS.cohorts[study.cohort].source == "simulated"
]

for path in DAMAGED:
    print(
        f"{path}: changed since it was made; a run that needs it sets it aside as {path}.damaged and makes it again",
        file=sys.stderr,
    )

# Snakemake takes an empty expression for none.
NOTHING = "(?!)"


def one_of(names):
    """Regular expression that matches one of the names and nothing else, and without names nothing at all."""
    return "|".join(sorted({re.escape(name) for name in names})) or NOTHING


wildcard_constraints:
    study=one_of(SETTINGS.studies),
    cohort=one_of(SETTINGS.cohorts),
    modality=one_of(MODALITIES),
    input=one_of(
        name
        for study in PATIENT_STUDIES.values()
        for name in (study.inputs if study.kind == "features" else [*study.modalities, *study.channel_inputs])
    ),
    model=one_of(name for study in STUDIES for name in [*study.models, *study.compared]),
    ensemble=one_of(name for study in STUDIES for name in study.averaged),
    # A training as the study has it, or a control: labels permuted, another seed.
    variant=r"(_permuted\d+|_seed\d+)?",
    fold=r"\d+",
    depth=r"\d+",
    width=r"\d+",
