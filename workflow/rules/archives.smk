# Where the files of a cohort lie, and what of them is downloaded.
from radiogenomics.downloads.catalogue import read_parts
from radiogenomics.downloads.received import damaged_records


def archive(wildcards):
    """Folder of the archive that a study reads, or the records of what it downloads."""
    return archive_of(study_of(wildcards).cohort, parts_of_study(wildcards.study))


def archive_of(name, parts):
    """Folder of a cohort's archive, or the records of those parts that are downloaded."""
    cohort = SETTINGS.cohorts[name]
    if cohort.source == "simulated":
        return f"results/simulated/{name}"
    if cohort.local_dir is None:
        return [f"{SETTINGS.data_dir}/{cohort.source}/.downloaded/{part}.csv" for part in parts]
    # The time of the user's folder changes with any file put beside the archive: it decides nothing.
    return ancient(cohort.local_dir)


def archive_folder(wildcards):
    """Where the files of a study's archive lie."""
    return folder_of(study_of(wildcards).cohort)


def folder_of(name):
    """Where the files of a cohort's archive lie."""
    cohort = SETTINGS.cohorts[name]
    if cohort.source == "simulated":
        return f"results/simulated/{name}"
    return cohort.local_dir or f"{SETTINGS.data_dir}/{cohort.source}"


def tables_of_cohorts(names):
    """Archives of some cohorts, of which the tables are read."""
    parts = {name: parts_providing(SETTINGS.cohorts[name], ["tables"]) for name in names}
    archives = [archive_of(name, parts[name]) for name in names]
    return [path for item in archives for path in (item if isinstance(item, list) else [item])]


def sources_of(names):
    """Source and folder of some cohorts, by name."""
    return {name: (SETTINGS.cohorts[name].source, folder_of(name)) for name in names}


def parts_providing(cohort, contents):
    """Names of the parts of its archive that a cohort downloads for some contents."""
    if cohort.source == "simulated" or cohort.local_dir is not None:
        return []
    try:
        return [part.name for part in parts_needed(cohort.source, contents)]
    except InputError as error:
        raise WorkflowError(str(error)) from None


def parts_of_study(study):
    """Parts of its archive that a study downloads."""
    settings = SETTINGS.studies[study]
    cohort = SETTINGS.cohorts[settings.cohort]
    return parts_providing(cohort, settings.archive_contents if cohort.download == "needed" else [EVERYTHING])


def downloaded_parts():
    """Names of all parts that the studies download, by source."""
    parts = {}
    for name, study in PATIENT_STUDIES.items():
        cohort = SETTINGS.cohorts[study.cohort]
        parts.setdefault(cohort.source, []).extend(parts_of_study(name))
        for other in (SETTINGS.cohorts[excluded] for excluded in cohort.exclude_patients_of):
            parts.setdefault(other.source, []).extend(parts_providing(other, ["tables"]))
    return {source: list(dict.fromkeys(names)) for source, names in parts.items() if names}


def weights_to_download():
    """Published checkpoints that the studies' reports need."""
    if SETTINGS.weights != "download":
        return []
    return list(
        dict.fromkeys(
            path
            for name, study in NETWORK_STUDIES.items()
            for model in [
                *study.compare,
                *(run.model for run in study.supplementary.values() if study.report_supplementary),
            ]
            for path in weights_of(name, model)
        )
    )


def source_folder(wildcards):
    return f"{SETTINGS.data_dir}/{wildcards.source}"


def part_parameters(wildcards):
    """What decides on the files of a part; its note, licence and size decide on nothing.

    An unknown part has nothing: `require_downloads` names it, here Snakemake would add a traceback.
    """
    return {
        part.name: {"route": part.route, "location": part.location, "provides": list(part.provides)}
        for part in read_parts(wildcards.source)
    }.get(wildcards.part)


def require_downloads():
    """Stop before anything is fetched where a program, credentials or space for this run's downloads are missing."""
    if workflow.touch:
        return
    parts = {}
    try:
        for job in workflow.dag.needrun_jobs():
            if job.rule.name == "download_part":
                source = job.wildcards.source
                parts.setdefault(source, []).append(read_part(source, job.wildcards.part))
        require(parts, Path(SETTINGS.data_dir))
    except InputError as error:
        raise WorkflowError(str(error)) from None


def damaged_downloads():
    """Records of downloads whose files have changed or gone since: they are treated as other damaged outputs."""
    damaged = damaged_records(Path(SETTINGS.data_dir)) if workflow.is_main_process else {}
    for record, fault in damaged.items():
        print(f"{record}: {fault}; a run that needs it fetches it again", file=sys.stderr)
    return [str(record) for record in damaged]


DAMAGED += [record for record in damaged_downloads() if record not in DAMAGED]
