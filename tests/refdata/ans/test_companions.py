from functools import partial

import pyarrow as pa
import pyarrow.compute as pc
import pytest

from refdata.ans import Quarantine, RawFile, read_activities, read_diplomas, read_skills, stream
from refdata.ans.companions import DIPLOMA_COLUMNS, SKILL_COLUMNS
from refdata.errors import RawFormatError
from refdata.sources import SourceFolder
from refdata.tables import DIPLOME, SAVOIR_FAIRE

PERSONS = pa.array(["899000000001", "899000000003"])
DIPLOMA = "8|99000000001|899000000001|FERRY|Ana|DE|Diplôme d'Etat français|DE09|D. E.||||"
OTHER = DIPLOMA.replace("899000000001", "899000000002")
SKILL = "8|99000000003|899000000003|GEHIN|Léo|10|Médecin|C|Civil|S|Spécialité|SM54|Méd. Générale"


def write(tmp_path, columns, lines):
    path = tmp_path / "ps-libreacces.txt"
    path.write_text("\n".join(["|".join(title for _, title in columns), *lines]), encoding="utf-8")
    return RawFile(path)


def test_diplomas_of_the_persons_are_kept_in_file_order(tmp_path):
    table = read_diplomas(write(tmp_path, DIPLOMA_COLUMNS, [DIPLOMA, OTHER, DIPLOMA]), PERSONS)
    assert DIPLOME.problems(table) == []
    assert table.num_rows == 2
    row = table.to_pylist()[0]
    assert (row["identifiant_pp"], row["code_diplome"]) == ("899000000001", "DE09")
    assert row["code_type_autorisation"] is None


def test_skills_of_the_persons_are_kept(tmp_path):
    table = read_skills(write(tmp_path, SKILL_COLUMNS, [SKILL]), PERSONS)
    assert SAVOIR_FAIRE.problems(table) == []
    assert table["code_savoir_faire"].to_pylist() == ["SM54"]


@pytest.mark.parametrize("size", [10, 10_000])
def test_refused_lines_are_quarantined_with_their_number(tmp_path, monkeypatch, size):
    blocks = partial(stream.read_blocks, size=size)
    monkeypatch.setattr("refdata.ans.companions.read_blocks", blocks)
    quarantine = Quarantine()
    raw = write(tmp_path, DIPLOMA_COLUMNS, [DIPLOMA, "court", OTHER, "court"])
    assert read_diplomas(raw, PERSONS, quarantine).num_rows == 1
    assert quarantine.table()["ligne"].to_pylist() == [3, 5]


def test_a_file_of_nobody_gives_an_empty_table(tmp_path):
    assert read_skills(write(tmp_path, SKILL_COLUMNS, []), PERSONS).equals(SAVOIR_FAIRE.empty())


def test_one_file_given_for_the_other_is_refused(tmp_path):
    with pytest.raises(RawFormatError, match="Code type diplôme obtenu"):
        read_diplomas(write(tmp_path, SKILL_COLUMNS, [SKILL]), PERSONS)


@pytest.mark.real
def test_companions_of_the_real_layout_count_every_line(shared_dir):
    ans = SourceFolder.scan(shared_dir / "real" / "source").ans
    everyone = read_activities(ans.personne_activite, frozenset({"08"})).table["identifiant_pp"]
    persons = everyone.unique()
    diplomas = read_diplomas(ans.dipl_autexerc, persons)
    expected = 0
    with ans.dipl_autexerc.open() as stream:
        known = set(persons.to_pylist())
        expected = sum(line.decode().split("|")[2] in known for line in stream)
    assert diplomas.num_rows == expected > 1_000
    assert pc.all(pc.is_in(diplomas["identifiant_pp"], persons)).as_py()
