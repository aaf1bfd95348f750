"""Quirks of the name of the way: what registers do to `Rue du Général Leclerc`.

Each function changes the draft and returns True, or returns False where it does not apply.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from refdata.demo.dice import Dice
from refdata.demo.draft import Draft
from refdata.demo.gazetteer import Gazetteer
from refdata.demo.nomenclature import RARE_ABBREVIATIONS
from refdata.demo.text import capitals

_ARTICLE = re.compile(r"^(de la |de l'|du |des |de |d')", re.IGNORECASE)
_TITLES: Mapping[str, str] = {
    "GENERAL": "GAL",
    "MARECHAL": "MAL",
    "CAPITAINE": "CNE",
    "COLONEL": "COL",
    "COMMANDANT": "CDT",
    "PRESIDENT": "PDT",
    "DOCTEUR": "DR",
    "PROFESSEUR": "PR",
    "SAINT": "ST",
    "SAINTE": "STE",
    "ABBE": "ABE",
    "CHANOINE": "CHNE",
    "NOTRE": "N",
    "ECOLES": "ECOL",
    "EGLISE": "EGL",
    "CHATEAU": "CHAU",
    "HAUTS": "HTS",
    "GRANDE": "GDE",
    "PETITE": "PTE",
    "GRAND": "GD",
    "PETIT": "PT",
}
_NUMERALS: Mapping[str, str] = {
    "8": "HUIT",
    "11": "ONZE",
    "14": "QUATORZE",
    "19": "DIX NEUF",
    "4": "QUATRE",
    "18": "DIX HUIT",
    "22": "VINGT DEUX",
    "23": "VINGT TROIS",
    "6": "SIX",
    "2EME": "DEUXIEME",
    "1ERE": "PREMIERE",
}
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_OTHER_KINDS = ("Rue", "Avenue", "Boulevard", "Chemin", "Impasse", "Place", "Route", "Allée")
_LONG = 6
"""Letters a word needs before one typing error leaves it readable."""


def rare_type(draft: Draft, _: Gazetteer, __: Dice) -> bool:
    """`Boulevard Carnot` -> `BLD CARNOT`."""
    draft.abbreviation = RARE_ABBREVIATIONS.get(draft.kind, "")
    return bool(draft.abbreviation)


def no_type(draft: Draft, gazetteer: Gazetteer, _: Dice) -> bool:
    """`Rue Pasteur` -> `PASTEUR`, where no other way of the commune bears the name."""
    if not draft.kind or len(draft.rest) < _LONG or _is_shared(draft, gazetteer):
        return False
    draft.kind = ""
    return True


def wrong_type(draft: Draft, gazetteer: Gazetteer, dice: Dice) -> bool:
    """`Avenue Foch` -> `BOULEVARD FOCH`."""
    if not draft.kind or len(draft.rest) < _LONG or _is_shared(draft, gazetteer):
        return False
    other = dice.pick(_OTHER_KINDS)
    if other == draft.kind:
        return False
    draft.kind = other
    return True


def _is_shared(draft: Draft, gazetteer: Gazetteer) -> bool:
    commune = draft.place.commune
    return any(
        kind != draft.kind and gazetteer.has_street(commune, f"{kind} {draft.rest}")
        for kind in (*_OTHER_KINDS, "Square", "Quai", "Ruelle", "Voie", "Faubourg", "Sentier")
    )


def no_article(draft: Draft, _: Gazetteer, __: Dice) -> bool:
    """`Rue de la Fontaine` -> `RUE FONTAINE`."""
    shorter = _ARTICLE.sub("", draft.rest)
    changed = shorter != draft.rest and bool(draft.kind)
    draft.rest = shorter
    return changed


def short_title(draft: Draft, _: Gazetteer, __: Dice) -> bool:
    """`Rue du Général Leclerc` -> `RUE DU GAL LECLERC`."""
    words = capitals(draft.rest).split()
    short = [_TITLES.get(word, word) for word in words]
    draft.rest = " ".join(short) if short != words else draft.rest
    return short != words


def initial(draft: Draft, _: Gazetteer, __: Dice) -> bool:
    """`Rue Victor Hugo` -> `RUE V HUGO`."""
    words = draft.rest.split()
    if len(words) != 2 or words[0][0].islower() or words[0].startswith("Saint"):
        return False
    draft.rest = f"{words[0][0]} {words[1]}"
    return True


def th_to_e(draft: Draft, _: Gazetteer, __: Dice) -> bool:
    """`Rue Thiers` -> `RUE EIERS`: seen throughout the RPPS."""
    damaged = re.sub("th", "E", draft.rest, flags=re.IGNORECASE)
    changed = damaged != draft.rest
    draft.rest = damaged
    return changed


def one_typo(draft: Draft, _: Gazetteer, dice: Dice) -> bool:
    """One letter wrong, missing, doubled or swapped in the longest word."""
    return _mistype(draft, dice, 1)


def two_typos(draft: Draft, _: Gazetteer, dice: Dice) -> bool:
    """Two such letters."""
    return _mistype(draft, dice, 2)


def mistyped(word: str, dice: Dice) -> str:
    """Return `word` with one typing error after its first letter."""
    at = dice.between(1, len(word) - 2)
    how = dice.below(4)
    if how == 0:
        return word[:at] + word[at + 1 :]
    if how == 1:
        return word[:at] + word[at] + word[at:]
    if how == 2:
        return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    return word[:at] + dice.pick(_LETTERS) + word[at + 1 :]


def _mistype(draft: Draft, dice: Dice, times: int) -> bool:
    words = capitals(draft.rest).split()
    longest = max(words, key=len, default="")
    if len(longest) < _LONG + 2 * (times - 1):
        return False
    damaged = longest
    for _ in range(times):
        damaged = mistyped(damaged, dice)
    words[words.index(longest)] = damaged
    draft.rest = " ".join(words)
    return damaged != longest


def plural(draft: Draft, _: Gazetteer, __: Dice) -> bool:
    """`Rue des Jardins` -> `RUE DES JARDIN`, `Rue du Moulin` -> `RUE DU MOULINS`."""
    words = capitals(draft.rest).split()
    if len(words) < 2 or len(words[-1]) < 4 or words[-1].isdigit():
        return False
    last = words[-1]
    words[-1] = last[:-1] if last.endswith("S") else f"{last}S"
    draft.rest = " ".join(words)
    return True


def word_lost(draft: Draft, _: Gazetteer, dice: Dice) -> bool:
    """`Rue du Général de Gaulle` -> `RUE DU DE GAULLE`: one of three words or more goes."""
    words = capitals(_ARTICLE.sub("", draft.rest)).split()
    if len(words) < 3:
        return False
    del words[dice.below(len(words) - 1)]
    draft.rest = " ".join(words)
    return True


def cut_short(draft: Draft, _: Gazetteer, __: Dice) -> bool:
    """`Rue Guillaume Apollinaire` -> `RUE GUILLAUME APOLL`: a field of 20 characters."""
    name = capitals(draft.way)
    if len(name) < 24 or not draft.kind:
        return False
    draft.rest = name[:20].strip()[len(capitals(draft.kind)) :].strip()
    return bool(draft.rest)


def type_behind(draft: Draft, _: Gazetteer, __: Dice) -> bool:
    """`Rue de la Pisselote` -> `PISSELOTE (RUE DE LA)`."""
    match = _ARTICLE.match(draft.rest)
    if match is None or not draft.kind:
        return False
    link = capitals(match.group())
    draft.rest = f"{capitals(_ARTICLE.sub('', draft.rest))} ({capitals(draft.kind)} {link})"
    draft.kind = ""
    draft.abbreviation = draft.rest
    draft.rest = ""
    return True


def spelled_out(draft: Draft, _: Gazetteer, __: Dice) -> bool:
    """`Rue du 11 Novembre` -> `RUE DU ONZE NOVEMBRE`."""
    words = capitals(draft.rest).split()
    spelled = [_NUMERALS.get(word, word) for word in words]
    draft.rest = " ".join(spelled) if spelled != words else draft.rest
    return spelled != words


def glued(draft: Draft, _: Gazetteer, __: Dice) -> bool:
    """`Rue de l'Église` -> `RUE DEL EGLISE`."""
    words = capitals(draft.rest).split()
    if len(words) < 3:
        return False
    draft.rest = " ".join([words[0] + words[1], *words[2:]])
    return True
