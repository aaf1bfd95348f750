"""Every quirk with how often it happens, in the order in which they are tried.

`rate` is the probability that a quirk is tried on an address; `expected` the share of addresses
that end up with it, lower where it often does not apply (no `th` in the name, no accent…). Both
follow the mix of the shared yardstick and the observed rates; a table is left at its first hit,
so an address bears at most one quirk of each table.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from refdata.demo import quirks_layout as layout
from refdata.demo import quirks_names as names
from refdata.demo import quirks_numbers as numbers
from refdata.demo import quirks_places as places
from refdata.demo.dice import Dice
from refdata.demo.draft import Draft
from refdata.demo.gazetteer import Gazetteer

Change = Callable[[Draft, Gazetteer, Dice], bool]


@dataclass(frozen=True, slots=True)
class Quirk:
    """One phenomenon: its class in the truth table, how often, and what it does."""

    name: str
    rate: float
    expected: float
    change: Change


NUMBERS: tuple[Quirk, ...] = (
    Quirk("sans_numero", 0.065, 0.065, numbers.no_number),
    Quirk("numero_inconnu", 0.055, 0.03, numbers.unknown_number),
    Quirk("rep_inconnu", 0.007, 0.006, numbers.unknown_suffix),
    Quirk("plage", 0.022, 0.02, numbers.number_range),
    Quirk("indice_colle", 0.25, 0.01, numbers.suffix_glued),
    Quirk("zeros_tete", 0.01, 0.008, numbers.leading_zeros),
    Quirk("numero_parasite", 0.0025, 0.0025, numbers.stray_number),
    Quirk("numero_zero", 0.002, 0.002, numbers.zero),
)
NAMES: tuple[Quirk, ...] = (
    Quirk("th_e", 0.16, 0.004, names.th_to_e),
    Quirk("chiffres_lettres", 0.18, 0.003, names.spelled_out),
    Quirk("prenom_initiale", 0.025, 0.006, names.initial),
    Quirk("titre_abrege", 0.18, 0.02, names.short_title),
    Quirk("mot_absent", 0.13, 0.005, names.word_lost),
    Quirk("tronquee", 0.05, 0.002, names.cut_short),
    Quirk("faute1", 0.036, 0.026, names.one_typo),
    Quirk("faute2", 0.015, 0.005, names.two_typos),
    Quirk("pluriel", 0.014, 0.011, names.plural),
    Quirk("article_absent", 0.015, 0.01, names.no_article),
    Quirk("ordre_mots", 0.0045, 0.003, names.type_behind),
    Quirk("type_abrege_rare", 0.026, 0.018, names.rare_type),
    Quirk("type_absent", 0.011, 0.006, names.no_type),
    Quirk("type_faux", 0.009, 0.005, names.wrong_type),
    Quirk("collage", 0.004, 0.001, names.glued),
)
LAYOUT: tuple[Quirk, ...] = (
    Quirk("complement", 0.2, 0.2, layout.complement),
    Quirk("compl_apres", 0.025, 0.02, layout.behind),
    Quirk("num_dans_libelle", 0.034, 0.022, layout.number_in_label),
    Quirk("compl_avant", 0.012, 0.009, layout.before),
    Quirk("voie_en_mention", 0.008, 0.006, layout.in_mention),
    Quirk("guillemet", 0.009, 0.006, layout.quotes),
    Quirk("deux_adresses", 0.003, 0.0024, layout.two_addresses),
)
PLACES: tuple[Quirk, ...] = (
    Quirk("insee_vide", 0.045, 0.045, places.no_commune_code),
    Quirk("adeli", 0.042, 0.04, places.former_register),
    Quirk("cedex", 0.022, 0.02, places.cedex),
    Quirk("cp_vide", 0.012, 0.011, places.no_postcode),
    Quirk("cp_faux", 0.01, 0.009, places.wrong_postcode),
    Quirk("insee_retire", 0.28, 0.004, places.retired_code),
    Quirk("ancien_nom", 0.13, 0.003, places.former_name),
    Quirk("article_poste", 0.2, 0.003, places.article_behind),
    Quirk("commune_faute", 0.01, 0.008, places.misspelt_town),
    Quirk("cp_seul", 0.004, 0.0035, places.postcode_only),
    Quirk("cp_zero_perdu", 0.06, 0.002, places.zero_lost),
    Quirk("insee_faux", 0.002, 0.0017, places.wrong_code),
    Quirk("cp_autre_dep", 0.0009, 0.0007, places.far_postcode),
)
MISSING: tuple[Quirk, ...] = (
    Quirk("voie_inexistante", 0.038, 0.025, places.no_such_street),
    Quirk("lieudit", 0.008, 0.008, places.locality),
    Quirk("adresse_absente", 0.009, 0.009, places.no_address),
    Quirk("bureau_cedex_seul", 0.006, 0.006, places.office_only),
)
"""These replace the street; an address has one of them or one of `PLACES`, never both."""

ALL = (*NUMBERS, *NAMES, *LAYOUT, *PLACES, *MISSING)


def apply_one(table: tuple[Quirk, ...], draft: Draft, gazetteer: Gazetteer, dice: Dice) -> bool:
    """Try the quirks of a table in order, up to the first that happens; note its class.

    Returns whether one happened.
    """
    for quirk in table:
        if dice.chance(quirk.rate) and quirk.change(draft, gazetteer, dice):
            draft.classes.append(quirk.name)
            return True
    return False
