import os
import signal

import numpy as np
import pandas as pd
import psutil
import pytest
import torch

from radiogenomics.errors import InputError
from radiogenomics.images.arrays import open_images
from radiogenomics.training.examples import ExampleDataset
from radiogenomics.training.loop import train
from radiogenomics.training.processes import in_processes
from radiogenomics.training.tasks.binary import BinaryTask


@pytest.fixture
def examples(tmp_path, planted):
    """Planted data in files, which other processes read too."""

    def make(n, seed):
        data, path = planted(n, seed), tmp_path / f"{seed}.npy"
        names = [f"P{i:02d}" for i in range(n)]
        np.save(path, data.images[:, 0].numpy())
        pd.DataFrame({"patient_id": names, "row": range(n)}).to_csv(path.with_suffix(".csv"), index=False)
        table = pd.DataFrame({"patient_id": names, "copy": "original", "label": data.labels.astype(int)})
        return ExampleDataset(table, [open_images(path, path.with_suffix(".csv"))])

    return make


def rank_and_total(compute):
    made = compute.by_first(os.getpid)
    return compute.rank, compute.processes, compute.total(compute.rank + 1.0), made


def die_in_the_second(compute):
    if compute.rank == 1:
        os.kill(os.getpid(), signal.SIGKILL)
    return compute.total(1.0)


def refuse_in_the_second(compute):
    if compute.rank == 1:
        raise InputError("patient P: cannot be read")
    return compute.total(1.0)


def fail(compute):
    raise KeyError("a defect")


def test_all_processes_work_and_the_first_returns():
    assert in_processes(rank_and_total, "cpu", "32-true", 3) == (0, 3, 6.0, os.getpid())


def test_threads_are_shared_out_and_given_back():
    before = torch.get_num_threads()
    torch.set_num_threads(4)
    try:
        assert in_processes(threads, "cpu", "32-true", 2) == 2
        assert torch.get_num_threads() == 4
    finally:
        torch.set_num_threads(before)


def threads(compute):
    return torch.get_num_threads()


@pytest.mark.parametrize(
    ("work", "ending"), [(die_in_the_second, "by signal 9"), (refuse_in_the_second, "with code 1")]
)
def test_the_end_of_another_process_is_said_in_one_line(work, ending, capfd):
    with pytest.raises(InputError, match=rf"process 1 of 2 ended {ending}") as error:
        in_processes(work, "cpu", "32-true", 2)
    assert "\n" not in str(error.value)
    if "code" in ending:
        assert "ERROR: patient P: cannot be read" in capfd.readouterr().err


def test_an_error_of_the_first_process_passes_and_leaves_no_process():
    with pytest.raises(KeyError, match="a defect"):
        in_processes(fail, "cpu", "32-true", 2)
    assert not [child for child in psutil.Process().children() if "training.worker" in " ".join(child.cmdline())]


def test_two_processes_train_one_network(tmp_path, tiny_network, examples, settings):
    """Without batch norm's statistics, which each has of its own part, gradients are those of the whole batch."""

    def run(devices):
        network = tiny_network(trainable="head_and_two_blocks")
        for module in network.modules():
            if isinstance(module, torch.nn.BatchNorm3d):
                module.requires_grad_(False)
        chosen = settings(epochs=3, devices=devices, learning_rate=1e-2)
        return train(
            network, BinaryTask(), examples(10, 0), examples(6, 1), chosen, tmp_path / f"{devices}", {}, 3, "cpu"
        )

    one, two = run(1), run(2)
    torch.testing.assert_close(two.state_dict, one.state_dict, rtol=1e-4, atol=1e-5)
    columns = ["training_loss", "validation_loss"]
    np.testing.assert_allclose(two.history[columns], one.history[columns], rtol=1e-4)


def test_spottune_in_two_processes_learns_and_repeats_itself(tmp_path, tiny_network, examples, settings, same_weights):
    def run(name, epochs=6):
        chosen = settings(epochs=epochs, devices=2, batch_size=8, learning_rate=5e-3)
        data = examples(25, 0), examples(12, 1)
        return train(tiny_network("spottune"), BinaryTask(), *data, chosen, tmp_path / name, {}, 3, "cpu")

    whole = run("whole")
    assert whole.history["training_loss"].iloc[-1] < whole.history["training_loss"].iloc[0]
    run("broken", epochs=4)
    assert same_weights(run("broken").state_dict, whole.state_dict), "resumed in all processes"
