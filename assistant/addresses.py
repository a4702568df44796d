"""Where words stand in a wording, and which section an address names: the ways people point into a text.

White space is not compared: a quote that was copied from a page has other line ends than the stored text. Does not
know why a place is looked for.
"""

import re
from collections.abc import Iterator

from assistant.citations import section_at
from ingestion.documents import Section, Version
from ingestion.numerals import article_key

_ENGLISH = re.compile(r"(?:article|section)(\d+)(?:-(\d+))?", re.I)


def find_words(version: Version, words: str, within: Section | None = None) -> tuple[int, int] | None:
    """Where words stand first, as offsets: from the beginning of a section, which they must begin in, or anywhere."""
    characters = "".join(words.split())
    if not characters:
        return None
    pattern = re.compile(r"\s*".join(map(re.escape, characters)))
    found = pattern.search(version.text, within.start if within else 0)
    if found is None or (within and found.start() >= within.end):
        return None
    return found.span()


def stretch(version: Version, start: int, end: int) -> tuple[int, int]:
    """The whole sections in which words begin and end."""
    first, last = section_at(version, start), section_at(version, max(start, end - 1))
    return first.start, max(first.end, last.end)


def named_sections(version: Version, address: str) -> Iterator[Section]:
    """The sections that an address names or lies in, the likeliest first: `第九条第二款` lies in `第九条`."""
    wanted = squeezed(address.rsplit("›", 1)[-1])
    if not wanted:
        return
    yield from (s for s in version.sections if wanted in (squeezed(s.label), squeezed(f"{s.label}{s.title}")))
    inside = [s for s in version.sections if s.label and _lies_in(wanted, squeezed(s.label))]
    yield from sorted(inside, key=lambda s: -len(s.label))
    if found := _ENGLISH.match(wanted):
        number = int(found[1]), int(found[2] or 0)
        yield from (s for s in version.sections if s.kind == "article" and article_key(s.label) == number)


def squeezed(text: str) -> str:
    """A text as it is compared: without white space, in lower case."""
    return "".join(text.split()).lower()


def _lies_in(address: str, label: str) -> bool:
    """`第九条第二款` in `第九条`, but not `第九条之一`."""
    return address.startswith(label) and address[len(label) :][:1] not in ("之",)
