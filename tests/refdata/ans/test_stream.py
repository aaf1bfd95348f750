import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from refdata.ans.stream import MAX_LINE, read_blocks, read_header, split_lines
from refdata.errors import RawFormatError

FIELDS = 3


def slow_line(content):
    """What one line without its LF is: its fields, or why it is refused (oracle)."""
    content = content[:-1] if content.endswith(b"\r") else content
    if b"\0" in content:
        return "caractère nul"
    try:
        text = content.decode()
    except UnicodeDecodeError:
        return "octets qui ne sont pas de l’UTF-8"
    fields = text.split("|")
    if len(fields) == FIELDS + 1 and not fields[-1]:
        fields.pop()
    if not text:
        return "ligne vide"
    if len(fields) != FIELDS:
        return f"{len(fields)} champ{'s' * (len(fields) > 1)} au lieu de {FIELDS}"
    return [field.strip(" \t\r\n") or None for field in fields]


def slow_read(body):
    """Lines by number, split the obvious way (oracle)."""
    contents = body.split(b"\n")
    if not contents[-1]:
        contents.pop()
    return {number: slow_line(content) for number, content in enumerate(contents, start=2)}


def fast_read(body, size):
    found, line = {}, 2
    for block in read_blocks(io.BytesIO(body), "f.txt", size=size):
        lines, refused = split_lines(block, line, FIELDS)
        columns = [lines.column(k).to_pylist() for k in range(FIELDS)]
        rows = [list(row) for row in zip(*columns, strict=True)]
        found |= dict(zip(lines.numbers.tolist(), rows, strict=True))
        found |= {bad.line: bad.reason for bad in refused}
        line += len(lines) + len(refused)
    return dict(sorted(found.items()))


PIECES = st.sampled_from(
    [b"a", b"|", b"|", b"|", b"\n", b"\r\n", b"\r", b" ", b'"', b"\xe9", "é".encode(), b"\0", b"bc"]
)


@given(st.lists(PIECES, max_size=60).map(b"".join), st.integers(1, 40))
def test_blocks_of_any_size_split_as_lines_and_fields_do(body, size):
    assert fast_read(body, size) == slow_read(body)


GOOD = st.text(st.characters(exclude_characters="|\n\r\0", codec="utf-8"), max_size=6)


@given(st.lists(st.lists(GOOD, min_size=FIELDS, max_size=FIELDS).map("|".join), max_size=20))
def test_well_formed_lines_are_all_read(rows):
    body = "".join(f"{row}\n" for row in rows).encode()
    assert fast_read(body, 16) == slow_read(body)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "ligne vide"),
        (b"a|b", "2 champs au lieu de 3"),
        (b"a|b|c|d", "4 champs au lieu de 3"),
        (b"a|b|c||", "5 champs au lieu de 3"),
        (b"a|b|caf\xe9", "octets qui ne sont pas de l’UTF-8"),
        (b"a|b\0|c", "caractère nul"),
    ],
)
def test_a_malformed_line_is_refused_between_two_good_ones(content, reason):
    lines, refused = split_lines(b"1|2|3\n" + content + b"\n4|5|6\n", 2, FIELDS)
    assert [(r.line, r.reason, r.content) for r in refused] == [(3, reason, content)]
    assert lines.numbers.tolist() == [2, 4]
    assert lines.column(2).to_pylist() == ["3", "6"]


@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"|\n", b"|\r\n"])
def test_ends_of_line_are_no_part_of_the_line(end):
    lines, refused = split_lines(b"a|b|c" + end + b"a|b|c\n", 2, FIELDS)
    assert not refused
    assert lines.contents() == [b"a|b|c", b"a|b|c"]
    assert lines.column(2).to_pylist() == ["c", "c"]


def test_quotes_and_lone_carriage_returns_are_content():
    lines, _ = split_lines(b'"LE BOURG"|CABINET "DU PARC|a\rb\n', 2, FIELDS)
    assert [lines.column(k)[0].as_py() for k in range(3)] == [
        '"LE BOURG"',
        'CABINET "DU PARC',
        "a\rb",
    ]


@pytest.mark.parametrize("size", [1000, MAX_LINE])
def test_a_file_without_line_ends_is_refused(size):
    with pytest.raises(RawFormatError, match=r"f\.txt"):
        list(read_blocks(io.BytesIO(b"x" * (MAX_LINE + 2)), "f.txt", size=size))
    with pytest.raises(RawFormatError, match=r"f\.txt"):
        read_header(io.BytesIO(b"x" * (MAX_LINE + 2)), "f.txt")


def test_progress_is_told_every_byte():
    seen = []
    body = b"a|b|c\n" * 10
    list(read_blocks(io.BytesIO(body), "f.txt", seen.append, size=7))
    assert sum(seen) == len(body)
