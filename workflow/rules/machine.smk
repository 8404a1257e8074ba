# What a run does with the machine it starts on: the folder's lock, jobs left behind by a killed run, GPUs, attempts.
SLURM_LOGS = Path(".snakemake/slurm_logs")


def lock_folder():
    try:
        lock.lock_folder()
    except InputError as error:
        raise WorkflowError(str(error)) from None


def cancel_orphans():
    """Cancel SLURM jobs of an earlier run of this folder, where it was one on a cluster."""
    try:
        if not workflow.local_exec or SLURM_LOGS.exists():
            for job in orphans.cancel_orphans(Path.cwd()):
                print(f"SLURM job {job}, left behind by an earlier run of this folder, is cancelled", file=sys.stderr)
    except InputError as error:
        raise WorkflowError(str(error)) from None


def share_gpus():
    """Let as many GPU jobs run at once as the machine's GPUs hold, unless the user gives a limit; say so without a GPU.

    A cluster's scheduler shares out its GPUs itself.
    """
    wanted = sum(1 for job in workflow.dag.needrun_jobs() if job.resources.get("gpu"))
    if not workflow.local_exec or not wanted:
        return
    devices = visible_devices()
    if not devices:
        if SETTINGS.gpus.required:
            raise WorkflowError(f"config: gpus.required is true and {wanted} jobs want a GPU: none is visible here")
        print(f"No GPU is visible: {wanted} jobs of networks run on the CPU", file=sys.stderr)
    elif limit_of_gpus() is None:
        for limits in (workflow.scheduler.global_resources, workflow.scheduler.resources):
            limits["gpu"] = len(devices) * SETTINGS.gpus.jobs_per_gpu


def leave_gpus_to_scheduler():
    """In a job on a cluster: the scheduler has chosen its GPU."""
    if workflow.remote_exec:
        os.environ[lease.CHOSEN_BY_SCHEDULER] = "1"


def grow_with_attempts():
    """Give a job that was killed for want of memory or time as much again in each further attempt."""
    for entry in workflow.rules:
        for name in ("mem_mb", "runtime"):
            if name in entry.resources:
                entry.resources[name] = times_attempt(entry.resources[name])


def times_attempt(resource):
    def value(wildcards, input, attempt, threads, rulename, async_run):
        known = {"input": input, "attempt": attempt, "threads": threads, "rulename": rulename}
        first = resource.evaluate(wildcards, **known, async_run=async_run).value
        return first * attempt if isinstance(first, int) else first

    return value
