"""What a run does with Snakemake's workflow object, of which each function uses little."""

import re
from types import SimpleNamespace

import pytest
import yaml

from radiogenomics import running
from radiogenomics.devices.lease import CHOSEN_BY_SCHEDULER
from radiogenomics.devices.settings import GpuSettings
from radiogenomics.devices.visible import Device
from radiogenomics.errors import InputError


def workflow(jobs=(), local=True, **limits):
    limits = {name: SimpleNamespace(value=value) for name, value in limits.items()}
    return SimpleNamespace(
        dag=SimpleNamespace(needrun_jobs=lambda: list(jobs), forcefiles=set()),
        local_exec=local,
        remote_exec=not local,
        touch=False,
        resource_settings=SimpleNamespace(resources=limits),
        scheduler=SimpleNamespace(global_resources={}, resources={}, job_rate_limiter="limiter"),
        scheduling_settings=SimpleNamespace(max_jobs_per_timespan=None),
        storage_settings=SimpleNamespace(default_storage_provider=None),
        modifier=SimpleNamespace(rules=[], is_main_snakefile=lambda: True, modify_rulename=lambda name: name),
    )


JOBS = [SimpleNamespace(resources={"gpu": 1}, output=["a"]), SimpleNamespace(resources={"gpu": 0}, output=["b"])]


@pytest.fixture
def devices(monkeypatch):
    """Function that makes so many GPUs visible."""

    def visible(count):
        monkeypatch.setattr(running, "visible_devices", lambda: [Device(str(i), str(i)) for i in range(count)])

    return visible


def test_as_many_gpu_jobs_run_at_once_as_the_devices_hold(devices):
    devices(2)
    found = workflow(JOBS)
    running.share_gpus(found, GpuSettings(jobs_per_gpu=3))
    assert found.scheduler.resources["gpu"] == found.scheduler.global_resources["gpu"] == 6


def test_a_limit_of_the_user_and_a_cluster_s_scheduler_stand(devices):
    devices(2)
    for found in (workflow(JOBS, gpu=1), workflow(JOBS, local=False), workflow(JOBS[1:])):
        running.share_gpus(found, GpuSettings())
        assert not found.scheduler.resources
    assert running.limit_of_gpus(workflow(gpu=1)) == 1 and running.limit_of_gpus(workflow()) is None


def test_without_a_gpu_it_is_said_or_refused(devices, capsys):
    devices(0)
    running.share_gpus(workflow(JOBS), GpuSettings())
    assert capsys.readouterr().err == "No GPU is visible: 1 jobs of networks run on the CPU\n"
    with pytest.raises(InputError, match=r"gpus.required is true and 1 jobs want a GPU"):
        running.share_gpus(workflow(JOBS), GpuSettings(required=True))


@pytest.mark.parametrize(("given", "kept"), [((100, 1), None), ((5, 1), "limiter"), (None, "limiter")])
def test_snakemake_s_own_rate_limit_is_taken_away_and_no_other(given, kept):
    found = workflow()
    if given:
        limit = SimpleNamespace(max_jobs=given[0], timespan=given[1])
        found.scheduling_settings.max_jobs_per_timespan = limit
    running.lift_rate_limit(found)
    assert found.scheduler.job_rate_limiter == kept


def test_a_further_attempt_has_as_many_times_the_memory_and_time():
    class Resource:
        def __init__(self, value):
            self.value = value

        def evaluate(self, wildcards, **known):
            return self

    found = workflow()
    rule = SimpleNamespace(resources={"mem_mb": Resource(2000), "runtime": Resource("2h"), "gpu": Resource(1)})
    found.modifier.rules.append(rule)
    running.grow_with_attempts(found)
    values = {
        name: rule.resources[name](None, [], attempt=3, threads=1, rulename="r", async_run=None)
        for name in ("mem_mb", "runtime")
    }
    assert values == {"mem_mb": 6000, "runtime": "2h"}
    assert isinstance(rule.resources["gpu"], Resource)


def test_every_rule_asks_for_what_was_damaged_and_for_nothing_where_nothing_was():
    asked = []
    found = workflow()
    found.modifier.rules.append(SimpleNamespace(set_input=asked.append))
    running.make_damaged_again(found, [])
    assert not asked
    running.make_damaged_again(found, ["results/a.csv"])
    assert asked[0](None) == [] and found.dag.forcefiles == {"results/a.csv"}


@pytest.mark.parametrize("before", [True, False])
def test_a_run_of_an_outer_workflow_begins_with_us_wherever_its_own_onstart_stands(before):
    class Outer:
        modifier = SimpleNamespace(is_main_snakefile=lambda: False)

        def onstart(self, function):
            self._onstart = function

    found, done = Outer(), []
    found._onstart = done.append if before else lambda log: None
    for _ in range(2):
        running.begin_with_outer_workflow(found, lambda: done.append("ours"))
    found.modifier.is_main_snakefile = lambda: True
    if not before:
        found.onstart(done.append)
    found._onstart("log")
    assert done == ["ours", "log"]


def test_a_run_of_ours_alone_begins_by_its_own_onstart():
    found = workflow()
    running.begin_with_outer_workflow(found, lambda: None)
    assert "onstart" not in vars(found)


def modifier(prefix=None, replaced=False, inner=None):
    return SimpleNamespace(prefix=prefix, modifies_prefixes=replaced, inner_modifier=inner)


@pytest.mark.parametrize("moved", [modifier("mri/"), modifier(replaced=True), modifier(inner=modifier("mri/"))])
def test_a_module_that_moves_our_files_is_refused(moved):
    found = workflow()
    found.modifier.path_modifier = modifier()
    running.refuse_moved_files(found)
    found.modifier.path_modifier = moved
    with pytest.raises(InputError, match=r"^module: prefix and replace_prefix do not suit .*; remove it"):
        running.refuse_moved_files(found)


def test_a_default_storage_is_refused():
    found = workflow()
    found.storage_settings.default_storage_provider = "s3"
    with pytest.raises(InputError, match=r"--default-storage-provider does not suit .*docs/guides/storage.md"):
        running.refuse_moved_files(found)


def test_a_job_on_a_cluster_leaves_the_choice_of_its_gpu_to_the_scheduler(monkeypatch):
    monkeypatch.delenv(CHOSEN_BY_SCHEDULER, raising=False)
    running.leave_gpus_to_scheduler(workflow())
    assert CHOSEN_BY_SCHEDULER not in running.os.environ
    running.leave_gpus_to_scheduler(workflow(local=False))
    assert running.os.environ.pop(CHOSEN_BY_SCHEDULER) == "1"


def with_resources(default=None, **rules):
    as_resources = lambda values: {name: SimpleNamespace(raw=value) for name, value in values.items()}  # noqa: E731
    started = workflow()
    started.resource_settings.default_resources = None if default is None else as_resources(default)
    started.resource_settings.overwrite_resources = {rule: as_resources(values) for rule, values in rules.items()}
    return started


@pytest.mark.parametrize(
    ("started", "message"),
    [
        (
            with_resources({"slurm_partition": "PARTITION"}),
            "slurm_partition is still PARTITION; replace it by the name of",
        ),
        (with_resources({"slurm_partition": "main", "slurm_account": "ACCOUNT"}), "slurm_account is still ACCOUNT"),
        (with_resources(train={"slurm_partition": "GPU_PARTITION"}), "still GPU_PARTITION; .* whose nodes have GPUs"),
        (with_resources({"image": "IMAGE"}), "kubernetes/config.yaml: image is still IMAGE; replace it by the name of"),
    ],
)
def test_a_profile_that_is_not_filled_in_is_refused(started, message):
    with pytest.raises(InputError, match=message) as error:
        running.refuse_placeholders(started)
    assert "\n" not in str(error.value)


def test_a_profile_that_is_filled_in_and_a_run_without_one_pass():
    running.refuse_placeholders(with_resources({"slurm_partition": "main", "mem_mb": None}, train={"runtime": 5}))
    running.refuse_placeholders(with_resources())


def test_each_placeholder_stands_in_the_profile_once_and_none_in_the_example(repository):
    profile, example = (
        (repository / "profiles" / name / "config.yaml").read_text() for name in ("slurm", "slurm_example")
    )
    for placeholder in running.PLACEHOLDERS["profiles/slurm/config.yaml"]:
        assert len(re.findall(rf": {placeholder}\b", profile)) == 1, placeholder
        assert not re.search(rf"\b{placeholder}\b", example)
    filled, read = yaml.safe_load(example), yaml.safe_load(profile)
    assert filled["set-resources"].keys() == read["set-resources"].keys()
    assert "slurm_account" not in filled["default-resources"] and filled["slurm-no-account"]
    assert {"qos", "slurm_partition"} <= set(filled["default-resources"])


def test_every_rule_that_wants_a_gpu_has_a_partition_in_the_profile(repository):
    """A rule that asks for a GPU in a partition without one waits for ever."""
    rules = "\n".join(path.read_text() for path in sorted(repository.glob("workflow/rules/*.smk")))
    parts = re.split(r"^\s*rule (\w+):", rules, flags=re.MULTILINE)
    wanting = {name for name, body in zip(parts[1::2], parts[2::2], strict=True) if re.search(r"^\s+gpu=", body, re.M)}
    profile = yaml.safe_load((repository / "profiles" / "slurm" / "config.yaml").read_text())
    assert len(wanting) > 5 and wanting == set(profile["set-resources"])
