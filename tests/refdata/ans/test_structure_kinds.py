"""Sectors of activity under names people recognise."""

from refdata.ans import (
    OTHER_KIND,
    OTHER_KIND_LABEL,
    Nomenclature,
    read_labels,
    read_structure_kinds,
)


def test_every_sector_has_a_kind() -> None:
    sectors = read_labels().by_kind[Nomenclature.SECTEUR_ACTIVITE]
    assert read_structure_kinds().keys() == sectors.keys()


def test_a_kind_has_one_label_and_a_label_one_kind() -> None:
    kinds = set(read_structure_kinds().values())
    assert len({kind.code for kind in kinds}) == len({kind.label for kind in kinds}) == len(kinds)
    assert (OTHER_KIND, OTHER_KIND_LABEL) in kinds
