"""One process of our geocoder, under the same protocol as `lane_addok`.

`python -m bench.addok.lane_cigogne INDEX PRESENTATION ROWS ANSWERS`, PRESENTATION being
`line`, `columns` or `mixed`. Rows in, answers out are Python lists, as for addok: their conversion
is inside the time.
"""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path

import pyarrow as pa

from geocoder import Geocoder
from refdata.tables import QUERY

WARM_UP = 200
ANSWER = ("result_type", "result_id", "result_citycode", "longitude", "latitude", "result_score")


def cpu_seconds() -> float:
    """CPU seconds of this process and of those it has waited for."""
    used = os.times()
    return used.user + used.system + used.children_user + used.children_system


def peak_mb() -> float:
    """Peak resident memory of this process, megabytes; `ru_maxrss` would count its parent's."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.partition("VmHWM:")[2].split()[0]) / 1000


def main() -> None:
    """Answer the rows."""
    index, presentation, rows_file, answers_file = sys.argv[1:]
    with Path(rows_file).open(encoding="utf-8") as stream:
        rows = [json.loads(line)[presentation] for line in stream]
    names = [c.name for c in QUERY.columns if any(c.name in row for row in rows)]
    geocoder = Geocoder.open(Path(index))

    def answer(asked: list[dict[str, str]]) -> list[tuple[object, ...]]:
        queries = {
            name: pa.array([row.get(name) or None for row in asked], pa.string()) for name in names
        }
        found = geocoder.geocode_table(pa.table(queries))
        return list(zip(*(found[name].to_pylist() for name in ANSWER), strict=True))

    answer(rows[:: max(1, len(rows) // WARM_UP)])
    print("ready", flush=True)
    sys.stdin.readline()
    start, cpu = time.time(), cpu_seconds()
    answers = answer(rows)
    end, used = time.time(), cpu_seconds() - cpu
    with Path(answers_file).open("w", encoding="utf-8") as out:
        out.writelines(json.dumps(a if a[0] else None) + "\n" for a in answers)
    print(json.dumps({"start": start, "end": end, "cpu": used, "peak_mb": peak_mb()}), flush=True)


if __name__ == "__main__":
    main()
