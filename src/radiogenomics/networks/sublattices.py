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
"""Voxels of a line."""
PRODUCTS = 4**3
ODD = 1.2
"""α."""
EVEN = (2 + ODD**-2) ** -0.5
"""β."""
FORMS = torch.tensor([[-ODD, 1, ODD], [ODD, 1, -ODD], [-EVEN, 1, -EVEN], [EVEN, 1, EVEN]], dtype=torch.float64)
"""Of (t₋, t₀, t₊), what is cubed."""
WEIGHTS = torch.tensor([-1 / (4 * ODD**2)] * 2 + [1 / (4 * EVEN**2)] * 2, dtype=torch.float64)
"""Of the cubes."""
MOST_BYTES = 17_000_000
"""Of forms computed at once. The memory of more than about this comes from the system and returns to it each time."""


def are_short(size: Sequence[int], dilation: int) -> bool:
    """Whether lines of an image of a size (z, y, x) have three voxels along each axis, some of them two."""
    return all((LONGEST - 1) * dilation < length <= LONGEST * dilation for length in size)


def forms_of_kernel(weight: Tensor) -> Tensor:
    """Weights (out_channels, in_channels, 3, 3, 3) → their weighted forms (64, in_channels, out_channels)."""
    taps = weight.to(torch.promote_types(weight.dtype, torch.float32)).permute(2, 3, 4, 1, 0)
    forms = _along_three_axes(WEIGHTS[:, None] * FORMS.flip(1)).to(taps)
    return (forms @ taps.reshape(LONGEST**3, -1)).view(PRODUCTS, *taps.shape[3:]).to(weight.dtype)


def convolve(volumes: Tensor, kernel: Tensor, dilation: int) -> Tensor:
    """Convolution by 3×3×3 taps that keeps the size, without gradients.

    Args:
        volumes: (n, in_channels, z, y, x), fastest in channels-last layout; axes no longer than three times `dilation`.
        kernel: by `forms_of_kernel`, of the type of the volumes.
        dilation: in voxels.

    Returns:
        (n, out_channels, z, y, x), in channels-last layout.

    Raises:
        ValueError: an axis is longer.
    """
    if max(volumes.shape[2:]) > LONGEST * dilation:
        raise ValueError(f"volumes of {tuple(volumes.shape[2:])} voxels for dilation {dilation}; convolve by planes")
    bytes_of_image = PRODUCTS * dilation**3 * max(kernel.shape[1:]) * kernel.element_size()
    at_once = max(1, MOST_BYTES // bytes_of_image)
    out = volumes.new_empty((len(volumes), *volumes.shape[2:], kernel.shape[2]))
    for part, group in zip(out.split(at_once), volumes.split(at_once), strict=True):
        part.copy_(_convolve(group, kernel, dilation))
    return out.movedim(-1, 1)


def _convolve(volumes: Tensor, kernel: Tensor, dilation: int) -> Tensor:
    """(n, in_channels, z, y, x) → (n, z, y, x, out_channels)."""
    lines = _lines(volumes, dilation)
    forms = _along_three_axes(FORMS).to(volumes) @ lines.reshape(LONGEST**3, -1)
    products = forms.view(PRODUCTS, -1, kernel.shape[1]) @ kernel
    convolved = _along_three_axes(FORMS.flip(1)).T.to(volumes) @ products.view(PRODUCTS, -1)
    return _volumes(convolved.view(*lines.shape[:-1], kernel.shape[2]), volumes.shape[2:])


def _lines(volumes: Tensor, dilation: int) -> Tensor:
    """(n, c, z, y, x), zeros behind → (3, 3, 3, n, dilation, dilation, dilation, c): position in its line, line."""
    z, y, x = (LONGEST * dilation - length for length in volumes.shape[2:])
    padded = functional.pad(volumes.movedim(1, -1), (0, 0, 0, x, 0, y, 0, z))
    return padded.view(len(padded), *[LONGEST, dilation] * 3, -1).permute(1, 3, 5, 0, 2, 4, 6, 7)


def _volumes(lines: Tensor, size: Sequence[int]) -> Tensor:
    """The inverse of `_lines`, but (n, z, y, x, c)."""
    padded = lines.permute(3, 0, 4, 1, 5, 2, 6, 7).flatten(5, 6).flatten(3, 4).flatten(1, 2)
    return padded[:, : size[0], : size[1], : size[2]]


def _along_three_axes(forms: Tensor) -> Tensor:
    """Forms of a line (n, 3) → of 3×3×3 lines (n³, 27)."""
    return torch.kron(torch.kron(forms, forms), forms)
