import base64
import errno
import hashlib
import logging
import os
import random
import signal
import subprocess
import sys
import threading
import time

import pytest

from radiogenomics.downloads import http
from radiogenomics.downloads.checksums import Digest, FileRecord
from radiogenomics.downloads.http import ATTEMPTS, fetch
from radiogenomics.downloads.partial import part_of
from radiogenomics.errors import InputError

BODY = random.Random(1).randbytes(100_000)
SHA256 = Digest("sha256", hashlib.sha256(BODY).hexdigest(), "archive")
MD5 = Digest("md5", hashlib.md5(BODY).hexdigest(), "archive")


@pytest.fixture
def server(file_server):
    file_server.files["scan.nii.gz"] = BODY
    return file_server


@pytest.fixture
def url(server):
    return f"{server.base}scan.nii.gz"


@pytest.fixture
def destination(tmp_path):
    return tmp_path / "data" / "scan.nii.gz"


def names_beside(path) -> list[str]:
    return sorted(other.name for other in path.parent.iterdir())


def refusal(url, destination, **options) -> str:
    """One line of the error; nothing half-fetched may pass for the file."""
    with pytest.raises(InputError) as error:
        fetch(url, destination, **options)
    assert "\n" not in str(error.value)
    assert not destination.exists()
    left = {path.name for path in destination.parent.glob("*")}
    assert left <= {f"{destination.name}.part", f"{destination.name}.part.version"}
    return str(error.value)


@pytest.mark.parametrize("digest", [SHA256, MD5])
def test_a_file_is_fetched_verified_and_recorded(digest, url, destination):
    record = fetch(url, destination, size=len(BODY), digest=digest)
    assert destination.read_bytes() == BODY
    assert record == FileRecord("scan.nii.gz", len(BODY), digest.algorithm, digest.value, "archive", url)
    assert names_beside(destination) == ["scan.nii.gz"]


def test_without_a_known_checksum_that_of_the_first_download_is_recorded(url, destination):
    record = fetch(url, destination)
    assert (record.algorithm, record.checksum, record.origin) == ("sha256", SHA256.value, "first download")


@pytest.mark.parametrize("known", [{"digest": SHA256}, {"size": len(BODY)}, {}])
def test_what_is_there_and_right_is_not_fetched_again(known, url, destination, server):
    first = fetch(url, destination, **known)
    assert fetch(url, destination, **known) == first
    assert len(server.requests) == 1


@pytest.mark.parametrize("known", [{"digest": SHA256}, {"size": len(BODY)}])
def test_what_is_there_and_wrong_is_replaced(known, url, destination):
    destination.parent.mkdir()
    destination.write_bytes(b"something else")
    fetch(url, destination, **known)
    assert destination.read_bytes() == BODY


def test_f21_a_cut_download_goes_on_where_it_broke(url, destination, server):
    server.faults = ["cut", "cut"]
    fetch(url, destination, digest=SHA256)
    assert destination.read_bytes() == BODY
    assert server.ranges == [None, "bytes=40000-", "bytes=80000-"]


def test_f21_as_long_as_something_new_arrives_there_is_no_last_attempt(url, destination, server):
    server.files["scan.nii.gz"] = body = random.Random(2).randbytes(400_000)
    server.faults = ["cut", 500, "cut", 503, "cut", "cut", "cut", "cut", "cut", "cut", "cut"]
    fetch(url, destination, digest=Digest("md5", hashlib.md5(body).hexdigest(), "archive"))
    assert destination.read_bytes() == body


def test_f21_a_later_call_resumes(url, destination, server):
    server.faults = ["cut", *[500] * (ATTEMPTS - 1)]
    refusal(url, destination, digest=SHA256)
    assert part_of(destination).read_bytes() == BODY[:40_000]
    server.requests.clear()
    fetch(url, destination, digest=SHA256)
    assert destination.read_bytes() == BODY and server.ranges == ["bytes=40000-"]


def test_f21_a_later_call_resumes_the_same_version_only(url, destination, server):
    server.tags["scan.nii.gz"] = '"one"'
    server.faults = ["cut", *[500] * (ATTEMPTS - 1)]
    refusal(url, destination)
    server.files["scan.nii.gz"], server.tags["scan.nii.gz"] = BODY[::-1], '"two"'
    fetch(url, destination)
    assert destination.read_bytes() == BODY[::-1]
    assert server.requests[-1][1]["If-Range"] == '"one"'
    assert names_beside(destination) == ["scan.nii.gz"]


def test_f21_what_no_checksum_and_no_version_vouches_for_is_begun_anew(url, destination, server):
    server.faults = ["cut", *[500] * (ATTEMPTS - 1)]
    refusal(url, destination)
    server.files["scan.nii.gz"] = BODY[::-1]
    server.requests.clear()
    fetch(url, destination)
    assert destination.read_bytes() == BODY[::-1] and server.ranges == [None]


def test_f21_a_server_that_knows_no_ranges_starts_again(url, destination, server):
    server.faults = ["cut", "no range"]
    fetch(url, destination, digest=SHA256)
    assert destination.read_bytes() == BODY


@pytest.mark.parametrize(("collected", "requests"), [(BODY, 1), (BODY + b"more", 2)])
def test_f21_a_part_with_all_bytes_or_too_many_is_finished_or_begun_anew(collected, requests, url, destination, server):
    destination.parent.mkdir()
    part_of(destination).write_bytes(collected)
    fetch(url, destination, digest=SHA256)
    assert destination.read_bytes() == BODY and len(server.requests) == requests


def test_f21_a_killed_process_leaves_a_part_from_which_the_next_goes_on(url, destination, server):
    server.faults = ["stall"]
    arguments = f"{url!r}, Path({str(destination)!r}), digest=Digest('sha256', {SHA256.value!r}, 'archive')"
    program = (
        "from pathlib import Path\n"
        "from radiogenomics.downloads.checksums import Digest\n"
        "from radiogenomics.downloads.http import fetch\n"
        f"fetch({arguments})\n"
    )
    child = subprocess.Popen([sys.executable, "-c", program])
    deadline = time.monotonic() + 20
    part = part_of(destination)
    while time.monotonic() < deadline and not (part.exists() and part.stat().st_size):
        time.sleep(0.02)
    child.send_signal(signal.SIGKILL)
    assert child.wait() == -signal.SIGKILL and not destination.exists()
    have = part.stat().st_size
    assert 0 < have <= 40_000
    fetch(url, destination, digest=SHA256)
    assert destination.read_bytes() == BODY and server.ranges[-1] == f"bytes={have}-"


@pytest.mark.parametrize("status", [408, 429, 500, 502, 503])
def test_f22_a_busy_server_is_asked_again(status, url, destination, server):
    server.faults = [status] * (ATTEMPTS - 1)
    fetch(url, destination, digest=SHA256)
    assert destination.read_bytes() == BODY and len(server.requests) == ATTEMPTS


def test_f22_a_busy_server_is_given_the_time_it_asks_for(url, destination, server, monkeypatch):
    monkeypatch.setattr(http, "LONGEST_PAUSE", 0.2)
    server.faults, server.retry_after = [503], "3600"
    start = time.monotonic()
    fetch(url, destination, digest=SHA256)
    assert 0.2 <= time.monotonic() - start < 5


def test_f22_a_server_that_stays_broken_is_named(url, destination, server):
    server.faults = [500] * 9
    message = refusal(url, destination, digest=SHA256)
    assert message == f"{url}: not downloaded: status 500; try again later"
    assert len(server.requests) == ATTEMPTS


def test_f23_a_body_shorter_than_announced_is_never_believed(url, destination, server):
    server.faults = ["cut", 500, 500, 500]
    refusal(url, destination)


def test_f23_a_part_to_which_another_process_wrote_is_begun_anew(url, destination, server):
    server.faults = ["slow"]
    fetching = threading.Thread(target=fetch, args=(url, destination))
    fetching.start()
    part = part_of(destination)
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline and not (part.exists() and part.stat().st_size == 40_000):
        time.sleep(0.02)
    with part.open("ab") as file:
        file.write(b"of another process")
    server.released.set()
    fetching.join()
    assert destination.read_bytes() == BODY and server.ranges == [None, None]


@pytest.mark.parametrize("known", [{}, {"digest": SHA256}])
def test_f23_an_encoded_body_is_refused(known, url, destination, server):
    server.faults = ["encoded"] * 9
    assert "the body is encoded (gzip)" in refusal(url, destination, **known)
    assert len(server.requests) == 1


@pytest.mark.parametrize(("known", "said"), [({}, True), ({"size": len(BODY)}, False), ({"digest": SHA256}, False)])
def test_f23_a_body_whose_length_nobody_knows_is_said_to_be_so(known, said, url, destination, server, caplog):
    server.faults = ["no length"]
    fetch(url, destination, **known)
    assert destination.read_bytes() == BODY
    assert (f"{url}: neither length nor checksum is known; nothing shows that it is whole" in caplog.text) is said


def test_f23_a_wrong_checksum_is_fetched_again(url, destination, server):
    server.faults = ["wrong", "wrong"]
    fetch(url, destination, digest=SHA256)
    assert destination.read_bytes() == BODY and server.ranges == [None] * 3


def test_f23_a_checksum_wrong_three_times_names_the_file(url, destination, server):
    message = refusal(url, destination, digest=Digest("md5", "0" * 32, "archive"))
    assert f"{url}: md5 {MD5.value} where {'0' * 32} was expected, 3 times" in message
    assert not part_of(destination).exists() and len(server.requests) == 3


def test_f23_a_wrong_size_names_the_file(url, destination):
    assert f"{len(BODY)} bytes where 7 were expected" in refusal(url, destination, size=7)


def test_f23_a_mismatch_with_the_checksum_of_a_copy_says_so(url, destination):
    message = refusal(url, destination, digest=Digest("sha256", "0" * 64, "copy", "resources/list.sha256"))
    assert "checksum of a copy" in message and "new version, correct it in resources/list.sha256" in message


def test_f24_a_stalled_server_is_left_and_the_download_goes_on(url, destination, server, monkeypatch):
    monkeypatch.setattr(http, "TIMEOUT", 0.3)
    server.faults = ["stall"]
    fetch(url, destination, digest=SHA256)
    assert destination.read_bytes() == BODY and server.ranges == [None, "bytes=40000-"]


def test_f24_a_server_that_stays_stalled_is_named(url, destination, server, monkeypatch):
    monkeypatch.setattr(http, "TIMEOUT", 0.2)
    server.files["scan.nii.gz"] = BODY[:30_000] * 2
    server.faults = ["stall"] * 9
    server.tags["scan.nii.gz"] = 'W/"weak"'
    message = refusal(url, destination)
    assert f"{url}: not downloaded: stalled" in message and len(server.requests) == ATTEMPTS


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410])
def test_b33_a_refusal_is_final(status, url, destination, server):
    server.faults = [status] * 9
    assert f"{url}: not downloaded: status {status}; " in refusal(url, destination, digest=SHA256)
    assert len(server.requests) == 1 and not part_of(destination).exists()


def test_of_two_files_the_refused_one_leaves_the_other(url, destination, server):
    fetch(url, destination, digest=SHA256)
    with pytest.raises(InputError, match=r"other\.nii\.gz: not downloaded: status 404"):
        fetch(f"{server.base}other.nii.gz", destination.parent / "other.nii.gz")
    assert names_beside(destination) == ["scan.nii.gz"] and destination.read_bytes() == BODY


def test_b36_a_closed_port_is_named(destination):
    message = refusal("http://127.0.0.1:9/scan.nii.gz", destination)
    assert message.startswith("http://127.0.0.1:9/scan.nii.gz: not downloaded: ") and "Connection refused" in message


def test_b36_a_server_that_does_not_speak_tls_is_named(url, destination, server):
    message = refusal(url.replace("http:", "https:"), destination)
    assert "TLS: " in message and "SSL_CERT_FILE" in message
    assert not server.requests


def test_b36_an_unreachable_proxy_is_named_without_its_password(url, destination, server, monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", "http://user:hidden@127.0.0.1:9")
    message = refusal(url, destination)
    assert "proxy" in message and "hidden" not in message and not server.requests


def test_b36_certificates_that_are_not_there_are_no_fault_of_the_disk(url, destination, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", "/nowhere/certificates.pem")
    message = refusal(url, destination)
    assert "SSL_CERT_FILE" in message and "written" not in message


def test_b36_a_proxy_that_wants_a_password_is_named(destination, server, monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", server.base)
    server.faults = [407] * 9
    assert "status 407" in refusal("http://archive.invalid/scan.nii.gz", destination)


@pytest.mark.parametrize(
    "proxy",
    [
        "nonsense://user:hidden@127.0.0.1:9",
        "socks5://user:hidden@127.0.0.1:9",
        "http://user:hidden/word@127.0.0.1:9",
        "http://user:12#hidden@127.0.0.1:9",
        "http://user:hid\x01den@127.0.0.1:9",
        "http://[hidden@127.0.0.1:9",
    ],
)
def test_b36_a_proxy_that_cannot_be_used_is_named_without_its_password(proxy, url, destination, monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", proxy)
    message = refusal(url, destination)
    assert message.startswith(f"{url}: ") and "hid" not in message and "'12" not in message


def test_b36_a_name_that_cannot_be_resolved_is_named(destination):
    message = refusal("http://archive.invalid/scan.nii.gz", destination)
    assert "http://archive.invalid/scan.nii.gz: not downloaded: name not resolved" in message


def test_b36_an_address_that_is_none_is_named(destination):
    assert "ftp://127.0.0.1/scan" in refusal("ftp://127.0.0.1/scan", destination)
    assert "malformed address: not downloaded" in refusal("http://[hidden/scan", destination)


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT])
def test_b35_a_disk_that_fills_up_is_named_and_the_download_goes_on_later(number, url, destination, monkeypatch):
    def full(_):
        raise OSError(number, os.strerror(number))

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        message = refusal(url, destination, digest=SHA256)
    assert os.strerror(number) in message and "`data_dir`" in message
    fetch(url, destination, digest=SHA256)
    assert destination.read_bytes() == BODY


def test_a_folder_that_cannot_be_written_is_named(url, tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(InputError, match=r"/file.*cannot be written"):
        fetch(url, tmp_path / "file" / "scan.nii.gz")


@pytest.mark.parametrize("faults", [[], [404], [500] * ATTEMPTS])
def test_no_secret_reaches_record_message_or_log(faults, destination, server, caplog):
    caplog.set_level(logging.DEBUG, "radiogenomics")
    server.faults = faults
    secret = f"{server.base.replace('http://', 'http://user:hidden1@')}scan.nii.gz?token=hidden2"
    try:
        text = str(fetch(secret, destination, auth=("user", "hidden4")))
    except InputError as error:
        text = str(error)
    assert f"{server.base}scan.nii.gz" in text and "hidden" not in text + caplog.text
    _, headers = server.requests[0]
    assert base64.b64decode(headers["Authorization"].removeprefix("Basic ")) == b"user:hidden4"
