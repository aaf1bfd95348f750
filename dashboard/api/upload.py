"""What is posted with a CSV, read and checked; and the CSV itself: encoding, delimiter, rows."""

from __future__ import annotations

import codecs
import io
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import IO

from dashboard.api.errors import RefusedError
from dashboard.api.records import rows_of
from refdata.encodings import SAMPLE_LINES, detect_delimiter, detect_encoding

CHUNK_ROWS = 20_000
"""Rows geocoded and written at a time."""
BINARY = (b"PK\x03\x04", b"PAR1", b"\x1f\x8b", b"\xd0\xcf\x11\xe0", b"%PDF")
"""How XLSX, Parquet, gzip, XLS and PDF files begin."""
NEARLY = 20
"""Good characters beyond ASCII for a bad one, from which a file is UTF-8 with a few bad bytes."""
BACK = "cigogne-back"
"""Error handler that writes bytes that could not be read as they were, and other signs the nearest way."""


@dataclass(frozen=True, slots=True)
class CsvRequest:
    """Fields posted beside a file; names of columns, empty where none is given."""

    columns: Sequence[str]
    result_columns: Sequence[str]
    postcode: str
    citycode: str
    lat: str
    lon: str
    encoding: str
    delimiter: str
    kind: str

    @classmethod
    def of(cls, form: Mapping[str, Sequence[str]]) -> CsvRequest:
        """Read the fields of a form; RefusedError for an encoding or a delimiter that is none."""

        def first(name: str) -> str:
            return next(iter(form.get(name, ())), "")

        return cls(
            columns=[name for name in form.get("columns", ()) if name],
            result_columns=[n.strip() for n in form.get("result_columns", ()) if n.strip()],
            postcode=first("postcode"),
            citycode=first("citycode"),
            lat=first("lat"),
            lon=first("lon"),
            encoding=_encoding(first("encoding").strip()),
            delimiter=_delimiter(first("delimiter")),
            kind=first("type").strip(),
        )


def _encoding(name: str) -> str:
    if not name:
        return ""
    try:
        "é".encode(name, "replace")
        return codecs.lookup(name).name
    except (LookupError, ValueError, UnicodeError) as error:
        message = (
            f"L’encodage «\u00a0{name}\u00a0» est inconnu\u00a0: donnez par exemple « utf-8 » ou "
            "« windows-1252 », ou laissez le service le reconnaître."
        )
        raise RefusedError(message) from error


def _delimiter(text: str) -> str:
    text = {"\\t": "\t", "tab": "\t"}.get(text, text)
    if len(text) > 1 or text in ("\n", "\r", '"'):
        message = (
            "Le séparateur (« delimiter ») doit être un seul caractère\u00a0: donnez ; , | ou \\t."
        )
        raise RefusedError(message)
    return text


@dataclass(frozen=True, slots=True)
class CsvForm:
    """How a CSV is written."""

    encoding: str
    delimiter: str
    end: str
    """End of its lines."""


class CsvUpload:
    """A CSV that was posted: its header is read at once, its rows when they are asked for."""

    def __init__(self, stream: IO[bytes], encoding: str = "", delimiter: str = "") -> None:
        """Read the header; RefusedError where the file is not a CSV that can be read."""
        self._stream = stream
        _refuse_others(stream)
        encoding = _with_mark(stream, encoding) if encoding else told_encoding(stream)
        self._errors = "strict" if encoding.startswith(("utf-16", "utf-32")) else "surrogateescape"
        sample = self._sample(encoding)
        delimiter = delimiter or detect_delimiter(sample)
        end = next((e for e in ("\r\n", "\n", "\r") if sample and sample[0].endswith(e)), "\n")
        self.form = CsvForm(encoding, delimiter, end)
        self.columns = next(self._rows(), [])
        if not any(name.strip() for name in self.columns):
            message = (
                "Le fichier est vide, ou sa première ligne ne nomme pas de colonne\u00a0: "
                "envoyez un CSV dont la première ligne porte les noms des colonnes."
            )
            raise RefusedError(message)

    def _sample(self, encoding: str) -> list[str]:
        with self._text(encoding) as text:
            return list(islice(text.lines(), SAMPLE_LINES))

    def _rows(self) -> Iterator[list[str]]:
        with self._text(self.form.encoding) as text:
            yield from rows_of(text.lines(), self.form.delimiter)

    def _text(self, encoding: str) -> _Text:
        self._stream.seek(0)
        return _Text(self._stream, encoding, self._errors)

    def chunks(self) -> Iterator[list[list[str]]]:
        """Yield the rows, so many at a time; a blank line is none, unless there is only one column."""
        rows = self._rows()
        next(rows)
        kept = (row for row in rows if row or len(self.columns) == 1)
        while chunk := list(islice(kept, CHUNK_ROWS)):
            yield chunk

    def column(self, name: str) -> int:
        """Place of a column; RefusedError where there is none of that name."""
        if name not in self.columns:
            listed = ", ".join(f"«\u00a0{column}\u00a0»" for column in self.columns[:30])
            message = (
                f"La colonne «\u00a0{name}\u00a0» n’est pas dans le fichier\u00a0: "
                f"donnez l’une de celles-ci\u00a0: {listed}."
            )
            raise RefusedError(message)
        return self.columns.index(name)


class _Text:
    """A binary stream read as text, and given back open."""

    def __init__(self, stream: IO[bytes], encoding: str, errors: str) -> None:
        self._encoding = encoding
        self._wrapped = io.TextIOWrapper(stream, encoding, errors, newline="")

    def __enter__(self) -> _Text:
        return self

    def __exit__(self, *failure: object) -> None:
        self._wrapped.detach()

    def lines(self) -> Iterator[str]:
        """Yield the lines with their ends."""
        try:
            # not the wrapper itself: an iteration that is given up would close it
            yield from iter(self._wrapped.readline, "")
        except UnicodeError as error:
            message = (
                f"Le fichier n’est pas écrit en {self._encoding}\u00a0: donnez son encodage "
                "(« encoding »), ou enregistrez-le en UTF-8."
            )
            raise RefusedError(message) from error


def _refuse_others(stream: IO[bytes]) -> None:
    stream.seek(0)
    head = stream.read(4096)
    has_mark = head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    if head.startswith(BINARY) or (b"\x00\x00\x00" in head and not has_mark):
        message = (
            "Ce fichier n’est pas un CSV\u00a0: enregistrez-le au format CSV "
            "(dans un tableur, « Enregistrer sous »), puis envoyez-le de nouveau."
        )
        raise RefusedError(message)


def _with_mark(stream: IO[bytes], encoding: str) -> str:
    """The encoding that was given, once the file is found to be written in it."""
    stream.seek(0)
    if encoding == "utf-8" and stream.read(3) == codecs.BOM_UTF8:
        encoding = "utf-8-sig"
    stream.seek(0)
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        while block := stream.read(1 << 20):
            decoder.decode(block)
        decoder.decode(b"", True)
    except (UnicodeError, ValueError) as error:
        message = (
            f"Le fichier n’est pas écrit en {encoding}\u00a0: donnez son véritable encodage "
            "(« encoding »), ou laissez le service le reconnaître."
        )
        raise RefusedError(message) from error
    return encoding


def told_encoding(stream: IO[bytes]) -> str:
    """The encoding of a file that says none; UTF-8 too where a few bytes of it are bad."""
    encoding = detect_encoding(stream).encoding
    if encoding.startswith("utf"):
        return encoding
    stream.seek(0)
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    good = bad = 0
    while block := stream.read(1 << 20):
        text = decoder.decode(block)
        wrong = text.count("\ufffd")
        bad += wrong
        good += sum(not c.isascii() for c in text) - wrong if not text.isascii() else 0
    return "utf-8" if good > NEARLY * bad else encoding


def _written_back(error: UnicodeError) -> tuple[str | bytes, int]:
    """What to write for a character that an encoding has not."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    character = error.object[error.start]
    if "\udc80" <= character <= "\udcff":
        return bytes([ord(character) - 0xDC00]), error.start + 1
    plain = unicodedata.normalize("NFKD", _NEAR.get(character, character))
    return plain.encode("ascii", "ignore").decode() or "?", error.start + 1


_NEAR = {"œ": "oe", "Œ": "OE", "æ": "ae", "Æ": "AE", "’": "'", "\u2018": "'", "–": "-", "—": "-"}
codecs.register_error(BACK, _written_back)
