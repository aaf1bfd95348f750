"""What every figure shares: tokens of colour, margins, hover, French separators."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from dashboard.languages import language

Figure = dict[str, Any]

INK, QUIET, LINE = "@ink", "@ink-2", "@line"
ACCENT, MUTED, BESIDE = "@accent", "@accent-muted", "@beside"


def separators() -> str:
    """Decimal mark, then what parts thousands, as Plotly takes them."""
    spoken = language()
    return spoken.decimal + spoken.thousands


def layout(height: int, **more: object) -> Figure:
    """Return the layout all figures start from; `height` in pixels."""
    return {
        "height": height,
        "margin": {"l": 0, "r": 8, "t": 4, "b": 4, "pad": 6},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "font": {"family": "@font", "size": 12, "color": QUIET},
        "separators": separators(),
        "showlegend": False,
        "dragmode": False,
        "hovermode": "closest",
        "hoverlabel": {
            "bgcolor": "@surface",
            "bordercolor": LINE,
            "font": {"color": INK, "family": "@font", "size": 12},
        },
        **more,
    }


def shortened(label: str, width: int) -> str:
    """`label` cut at `width` characters with `…`: axes have room for one line.

    Plotly reads a little HTML in labels, so `<` and `&` from the data are written as entities.
    """
    cut = label if len(label) <= width else label[: width - 1].rstrip() + "…"
    return escaped(cut)


def told_apart(labels: Sequence[str], width: int) -> list[str]:
    """Labels cut at `width` characters; in the middle where the ends alone tell two apart.

    « Établissement pour personnes âgées » and « … handicapées » would both end at « person… ».
    """
    cut = [shortened(label, width) for label in labels]
    clash = {short for short, count in Counter(cut).items() if count > 1}
    return [_ends(label, width) if c in clash else c for label, c in zip(labels, cut, strict=True)]


def _ends(label: str, width: int) -> str:
    if len(label) <= width:
        return escaped(label)
    head = width // 2
    tail = label[head + 1 - width :]
    return escaped(f"{label[:head].rstrip()}…{tail.partition(' ')[2] or tail}")


def escaped(label: str) -> str:
    """`label` such that Plotly shows it as it is."""
    return label.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
