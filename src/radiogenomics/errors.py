"""The one exception a user may see."""


class InputError(Exception):
    """Something the user gave is wrong.

    The message is one line that names the file, patient or key, says what is wrong, and what to do.
    The workflow prints it without a traceback.
    """
