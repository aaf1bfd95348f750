"""The address base: readable, and what people decided in it."""

from __future__ import annotations

from collections.abc import Iterator

from jobs.doctor.checks import Check, ok, problem, warning
from refdata.errors import ContractError
from refdata.paths import DataPaths


def checks(paths: DataPaths) -> Iterator[Check]:
    """Read the whole base."""
    path = paths.address_base
    if not path.exists():
        yield warning(f"{path}: no address base yet", "run `cigogne update`, which makes one")
        return
    from refdata.tables import ADRESSE_CONNUE

    try:
        table = ADRESSE_CONNUE.check(ADRESSE_CONNUE.read(path), path)
    except (ContractError, OSError) as error:
        advice = (
            "move it away and run `cigogne update`, which geocodes every address again; then "
            "bring people's decisions back from their last export"
        )
        yield problem(str(error), advice)
        return
    decided = table.num_rows - table["decision"].null_count
    yield ok(f"address base: {table.num_rows:,} addresses, {decided:,} decided by people")
