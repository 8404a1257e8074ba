import pytest

from radiogenomics.downloads.faspex_session import PER_PAGE, open_session
from radiogenomics.errors import InputError


def test_a_public_link_opens_a_session_that_lists_the_package(faspex_server):
    session = open_session(faspex_server.link)
    assert session.package == "604"
    assert session.entries("/") == ["/UPENN-GBM", "/UPENN-GBM.sums"]


def test_the_short_form_of_the_link_is_the_same_link(faspex_server):
    short = faspex_server.link.replace("/aspera/faspex/public/package", "/")
    assert open_session(short).entries("/") == ["/UPENN-GBM", "/UPENN-GBM.sums"]


def test_long_folders_are_listed_page_by_page(faspex_server, package_folder):
    many = package_folder / "many"
    many.mkdir()
    for number in range(2 * PER_PAGE + 1):
        (many / f"{number:03d}").touch()
    faspex_server.requests.clear()
    entries = open_session(faspex_server.link).entries("/many")
    assert entries == [f"/many/{number:03d}" for number in range(2 * PER_PAGE + 1)]
    assert sum(path.endswith("files/received") for path in faspex_server.requests) == 3


def test_a_transfer_names_host_ports_sources_and_hides_its_secrets(faspex_server):
    transfer = open_session(faspex_server.link).transfer(["/UPENN-GBM.sums"])
    assert (transfer.host, transfer.user, transfer.ssh_port, transfer.fasp_port) == (
        "127.0.0.1",
        "faspex",
        33001,
        33001,
    )
    assert transfer.sources == ("/node/UPENN-GBM.sums",)
    assert (transfer.token, transfer.cookie) == (faspex_server.token, "hidden-cookie")
    assert "hidden" not in repr(transfer) + repr(open_session(faspex_server.link))


def test_a_link_that_is_not_accepted_any_more_is_refused_with_the_servers_reason(faspex_server):
    faspex_server.refuse = True
    with pytest.raises(InputError, match=r"does not accept the link of the archive's page \(link expired\)") as error:
        open_session(faspex_server.link)
    assert "hidden" not in str(error.value)


def test_a_server_that_answers_otherwise_than_documented_is_named(faspex_server, monkeypatch):
    session = open_session(faspex_server.link)
    monkeypatch.setattr(type(session), "_post", lambda *_: {"unexpected": 1})
    for question in (lambda: session.entries("/"), lambda: session.transfer(["/"])):
        with pytest.raises(InputError, match="its interface may have changed"):
            question()


def test_f22_a_busy_server_is_asked_again(faspex_server):
    faspex_server.faults = [503, 500]
    assert open_session(faspex_server.link).package == "604"
