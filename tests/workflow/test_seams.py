"""Rules know nothing of Python and nobody asks of which kind a study is, but the registry."""

import re

# Functions that a page of `common.smk` holds, and no other file of rules.
FUNCTIONS = 10


def test_rules_hold_no_functions_but_a_page(repository):
    files = [*repository.glob("workflow/rules/*.smk"), repository / "Snakefile"]
    assert len(files) > 10
    functions = {path.name: len(re.findall(r"^\s*def ", path.read_text(), re.MULTILINE)) for path in files}
    assert {name for name, count in functions.items() if count} == {"common.smk"}
    assert functions["common.smk"] <= FUNCTIONS


def test_every_file_of_rules_holds_rules_and_is_short(repository):
    files = list(repository.glob("workflow/rules/*.smk"))
    assert len(files) > 10
    for path in files:
        lines = path.read_text().splitlines()
        assert len(lines) <= 350, path.name
        assert path.name == "common.smk" or any(line.strip().startswith("rule ") for line in lines), path.name
    assert len((repository / "Snakefile").read_text().splitlines()) <= 60


def test_nobody_asks_for_the_kind_of_a_study(repository):
    files = [
        *repository.glob("src/**/*.py"),
        *repository.glob("workflow/**/*.py"),
        *repository.glob("workflow/**/*.smk"),
    ]
    question = re.compile(r"(study|about|params)\w*\.kind\b|\w+_STUDIES\b|isinstance\([^)]*Study(Settings)?\)")
    found = {
        f"{path.name}: {line.strip()}"
        for path in files
        for line in path.read_text().splitlines()
        if question.search(line)
    }
    assert found == set()
