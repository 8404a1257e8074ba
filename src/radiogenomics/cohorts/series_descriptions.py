"""Which sequence a DICOM series is, by its description."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from radiogenomics.cohorts.dicom_series import plain_description
from radiogenomics.errors import InputError

MOST_LISTED = 12


class Fit(NamedTuple):
    """How a description fits a sequence.

    Attributes:
        what: the sequence.
        specific: the greater the better: letters of the name that is found in the description, and whether that is all
            of it.
    """

    what: str
    specific: tuple[int, bool]


class DescribedSequences:
    """What the descriptions of sequences hold; case, blanks, `_` and `-` do not count."""

    def __init__(self, parts: Mapping[str, Iterable[str]], whole: Mapping[str, str], key: str) -> None:
        """Names by sequence.

        Args:
            parts: texts of which a description holds one.
            whole: what is all of a description in which no such text is.
            key: what a user corrects, for error messages.
        """
        self.parts = {what: [plain_description(name) for name in names] for what, names in parts.items()}
        self.whole = {plain_description(name): what for what, name in whole.items()}
        self.key = key

    def fit(self, description: str) -> Fit | None:
        """The sequence whose longest name is in the description, or None.

        Raises:
            InputError: names of two sequences are in it and equally long.
        """
        plain = plain_description(description)
        found = [(len(name), what) for what, names in self.parts.items() for name in names if name in plain]
        if not found:
            return Fit(self.whole[plain], (0, True)) if plain in self.whole else None
        longest = max(length for length, _ in found)
        fitting = list(dict.fromkeys(what for length, what in found if length == longest))
        if len(fitting) > 1:
            raise InputError(
                f"{self.key}: the description {description!r} fits names of {' and '.join(fitting)} equally well; give "
                "a longer part of it to the one that it is"
            )
        return Fit(fitting[0], (longest, longest == len(plain)))


def listed(descriptions: Iterable[str]) -> str:
    """Descriptions in a sentence, each once, the most frequent first and with their number."""
    counts = Counter(descriptions).most_common()
    texts = [f"{text!r}{f' ({count} times)' if count > 1 else ''}" for text, count in counts]
    more = f" and {len(texts) - MOST_LISTED} more" if len(texts) > MOST_LISTED else ""
    return ", ".join(texts[:MOST_LISTED]) + more
