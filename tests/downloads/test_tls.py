import pytest

from radiogenomics.downloads.tls import tls_context
from radiogenomics.errors import InputError


def test_certificates_are_read_once():
    assert tls_context() is tls_context()


@pytest.mark.parametrize("text", [None, "no certificate"])
def test_b36_certificates_that_cannot_be_read_are_named_by_their_variable(text, tmp_path, monkeypatch):
    path = tmp_path / "certificates.pem"
    if text:
        path.write_text(text)
    monkeypatch.setenv("SSL_CERT_FILE", str(path))
    with pytest.raises(InputError, match=r"certificates .* cannot be read \(.+\); correct the variable SSL_CERT_FILE"):
        tls_context()
