"""Where each profession works, in what mode: shares by kind of place.

The shares are judgement, after DREES' orders of size.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from refdata.demo.dice import Urn


class Kind(StrEnum):
    """Kind of place of practice."""

    HOSPITAL = "hopital"
    CLINIC = "clinique"
    CARE_HOME = "ehpad"
    DISABILITY = "handicap"
    LABORATORY = "laboratoire"
    PHARMACY = "pharmacie"
    OPTICIAN = "optique"
    HEARING = "audition"
    FITTING = "appareillage"
    SOLO = "cabinet"
    GROUP = "groupe"
    COMPANY = "societe"
    HEALTH_HOUSE = "msp"
    CENTRE = "centre"
    COUNCIL = "collectivite"
    WORK = "travail"


@dataclass(frozen=True, slots=True)
class KindFacts:
    """Sector code; activities a site; how strongly sites prefer large communes; FINESS or not."""

    sector: str
    size: float
    pull: float
    finess: bool


KINDS: Mapping[Kind, KindFacts] = {
    Kind.HOSPITAL: KindFacts("SA01", 260, 1.6, finess=True),
    Kind.CLINIC: KindFacts("SA04", 55, 1.4, finess=True),
    Kind.CARE_HOME: KindFacts("SA17", 14, 0.7, finess=True),
    Kind.DISABILITY: KindFacts("SA16", 10, 0.8, finess=True),
    Kind.LABORATORY: KindFacts("SA25", 9, 1.0, finess=True),
    Kind.PHARMACY: KindFacts("SA33", 4.5, 0.85, finess=True),
    Kind.OPTICIAN: KindFacts("SA42", 4, 1.1, finess=False),
    Kind.HEARING: KindFacts("SA42", 2, 1.1, finess=False),
    Kind.FITTING: KindFacts("SA42", 2, 1.1, finess=False),
    Kind.SOLO: KindFacts("SA07", 1, 0.95, finess=False),
    Kind.GROUP: KindFacts("SA08", 4, 1.0, finess=False),
    Kind.COMPANY: KindFacts("SA09", 3, 1.0, finess=False),
    Kind.HEALTH_HOUSE: KindFacts("SA52", 9, 0.7, finess=True),
    Kind.CENTRE: KindFacts("SA05", 6, 1.1, finess=True),
    Kind.COUNCIL: KindFacts("SA27", 8, 1.2, finess=False),
    Kind.WORK: KindFacts("SA66", 6, 1.2, finess=False),
}

Setting = tuple[Kind, str]
"""Kind of place and mode of practice (`L`, `S`)."""

_H, _C, _E, _D = Kind.HOSPITAL, Kind.CLINIC, Kind.CARE_HOME, Kind.DISABILITY
_SOLO, _GROUP, _MSP, _CDS = Kind.SOLO, Kind.GROUP, Kind.HEALTH_HOUSE, Kind.CENTRE
_FITTING = {(Kind.FITTING, "S"): 0.6, (Kind.FITTING, "L"): 0.4}

_SETTINGS: Mapping[str, Mapping[Setting, float]] = {
    "10": {
        (_H, "S"): 0.38,
        (_C, "S"): 0.05,
        (_C, "L"): 0.05,
        (_SOLO, "L"): 0.18,
        (_GROUP, "L"): 0.17,
        (_MSP, "L"): 0.08,
        (Kind.COMPANY, "L"): 0.02,
        (_CDS, "S"): 0.03,
        (_E, "S"): 0.02,
        (Kind.COUNCIL, "S"): 0.01,
        (Kind.WORK, "S"): 0.01,
    },
    "21": {
        (Kind.PHARMACY, "L"): 0.33,
        (Kind.PHARMACY, "S"): 0.42,
        (_H, "S"): 0.13,
        (Kind.LABORATORY, "L"): 0.05,
        (Kind.LABORATORY, "S"): 0.05,
        (_C, "S"): 0.02,
    },
    "26": {(Kind.HEARING, "S"): 0.65, (Kind.HEARING, "L"): 0.35},
    "28": {(Kind.OPTICIAN, "S"): 0.75, (Kind.OPTICIAN, "L"): 0.25},
    "31": {(_GROUP, "S"): 0.6, (_CDS, "S"): 0.3, (_SOLO, "S"): 0.1},
    "32": {(_H, "S"): 0.8, (_C, "S"): 0.2},
    "40": {
        (_SOLO, "L"): 0.4,
        (_GROUP, "L"): 0.35,
        (_MSP, "L"): 0.03,
        (_CDS, "S"): 0.12,
        (_H, "S"): 0.04,
        (Kind.COMPANY, "L"): 0.06,
    },
    "41": {
        (_H, "S"): 0.37,
        (Kind.COUNCIL, "S"): 0.35,
        (_D, "S"): 0.12,
        (_E, "S"): 0.08,
        (_SOLO, "L"): 0.04,
        (_CDS, "S"): 0.04,
    },
    "50": {
        (_H, "S"): 0.55,
        (_C, "S"): 0.08,
        (_SOLO, "L"): 0.2,
        (_GROUP, "L"): 0.07,
        (_MSP, "L"): 0.06,
        (Kind.COUNCIL, "S"): 0.04,
    },
    "60": {
        (_H, "S"): 0.47,
        (_C, "S"): 0.1,
        (_E, "S"): 0.12,
        (_SOLO, "L"): 0.13,
        (_GROUP, "L"): 0.08,
        (_MSP, "L"): 0.03,
        (_CDS, "S"): 0.03,
        (_D, "S"): 0.02,
        (Kind.COUNCIL, "S"): 0.01,
        (Kind.WORK, "S"): 0.01,
    },
    "70": {
        (_SOLO, "L"): 0.38,
        (_GROUP, "L"): 0.27,
        (_MSP, "L"): 0.1,
        (_H, "S"): 0.15,
        (_C, "S"): 0.06,
        (_D, "S"): 0.02,
        (_E, "S"): 0.02,
    },
    "71": {(_SOLO, "L"): 0.7, (_GROUP, "L"): 0.25, (_CDS, "S"): 0.05},
    "72": {(_SOLO, "L"): 0.6, (_H, "S"): 0.3, (_GROUP, "L"): 0.1},
    "73": {(_SOLO, "L"): 0.8, (_GROUP, "L"): 0.2},
    "80": {(_SOLO, "L"): 0.65, (_GROUP, "L"): 0.13, (_MSP, "L"): 0.17, (_H, "S"): 0.05},
    "81": _FITTING,
    "82": _FITTING,
    "83": _FITTING,
    "84": _FITTING,
    "85": _FITTING,
    "86": {(Kind.LABORATORY, "S"): 0.58, (_H, "S"): 0.42},
    "91": {
        (_SOLO, "L"): 0.5,
        (_GROUP, "L"): 0.2,
        (_MSP, "L"): 0.12,
        (_H, "S"): 0.1,
        (_D, "S"): 0.08,
    },
    "92": {(_GROUP, "L"): 0.35, (_H, "S"): 0.35, (_C, "S"): 0.15, (_SOLO, "L"): 0.15},
    "93": {
        (_H, "S"): 0.42,
        (_SOLO, "L"): 0.3,
        (_GROUP, "L"): 0.06,
        (_D, "S"): 0.08,
        (_E, "S"): 0.06,
        (Kind.COUNCIL, "S"): 0.05,
        (_MSP, "L"): 0.03,
    },
    "94": {(_H, "S"): 0.5, (_E, "S"): 0.18, (_D, "S"): 0.12, (_SOLO, "L"): 0.2},
    "95": {(_H, "S"): 0.5, (_C, "S"): 0.07, (_SOLO, "L"): 0.33, (_MSP, "L"): 0.1},
    "96": {(_H, "S"): 0.3, (_E, "S"): 0.15, (_D, "S"): 0.25, (_SOLO, "L"): 0.3},
    "98": {(_H, "S"): 0.72, (_C, "S"): 0.25, (_GROUP, "S"): 0.03},
    "99": {
        (_H, "S"): 0.4,
        (_E, "S"): 0.15,
        (_CDS, "S"): 0.15,
        (_MSP, "S"): 0.2,
        (Kind.PHARMACY, "S"): 0.1,
    },
}

_GENERALIST = {"SM54": 0.55, "SM53": 0.25, "SM26": 0.2}
_SPECIALIST = {
    "SM02": 50,
    "SM04": 32,
    "SM42": 65,
    "SM44": 40,
    "SM40": 37,
    "SM38": 26,
    "SM20": 24,
    "SM08": 16,
    "SM14": 12,
    "SM12": 6,
    "SM15": 17,
    "SM16": 9,
    "SM18": 18,
    "SM24": 17,
    "SM27": 10,
    "SM28": 4,
    "SM29": 9,
    "SM30": 8,
    "SM31": 3,
    "SM32": 12,
    "SM36": 6,
    "SM39": 12,
    "SM41": 14,
    "SM43": 8,
    "SM45": 5,
    "SM46": 8,
    "SM48": 11,
    "SM49": 8,
    "SM57": 4,
    "SM58": 4,
    "SM59": 24,
    "SM61": 6,
    "SM01": 7,
    "SM03": 12,
}
_DENTAL = {"": 0.93, "SCD01": 0.05, "SCD02": 0.01, "SCD03": 0.01}
_GENERALIST_SHARE = {"L": 0.62, "S": 0.22}
"""Among doctors, by mode: 42 % of all are general practitioners (DREES, 1 January 2025)."""


@dataclass(frozen=True, slots=True)
class Profiles:
    """Urns to draw settings and skills from."""

    settings: Mapping[str, Urn[Setting]]
    doctors: Mapping[str, Urn[str]]
    dentists: Urn[str]


def build_profiles() -> Profiles:
    """Return the urns of every profession."""
    doctors = {}
    for mode, share in _GENERALIST_SHARE.items():
        weights = {code: share * weight for code, weight in _GENERALIST.items()}
        rest = (1 - share) / sum(_SPECIALIST.values())
        doctors[mode] = Urn({**weights, **{c: rest * w for c, w in _SPECIALIST.items()}})
    settings = {code: Urn(shares) for code, shares in _SETTINGS.items()}
    return Profiles(settings, doctors, Urn(_DENTAL))


def expected_share(profession: str, kind: Kind) -> float:
    """Return the share of a profession's activities that are in places of a kind."""
    shares = _SETTINGS[profession]
    total = sum(shares.values())
    return sum(weight for (k, _), weight in shares.items() if k is kind) / total
