"""What costs a second to import comes only with the row that needs it."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ASK = """
import sys
from pathlib import Path
from geocoder import Geocoder
with Geocoder.open(Path(sys.argv[1])) as geocoder:
    print(geocoder.search(sys.argv[2])[:1], file=sys.stderr)
print("sklearn" in sys.modules)
"""


@pytest.mark.parametrize(
    ("line", "is_imported"),
    [
        ("1 rue des saules 67810 valbruche", False),
        ("1 rue des sauls 67810 valbruche", False),  # misspelt: edits
        (
            "rue marechal de latre de tasigny",
            True,
        ),  # no commune, no street of that name: neighbours
    ],
)
def test_scikit_learn_comes_only_with_a_row_that_needs_it(index_path, line, is_imported):
    command = [sys.executable, "-c", ASK, str(index_path), line]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.split()[-1] == str(is_imported), done.stderr
