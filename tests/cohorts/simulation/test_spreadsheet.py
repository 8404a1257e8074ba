import time

import pandas as pd

from radiogenomics.cohorts.simulation.spreadsheet import write_spreadsheet
from radiogenomics.cohorts.spreadsheets import read_spreadsheet

TABLE = pd.DataFrame({"Subject": ["EGD-0001", "EGD-0002"], "IDH": [1, -1], "Age": [50.25, None]})


def test_what_is_written_is_read(tmp_path):
    write_spreadsheet(TABLE, tmp_path / "table.xlsx")
    read = read_spreadsheet(tmp_path / "table.xlsx", ["Subject"])
    assert read.to_dict("list") == {"Subject": ["EGD-0001", "EGD-0002"], "IDH": ["1", "-1"], "Age": ["50.25", ""]}


def test_bytes_do_not_depend_on_the_moment(tmp_path):
    write_spreadsheet(TABLE, tmp_path / "one.xlsx")
    time.sleep(2.1)  # The clock of a zip file ticks every two seconds.
    write_spreadsheet(TABLE, tmp_path / "two.xlsx")
    assert (tmp_path / "one.xlsx").read_bytes() == (tmp_path / "two.xlsx").read_bytes()
