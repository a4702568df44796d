"""Two texts in two columns, for a terminal in which a Chinese character is two cells wide. Knows no texts."""

import unicodedata
from collections.abc import Iterator, Sequence
from itertools import zip_longest


def columns(pairs: Sequence[tuple[str, str]], width: int = 100) -> Iterator[str]:
    """Lines of both columns, each pair beginning on a line of its own; `width` in cells, both columns together."""
    each = max(10, (width - 3) // 2)
    for left, right in pairs:
        for one, other in zip_longest(_wrapped(left, each), _wrapped(right, each), fillvalue=""):
            yield f"{one}{' ' * (each - cells(one))} │ {other}".rstrip()


def cells(text: str) -> int:
    """How many cells a text takes."""
    return sum(_cells(character) for character in text)


def _cells(character: str) -> int:
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def _wrapped(text: str, width: int) -> Iterator[str]:
    """Lines of at most so many cells; broken at a space where there is one, and anywhere in Chinese."""
    for paragraph in text.split("\n"):
        line, used = "", 0
        for character in paragraph:
            if used + _cells(character) > width:
                head, space, tail = line.rpartition(" ")
                line, rest = (head, tail) if space and cells(tail) < width // 2 else (line, "")
                yield line
                line, used = rest, cells(rest)
            line, used = line + character, used + _cells(character)
        yield line
