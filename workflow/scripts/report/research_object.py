"""The results of a study as a Workflow Run RO-Crate."""

from pathlib import Path

from radiogenomics.files import atomic_path, read_json, write_json
from radiogenomics.job import job
from radiogenomics.report.about import About
from radiogenomics.report.research_object import research_object
from radiogenomics.report.results import Results
from radiogenomics.source import CHECKOUT

with job(snakemake.log[0], snakemake.output):
    source, output = snakemake.input, snakemake.output
    folder = Path(output.metadata).parent
    about = About(**snakemake.params.about)
    with atomic_path(output.workflow) as copy:
        copy.write_bytes((CHECKOUT / "Snakefile").read_bytes())
    content = research_object(
        about,
        Results(folder, about),
        Path(output.workflow).relative_to(folder).as_posix(),
        CHECKOUT / "CITATION.cff",
        read_json(source.provenance),
    )
    write_json(content, output.metadata)
