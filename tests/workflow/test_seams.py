"""Rules know nothing of Python and nobody asks of which kind a study is, but the registry."""

import re

import pytest

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


# Where a thing says of itself what kind it is, or where its kind is found by name.
HOMES = {
    # Tables by their type, the one question from outside: rules are made for types of tables, not for kinds of studies.
    "studies/features/study.py": r"table\.type in types\b",
    # NumPy's letter for a type of numbers.
    "images/axial.py": r"kind\.kind not in",
    "images/labels.py": r"array\.dtype\.kind in",
}
QUESTIONS = (
    r"(study|about|params)\w*\.kind\b",
    r"\w+_STUDIES\b",
    r"isinstance\([^)]*Study(Settings)?\)",
    r"\.kind (==|!=|in|not in) ",
    r"table\w*\.type (==|!=|in|not in) ",
    r"isinstance\([^)]*SpotTune\w*\b",
    r"[=!]= [\"']spottune[\"']",
)


def asked(folder, question: str) -> dict[str, list[str]]:
    """Lines of the library and of the rules and scripts that hold an expression, by file."""
    files = [path for path in folder.rglob("*") if path.suffix in (".py", ".smk")]
    assert len(files) > 100
    found = {}
    for path in files:
        lines = [line.strip() for line in path.read_text().splitlines() if re.search(question, line)]
        if lines:
            found[path.relative_to(folder).as_posix()] = lines
    return found


@pytest.mark.parametrize("question", QUESTIONS)
def test_nobody_asks_of_which_kind_a_thing_is(repository, question):
    assert not asked(repository / "workflow", question)
    for name, lines in asked(repository / "src" / "radiogenomics", question).items():
        others = [line for line in lines if not (name in HOMES and re.search(HOMES[name], line))]
        assert not others, name


@pytest.mark.parametrize("name", HOMES)
def test_every_home_is_still_one(repository, name):
    assert re.search(HOMES[name], (repository / "src" / "radiogenomics" / name).read_text())


@pytest.mark.parametrize(
    "line",
    [
        'if settings.kind == "slices":',
        "if about.kind in KINDS:",
        'if table.type == "captk":',
        "if isinstance(network, SpotTune):",
        'if model.network == "spottune":',
        "if isinstance(study, SliceStudy):",
        'if study.settings.kind != "towers":',
    ],
)
def test_questions_are_known_when_they_are_seen(line):
    assert any(re.search(question, line) for question in QUESTIONS)
