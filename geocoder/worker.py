"""A process that answers shares of tables: `python -m geocoder.worker INDEX FINGERPRINT`.

Tables come in by standard input, answers go out by standard output, until the input is closed; what
goes wrong is said on standard error.
"""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path
from queue import SimpleQueue
from threading import Thread
from typing import IO

import pyarrow as pa

from geocoder.batch.frames import EndOfMessagesError, read_table, write_rows, write_table
from geocoder.batch.table import distinct_answers
from geocoder.engine import Geocoder
from refdata.light import leave_pandas_aside


def main() -> None:
    """Answer the tables of standard input."""
    leave_pandas_aside()
    path, fingerprint = sys.argv[1:]
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the process that closes the input
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # a stray print must not end up among the answers
    asked: SimpleQueue[pa.Table] = SimpleQueue()
    Thread(target=_listen, args=(sys.stdin.buffer, asked), daemon=True).start()
    geocoder = Geocoder.open(Path(path))
    if geocoder.fingerprint != fingerprint:
        sys.exit(f"{path} is not the index {fingerprint} any more")
    while True:
        found = distinct_answers(geocoder, asked.get())
        write_table(answers, found.table)
        write_rows(answers, found.of_row)


def _listen(stream: IO[bytes], asked: SimpleQueue[pa.Table]) -> None:
    """Queue what is asked; end the process with the input, even in the middle of an answer.

    The input ends when it is closed and when the process that asks dies, however it dies: nobody
    is left to answer to.
    """
    while True:
        try:
            asked.put(read_table(stream))
        except EndOfMessagesError:
            os._exit(0)


if __name__ == "__main__":
    main()
