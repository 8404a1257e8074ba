# Configuration, and the functions by which rules find their inputs.
import os
import re
import sys
from pathlib import Path

from snakemake.exceptions import WorkflowError

SOURCE = Path(workflow.basedir) / "src"
# Any environment that holds the dependencies can run the scripts; the library itself comes with the workflow.
sys.path.insert(0, str(SOURCE))
os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, [str(SOURCE), os.environ.get("PYTHONPATH")]))

from radiogenomics import ledger, lock
from radiogenomics.config import MODALITIES, read_config
from radiogenomics.errors import InputError
from radiogenomics.source import source_version

try:
    SETTINGS = read_config(config)
except InputError as error:
    raise WorkflowError(str(error)) from None

STUDIES = SETTINGS.studies.values()

if workflow.is_main_process:
    for path in ledger.set_damaged_aside():
        print(
            f"{path}: changed since it was made; set aside as {path}.damaged and made again",
            file=sys.stderr,
        )


def one_of(names):
    """Regular expression that matches one of the names and nothing else."""
    return "|".join(sorted({re.escape(name) for name in names}))


wildcard_constraints:
    study=one_of(SETTINGS.studies),
    cohort=one_of(SETTINGS.cohorts),
    modality=one_of(MODALITIES),
    input=one_of(name for study in STUDIES for name in [*study.modalities, *study.channel_inputs]),
    model=one_of(name for study in STUDIES for name in study.models),
    ensemble=one_of(name for study in STUDIES for name in study.ensembles),
    fold=r"\d+",
    depth=r"\d+",
    width=r"\d+",


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


def code(script):
    """Version of a script and of the library modules it uses; a rule reruns when it changes."""
    return source_version(Path(workflow.basedir) / "workflow" / "scripts" / script)


def simulated(wildcards):
    return cohort_of(wildcards).source == "simulated"


def archive(wildcards):
    """Folder of the archive that a study reads."""
    name = study_of(wildcards).cohort
    return f"results/simulated/{name}" if simulated(wildcards) else SETTINGS.cohorts[name].local_dir


def lock_folder():
    try:
        lock.lock_folder()
    except InputError as error:
        raise WorkflowError(str(error)) from None
