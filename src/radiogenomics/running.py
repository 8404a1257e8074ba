"""What a run does with the machine it starts on, by Snakemake's own workflow object: GPUs, limits, attempts, damage.

The object is Snakemake's; nothing of Snakemake is imported here. Another workflow may use this one as a module: what is
done to rules is done to our own alone (`workflow.modifier.rules`), whatever names they have there.
"""

import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from radiogenomics import layout, ledger, lock, orphans
from radiogenomics.devices import lease
from radiogenomics.devices.settings import GpuSettings
from radiogenomics.devices.visible import visible_devices
from radiogenomics.downloads.catalogue import read_part
from radiogenomics.downloads.received import damaged_records
from radiogenomics.downloads.requirements import require
from radiogenomics.errors import InputError
from radiogenomics.own_files import OwnFiles
from radiogenomics.run_settings import RunSettings

SLURM = "slurm"
"""Snakemake's name of its executor."""
SLURM_LOGS = Path(".snakemake/slurm_logs")
PLACEHOLDERS = {
    "profiles/slurm/config.yaml": {
        "PARTITION": "the name of a partition, as profiles/slurm_example has it",
        "GPU_PARTITION": "the name of a partition whose nodes have GPUs, as profiles/slurm_example has it",
        "ACCOUNT": "your account, as docs/guides/slurm.md says",
    },
    "profiles/kubernetes/config.yaml": {
        "IMAGE": "the name of an image that the cluster can pull, as docs/guides/kubernetes.md says",
        "CLAIM": "the name of a persistent volume claim, as docs/guides/kubernetes.md says",
    },
}
"""What stands in the profile of a cluster until it is filled in, and what is to stand there."""
SNAKEMAKE_RATE_LIMIT = (100, 1)
"""Snakemake's default: job starts, per seconds."""


def damaged_files(data_dir: str) -> list[str]:
    """Outputs, and records of downloads, whose files have changed or gone since they were made.

    Each is said but those results that were deleted, which somebody did on purpose to have them made again.
    """
    outputs = ledger.damaged_outputs()
    for path in outputs:
        _say(
            f"{path}: changed since it was made; a run that needs it sets it aside as {path}.damaged and makes it again"
        )
    records = {str(record): fault for record, fault in damaged_records(Path(data_dir)).items()}
    for record, fault in records.items():
        _say(f"{record}: {fault}; a run that needs it fetches it again")
    return list(dict.fromkeys([*outputs, *records, *ledger.deleted_outputs()]))


def refuse_placeholders(workflow: Any) -> None:
    """Stop where the profile of a cluster still has the placeholders that stand for what each cluster has of its own.

    Raises:
        InputError: the first of them, and what is to stand there.
    """
    settings = workflow.resource_settings
    for resources in (settings.default_resources, *(settings.overwrite_resources or {}).values()):
        for name, resource in dict(resources or {}).items():
            value = getattr(resource, "raw", None)
            for profile, meanings in PLACEHOLDERS.items():
                if value in meanings:
                    raise InputError(f"{profile}: {name} is still {value}; replace it by {meanings[value]}")


def refuse_moved_files(workflow: Any) -> None:
    """Stop where Snakemake is told to keep our files elsewhere: some are read by paths that it does not see.

    Raises:
        InputError: there is a default storage, or the statement `module` has `prefix` or `replace_prefix`.
    """
    if workflow.storage_settings.default_storage_provider:
        raise InputError(
            "--default-storage-provider does not suit this workflow, whose files lie in folders; leave it out and copy "
            "what is to be stored, as docs/guides/storage.md shows"
        )
    modifier = workflow.modifier.path_modifier
    while modifier is not None:
        if modifier.prefix or modifier.modifies_prefixes:
            raise InputError(
                "module: prefix and replace_prefix do not suit this workflow, whose results always lie in "
                "results/<study>; remove it, and give the studies names that do not collide with your own results"
            )
        modifier = modifier.inner_modifier


def beginning(workflow: Any, settings: RunSettings, damaged: Sequence[str], own_files: OwnFiles) -> Callable[[], None]:
    """What is to be done when a run begins, before its first job; a user's mistake ends it with one line.

    Args:
        workflow: Snakemake's, while it reads our Snakefile.
        settings: of the run.
        damaged: result of `damaged_files`.
        own_files: the user's.
    """
    download_part = workflow.modifier.modify_rulename("download_part")

    def begin() -> None:
        try:
            lock.lock_folder()
            layout.record_layout()
            cancel_orphans(workflow)
            require_downloads(workflow, download_part, settings.data_dir)
            set_damaged_aside(workflow, damaged)
            share_gpus(workflow, settings.gpus)
            lift_rate_limit(workflow)
            own_files.remember()
        except InputError as error:
            sys.exit(f"ERROR: {error}")

    return begin


def begin_with_outer_workflow(workflow: Any, begin: Callable[[], None]) -> None:
    """Have `begin` done at the start of a run of another workflow that uses this one as a module.

    Snakemake calls the other workflow's own `onstart` alone, which may stand before or after the module. Where it takes
    rules one by one, our Snakefile is read for each of them; to begin once is enough.
    """
    if workflow.modifier.is_main_snakefile() or "onstart" in vars(workflow):
        return
    register = workflow.onstart

    def after_begin(function: Callable) -> Callable:
        return lambda log: (begin(), function(log))

    def onstart(function: Callable) -> None:
        register(after_begin(function) if workflow.modifier.is_main_snakefile() else function)

    workflow._onstart = after_begin(workflow._onstart)
    workflow.onstart = onstart


def say_studies(outlines: Iterable[Sequence[str]]) -> None:
    """Say what the configuration makes of all overlays together: groups, models, inputs and fits of each study."""
    for lines in outlines:
        _say("\n".join(lines))


def complete_reasons(workflow: Any, damaged: Sequence[str]) -> None:
    """Have Snakemake run what it would leave as it is: what was damaged, and what changed beyond an ancient input."""
    make_damaged_again(workflow, damaged)
    look_beyond_ancient_inputs(workflow)


def make_damaged_again(workflow: Any, damaged: Sequence[str]) -> None:
    """Have damaged outputs among what this run was asked for, or needs, made again.

    Snakemake misses no intermediate file whose results are there: so every rule asks for what was damaged.
    """
    if not damaged:
        return

    def no_files(wildcards: Any) -> list[str]:
        workflow.dag.forcefiles.update(damaged)
        return []

    for rule in workflow.modifier.rules:
        rule.set_input(no_files)


def look_beyond_ancient_inputs(workflow: Any) -> None:
    """Have a job asked for its own reasons to run where all that leads to it from a job that runs is an ancient input.

    Snakemake 9 asks no job downstream of one that runs, for it takes all of them to run anyway; those behind an input
    that is `ancient` do not, and would be left as they are although their own parameters have changed
    (github.com/snakemake/snakemake/issues/4166).
    """

    def no_files(wildcards: Any) -> list[str]:
        dag = workflow.dag
        if "bfs" not in vars(dag):
            dag.bfs = partial(_search, dag, dag.bfs)
        return []

    for rule in workflow.modifier.rules:
        rule.set_input(no_files)


def _search(dag: Any, bfs: Callable, direction: Any, *jobs: Any, **options: Any) -> Iterator:
    """Snakemake's breadth-first search, which downstream passes no edge of ancient files alone."""
    is_of_reasons = direction is dag.depending and not dag.omitrules and not dag.omitfiles
    return bfs(_NotAncient(direction) if is_of_reasons else direction, *jobs, **options)


@dataclass(frozen=True)
class _NotAncient:
    """Jobs that depend on each job, without those that take its files as ancient."""

    depending: Mapping[Any, Mapping[Any, Iterable]]

    def __getitem__(self, job: Any) -> dict[Any, Iterable]:
        return {below: files for below, files in self.depending[job].items() if not all(f.is_ancient for f in files)}


def set_damaged_aside(workflow: Any, damaged: Sequence[str]) -> None:
    """Keep a copy of the damaged outputs that this run makes again, which Snakemake would delete."""
    made = {path for job in workflow.dag.needrun_jobs() for path in job.output}
    if not workflow.touch:
        ledger.set_aside([path for path in damaged if path in made])


def cancel_orphans(workflow: Any) -> None:
    """Cancel SLURM jobs of an earlier run of this folder, where it was one on a cluster."""
    if _is_slurm(workflow) or SLURM_LOGS.exists():
        for job in orphans.cancel_orphans(Path.cwd()):
            _say(f"SLURM job {job}, left behind by an earlier run of this folder, is cancelled")


def _is_slurm(workflow: Any) -> bool:
    return workflow.executor_plugin is not None and workflow.executor_plugin.name == SLURM


def require_downloads(workflow: Any, rule: str, data_dir: str) -> None:
    """Stop before anything is fetched where a program, credentials or space for this run's downloads are missing.

    Args:
        workflow: Snakemake's.
        rule: name of the rule that downloads.
        data_dir: folder that has, or gets, a folder per source.

    Raises:
        InputError: what is missing, or a part that does not exist.
    """
    if workflow.touch:
        return
    parts: dict[str, list] = {}
    for job in workflow.dag.needrun_jobs():
        if job.rule.name == rule:
            source = job.wildcards.source
            parts.setdefault(source, []).append(read_part(source, job.wildcards.part))
    require(parts, Path(data_dir))


def limit_of_gpus(workflow: Any) -> int | None:
    """GPUs of the run by its command line; None without a limit."""
    limit = workflow.resource_settings.resources.get("gpu")
    return None if limit is None else limit.value


def share_gpus(workflow: Any, gpus: GpuSettings) -> None:
    """Let as many GPU jobs run at once as the machine's GPUs hold, unless the user gives a limit; say so without a GPU.

    A cluster's scheduler shares out its GPUs itself.

    Raises:
        InputError: `gpus.required` is true and none is visible.
    """
    wanted = sum(1 for job in workflow.dag.needrun_jobs() if job.resources.get("gpu"))
    if not workflow.local_exec or not wanted:
        return
    devices = visible_devices()
    if not devices:
        if gpus.required:
            raise InputError(f"config: gpus.required is true and {wanted} jobs want a GPU: none is visible here")
        _say(f"No GPU is visible: {wanted} jobs of networks run on the CPU")
    elif limit_of_gpus(workflow) is None:
        for limits in (workflow.scheduler.global_resources, workflow.scheduler.resources):
            limits["gpu"] = len(devices) * gpus.jobs_per_gpu


def leave_gpus_to_scheduler(workflow: Any) -> None:
    """Take no GPU in a job on a cluster, where the scheduler has chosen it."""
    if workflow.remote_exec:
        os.environ[lease.CHOSEN_BY_SCHEDULER] = "1"


def lift_rate_limit(workflow: Any) -> None:
    """Take away Snakemake's default limit of 100 job starts per second; one that the user gives stays.

    While there is a limit, each pass of Snakemake 9.27's scheduler starts one more timer that calls for a pass every
    second, for ever: the passes grow with the number of jobs done. In the demo they took a fifth of a core, and with
    the thousand jobs of the published study a whole one.
    """
    limit = workflow.scheduling_settings.max_jobs_per_timespan
    if limit and (limit.max_jobs, limit.timespan) == SNAKEMAKE_RATE_LIMIT:
        workflow.scheduler.job_rate_limiter = None


def grow_with_attempts(workflow: Any) -> None:
    """Give a job that was killed for want of memory or time as much again in each further attempt."""
    for rule in workflow.modifier.rules:
        for name in ("mem_mb", "runtime"):
            if name in rule.resources:
                rule.resources[name] = _times_attempt(rule.resources[name])


def _times_attempt(resource: Any) -> Callable:
    # Snakemake gives a function what its arguments are called.
    def value(wildcards, input, attempt, threads, rulename, async_run):
        known: Mapping[str, Any] = {"input": input, "attempt": attempt, "threads": threads, "rulename": rulename}
        first = resource.evaluate(wildcards, **known, async_run=async_run).value
        return first * attempt if isinstance(first, int) else first

    return value


def _say(text: str) -> None:
    print(text, file=sys.stderr)
