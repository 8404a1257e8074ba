import pytest

from radiogenomics.downloads.credentials import credentials, refused_credentials, required_credentials
from radiogenomics.errors import InputError

HOST = "xnat.example.org"
VARIABLES = ("ARCHIVE_USER", "ARCHIVE_PASS")
SECRET = "pa55-w0rd"


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    """An empty home folder, and none of the variables."""
    monkeypatch.setenv("HOME", str(tmp_path))
    for name in (*VARIABLES, "NETRC"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


@pytest.fixture
def write_netrc(home):
    def write(text: str, mode: int = 0o600):
        path = home / ".netrc"
        path.write_text(text)
        path.chmod(mode)
        return path

    return write


def refusal(function=credentials) -> str:
    with pytest.raises(InputError) as error:
        function(HOST, *VARIABLES)
    message = str(error.value)
    assert "\n" not in message and SECRET not in message
    return message


def test_the_environment_comes_before_netrc(monkeypatch, write_netrc):
    write_netrc(f"machine {HOST} login somebody password other")
    monkeypatch.setenv("ARCHIVE_USER", "me")
    monkeypatch.setenv("ARCHIVE_PASS", SECRET)
    assert credentials(HOST, *VARIABLES) == ("me", SECRET)


def test_netrc_serves_where_the_environment_is_silent(write_netrc):
    write_netrc(f"machine other.org login x password y\nmachine {HOST} login me password {SECRET}")
    assert credentials(HOST, *VARIABLES) == ("me", SECRET)


def test_the_variable_netrc_names_another_file(monkeypatch, write_netrc, home):
    write_netrc(f"machine {HOST} login me password {SECRET}").rename(home / "elsewhere")
    assert credentials(HOST, *VARIABLES) is None
    monkeypatch.setenv("NETRC", str(home / "elsewhere"))
    assert credentials(HOST, *VARIABLES) == ("me", SECRET)


def test_a_default_entry_is_not_sent_to_the_host(write_netrc):
    write_netrc(f"default login anonymous password {SECRET}")
    assert credentials(HOST, *VARIABLES) is None


def test_empty_variables_and_entries_count_as_absent(monkeypatch, write_netrc):
    monkeypatch.setenv("ARCHIVE_USER", "")
    monkeypatch.setenv("ARCHIVE_PASS", "")
    write_netrc(f"machine {HOST} login me\n")
    assert credentials(HOST, *VARIABLES) is None


def test_b33_absent_credentials_name_the_variables():
    message = refusal(required_credentials)
    assert message.startswith(f"{HOST}: no credentials") and all(name in message for name in VARIABLES)


@pytest.mark.parametrize("present, absent", [VARIABLES, VARIABLES[::-1]])
def test_b33_one_variable_without_the_other_is_refused(present, absent, monkeypatch):
    monkeypatch.setenv(present, SECRET)
    assert f"{present} is set and {absent} is not" in refusal()


def test_b33_refused_credentials_name_the_variables():
    message = refused_credentials(HOST, *VARIABLES)
    assert message.startswith(f"{HOST}: ") and all(name in message for name in VARIABLES)


def test_b33_a_netrc_that_is_not_understood_is_not_quoted(write_netrc):
    write_netrc(f"machine {HOST} login me password\n{SECRET} {SECRET}\n")
    message = refusal()
    assert "~/.netrc: not understood up to line" in message and "chmod 600" in message


def test_b33_a_netrc_that_others_may_read_is_refused(write_netrc):
    write_netrc(f"machine {HOST} login me password {SECRET}", mode=0o644)
    assert "others may read" in refusal()


def test_b33_a_netrc_that_cannot_be_read_is_named(monkeypatch, home):
    monkeypatch.setenv("NETRC", str(home))
    assert f"{home}: cannot be read" in refusal()
