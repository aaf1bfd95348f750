"""Lines to rows: a bad quote spoils its own line, and no other."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.api.records import rows_of


def read(text, delimiter=";"):
    return list(rows_of(io.StringIO(text, newline=""), delimiter))


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("", []),
        ("a;b\n1;2\n", [["a", "b"], ["1", "2"]]),
        ("a;b\r\n1;2", [["a", "b"], ["1", "2"]]),
        ('a;b\n"x;y";2\n', [["a", "b"], ["x;y", "2"]]),
        ('a;b\n"two\nlines";2\n', [["a", "b"], ["two\nlines", "2"]]),
        ('"a\nb";c\n1;2\n', [["a\nb", "c"], ["1", "2"]]),
        ('a;b\n"open;2\n3;4\n5;6\n', [["a", "b"], ['"open', "2"], ["3", "4"], ["5", "6"]]),
        ('a;b\n"open;2\n"x";4\n', [["a", "b"], ['"open', "2"], ["x", "4"]]),
        ('a;b\n1;"open\n3;4', [["a", "b"], ["1", '"open'], ["3", "4"]]),
        ('a;b\n5" pipe;"rest\n3;4\n', [["a", "b"], ['5" pipe', '"rest'], ["3", "4"]]),
        ('a;b\n"1;x\n"2;y\n"3;z\n', [["a", "b"], ['"1', "x"], ['"2', "y"], ['"3', "z"]]),
    ],
)
def test_rows(text, rows):
    assert read(text) == rows


def test_many_bad_lines_are_as_many_rows():
    lines = [f'"bad {n};x\n' for n in range(3_000)]
    assert len(read("a;b\n" + "".join(lines))) == 3_001


@given(
    st.lists(
        st.lists(st.text(st.sampled_from('ab;"\n\r é'), max_size=5), min_size=3, max_size=3),
        max_size=8,
    )
)
def test_what_csv_writes_is_read_back(rows):
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";", quoting=csv.QUOTE_ALL)
    writer.writerows([["a", "b", "c"], *rows])
    assert read(out.getvalue()) == [["a", "b", "c"], *rows]
