"""Arrow without pandas, until a DataFrame is asked for."""

import subprocess
import sys
from pathlib import Path

SCRIPT = """
import sys
import pyarrow as pa
from refdata.light import leave_pandas_aside

leave_pandas_aside()
table = pa.table({"a": pa.array([1, None])})
assert "pandas" not in sys.modules
frame = table.to_pandas()
assert pa.array(frame["a"]).to_pylist() == [1.0, None]
leave_pandas_aside()
assert pa.array(frame["a"]).to_pylist() == [1.0, None]
"""


def test_pandas_is_imported_only_for_a_frame():
    root = Path(__file__).parents[2]

    done = subprocess.run(
        [sys.executable, "-c", SCRIPT], cwd=root, capture_output=True, text=True, check=False
    )

    assert (done.returncode, done.stderr) == (0, "")
