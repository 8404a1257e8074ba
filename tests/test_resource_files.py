import tomllib

from radiogenomics.resource_files import RESOURCES, resource_folder


def test_the_checkout_goes_before_the_installed_package(tmp_path):
    installed = tmp_path / "share"
    assert resource_folder(tmp_path, installed) == installed / "resources"
    (tmp_path / "resources").mkdir()
    assert resource_folder(tmp_path, installed) == tmp_path / "resources"


def test_every_table_is_named_among_the_data_of_the_package(repository):
    assert repository / "resources" == RESOURCES
    data = tomllib.loads((repository / "pyproject.toml").read_text())["tool"]["setuptools"]["data-files"]
    named = {path for patterns in data.values() for pattern in patterns for path in repository.glob(pattern)}
    tables = {path for path in RESOURCES.rglob("*") if path.is_file()}
    assert tables and tables <= named
    for target, patterns in data.items():
        assert {
            f"share/radiogenomics/{path.parent.relative_to(repository)}"
            for pattern in patterns
            for path in repository.glob(pattern)
        } == {target}
