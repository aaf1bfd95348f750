"""Colours are told apart by everyone: the palette as eyes that lack a kind of cones see it.

Deficiencies after Machado, Oliveira and Fernandes (2009), severity 1, on linear RGB; distances in
OKLab (Ottosson 2020), where 0.02 is about what an eye tells apart side by side.
"""

import re
from itertools import pairwise

import numpy as np
import pytest

from dashboard.settings import assets_folder

VISIONS = {
    "all cones": np.eye(3),
    "protanopia": [
        [0.152286, 1.052583, -0.204868],
        [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ],
    "deuteranopia": [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
    ],
    "tritanopia": [
        [1.255528, -0.076749, -0.178779],
        [-0.078411, 0.930809, 0.147602],
        [0.004733, 0.691367, 0.303900],
    ],
    "no colour": [[0.2126, 0.7152, 0.0722]] * 3,
}
TO_LMS = [
    [0.4122214708, 0.5363325363, 0.0514459929],
    [0.2119034982, 0.6806995451, 0.1073969566],
    [0.0883024619, 0.2817188376, 0.6299787005],
]
TO_LAB = [
    [0.2104542553, 0.7936177850, -0.0040720468],
    [1.9779984951, -2.4285922050, 0.4505937099],
    [0.0259040371, 0.7827717662, -0.8086757660],
]
CLASSES = [f"class-{rank}" for rank in range(6)]
TOLD_APART = 0.03


def tokens(theme):
    """Name → linear RGB of the tokens that have a colour for each theme."""
    text = (assets_folder() / "00-tokens.css").read_text(encoding="utf-8")
    pairs = re.findall(r"--([\w-]+): light-dark\(#(\w{6}), #(\w{6})\)", text)
    return {name: linear(dark if theme == "dark" else light) for name, light, dark in pairs}


def linear(written):
    value = np.array([int(written[at : at + 2], 16) for at in (0, 2, 4)]) / 255
    return np.where(value <= 0.04045, value / 12.92, ((value + 0.055) / 1.055) ** 2.4)


def seen(colour, vision):
    """A colour in OKLab, as `vision` has it."""
    rgb = np.clip(np.asarray(VISIONS[vision]) @ colour, 0, 1)
    return np.asarray(TO_LAB) @ np.cbrt(np.asarray(TO_LMS) @ rgb)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("vision", VISIONS)
def test_classes_run_from_pale_to_strong_and_are_told_apart(theme, vision):
    palette = tokens(theme)
    colours = [seen(palette[name], vision) for name in CLASSES]
    lightness = [colour[0] for colour in colours]
    assert lightness == sorted(lightness, reverse=theme == "light")
    for one, other in pairwise(colours):
        assert np.linalg.norm(one - other) > TOLD_APART


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("vision", VISIONS)
def test_what_is_chosen_or_compared_is_told_from_the_rest(theme, vision):
    palette = tokens(theme)
    for one, other in [("accent", "accent-muted"), ("accent", "beside"), ("mark", "class-5")]:
        apart = seen(palette[one], vision) - seen(palette[other], vision)
        assert np.linalg.norm(apart) > TOLD_APART, (one, other)
