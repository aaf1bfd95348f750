"""What Dash adds for browsers of 2017, which those of today do without."""

from __future__ import annotations

import re

_POLYFILL = re.compile(r'<script src="([^"]*/polyfill@[^"]*)"></script>')
_GENERATORS = "assets/vendor/regenerator-runtime-0.14.1.js"


def without_polyfill(scripts: str, root: str) -> str:
    """Return the tags `scripts` of a Dash document, the polyfill left to browsers without modules.

    Loading it takes a twelfth of the first view. Dash's own scripts need one thing of it, which no browser
    has: `regeneratorRuntime`, which comes alone. `root` is the address of the page, with its slash.
    """
    generators = f'<script src="{root}{_GENERATORS}"></script>'
    return _POLYFILL.sub(rf'{generators}<script nomodule src="\1"></script>', scripts)
