"""The certificates by which servers are trusted, read once: that takes longer than most answers."""

import ssl
from functools import cache

import httpx

from radiogenomics.errors import InputError


@cache
def tls_context() -> ssl.SSLContext:
    """Certificates to trust: the system's, or those of the variables SSL_CERT_FILE and SSL_CERT_DIR.

    Raises:
        InputError: they cannot be read.
    """
    try:
        return httpx.create_ssl_context()
    except OSError as error:
        raise InputError(
            f"the certificates of servers cannot be read ({error.strerror or type(error).__name__}); correct the "
            "variable SSL_CERT_FILE or SSL_CERT_DIR"
        ) from None
