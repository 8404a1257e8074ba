"""Config section of the GPUs."""

from pydantic import Field

from radiogenomics.settings import Settings


class GpuSettings(Settings):
    """How jobs use GPUs; `--resources gpu=0` keeps all of them on the CPU."""

    required: bool = Field(
        False, description="Refuse to train and predict by networks on the CPU where no GPU is visible."
    )
    jobs_per_gpu: int = Field(
        1,
        ge=1,
        description="Jobs that may share one GPU, if their memory fits: with 2, two trainings run on each. Without "
        "`--resources gpu=…` as many run at once as the GPUs hold.",
    )
    teraflops: float = Field(
        100.0,
        gt=0,
        description="10¹² operations that a GPU sustains per second, for the plan that `snakemake plan` prints.",
    )
    measured: str | None = Field(
        None,
        description="File that `python benchmarks/gpu.py` wrote on such a GPU, relative to the working directory: what "
        "it measured of trainings takes the place of `teraflops`.",
    )
