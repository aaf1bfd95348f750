"""Decisions of a sheet into the base: every row accounted for, all of them or none."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa

from geocoder import Geocoder
from jobs.addresses.exporting import is_untouched, row_of
from jobs.addresses.given import STAMP, Given, Place, read_given
from jobs.addresses.results import Known, result_of
from jobs.addresses.sheets import Sheet, SheetRow, read_sheet
from jobs.errors import JobError, NotBuiltError
from jobs.pipeline import base, decisions
from jobs.pipeline.decisions import Row, Verdict
from jobs.pipeline.indexing import index_folder
from jobs.pipeline.ledger import Ledger
from jobs.pipeline.locate import directory_queries
from jobs.pipeline.tables import directory_paths
from refdata.errors import RawFormatError
from refdata.paths import DataPaths
from refdata.tables import ANCIENNE_COMMUNE, COMMUNE, DECISION

NEEDED = ("cle", "decision")
"""Columns that a sheet must have."""


@dataclass(frozen=True, slots=True)
class ImportOptions:
    """How to take a sheet.

    `by` names who decides where the sheet does not; `force` believes points that are far from
    their commune; `partial` applies the good rows although others are refused; `keep_unknown`
    keeps decisions about addresses that this base does not know yet.
    """

    by: str | None = None
    force: bool = False
    partial: bool = False
    keep_unknown: bool = False


@dataclass(slots=True)
class ImportReport:
    """What became of the rows: `rows` = decided + known + superseded + blank + refused.

    `known` were imported before; `superseded` repeat a decision that a later one has replaced.
    """

    rows: int = 0
    decided: int = 0
    known: int = 0
    superseded: int = 0
    blank: int = 0
    refused: list[RawFormatError] = field(default_factory=list)
    by_verdict: Counter[str] = field(default_factory=Counter)


class SheetRefusedError(JobError):
    """Some rows of a sheet cannot be applied, and so none was; `problems` says why, one a row."""

    def __init__(self, path: Path, problems: Sequence[RawFormatError]) -> None:
        self.path, self.problems = path, list(problems)
        count = len(problems)
        rows = "1 row is" if count == 1 else f"{count} rows are"
        problem = f"{path}: {rows} refused and nothing was applied (first: {problems[0]})"
        super().__init__(problem, "correct them, or give --partial to apply the others")


def import_sheet(
    path: Path, paths: DataPaths, options: ImportOptions, now: datetime | None = None
) -> ImportReport:
    """Add the decisions of the sheet `path` to those of the data directory.

    The caller holds the update lock. They show in the release after the next `cigogne update` (or
    `locate` and `publish`). Importing a sheet twice changes nothing. Raises SheetRefusedError when
    a row is refused, unless `options.partial`; RawFormatError or JobError when the sheet itself
    cannot be read, NotBuiltError before the first update.
    """
    sheet = read_sheet(path, NEEDED)
    held = base.read(paths.address_base)
    before = decisions.read(paths.decisions)
    journal = decisions.recovered(before, held)
    known = _known(sheet, paths, held)
    taken = _Taking(sheet, known, journal, options, now or datetime.now(UTC))
    entries, report = taken.take()
    if report.refused and not options.partial:
        raise SheetRefusedError(path, report.refused)
    after = decisions.merged(journal, entries)
    if after is not before:
        DECISION.write(after, paths.decisions)
    return report


def _known(sheet: Sheet, paths: DataPaths, held: pa.Table) -> Known:
    """Gather what is known of the addresses of the sheet."""
    if not directory_paths(paths)["activites"].exists():
        raise NotBuiltError(paths.root, "directory", "update")
    keys = pa.chunked_array([pa.array({row["cle"] for row in sheet.rows}, pa.string())])
    rows, queries = (base.among(t, keys).to_pylist() for t in (held, directory_queries(paths)))
    return Known(
        base={row["cle"]: row for row in rows},
        queries={row["cle"]: row for row in queries},
        open_geocoder=lambda: Geocoder.open(index_folder(Ledger.open(paths))),
        read_communes=lambda: (
            COMMUNE.read(paths.table("communes")),
            ANCIENNE_COMMUNE.read(paths.table("anciennes_communes")),
        ),
    )


class _Taking:
    """One sheet being taken: each row becomes a decision, or is accounted for otherwise."""

    def __init__(
        self,
        sheet: Sheet,
        known: Known,
        journal: pa.Table,
        options: ImportOptions,
        now: datetime,
    ) -> None:
        self._sheet, self._known, self._options, self._now = sheet, known, options, now
        rows = journal.to_pylist()
        self._held = {decisions.identity(row) for row in rows}
        self._history: dict[str, list[Row]] = {}
        for row in rows:
            self._history.setdefault(row["cle"], []).append(row)
        self._latest = decisions.latest(journal)
        self._lines: dict[str, tuple[int, Given]] = {}

    def take(self) -> tuple[list[Row], ImportReport]:
        """Return the new decisions and the account of every row."""
        report, entries = ImportReport(rows=len(self._sheet.rows)), []
        for row in self._sheet.rows:
            if not row["decision"]:
                report.blank += 1
                continue
            try:
                entry = self._entry(row, report)
            except RawFormatError as error:
                report.refused.append(error)
                continue
            if entry is not None:
                entries.append(entry)
                report.decided += 1
                report.by_verdict[Verdict(entry["decision"]).verb] += 1
        return entries, report

    def _entry(self, row: SheetRow, report: ImportReport) -> Row | None:
        """The decision of one row; None when it is held already, which `report` counts."""
        place = Place(self._sheet.path, row)
        given = read_given(place, self._options.by, self._now)
        self._check_known(given, place)
        if is_untouched(row):
            entry: Row = row_of(row)
            if decisions.identity(entry) in self._held:
                report.known += 1
                return None
            return entry
        self._check_repeated(given, place)
        repeated = [old for old in self._history.get(given.key, ()) if self._is_same(given, old)]
        if repeated:
            is_last = self._latest[given.key] in repeated
            report.known += is_last
            report.superseded += not is_last
            return None
        if given.verdict is Verdict.WITHDRAWN:
            self._check_withdrawal(given, place)
        result = result_of(given, place, self._known, force=self._options.force)
        return self._made(given, result)

    def _check_known(self, given: Given, place: Place) -> None:
        known = self._known
        if given.key in known.base or given.key in known.queries or given.key in self._history:
            return
        if not self._options.keep_unknown:
            advice = (
                "copy the key from a sheet of this base, or give --keep-unknown to keep the decision "
                "for the day this address comes"
            )
            place.refuse("cle", "this base knows no such address", advice)

    def _check_repeated(self, given: Given, place: Place) -> None:
        """Refuse two undated decisions about one address in one sheet, unless they are the same."""
        line, other = self._lines.setdefault(given.key, (place.row.line, given))
        if other != given and (given.moment is None or other.moment == given.moment):
            advice = "keep one of the two lines, or date them in the column `date`"
            place.refuse("cle", f"line {line} decides this address otherwise", advice)

    def _is_same(self, given: Given, old: Row) -> bool:
        """Tell whether a decision says what one of the past says (of the same day, if it is dated)."""
        if given.verdict is Verdict.WITHDRAWN and old != self._latest[given.key]:
            return False
        if given.moment not in (None, old["decision_le"]):
            return False
        told = (given.verdict, given.author, given.comment, *self._told(given))
        return told == (old["decision"], old["decision_par"], old["commentaire"], *_told(old))

    def _told(self, given: Given) -> tuple[object, ...]:
        """What a decision says beside its verdict; see `_told`."""
        if given.verdict is Verdict.MOVED:
            return given.lon, given.lat, given.kind or "locality"
        if given.verdict is Verdict.OTHER:
            return (given.identifier,)
        if given.verdict is Verdict.ACCEPTED:
            row = self._known.base.get(given.key)
            return (given.shown or (row["result_id"] if row else None),)
        return ()

    def _check_withdrawal(self, given: Given, place: Place) -> None:
        last = self._latest.get(given.key)
        if last is None or last["decision"] == Verdict.WITHDRAWN:
            advice = "leave the decision empty: the answer is the geocoder's already"
            place.refuse("decision", "there is no decision to withdraw", advice)

    def _made(self, given: Given, result: dict[str, Any]) -> Row:
        registered = {
            n: v for n, v in self._known.query(given).items() if n in DECISION.schema.names
        }
        return {
            **registered,
            "cle": given.key,
            "decision": given.verdict.value,
            "decision_par": given.author,
            "decision_le": given.moment or self._now_after(given.key),
            "commentaire": given.comment,
            **result,
        }

    def _now_after(self, key: str) -> str:
        """Now, or a second after the decision that it replaces: the clock may have gone back."""
        now, last = self._now.strftime(STAMP), self._latest.get(key)
        if last is None or last["decision_le"] < now:
            return now
        moment = datetime.strptime(last["decision_le"], STAMP).replace(tzinfo=UTC)
        return (moment + timedelta(seconds=1)).strftime(STAMP)


def _told(row: Row) -> tuple[object, ...]:
    """What a past decision says beside its verdict: the point and its kind, or the id."""
    verdict = row["decision"]
    if verdict == Verdict.MOVED:
        return row["longitude"], row["latitude"], row["result_type"]
    return (row["result_id"],) if verdict in (Verdict.OTHER, Verdict.ACCEPTED) else ()


def values_of(report: ImportReport) -> dict[str, Any]:
    """Return a report as plain JSON values."""
    counts = {n: getattr(report, n) for n in ("rows", "decided", "known", "superseded", "blank")}
    refused = [str(problem) for problem in report.refused]
    return {**counts, "by_verdict": dict(report.by_verdict), "refused": refused}


def lines_of(report: ImportReport) -> Iterator[str]:
    """Say what became of the rows, a line each."""
    verbs = ", ".join(f"{verb} {count:,}" for verb, count in sorted(report.by_verdict.items()))
    yield f"{report.rows:,} rows: {report.decided:,} decisions taken" + (
        f" ({verbs})" if verbs else ""
    )
    if report.known:
        yield f"{report.known:,} were known already"
    if report.superseded:
        yield (
            f"{report.superseded:,} repeat a decision that a later one has replaced: to decide so "
            "again, date them in the column `date`"
        )
    if report.blank:
        yield f"{report.blank:,} without a decision"
    if report.refused:
        yield f"{len(report.refused):,} refused"
