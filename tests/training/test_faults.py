import os
import signal

import pytest
import torch
from torch.utils.data import get_worker_info

from radiogenomics.errors import InputError
from radiogenomics.networks.network import Network
from radiogenomics.training.faults import faults_explained
from radiogenomics.training.loop import train
from radiogenomics.training.tasks.binary import BinaryTask


class DiesInWorker(torch.utils.data.Dataset):
    """Kills the data-loader worker that reads the image `fatal` in the epoch after `epochs_survived`."""

    def __init__(self, dataset, epochs_survived, counter):
        self.dataset, self.patient_ids, self.counter = dataset, dataset.patient_ids, counter
        self.fatal_reading = epochs_survived + 1

    def __len__(self):
        return len(self.dataset)

    def __getitem__(self, index):
        if index == 0:
            self.counter.write_text(self.counter.read_text() + "x" if self.counter.exists() else "x")
            if get_worker_info() is not None and len(self.counter.read_text()) == self.fatal_reading:
                os.kill(os.getpid(), signal.SIGKILL)
        return self.dataset[index]


def test_f05_a_data_loader_worker_dies(tmp_path, tiny_network, planted, settings, same_weights):
    def run(training, folder):
        return train(
            *(tiny_network(), BinaryTask(), training, planted(6, 1), settings(epochs=3, loader_workers=1), folder),
            *({}, 3, "cpu"),
        )

    dying = DiesInWorker(planted(8, 0), 2, tmp_path / "readings")
    with pytest.raises(InputError, match=r"training\.loader_workers \(now 1") as error:
        run(dying, tmp_path / "died")
    assert "\n" not in str(error.value)
    assert (tmp_path / "died" / "epoch_0002.pt").exists()
    whole = run(planted(8, 0), tmp_path / "whole")
    assert same_weights(run(dying, tmp_path / "died").state_dict, whole.state_dict)


class Greedy(Network):
    """Asks for more memory than there is."""

    def __init__(self):
        super().__init__()
        self.head = torch.nn.Linear(1, 1)

    def forward(self, images):
        return self.head(torch.empty(2**52).sum().view(1, 1))


def test_f06_out_of_memory_on_a_cpu(tmp_path, planted, settings):
    needed = r"out of memory, 1\.68e\+07 GiB more were needed; lower training\.batch_size \(now 4\)"
    with pytest.raises(InputError, match=needed) as error:
        train(Greedy(), BinaryTask(), planted(8, 0), planted(6, 1), settings(), tmp_path, {}, 3, "cpu")
    assert "\n" not in str(error.value)


CUDA_MESSAGE = """CUDA out of memory. Tried to allocate 1.50 GiB.
GPU 0 has a total capacity of 23.64 GiB of which 512.00 MiB is free."""


@pytest.mark.parametrize(
    ("fault", "needed"),
    [
        (torch.OutOfMemoryError(CUDA_MESSAGE), r", 1\.50 GiB more were needed on a GPU of 23\.64 GiB"),
        (torch.OutOfMemoryError("CUDA out of memory.\nTried to …"), ""),
        (MemoryError(), ""),
    ],
)
def test_f06_out_of_memory_on_a_gpu_or_in_python(fault, needed, settings):
    message = rf"out of memory{needed}; lower training\.batch_size"
    with pytest.raises(InputError, match=message) as error, faults_explained(settings()):
        raise fault
    assert "\n" not in str(error.value)


def test_other_errors_pass_as_they_are(settings):
    with pytest.raises(RuntimeError, match="shapes cannot be multiplied"), faults_explained(settings()):
        torch.ones(2, 3) @ torch.ones(2, 3)
