"""A file being received: its bytes so far, and what its server said of them, so as to resume."""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

from refdata.atomic import write_text


@dataclass(frozen=True, slots=True)
class Validators:
    """What a server said of the version it is sending; `length` is that of the whole, in bytes."""

    etag: str | None
    last_modified: str | None
    length: int | None

    @property
    def strong(self) -> str | None:
        """What `If-Range` may carry: a strong ETag, else the date; None when neither is there."""
        if self.etag and not self.etag.startswith("W/"):
            return self.etag
        return None if self.etag else self.last_modified


class Partial:
    """The file `<digest>.part` of one address in a folder, beside `<digest>.json`."""

    def __init__(self, folder: Path, address: str) -> None:
        digest = hashlib.sha256(address.encode()).hexdigest()[:24]
        self.path = folder / f"{digest}.part"
        self._record = folder / f"{digest}.json"

    @property
    def size(self) -> int:
        """Bytes received so far."""
        return self.path.stat().st_size if self.path.exists() else 0

    @property
    def validators(self) -> Validators | None:
        """What the server said; None when nothing was kept, or the record cannot be read."""
        if not self.size:
            return None
        try:
            return Validators(**json.loads(self._record.read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError):
            return None  # a kill between the two files: the download starts again

    def start(self, validators: Validators) -> None:
        """Forget the bytes received, then keep what the server says of those to come."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self.path.unlink(missing_ok=True)
        write_text(self._record, json.dumps(asdict(validators)))

    def drop(self) -> None:
        """Forget everything."""
        self.path.unlink(missing_ok=True)
        self._record.unlink(missing_ok=True)

    def sync(self) -> None:
        """Make the bytes last."""
        with self.path.open("rb") as handle:
            os.fsync(handle.fileno())
