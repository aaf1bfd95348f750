"""Single errors of a hand, an eye or an ear."""

from __future__ import annotations

from random import Random

from bench.noise.fold import without_accents

_ROWS = ("azertyuiop", "qsdfghjklm", "wxcvbn")
_LOOKS = (
    ("rn", "m"),
    ("m", "rn"),
    ("l", "i"),
    ("i", "l"),
    ("o", "0"),
    ("cl", "d"),
    ("e", "c"),
    ("h", "b"),
    ("u", "v"),
    ("v", "y"),
    ("g", "q"),
    ("ii", "u"),
    ("s", "5"),
    ("b", "8"),
    ("n", "ri"),
)
_SOUNDS = (
    ("ph", "f"),
    ("eau", "o"),
    ("au", "o"),
    ("ai", "e"),
    ("qu", "k"),
    ("y", "i"),
    ("ss", "s"),
    ("c", "k"),
    ("z", "s"),
    ("en", "an"),
    ("gn", "ni"),
    ("ck", "k"),
    ("ll", "l"),
    ("rr", "r"),
    ("nn", "n"),
    ("tt", "t"),
    ("w", "v"),
    ("th", "t"),
)


def neighbours(letter: str) -> str:
    """Letters beside one on an AZERTY keyboard."""
    for row, line in enumerate(_ROWS):
        at = line.find(letter)
        if at >= 0:
            beside = line[max(0, at - 1) : at] + line[at + 1 : at + 2]
            above = _ROWS[row - 1][at : at + 1] if row else ""
            below = _ROWS[row + 1][at : at + 1] if row + 1 < len(_ROWS) else ""
            return beside + above + below
    return ""


def mistyped(word: str, rng: Random) -> str:
    """Change one letter of `word` by one of seven models; the word itself when none applies."""
    models = (_swapped, _dropped, _doubled, _beside, _inserted, _misread, _undoubled)
    for model in rng.sample(models, len(models)):
        changed = model(word, rng)
        if changed != word:
            return changed
    return word


def misheard(word: str, rng: Random) -> str:
    """Write a sound another way: `Philippe` -> `Filippe`."""
    return _replaced(word, _SOUNDS, rng)


def _misread(word: str, rng: Random) -> str:
    return _replaced(word, _LOOKS, rng)


def _replaced(word: str, pairs: tuple[tuple[str, str], ...], rng: Random) -> str:
    """Replace one occurrence of one of `pairs`, keeping capitals."""
    low = without_accents(word).lower()
    if len(low) != len(word):
        return word
    found = [(at, a, b) for a, b in pairs for at in range(1, len(low)) if low.startswith(a, at)]
    if not found:
        return word
    at, old, new = rng.choice(found)
    return word[:at] + (new.upper() if word.isupper() else new) + word[at + len(old) :]


def _inner(word: str, rng: Random) -> int:
    """Draw a letter after the first; errors on first letters are one in eight."""
    return rng.randrange(1, len(word)) if rng.random() > 1 / 8 else 0


def _swapped(word: str, rng: Random) -> str:
    at = rng.randrange(len(word) - 1)
    one, two = word[at + 1], word[at]
    if word.istitle() and at == 0:  # the capital stays first: `Delle` -> `Edlle`
        one, two = one.upper(), two.lower()
    return word[:at] + one + two + word[at + 2 :]


def _dropped(word: str, rng: Random) -> str:
    at = _inner(word, rng)
    return word[:at] + word[at + 1 :]


def _doubled(word: str, rng: Random) -> str:
    at = _inner(word, rng)
    return word[: at + 1] + word[at] + word[at + 1 :]


def _undoubled(word: str, rng: Random) -> str:
    twice = [i for i in range(1, len(word)) if word[i].lower() == word[i - 1].lower()]
    if not twice:
        return word
    at = rng.choice(twice)
    return word[:at] + word[at + 1 :]


def _beside(word: str, rng: Random) -> str:
    at = _inner(word, rng)
    near = neighbours(without_accents(word[at]).lower())
    if not near:
        return word
    letter = rng.choice(near)
    return word[:at] + (letter.upper() if word[at].isupper() else letter) + word[at + 1 :]


def _inserted(word: str, rng: Random) -> str:
    at = rng.randrange(1, len(word) + 1)
    near = neighbours(without_accents(word[at - 1]).lower()) or "e"
    letter = rng.choice(near)
    return word[:at] + (letter.upper() if word.isupper() else letter) + word[at:]
