"""One process of addok; run by its own Python, so nothing of ours is imported.

`lane_addok.py ROWS ANSWERS`: ROWS is JSON lines with `q`; says `ready`, waits for a line, answers
every row through addok's Python API as its CSV service does (three results asked for, no
autocompletion), writes one JSON line an answer and prints its times.
"""

import json
import os
import sys
import time
from pathlib import Path

WARM_UP = 200


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
    from addok.config import config
    from addok.core import search

    speech, sys.stdout = sys.stdout, sys.stderr  # addok greets on the standard output
    config.load()
    with Path(sys.argv[1]).open(encoding="utf-8") as stream:
        lines = [json.loads(line)["q"] for line in stream]

    def first(q: str) -> tuple[object, ...] | None:
        try:
            found = search(q, autocomplete=False, limit=3)
        except ValueError:  # refused: longer than 200 characters
            return None
        if not found:
            return None
        r = found[0]
        return r.type, r.id, r.citycode, float(r.lon), float(r.lat), r.score

    for q in lines[:: max(1, len(lines) // WARM_UP)]:
        first(q)
    print("ready", file=speech, flush=True)
    sys.stdin.readline()
    start, cpu = time.time(), cpu_seconds()
    answers = [first(q) for q in lines]
    end, used = time.time(), cpu_seconds() - cpu
    with Path(sys.argv[2]).open("w", encoding="utf-8") as out:
        out.writelines(json.dumps(a) + "\n" for a in answers)
    times = {"start": start, "end": end, "cpu": used, "peak_mb": peak_mb()}
    print(json.dumps(times), file=speech, flush=True)


if __name__ == "__main__":
    main()
