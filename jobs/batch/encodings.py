"""The encoding and the delimiter of a CSV file, or why it cannot be read."""

from __future__ import annotations

from pathlib import Path

from jobs.errors import JobError
from refdata import encodings
from refdata.encodings import SAMPLE_LINES, Detected


def detect_encoding(path: Path) -> Detected:
    """Read the file once and tell its encoding, see `refdata.encodings`."""
    with path.open("rb") as stream:
        return encodings.detect_encoding(stream)


def detect_delimiter(path: Path, encoding: str, *, has_quotes: bool = True) -> str:
    """Tell the delimiter of a file; JobError when its first lines cannot be read in `encoding`."""
    with path.open(encoding=encoding, newline="") as stream:
        try:
            sample = [line for _, line in zip(range(SAMPLE_LINES), stream, strict=False)]
        except UnicodeError as error:
            problem = f"{path}: not written in {encoding} ({error})"
            raise JobError(problem, "give its encoding, as --encoding cp1252") from error
    return encodings.detect_delimiter(sample, has_quotes=has_quotes)
