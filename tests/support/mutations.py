"""Texts that no one should write, made from those that people do: for fuzzing."""

from collections.abc import Sequence
from random import Random

ODD = (
    "",
    " ",
    "\x00",
    "\x1e",
    "\x1f",
    "\ue000",
    "\u202e",
    "\u200d",
    "\ufeff",
    "\u0301",
    "🩺",
    "\U0001d7d9\U0001d7da",
    "Ⅷ",
    "日本",
    "שלום",
    "ﬁ",
    "ß",
    "(",
    ")",
    ";",
    "()",
    "-",
    "–",
    "'",
    '"',
    "=1+1",
    "0",
    "00000",
    "99999",
    "1e5",
    "-3",
    "²",
    "BIS",
    "A",
    "D'",
    "CEDEX",
    "BP",
    "RUE",
    "GRANDE RUE",
    "LIEU DIT",
    "\n",
    "\t",
    "\r\n",
)


def mutated(text: str, words: Sequence[str], rng: Random) -> str:
    """Change `text` in one to four ways; rarely into something of ten thousand characters."""
    for _ in range(rng.randint(1, 4)):
        text = rng.choice(_WAYS)(text, words, rng)
    return text


def _spliced(text: str, words: Sequence[str], rng: Random) -> str:
    at = rng.randint(0, len(text))
    return text[:at] + rng.choice(words) + text[at:]


def _odd(text: str, _words: Sequence[str], rng: Random) -> str:
    at = rng.randint(0, len(text))
    return text[:at] + rng.choice(ODD) + text[at:]


def _cut(text: str, _words: Sequence[str], rng: Random) -> str:
    a, b = sorted((rng.randint(0, len(text)), rng.randint(0, len(text))))
    return text[:a] + text[b:]


def _shuffled(text: str, _words: Sequence[str], rng: Random) -> str:
    parts = text.split(" ")
    rng.shuffle(parts)
    return " ".join(parts)


def _any(_text: str, _words: Sequence[str], rng: Random) -> str:
    return "".join(chr(rng.randint(1, 0x2FFF)) for _ in range(rng.randint(0, 12)))


def _long(text: str, words: Sequence[str], rng: Random) -> str:
    if rng.random() > 0.02:
        return text
    piece = text or rng.choice(words)
    return (piece * (10_000 // len(piece) + 1))[:10_000]


_WAYS = (_spliced, _odd, _cut, _shuffled, _any, _long, _spliced, _odd)
