"""Noises of the name of a way."""

from __future__ import annotations

import re
from dataclasses import replace

from bench.noise.alsatian import germanic
from bench.noise.context import Context, Noise
from bench.noise.fold import content, is_small, joined, plain, tokens, without_accents
from bench.noise.lexicon import GIVEN_NAMES, SURNAMES, WRONG_TYPES, roman, spelled, title_keys
from bench.noise.typos import misheard, mistyped
from bench.noise.written import Written

_ROMAN = re.compile(r"^(X{0,2}(IX|IV|V?I{0,3}))$")


def _long_words(words: list[str], least: int = 4) -> list[int]:
    """Places of the words a letter of which may change without leaving nothing."""
    return [i for i, w in enumerate(words) if len(w) >= least and not is_small(w) and w.isalpha()]


def typo1(w: Written, c: Context) -> Written | None:
    """One wrong letter."""
    words = tokens(w.name)
    if not (at := _long_words(words)):
        return None
    i = c.rng.choice(at)
    words[i] = mistyped(words[i], c.rng)
    return replace(w, name=joined(words))


def typo2(w: Written, c: Context) -> Written | None:
    """Two wrong letters, in a name of eight or more."""
    if len("".join(content(w.name))) < 8:
        return None
    once = typo1(w, c)
    return typo1(once, c) if once else None


def phonetic(w: Written, c: Context) -> Written | None:
    """A sound written another way."""
    words = tokens(w.name)
    for i in c.rng.sample(range(len(words)), len(words)):
        heard = misheard(words[i], c.rng) if len(words[i]) > 3 else words[i]
        if heard != words[i]:
            words[i] = heard
            return replace(w, name=joined(words))
    return None


def plural(w: Written, c: Context) -> Written | None:
    """A final S or E too many, or missing."""
    words = tokens(w.name)
    if not (at := _long_words(words)):
        return None
    i = c.rng.choice(at)
    word = words[i]
    if word[-1].lower() in "se":
        words[i] = word[:-1]
    else:
        words[i] = (
            word + c.rng.choice("sse").upper() if word.isupper() else word + c.rng.choice("sse")
        )
    return replace(w, name=joined(words))


def missing_word(w: Written, c: Context) -> Written | None:
    """A word dropped: the given name or title mostly, sometimes the last."""
    words = tokens(w.name)
    at = [i for i, word in enumerate(words) if not is_small(word) and not word.isdigit()]
    if len(at) < 2:
        return None
    i = at[-1] if c.rng.random() < 0.1 else c.rng.choice(at[:-1])
    kept = words[:i] + words[i + 1 :]
    if i and words[i - 1][-1] in "'’":  # `de l'Ancien Lavoir` -> `Lavoir`, not `de l'Lavoir`
        kept = kept[i:]
    while kept and is_small(kept[-1]):
        kept = kept[:-1]
    return replace(w, name=joined(kept)) if kept else None


def added_word(w: Written, c: Context) -> Written | None:
    """A given name or a title that the reference leaves out."""
    key = " ".join(content(w.name))
    if key not in SURNAMES:
        return None
    kept = [t for t in tokens(w.name) if not is_small(t)]
    return replace(w, name=f"{SURNAMES[key]} {joined(kept)}")


def missing_article(w: Written, c: Context) -> Written | None:
    """No article at all, or all but one."""
    words = tokens(w.name)
    small = [i for i, word in enumerate(words) if is_small(word)]
    if not small or len(small) == len(words):
        return None
    gone = set(small) if c.rng.random() < 0.8 else {c.rng.choice(small)}
    return replace(w, name=joined([x for i, x in enumerate(words) if i not in gone]))


def wrong_article(w: Written, c: Context) -> Written | None:
    """Another article: `du` for `de la`, `des` for `de`; or one where there was none."""
    words = tokens(w.name)
    first = next((i for i, word in enumerate(words) if not is_small(word)), 0)
    if not w.way_type or not first:
        return None
    forms = ("de", "du", "des", "de la", "d'", "de l'")
    others = [x for x in forms if x != joined(words[:first]).lower()]
    return replace(w, name=joined([*c.rng.choice(others).split(), *words[first:]]))


def wrong_type(w: Written, c: Context) -> Written | None:
    """Another type than the way's."""
    if not w.way_type or len(content(w.name)[0]) < 2:
        return None
    types = [(t, n) for t, n in WRONG_TYPES if plain(t) != plain(w.way_type)]
    drawn = c.rng.choices([t for t, _ in types], [n for _, n in types])[0]
    return replace(w, way_type=drawn)


def missing_type(w: Written, c: Context) -> Written | None:
    """No type."""
    if not w.way_type or plain(w.name) in {"PRINCIPALE", "NEUVE", "HAUTE", "BASSE"}:
        return None
    name = w.name
    if c.rng.random() < 0.5:  # `de la Gare` or `la Gare` or `Gare`
        words = tokens(name)
        while len(words) > 1 and is_small(words[0]):
            words = words[1:]
        name = joined(words)
    return replace(w, way_type="", name=name)


def short_type(w: Written, c: Context) -> Written | None:
    """The type as registers shorten it."""
    forms = c.lexicon.types.get(plain(w.way_type), ())
    return replace(w, way_type=c.rng.choice(forms)) if forms else None


def short_words(w: Written, c: Context) -> Written | None:
    """Saint, Général, Docteur… shortened."""
    return _shortened(w, c, titles=True)


def short_other_words(w: Written, c: Context) -> Written | None:
    """Grand, Petit, Ancien, Église, Novembre… shortened."""
    return _shortened(w, c, titles=False)


def _shortened(w: Written, c: Context, *, titles: bool) -> Written | None:
    words = re.split(r"([\s'’-]+)", w.name)
    changed = False
    for i, word in enumerate(words[:-1] if titles else words):
        forms = c.lexicon.words.get(plain(word), ())
        if forms and (plain(word) in title_keys()) == titles:
            words[i] = c.rng.choice(forms)
            changed = True
            if i + 1 < len(words) and c.rng.random() < 0.6:
                words[i + 1] = words[i + 1].replace("-", " ")
    return replace(w, name="".join(words)) if changed else None


def _upper(w: Written) -> Written:
    """Capitals without accents or apostrophes, as in postal files."""
    return replace(w, way_type=plain(w.way_type), name=plain(w.name))


def _postal(w: Written, c: Context) -> Written:
    """Capitals, with the type in its shortest official form."""
    upper = _upper(w)
    forms = [f for f in c.lexicon.types.get(upper.way_type, ()) if f.isupper() and f.isalpha()]
    return replace(upper, way_type=forms[0] if forms else upper.way_type)


def initials(w: Written, c: Context) -> Written | None:
    """Given names to their initial: `R A BRIAND`."""
    shape = _postal(w, c)
    words = shape.name.split()
    out = [x[0] if x in GIVEN_NAMES and i < len(words) - 1 else x for i, x in enumerate(words)]
    if out == words:
        return None
    if c.rng.random() < 0.3:
        out = [f"{x}." if len(x) == 1 and x not in "ADL" else x for x in out]
    return replace(shape, name=" ".join(out))


def afnor32(w: Written, c: Context) -> Written | None:
    """A line of 32 characters at most: type, titles, given names, articles, then words give way."""
    if len(w.street) < 28:
        return None
    shape, limit = _postal(w, c), c.rng.choice((32, 32, 26, 24))
    if len(plain(w.street)) <= limit:
        return None
    words = shape.name.split()
    for step in (_short_title, _initial, _article, _first_letter):
        for i in range(len(words) - 1):
            if len(f"{w.door} {shape.way_type} {' '.join(x for x in words if x)}") > limit:
                words[i] = step(words[i], c)
    line = " ".join(x for x in words if x)
    room = limit - len(f"{w.door} {shape.way_type} ")
    return replace(shape, name=line[: max(room, 8)].strip())


def _short_title(word: str, c: Context) -> str:
    forms = [f for f in c.lexicon.words.get(word, ()) if f.isupper() and f.isalpha()]
    return forms[0] if forms else word


def _initial(word: str, c: Context) -> str:
    return word[0] if word in GIVEN_NAMES else word


def _article(word: str, c: Context) -> str:
    return "" if is_small(word) else word


def _first_letter(word: str, c: Context) -> str:
    return word[0] if len(word) > 3 and word.isalpha() else word


def truncated(w: Written, c: Context) -> Written | None:
    """Cut inside its last word, or where a column ends."""
    shape = _upper(w) if c.rng.random() < 0.6 else w
    name, widths = shape.name, [n for n in (16, 18, 20, 22, 24) if n < len(shape.name) - 1]
    if widths and c.rng.random() < 0.6:
        cut = name[: c.rng.choice(widths)]
    else:
        last = tokens(name)[-1]
        if len(last) < 6:
            return None
        cut = name[: len(name) - c.rng.randint(2, len(last) - 3)]
    cut = cut.strip(" -'’")
    return replace(shape, name=cut) if len("".join(content(cut))) >= 5 else None


def word_order(w: Written, c: Context) -> Written | None:
    """Surname first, or the type after the name."""
    words = tokens(w.name)
    solid = [i for i, x in enumerate(words) if not is_small(x)]
    if len(solid) >= 2 and c.rng.random() < 0.75:
        last = words[solid[-1]]
        rest = [x for i, x in enumerate(words) if i != solid[-1]]
        while rest and is_small(rest[-1]):
            rest = rest[:-1]
        return replace(w, name=f"{last} {joined(rest)}")
    if not w.way_type:
        return None
    bare = [words[i] for i in solid]
    between = joined([x for x in words if is_small(x)])
    style = c.rng.choice((f"({w.way_type} {between})", f"({w.way_type})", w.way_type))
    return replace(w, way_type="", name=f"{joined(bare)} {style}")


def glued(w: Written, c: Context) -> Written | None:
    """Two words in one: `delaGare`, `RUE DELEGLISE`, `Saintmartin`."""
    words = [x.strip("'’") for x in re.split(r"[\s'’-]+", w.name) if x]
    if len(words) < 2:
        return None
    at = c.rng.randrange(len(words) - 1)
    merged = words[at] + (words[at + 1].lower() if words[at + 1].istitle() else words[at + 1])
    out = [*words[:at], merged, *words[at + 2 :]]
    if len(out) > 1 and c.rng.random() < 0.2:
        out = [out[0] + out[1], *out[2:]]
    return replace(w, name=" ".join(out))


def split_word(w: Written, c: Context) -> Written | None:
    """One word in two."""
    words = tokens(w.name)
    at = _long_words(words, 6)
    if not at:
        return None
    i = c.rng.choice(at)
    cut = c.rng.randint(2, len(words[i]) - 2)
    words[i] = f"{words[i][:cut]}{c.rng.choice((' ', ' ', '-'))}{words[i][cut:]}"
    return replace(w, name=joined(words))


def number_words(w: Written, c: Context) -> Written | None:
    """`8 Mai 1945` in words, `Deux Ponts` in digits."""
    words = tokens(w.name)
    spoken = {spelled(n): str(n) for n in range(2, 70)} | {"premier": "1er", "dix": "10"}
    changed = False
    for i, word in enumerate(words):
        if word.isdigit() and 2 <= int(word) < 2000 and not 99 < int(word) < 1000:
            if int(word) < 100 or c.rng.random() < 0.15:
                words[i], changed = spelled(int(word)), True
        elif word.lower() in {"1er", "1"}:
            words[i], changed = c.rng.choice(("premier", "1", "Ier")), True
        elif without_accents(word).lower() in spoken:
            words[i], changed = spoken[without_accents(word).lower()], True
    return replace(w, name=joined(words)) if changed else None


def roman_numbers(w: Written, c: Context) -> Written | None:
    """`Louis XIV` as `Louis 14`; `8 Mai` as `VIII Mai`."""
    words = tokens(w.name)
    for i, word in enumerate(words):
        if i and _ROMAN.match(word) and word not in {"I", ""} and len(word) > 1:
            value = next(n for n in range(1, 40) if roman(n) == word)
            words[i] = c.rng.choice((str(value), spelled(value)))
            return replace(w, name=joined(words))
    for i, word in enumerate(words):
        if word.isdigit() and 2 <= int(word) <= 23:
            words[i] = roman(int(word))
            return replace(w, name=joined(words))
    return None


def th_e(w: Written, c: Context) -> Written | None:
    """The corruption met in the national directory: `TH` written `E`."""
    if "TH" not in plain(w.name):
        return None
    return replace(_upper(w), name=plain(w.name).replace("TH", "E"))


def case_accents(w: Written, c: Context) -> Written | None:
    """Capitals, no accents, apostrophes and hyphens as blanks, curly or missing."""
    style = c.rng.randrange(5)
    if style == 0:
        return _upper(w)
    if style == 1:
        return replace(w, way_type=w.way_type.lower(), name=without_accents(w.name).lower())
    if style == 2:
        return replace(w, name=w.name.replace("'", "’").replace("-", " "))
    if style == 3:
        return replace(w, way_type=w.way_type.upper(), name=w.name.upper().replace("'", ""))
    return replace(w, name=w.name.replace(" ", "-").replace("-", "\u00a0", 1))


def punctuation(w: Written, c: Context) -> Written | None:
    """Quotes, dots, commas and asterisks that mean nothing."""
    style = c.rng.randrange(5)
    marks = (f'"{w.name}"', f"« {w.name} »", f"{w.name}.", f"{w.name} *", f", {w.name}")
    return replace(w, name=marks[style])


STREET_NOISES: dict[str, Noise] = {
    "typo1": typo1,
    "typo2": typo2,
    "phonetic": phonetic,
    "plural": plural,
    "missing_word": missing_word,
    "added_word": added_word,
    "missing_article": missing_article,
    "wrong_article": wrong_article,
    "wrong_type": wrong_type,
    "missing_type": missing_type,
    "short_type": short_type,
    "title": short_words,
    "short_word": short_other_words,
    "initials": initials,
    "afnor32": afnor32,
    "truncated": truncated,
    "word_order": word_order,
    "glued": glued,
    "split_word": split_word,
    "number_words": number_words,
    "roman": roman_numbers,
    "th_e": th_e,
    "case_accents": case_accents,
    "punctuation": punctuation,
    "alsatian": germanic,
}
"""Class -> noise."""
