"""A text file of the extraction, plain or inside a zip, opened as a stream and never unpacked."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO

from refdata.errors import RawFormatError
from refdata.unpacking import check_member

_UNREADABLE = (zipfile.BadZipFile, NotImplementedError, RuntimeError, KeyError)
"""What `zipfile` raises on opening a member that is damaged, packed oddly, encrypted, absent."""

_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError)
"""What it raises while a damaged member is read."""


@dataclass(frozen=True, slots=True)
class RawFile:
    """One text file: `path` itself, or its member `member` when `path` is a zip."""

    path: Path
    member: str | None = None

    @property
    def name(self) -> str:
        """File name without folders, as quarantine and messages show it."""
        return Path(self.member).name if self.member else self.path.name

    @property
    def place(self) -> str:
        """Where the file is: `folder/archive.zip!member.txt` or the path."""
        return f"{self.path}!{self.member}" if self.member else f"{self.path}"

    def size(self) -> int:
        """Unpacked size in bytes, as declared. Raises RawFormatError on a damaged zip."""
        if self.member is None:
            return self.path.stat().st_size
        with open_zip(self.path) as archive:
            return self._member_info(archive, self.member).file_size

    @contextmanager
    def open(self) -> Iterator[IO[bytes]]:
        """Yield the bytes as a stream.

        Raises RawFormatError when the zip is damaged, encrypted, truncated or unpacks beyond belief
        (`check_member`), whether that shows at opening or while reading.
        """
        with ExitStack() as stack:
            stream = self._enter(stack)
            try:
                yield stream
            except _BROKEN as error:
                raise self._damaged(error) from error

    def _enter(self, stack: ExitStack) -> IO[bytes]:
        if self.member is None:
            return stack.enter_context(self.path.open("rb"))
        archive = stack.enter_context(open_zip(self.path))
        try:
            info = self._member_info(archive, self.member)
            return stack.enter_context(archive.open(info))
        except _UNREADABLE as error:
            raise self._damaged(error) from error

    def _damaged(self, error: Exception) -> RawFormatError:
        return RawFormatError(self.place, f"cannot be unpacked ({error})", "fetch the file again")

    def _member_info(self, archive: zipfile.ZipFile, member: str) -> zipfile.ZipInfo:
        """Directory entry of the member. Raises RawFormatError when it is a bomb."""
        info = archive.getinfo(member)
        check_member(info, self.place)
        return info


@contextmanager
def open_zip(path: Path) -> Iterator[zipfile.ZipFile]:
    """Open the zip at `path` for reading.

    Raises RawFormatError when it is not a whole zip, or holds a path out of it.
    """
    try:
        archive = zipfile.ZipFile(path)
    except zipfile.BadZipFile as error:
        problem = f"is not a complete zip archive ({error})"
        raise RawFormatError(path, problem, "fetch the file again") from error
    with archive:
        _refuse_paths_out(path, archive)
        yield archive


def _refuse_paths_out(path: Path, archive: zipfile.ZipFile) -> None:
    """Raise RawFormatError when a member would be unpacked outside of a folder.

    Nothing is ever unpacked here; but somebody made this archive to harm those who do.
    """
    for name in archive.namelist():
        parts = PurePosixPath(name.replace("\\", "/")).parts
        if ".." in parts or name.startswith(("/", "\\")) or name[1:2] == ":":
            problem = f"holds `{name}`, a path out of the archive"
            raise RawFormatError(path, problem, "fetch the file again from its publisher")
