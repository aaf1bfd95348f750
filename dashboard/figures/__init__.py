"""Figures: small lists in, Plotly dictionaries out; pure, no dash, no colour but named tokens.

A colour is written `@accent`; the browser replaces it with the theme's (assets/00-tokens.css), so
that one answer serves the light and the dark page.
"""

from __future__ import annotations

from dashboard.figures.bars import Bar, bars
from dashboard.figures.scatter import Dot, dots

__all__ = ["Bar", "Dot", "bars", "dots"]
