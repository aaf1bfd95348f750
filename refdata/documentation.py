"""`docs/donnees.md`, written from the contracts: `python -m refdata.documentation > docs/donnees.md`."""

from __future__ import annotations

import sys

import pyarrow as pa

from refdata.contract import TableContract
from refdata.tables import CONTRACTS

_HEAD = """# Tables and columns

Written from the contracts in `refdata/tables` by `python -m refdata.documentation`; a test keeps
the two equal. Every file carries its contract's name and version in the Parquet metadata
(`cigogne.contract`), checked at write and at read. Positions are WGS84 degrees, `lon` before `lat`.
Official French field names are kept as they are.
"""

_TYPES = {
    pa.string(): "text",
    pa.int16(): "whole number",
    pa.int32(): "whole number",
    pa.int64(): "whole number",
    pa.float32(): "number",
    pa.float64(): "number",
    pa.binary(): "bytes",
    pa.list_(pa.string()): "list of texts",
}


def type_name(kind: pa.DataType) -> str:
    """`pa.int32()` -> `whole number`; the Arrow name for a type without a plain one."""
    return _TYPES.get(kind, str(kind))


def contract_section(contract: TableContract) -> str:
    """One contract as a Markdown section: what a row is, its key, its columns."""
    key = ", ".join(f"`{k}`" for k in contract.key) or "none"
    order = ", ".join(f"`{k}`" for k in contract.sort_by) or "as given"
    lines = [
        f"## `{contract.name}` (version {contract.version})",
        "",
        contract.doc,
        "",
        f"Key: {key}. Sorted by: {order}.",
        "",
        "| column | type | null | meaning |",
        "| --- | --- | --- | --- |",
    ]
    for column in contract.columns:
        null = "yes" if column.nullable else "no"
        doc = column.doc.replace("|", "\\|")
        lines.append(f"| `{column.name}` | {type_name(column.type)} | {null} | {doc} |")
    return "\n".join(lines)


def tables_as_markdown() -> str:
    """The whole page, one section a contract."""
    return "\n\n".join([_HEAD.rstrip(), *(contract_section(c) for c in CONTRACTS)]) + "\n"


if __name__ == "__main__":
    sys.stdout.write(tables_as_markdown())
