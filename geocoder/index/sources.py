"""What an index is built from: checked tables, the rules queries share with it, the code that reads them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import xxhash

from geocoder.index.container import mapped

PACKAGE = Path(__file__).parents[1]
_SHARED = ("normalize/*", "vocabulary/*", "index/keys.py", "index/ngrams.py")
"""Rules that queries and index must agree on: what a name's form, keys and n-grams are."""
_BUILDING = (*_SHARED, "index/*")


@dataclass(frozen=True, slots=True)
class IndexSources:
    """The checked tables an index is built from; a department may have addresses, lieux-dits or both."""

    communes: Path
    anciennes_communes: Path
    adresses: dict[str, Path]
    lieux_dits: dict[str, Path]

    @property
    def departments(self) -> list[str]:
        """Departments that have a table, sorted."""
        return sorted(self.adresses.keys() | self.lieux_dits.keys())

    def shard_digests(self) -> dict[str, str]:
        """Fingerprint of each department: its tables, and the code that makes a shard of them."""
        return {
            d: digest_of_files(self.adresses.get(d), self.lieux_dits.get(d))
            for d in self.departments
        }


def digest_of_files(*paths: Path | None) -> str:
    """Digest of files and of the code that builds an index from them; None is an absent table."""
    digest = xxhash.xxh3_128(_code_digest(_BUILDING).encode())
    for path in paths:
        digest.update(b"absent" if path is None else xxhash.xxh3_128_digest(mapped(path)))
    return digest.hexdigest()


def rules_digest() -> str:
    """Digest of the rules that a query must share with the index it is looked up in."""
    return _code_digest(_SHARED)


@cache
def _code_digest(patterns: tuple[str, ...]) -> str:
    """Digest of files of this package; read once a process, as its modules are."""
    files = {f for p in patterns for f in PACKAGE.glob(p) if f.suffix in (".py", ".csv")}
    digest = xxhash.xxh3_128()
    for file in sorted(files):
        digest.update(file.name.encode() + file.read_bytes())
    return digest.hexdigest()
