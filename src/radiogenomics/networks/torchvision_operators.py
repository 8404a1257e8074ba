"""Operators that torchvision declares in compiled code, which a build of torch for processors alone may be without.

Without them `import torchvision` fails (`operator torchvision::nms does not exist`), and with it timm and torchmetrics.
"""

import torch

SCHEMA = "{name}(Tensor dets, Tensor scores, float iou_threshold) -> Tensor"
_libraries: list[torch.library.Library] = []
"""Registered operators; they would go with the object."""


def register_missing_operators() -> None:
    """Declare what torchvision needs to be imported, where it is missing; to be called before that.

    Nothing of this project uses the operators, which filter boxes of detected objects.
    """
    for name in ("nms", "qnms"):
        if not hasattr(torch.ops.torchvision, name):
            library = torch.library.Library("torchvision", "FRAGMENT")
            library.define(SCHEMA.format(name=name))
            _libraries.append(library)
