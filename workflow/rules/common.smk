# Configuration, the studies that answer for themselves, and the few functions by which rules ask them.
import re
import sys
from dataclasses import asdict
from pathlib import Path

from snakemake.exceptions import WorkflowError

# The library comes with the workflow: any environment that holds the dependencies can run the scripts.
sys.path.insert(0, f"{CHECKOUT}/src")

from radiogenomics import layout, running
from radiogenomics.config import read_config, studies_of, without_removed
from radiogenomics.downloads.catalogue import part_parameters, sources
from radiogenomics.errors import InputError
from radiogenomics.evaluation.published_index import tables_of_all_papers
from radiogenomics.modalities import MODALITIES
from radiogenomics.own_files import OwnFiles
from radiogenomics.source import content_version, share_with_jobs, source_version
from radiogenomics.studies.downloads import downloaded_parts, downloaded_weights

share_with_jobs()

# Also the report reads the configuration.
config = without_removed(config)
# Jobs go by what the run saw when it started.
OWN_FILES = OwnFiles(as_recorded=not workflow.is_main_process)

try:
    running.refuse_moved_files(workflow)
    SETTINGS = read_config(config)
    STUDIES = studies_of(SETTINGS)
    running.refuse_placeholders(workflow)
    layout.refuse_other_layout()
    DAMAGED = running.damaged_files(SETTINGS.data_dir) if workflow.is_main_process else []
except InputError as error:
    sys.exit(f"ERROR: {error}")


def study_of(wildcards):
    return STUDIES[wildcards.study]


def asked(question):
    """Input function that asks a study; what the user asked for and does not exist is said in one line."""

    def answer(wildcards):
        try:
            return question(study_of(wildcards), wildcards)
        except InputError as error:
            # Snakemake may know another rule for the file.
            raise WorkflowError(str(error)) from None

    return answer


def studies_with(*rules):
    """Studies that are served by one of some files of rules."""
    return [study for study in STUDIES.values() if set(rules) & set(study.rule_files)]


def one_of(names):
    """Regular expression that matches one of the names and nothing else, and without names nothing at all."""
    return "|".join(sorted({re.escape(name) for name in names})) or "(?!)"


def studies_of_rules(*rules):
    """Regular expression of the names of those studies."""
    return one_of(study.name for study in studies_with(*rules))


def setting(*path):
    """Parameter function: one section or key of the study, as plain values."""
    return lambda wildcards: study_of(wildcards).setting(*path)


def files_of(archives):
    """Files that a job waits for which reads some archives; the time of a user's own folder decides nothing."""
    return [ancient(path) if archive.is_users_own else path for archive in archives for path in archive.paths]


def data(*names):
    """Version of files in `resources/` that a script reads; a rule reruns when their content changes."""
    return content_version([CHECKOUT / "resources" / name for name in names])


def code(script, modules=()):
    """Version of a script and of the library modules it uses, and of some that it finds by name; on a change a rule reruns."""
    return source_version(CHECKOUT / "workflow" / "scripts" / script, modules)


wildcard_constraints:
    study=one_of(STUDIES),
    cohort=one_of(SETTINGS.cohorts),
    modality=one_of(MODALITIES),
    input=one_of(name for study in STUDIES.values() for name in study.input_names),
    model=one_of(name for study in STUDIES.values() for name in study.model_names),
    ensemble=one_of(name for study in STUDIES.values() for name in study.settings.inputs_of_ensembles),
    # A training as the study has it, or a control: labels permuted, another seed.
    variant=r"(_permuted\d+|_seed\d+)?",
    fold=r"\d+",
    depth=r"\d+",
    width=r"\d+",
