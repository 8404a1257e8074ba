import logging
import warnings

import numpy as np
import pytest
import radiomics

from radiogenomics.features.messages import collected_messages


def test_warnings_are_kept_and_nothing_is_printed(capfd):
    with collected_messages() as messages:
        logging.getLogger("radiomics.glcm").warning("weighting %s is unknown", "x")
        logging.getLogger("radiomics.shape").info("of no interest")
    assert messages == ["weighting x is unknown"]
    assert capfd.readouterr() == ("", "")


def test_of_a_traceback_the_last_line_is_kept():
    with collected_messages() as messages:
        radiomics.logger.error("FAILED: Traceback\n  File\nValueError: no such thing\n")
    assert messages == ["ValueError: no such thing"]


def test_numpys_remarks_on_empty_means_are_dropped_and_other_warnings_are_not():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with collected_messages():
            assert np.isnan(np.nanmean([]))
            with pytest.raises(DeprecationWarning):
                warnings.warn("old", DeprecationWarning, stacklevel=1)


def test_library_logs_as_before_afterwards_also_after_an_error(capfd):
    before = radiomics.logger.handlers
    with pytest.raises(ZeroDivisionError), collected_messages():
        raise ZeroDivisionError
    assert radiomics.logger.handlers is before
    assert radiomics.logger.propagate
