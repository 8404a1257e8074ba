"""What the workflow would do for a configuration: every job with its files and parameters, without running any."""

import hashlib
import json
import sys
from pathlib import Path

# Versions of the content of the checkout; and the whole configuration, to which every new key would be a change.
VERSIONS = {"config", "source", "published", "captions", "templates", "checkout", "table", "own_files"}


def jobs_of(checkout: Path, configs: list[Path], overrides: dict | None = None) -> dict[str, list[dict]]:
    """Jobs of all rules that the default target needs, by rule and in the order of their first output.

    To be called in a process of its own, whose working directory is that of the run: Snakemake imports the workflow's
    library and keeps what it read.
    """
    from snakemake.api import SnakemakeApi
    from snakemake.settings.types import ConfigSettings, DAGSettings, OutputSettings, Quietness, ResourceSettings

    with SnakemakeApi(OutputSettings(quiet={Quietness.ALL})) as api:
        workflow_api = api.workflow(
            resource_settings=ResourceSettings(cores=2),
            config_settings=ConfigSettings(configfiles=configs, config=overrides or {}),
            snakefile=checkout / "Snakefile",
            workdir=Path.cwd(),
        )
        workflow_api.dag(DAGSettings(forceall=True))
        workflow = workflow_api._workflow
        workflow._prepare_dag(forceall=True, ignore_incomplete=True, lock_warn_only=True, nolock=True)
        workflow._build_dag()
        rules: dict[str, list[dict]] = {}
        for job in workflow.dag.jobs:
            rules.setdefault(job.rule.name, []).append(_described(job))
    return {rule: sorted(jobs, key=lambda job: json.dumps(job, sort_keys=True)) for rule, jobs in sorted(rules.items())}


def _described(job) -> dict:
    parameters = {name: value for name, value in job.params.items() if name not in VERSIONS}
    as_text = json.dumps({"input": _named(job.input), "output": _named(job.output), "params": parameters}, default=str)
    return json.loads(as_text.replace(str(Path.cwd()), "."))


def _named(files) -> dict[str, list[str]]:
    """Files by the name under which the script finds them; those without a name under an empty one."""
    named = {name: [value] if isinstance(value, str) else list(value) for name, value in files.items()}
    known = {path for paths in named.values() for path in paths}
    named[""] = [path for path in files if path not in known]
    return {name: [str(path) for path in paths] for name, paths in named.items() if paths}


def digests(rules: dict[str, list[dict]]) -> dict[str, dict[str, str | int]]:
    """Number of jobs of each rule, and hashes of their inputs, outputs and parameters."""
    parts = ("input", "output", "params")
    return {
        rule: {"jobs": len(jobs), **{part: _digest([job[part] for job in jobs]) for part in parts}}
        for rule, jobs in rules.items()
    }


def _digest(value: object) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()[:16]


if __name__ == "__main__":
    checkout, overrides, *configs = sys.argv[1:]
    print(json.dumps(jobs_of(Path(checkout), [Path(config) for config in configs], json.loads(overrides))))
