"""Dilated convolutions of small images by fewer multiplications.

With dilation d, voxels see each other only at multiples of d: an image consists of d³ sublattices, each convolved by
itself. In the deepest stage of a MedicalNet, of dilation 4, lines of these have at most three voxels if the stage's
images have at most 12 along an axis, 96 at the network's input. To convolve such a line x, zeros around it, by taps g,

    y₋ = g₀ x₋ + g₊ x₀,   y₀ = g₋ x₋ + g₀ x₀ + g₊ x₊,   y₊ = g₋ x₀ + g₀ x₊,

takes seven multiplications. Reverse y and g in order, z = (y₊, y₀, y₋) and h = (g₊, g₀, g₋): then x_i h_j counts for
z_k where i + j + k = 0. So do the coefficients of a cubic form, which is a sum of four cubes,

    t₀³ + 6 t₋ t₀ t₊ = Σ± (t₀ ± β (t₊ + t₋))³ / 4β² − Σ± (t₀ ± α (t₊ − t₋))³ / 4α²   with 1/β² = 2 + 1/α².

Hence four multiplications do, of linear forms of x by those of h: 64 instead of 343 along three axes. Algorithms of
this kind are Winograd's (for networks: Lavin and Gray 2016, arXiv:1509.09308), whose own takes five for three outputs
between other voxels. α is free, and chosen so that rounding errors grow least, by 9 % along an axis.
"""

from collections.abc import Sequence

import torch
from torch import Tensor
from torch.nn import functional

LONGEST = 3
"""Most voxels of a line that is convolved so."""
PRODUCTS = 4**3
ODD = 1.2
"""α, chosen so that rounding errors grow least."""
EVEN = (2 + ODD**-2) ** -0.5
"""β, which follows from α."""
FORMS = torch.tensor([[-ODD, 1, ODD], [ODD, 1, -ODD], [-EVEN, 1, -EVEN], [EVEN, 1, EVEN]], dtype=torch.float64)
"""Linear forms of (t₋, t₀, t₊) that are cubed."""
WEIGHTS = torch.tensor([-1 / (4 * ODD**2)] * 2 + [1 / (4 * EVEN**2)] * 2, dtype=torch.float64)
"""Weights of the four cubed forms."""


def _along_three_axes(forms: Tensor) -> Tensor:
    """Forms of a line (4, 3) → of 3×3×3 lines (64, 27)."""
    return torch.kron(torch.kron(forms, forms), forms)


INPUT_FORMS = _along_three_axes(FORMS)
KERNEL_FORMS = _along_three_axes(WEIGHTS[:, None] * FORMS.flip(1))
OUTPUT_FORMS = _along_three_axes(FORMS.flip(1))
MOST_BYTES = 17_000_000
"""Bytes of the forms that are computed at once, few enough to stay in caches and in the C library's hands."""


def are_short(size: Sequence[int], dilation: int) -> bool:
    """Whether the longest lines of an image of a size (z, y, x) have three voxels along each axis."""
    return all((LONGEST - 1) * dilation < length <= LONGEST * dilation for length in size)


def forms_of_kernel(weight: Tensor, dtype: torch.dtype) -> Tensor:
    """Weights (out_channels, in_channels, 3, 3, 3) → their weighted forms (64, out_channels, in_channels) in a type."""
    exact = weight.detach().to(torch.promote_types(weight.dtype, torch.float32))
    with torch.autocast(weight.device.type, enabled=False):
        forms = KERNEL_FORMS.to(exact) @ exact.flatten(2).flatten(0, 1).T
    return forms.view(PRODUCTS, *weight.shape[:2]).to(dtype)


def convolve(volumes: Tensor, kernel: Tensor, dilation: int) -> Tensor:
    """Convolution by 3×3×3 taps that keeps the size; it has no gradient.

    Args:
        volumes: (n, in_channels, z, y, x), n > 0, fastest in channels-last layout; axes no longer than three times
            `dilation`.
        kernel: by `forms_of_kernel`, of the type of the volumes.
        dilation: in voxels.

    Returns:
        (n, out_channels, z, y, x), in channels-last layout.

    Raises:
        ValueError: an axis is longer.
    """
    if max(volumes.shape[2:]) > LONGEST * dilation:
        raise ValueError(f"volumes of {tuple(volumes.shape[2:])} voxels for dilation {dilation}; convolve by planes")
    out_channels = kernel.shape[1]
    out = volumes.new_empty((len(volumes), *volumes.shape[2:], out_channels))
    at_once = _images_at_once(volumes, kernel, dilation)
    for part, group in zip(out.split(at_once), volumes.split(at_once), strict=True):
        products = _forms(group, dilation) @ kernel.mT
        lines = OUTPUT_FORMS.T.to(products) @ products.flatten(1)
        part.copy_(_volumes(lines.view(LONGEST**3, -1, out_channels), len(group), group.shape[2:], dilation))
    return out.movedim(-1, 1)


def _images_at_once(volumes: Tensor, kernel: Tensor, dilation: int) -> int:
    bytes_of_image = PRODUCTS * dilation**3 * max(kernel.shape[1:]) * volumes.element_size()
    return max(1, MOST_BYTES // bytes_of_image)


def _forms(volumes: Tensor, dilation: int) -> Tensor:
    """(n, c, z, y, x) → forms of all lines (64, lines, c)."""
    return (INPUT_FORMS.to(volumes) @ _lines(volumes, dilation)).view(PRODUCTS, -1, volumes.shape[1])


def _lines(volumes: Tensor, dilation: int) -> Tensor:
    """(n, c, z, y, x), zeros behind → (27, lines · c), by positions in lines, which (n, dilation³) number."""
    z, y, x = (LONGEST * dilation - length for length in volumes.shape[2:])
    padded = functional.pad(volumes.movedim(1, -1), (0, 0, 0, x, 0, y, 0, z))
    split = padded.view(len(padded), *[LONGEST, dilation] * 3, -1)
    return split.permute(1, 3, 5, 0, 2, 4, 6, 7).reshape(LONGEST**3, -1)


def _volumes(lines: Tensor, images: int, size: Sequence[int], dilation: int) -> Tensor:
    """The inverse of `_lines`: (27, lines, c) → (n, z, y, x, c)."""
    split = lines.view(*[LONGEST] * 3, images, *[dilation] * 3, -1)
    padded = split.permute(3, 0, 4, 1, 5, 2, 6, 7).reshape(images, *[LONGEST * dilation] * 3, -1)
    return padded[:, : size[0], : size[1], : size[2]]
