import zipfile

import pytest

from refdata.ans import RawFile
from refdata.errors import RawFormatError
from tests.refdata.ans.extraction import MEMBER, zip_file

CONTENT = "".join(f"{n}|ligne|{n * n % 9973}\n" for n in range(20_000)).encode()


@pytest.fixture
def archive(tmp_path):
    return zip_file(tmp_path / "ps.zip", {f"dossier/{MEMBER}": CONTENT})


def read(raw):
    with raw.open() as stream:
        return stream.read()


def test_a_member_reads_as_the_plain_file_does(tmp_path, archive):
    plain = tmp_path / MEMBER
    plain.write_bytes(CONTENT)
    packed = RawFile(archive, f"dossier/{MEMBER}")
    assert read(packed) == read(RawFile(plain)) == CONTENT
    assert packed.size() == RawFile(plain).size() == len(CONTENT)
    assert packed.name == RawFile(plain).name == MEMBER


@pytest.mark.parametrize("cut", [0, 10, 1_000, -30])
def test_a_truncated_zip_is_refused_by_name(archive, cut):
    archive.write_bytes(archive.read_bytes()[:cut])
    with pytest.raises(RawFormatError, match=r"ps\.zip"):
        read(RawFile(archive, f"dossier/{MEMBER}"))


def test_a_damaged_member_is_refused_while_it_is_read(archive):
    content = bytearray(archive.read_bytes())
    content[5_000:5_100] = bytes(100)
    archive.write_bytes(content)
    with pytest.raises(RawFormatError, match="cannot be unpacked"):
        read(RawFile(archive, f"dossier/{MEMBER}"))


def test_an_absent_member_is_refused(archive):
    with pytest.raises(RawFormatError, match=r"ps\.zip!autre\.txt"):
        read(RawFile(archive, "autre.txt"))


def test_a_member_that_unpacks_beyond_belief_is_refused_unread(tmp_path):
    bomb = zip_file(tmp_path / "bombe.zip", {MEMBER: bytes(10_000_000)})
    with pytest.raises(RawFormatError, match="would unpack from"):
        read(RawFile(bomb, MEMBER))
    with pytest.raises(RawFormatError, match="would unpack from"):
        RawFile(bomb, MEMBER).size()


def test_an_encrypted_member_is_refused(archive):
    content = bytearray(archive.read_bytes())
    with zipfile.ZipFile(archive) as opened:
        directory = opened.start_dir
    content[6] |= 1  # general purpose bit 0 of the local header
    content[directory + 8] |= 1  # and of the central directory
    archive.write_bytes(content)
    with pytest.raises(RawFormatError, match="encrypted"):
        read(RawFile(archive, f"dossier/{MEMBER}"))


def test_an_error_of_the_reader_itself_passes_through(archive):
    with pytest.raises(ZeroDivisionError), RawFile(archive, f"dossier/{MEMBER}").open():
        raise ZeroDivisionError
