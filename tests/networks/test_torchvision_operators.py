import subprocess
import sys

import pytest
import torch

from radiogenomics.networks import torchvision_operators

CODE = """
from radiogenomics.networks.torchvision_operators import register_missing
register_missing()
register_missing()
import torch, torchvision, timm, torchmetrics
print(hasattr(torch.ops.torchvision, "nms"), hasattr(torch.ops.torchvision, "qnms"))
"""


def test_torchvision_timm_and_torchmetrics_are_imported_after_it():
    done = subprocess.run([sys.executable, "-c", CODE], capture_output=True, text=True)
    assert done.stdout == "True True\n", done.stderr


@pytest.mark.parametrize("loads", [True, False])
def test_operators_are_declared_only_where_torchvision_s_own_do_not_load(loads, monkeypatch):
    declared = []

    class Library:
        def __init__(self, *_):
            pass

        def define(self, operator):
            declared.append(operator.partition("(")[0])

    def load(_):
        if not loads:
            raise OSError("undefined symbol")

    monkeypatch.setattr(torch.ops, "load_library", load)
    monkeypatch.setattr(torch.library, "Library", Library)
    torchvision_operators.register_missing.__wrapped__()
    assert declared == ([] if loads else ["nms", "qnms"])
