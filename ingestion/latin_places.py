"""Chinese provinces and cities named in Latin script, as people write them in English: Hangzhou, Xi’an, hong kong.

Names are those of `latin_places.csv`. They are read in questions only: a title that names Beijing is seldom a rule of
Beijing. Does not know districts, nor which of two cities of one name is meant (`jurisdictions`).
"""

import csv
import re
from collections.abc import Iterator
from functools import cache
from importlib import resources

_WAY = r"(?:road|rd|street|st|avenue|ave|lane|time|university|college)\b"
"""What makes the name of a city the name of something else: Nanjing Road, Beijing time."""


def latin_places(text: str) -> Iterator[tuple[int, str, tuple[str, ...]]]:
    """Start, the words and the codes of each such place, from left to right; of a name of two cities both codes."""
    for found in _pattern().finditer(text):
        yield found.start(), found[0], _names()[_plain(found[0])]


def without_latin_places(text: str, instead: str) -> str:
    """The text with what is given `instead` for each of them."""
    return _pattern().sub(instead, text)


def latin_codes(name: str) -> tuple[str, ...]:
    """The codes of one name, however it is spaced and capitalised; none if it is no such name."""
    return _names().get(_plain(name), ())


def _plain(name: str) -> str:
    return "".join(name.split()).casefold().replace("’", "'")


@cache
def _names() -> dict[str, tuple[str, ...]]:
    names: dict[str, tuple[str, ...]] = {}
    for row in _rows():
        plain = _plain(row["name"])
        names[plain] = tuple(dict.fromkeys((*names.get(plain, ()), row["code"])))
    return names


@cache
def _pattern() -> re.Pattern[str]:
    longest_first = sorted({row["name"] for row in _rows()}, key=len, reverse=True)
    words = "|".join(re.escape(name).replace("'", "['’]").replace(r"\ ", r"\s+") for name in longest_first)
    return re.compile(rf"(?<![A-Za-z0-9_@./-])(?:{words})(?![A-Za-z0-9_@/-]|\.\w|\s+{_WAY})", re.I)


@cache
def _rows() -> tuple[dict[str, str], ...]:
    lines = resources.files("ingestion").joinpath("latin_places.csv").read_text("utf-8").splitlines()
    return tuple(csv.DictReader(line for line in lines if not line.startswith("#")))
