"""Which voxels of a head are brain: by a program that the user has installed, or by the atlas.

HD-BET (Isensee et al. 2019, doi 10.1002/hbm.24750) and SynthStrip (Hoopes et al. 2022, doi
10.1016/j.neuroimage.2022.119474) come with weights of their own, under their own licences; neither comes with this
workflow.
"""

import math
import shutil
import subprocess
import tempfile
from pathlib import Path

import SimpleITK

from radiogenomics.errors import InputError

PROGRAMS = {"hd-bet": "hd-bet", "synthstrip": "mri_synthstrip"}
"""Command of each program, in the order in which they are tried."""
ATLAS = "atlas"
ALONE = "scan without skull"
MOST_LITRES = 2.2
"""More than any brain has."""
MASKS = {"hd-bet": "brain_bet.nii.gz", "synthstrip": "mask.nii.gz"}
ARGUMENTS = {
    "hd-bet": ["-i", "head.nii.gz", "-o", "brain.nii.gz", "--save_bet_mask", "-device", "cpu", "--disable_tta"],
    "synthstrip": ["-i", "head.nii.gz", "-m", "mask.nii.gz"],
}


def program_for(choice: str) -> str:
    """The program that tells the brain, or `atlas`.

    Args:
        choice: `installed` for the first that is there.

    Raises:
        InputError: a program is asked for by name and is not installed.
    """
    if choice == "installed":
        return next((name for name, command in PROGRAMS.items() if shutil.which(command)), ATLAS)
    if choice in PROGRAMS and not shutil.which(PROGRAMS[choice]):
        raise InputError(
            f"config: images.brain: the program {PROGRAMS[choice]!r} is not installed; install it with its weights, or "
            "set `brain: atlas`"
        )
    return choice


def brain_of(head: SimpleITK.Image, program: str) -> SimpleITK.Image:
    """Brain mask (0, 1) of a head, on its own grid, by a program; empty where it finds none.

    Raises:
        InputError: the program fails.
    """
    with tempfile.TemporaryDirectory() as folder:
        SimpleITK.WriteImage(head, str(Path(folder, "head.nii.gz")))
        command = [PROGRAMS[program], *ARGUMENTS[program]]
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True)
        mask = Path(folder, MASKS[program])
        if done.returncode or not mask.is_file():
            last = (done.stderr.strip() or done.stdout.strip() or "no message").splitlines()[-1]
            raise InputError(f"{command[0]} failed ({last}); repair it, or set `images.brain: atlas`")
        found = SimpleITK.ReadImage(str(mask)) != 0
    return found


def brain_alone(scan: SimpleITK.Image) -> SimpleITK.Image | None:
    """Brain mask (0, 1) of a scan whose skull was removed before: what is not background; None of a head with skull.

    A head has at least three litres, and noise in the air around it.
    """
    array = SimpleITK.GetArrayViewFromImage(scan)
    inside = SimpleITK.BinaryFillhole(scan > float(array.min()))
    litres = SimpleITK.GetArrayViewFromImage(inside).sum() * math.prod(scan.GetSpacing()) / 1e6
    return inside if 0 < litres < MOST_LITRES else None
