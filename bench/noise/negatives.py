"""Streets that do not exist where they are asked for; the truth is the commune."""

from __future__ import annotations

from random import Random

from rapidfuzz.distance import Levenshtein

from bench.noise.fold import content
from bench.noise.lexicon import split_type, words
from bench.noise.reference import Door, Reference, way_of

_GIVEN = words(
    "Anselme Berthe Casimir Delphine Evrard Fulbert Ghislaine Hippolyte Isidore Joachim Ludivine "
    "Mathurin Norbert Odilon Placide Quentin Rosalie Sidonie Tancrède Ursule Victorine Wandrille"
)
_STARTS = words(
    "Bar Ber Bour Cal Cham Cor Dar Del Fal Fer Gar Gom Har Jan Lam Lor Mal Mer Nor Par Per Que "
    "Ram Roc Sal Ser Tal Ter Val Ver Vil"
)
_MIDDLES = words("bi ca de fo gi la le lu ma mo na pe ri so ta ti va vo")
_ENDS = words(
    "beau court din don dry fort geot gnon lier lot mont nard net quin rand rier ron sac tel ville"
)
_GROUNDS = words(
    "Clos Pré Champ Bois Val Puits Étang Ruisseau Coteau Verger Rocher Buisson Marais Pâtis"
)
_TYPES = ("Rue", "Rue", "Rue", "Avenue", "Chemin", "Impasse", "Place", "Allée", "Route")


def invented_name(rng: Random) -> str:
    """A way name that no one bears: `Rue Anselme Corbidin`, `Chemin du Pré Valmonard`."""
    name = rng.choice(_STARTS) + rng.choice(_MIDDLES) + rng.choice(_ENDS)
    kind = rng.choice(_TYPES)
    style = rng.random()
    if style < 0.5:
        return f"{kind} {rng.choice(_GIVEN)} {name}"
    if style < 0.75:
        return f"{kind} du {rng.choice(_GROUNDS)} {name}"
    return f"{kind} de {name}"


def is_near(name: str, insee: str, reference: Reference) -> bool:
    """Tell whether a commune has a way of nearly this name: the same words, or two edits away.

    The words of one being all in the other count too: `Rue Pasteur` for `Rue Louis Pasteur`.
    """
    asked = content(split_type(name)[1])
    line = "".join(asked)
    for way in reference.by_commune.get(insee, ()):
        other = way.words
        if set(other) <= set(asked) or set(asked) <= set(other):
            return True
        if Levenshtein.distance(line, "".join(other), score_cutoff=2) <= 2:
            return True
    return False


def elsewhere(name: str, insee: str, reference: Reference) -> Door:
    """A way asked for in a commune that has others."""
    commune, local = reference.communes[insee], reference.by_commune[insee][0]
    head = (name, insee, local.commune, local.postcode, "", "", local.postal_town)
    moved = way_of("", head, local.department, 0, 0)
    return Door(moved, "", None, "", commune.lon, commune.lat)
