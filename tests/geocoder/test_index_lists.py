"""What the build writes of names, so that nobody makes it again: against slow and obvious readings."""

from collections import defaultdict
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from geocoder.index.container import Container, write_container
from geocoder.index.known import STEM, KnownNames
from geocoder.index.ngrams import hashed_ngrams
from geocoder.index.proposed import NgramLists, StemLists, form_order, ngram_columns, stem_columns
from geocoder.normalize import street_name

NAMES = st.lists(st.text("ABDELRUGHIMN019 '-", max_size=25), min_size=1, max_size=12)
COMMUNES = st.lists(st.integers(0, 3), min_size=1, max_size=20)


def _names(texts):
    names = sorted({street_name(f"{t} X") for t in texts}, key=lambda n: (n.way_type, n.words))
    return [*names, street_name("Grande Rue"), street_name("Rue de la")]


def _known(names):
    kinds = sorted({n.way_type for n in names})
    forms = pa.array([" ".join(n.words) for n in names], pa.string())
    return KnownNames.of(forms, np.array([kinds.index(n.way_type) for n in names]), kinds)


def _reopened(columns, meta):
    with TemporaryDirectory() as folder:
        path = Path(folder) / "columns.arrow"
        write_container(path, columns, meta)
        return Container(path, None)


@given(NAMES)
def test_known_names_are_read_as_they_were_written(texts):
    names = _names(texts)
    made = _known(names)

    known = KnownNames.read(_reopened(made.columns, {"types": made.kinds}))

    assert known.vocabulary.to_pylist() == sorted({*known.words.texts})
    for form, name in enumerate(names):
        row = known.content.take(np.array([form])).word.tolist()
        assert [known.words.texts[word] for word in row] == list(name.content)
        assert known.bare[form].as_py() == (name.bare or name.way_type)
        assert known.is_plain[form] == (len(name.content) == len(name.words))
        assert known.kinds[known.kind[form]] == name.way_type
        kind = known.kind_rows.take(known.kind[[form]]).word.tolist()
        assert [known.words.texts[word] for word in kind] == name.way_type.split()


@given(NAMES, st.data())
def test_words_are_found_in_the_vocabulary_few_or_many(texts, data):
    known = _known(_names(texts))
    words = known.vocabulary.to_pylist()
    asked = data.draw(st.lists(st.sampled_from([*words, "", "XQ", "ZZZ"]), max_size=3 * len(words)))

    row = dict(zip(words, range(len(words)), strict=True))
    assert known.rows_of(asked).tolist() == [row.get(word, -1) for word in asked]


@given(NAMES, COMMUNES, st.data())
def test_names_are_listed_by_their_ngrams_and_stems(texts, communes, data):
    names, communes = _names(texts), np.sort(np.array(communes))
    known = _known(names)
    rows = st.lists(st.integers(0, len(names) - 1), min_size=len(communes), max_size=len(communes))
    form = np.array(data.draw(rows), np.int64)
    grams = hashed_ngrams([n.bare for n in names])
    times = np.bincount(form, minlength=len(names))
    file = _reopened(
        {**ngram_columns(grams, times), **stem_columns(known, form, communes)}, {"types": []}
    )

    by_ngram, by_stem = defaultdict(list), defaultdict(list)
    for row, bucket in zip(
        np.repeat(np.arange(len(names)), grams.sizes), grams.buckets, strict=True
    ):
        by_ngram[bucket].append(row)
    for variant, (row, commune) in enumerate(zip(form, communes, strict=True)):
        for stem in {word[:STEM] for word in names[row].content}:
            by_stem[commune, stem].append(variant)
    ngrams, stems = NgramLists(file), StemLists(file, known)
    for bucket, listed in by_ngram.items():
        assert ngrams.form[ngrams.ptr[bucket] : ngrams.ptr[bucket + 1]].tolist() == listed
    assert ngrams.ptr[-1] == len(grams.buckets)
    for stem in known.stems.to_pylist():
        (row,) = known.stem_rows([stem])
        for commune in range(5):
            (first,), (count,) = stems.find(np.array([commune]), np.array([row]))
            assert stems.variant[first : first + count].tolist() == by_stem[commune, stem]
    pairs = list(zip(form, communes, strict=True))
    assert form_order(form, communes).tolist() == sorted(range(len(form)), key=pairs.__getitem__)
