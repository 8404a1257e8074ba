"""Users and passwords of archives: from the environment or `~/.netrc` alone, never from a config or a file of ours."""

import netrc
import os

from radiogenomics.errors import InputError


def credentials(host: str, user_variable: str, password_variable: str) -> tuple[str, str] | None:
    """User and password for a host: from two environment variables, else from its entry in `~/.netrc`, else None.

    An empty variable counts as absent. The variable `NETRC` names another netrc file. A netrc `default` entry is not
    used: a password is only sent to the host it was written for.

    Raises:
        InputError: one of the two variables is set and the other is not; the netrc file cannot be read. No message
            holds a value.
    """
    user, password = os.environ.get(user_variable, ""), os.environ.get(password_variable, "")
    if user and password:
        return user, password
    if user or password:
        present, absent = (user_variable, password_variable)[:: 1 if user else -1]
        raise InputError(f"{host}: {present} is set and {absent} is not; set both environment variables, or neither")
    return _from_netrc(host)


def required_credentials(host: str, user_variable: str, password_variable: str) -> tuple[str, str]:
    """Same as `credentials`, for a server that lets nobody in without.

    Raises:
        InputError: there are none, or as `credentials`.
    """
    found = credentials(host, user_variable, password_variable)
    if found is None:
        raise InputError(
            f"{host}: no credentials; set the environment variables {user_variable} and {password_variable}, "
            "or add the host to ~/.netrc"
        )
    return found


def refused_credentials(host: str, user_variable: str, password_variable: str) -> str:
    """Message for a user whose credentials the host did not accept."""
    return (
        f"{host}: the server refused the credentials; correct the environment variables {user_variable} and "
        f"{password_variable} (or the host's entry in ~/.netrc), and check that the account is active"
    )


def _from_netrc(host: str) -> tuple[str, str] | None:
    """User and password of the host's own entry; without the text of a fault, which may quote the file."""
    file = os.environ.get("NETRC")
    try:
        entry = netrc.netrc(file).hosts.get(host)
    except FileNotFoundError:
        return None
    except netrc.NetrcParseError as error:
        raise InputError(
            f"{file or '~/.netrc'}: not understood up to line {error.lineno}, or others may read or own it; "
            "correct it and `chmod 600` it"
        ) from None
    except (OSError, UnicodeDecodeError):
        raise InputError(f"{file or '~/.netrc'}: cannot be read; correct its permissions, or remove it") from None
    if entry is None or not entry[0] or not entry[2]:
        return None
    return entry[0], entry[2]
