from radiogenomics.training.device import one_device


def test_one_process_under_slurm_too(monkeypatch):
    """Lightning would take a job of four tasks for a training on four devices."""
    variables = {
        "SLURM_NTASKS": "4",
        "SLURM_PROCID": "2",
        "SLURM_LOCALID": "2",
        "SLURM_NODEID": "0",
        "SLURM_JOB_ID": "1",
    }
    for name, value in {**variables, "SLURM_JOB_NAME": "training", "SLURM_NTASKS_PER_NODE": "4"}.items():
        monkeypatch.setenv(name, value)
    fabric = one_device("cpu", "32-true")
    assert (fabric.world_size, fabric.global_rank, fabric.device.type) == (1, 0, "cpu")
