"""Codes counted together under one name."""

from refdata.ans import GENERAL_PRACTICE, ROLE_ONLY, Nomenclature, read_groupings, read_labels


def test_general_practice_is_three_specialities() -> None:
    grouping = read_groupings()[GENERAL_PRACTICE]
    assert grouping.label == "Médecine générale"
    assert grouping.kind is Nomenclature.SAVOIR_FAIRE
    assert grouping.codes == ("SM26", "SM53", "SM54")


def test_a_role_alone_is_profession_99() -> None:
    grouping = read_groupings()[ROLE_ONLY]
    assert (grouping.kind, grouping.codes) == (Nomenclature.PROFESSION, ("99",))


def test_every_code_of_a_grouping_has_a_label() -> None:
    labels = read_labels()
    for grouping in read_groupings().values():
        assert set(grouping.codes) <= labels.by_kind[grouping.kind].keys()
