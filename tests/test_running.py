"""What a run does with Snakemake's workflow object, of which each function uses little."""

from types import SimpleNamespace

import pytest

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
        rules=[],
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
    found.rules.append(rule)
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
    found.rules.append(SimpleNamespace(set_input=asked.append))
    running.make_damaged_again(found, [])
    assert not asked
    running.make_damaged_again(found, ["results/a.csv"])
    assert asked[0](None) == [] and found.dag.forcefiles == {"results/a.csv"}


def test_a_job_on_a_cluster_leaves_the_choice_of_its_gpu_to_the_scheduler(monkeypatch):
    monkeypatch.delenv(CHOSEN_BY_SCHEDULER, raising=False)
    running.leave_gpus_to_scheduler(workflow())
    assert CHOSEN_BY_SCHEDULER not in running.os.environ
    running.leave_gpus_to_scheduler(workflow(local=False))
    assert running.os.environ.pop(CHOSEN_BY_SCHEDULER) == "1"
