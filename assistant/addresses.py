"""Where words stand in a wording, and which section an address names: the ways people point into a text.

White space is not compared: a quote that was copied from a page has other line ends than the stored text. Does not
know why a place is looked for.
"""

import re
from collections.abc import Iterator

from assistant.citations import section_at
from ingestion.documents import Section, Version
from ingestion.locators import part
from ingestion.numerals import article_key

_ENGLISH = re.compile(r"(?:article|section)(\d+)(?:-(\d+))?", re.I)


def find_words(version: Version, words: str, within: Section | None = None) -> tuple[int, int] | None:
    """Where words stand first, as offsets: from the beginning of a section, which they must begin in, or anywhere."""
    found = next(find_all(version, words, within.start if within else 0), None)
    return None if found is None or (within and found[0] >= within.end) else found


def find_all(version: Version, words: str, start: int = 0) -> Iterator[tuple[int, int]]:
    """Every place from `start` on where words stand, as offsets."""
    characters = "".join(words.split())
    if characters:
        pattern = re.compile(r"\s*".join(map(re.escape, characters)))
        yield from (found.span() for found in pattern.finditer(version.text, start))


def stands_at(version: Version, place: int, address: str) -> bool:
    """Whether a place lies where an address points: in the section that it names, the 款 and 项 included where it
    names them, or below the heading that it names."""
    section = section_at(version, place)
    if section in named_sections(version, address):
        named = part(version.text, section, address)
        return named is not None and named[0] <= place < named[1]
    wanted = squeezed(address.rsplit("›", 1)[-1])
    above = [s for s in version.sections if wanted in (squeezed(s.label), squeezed(f"{s.label}{s.title}")) and wanted]
    return any(squeezed(f"{s.label}{s.title}") in map(squeezed, section.path) for s in above)


def stretch(version: Version, start: int, end: int) -> tuple[int, int]:
    """The whole sections in which words begin and end."""
    first, last = section_at(version, start), section_at(version, max(start, end - 1))
    return first.start, max(first.end, last.end)


def named_sections(version: Version, address: str) -> Iterator[Section]:
    """The sections that an address names or lies in, the likeliest first: `第九条第二款` lies in `第九条`, which
    may be written `第9条`, too."""
    wanted = squeezed(address.rsplit("›", 1)[-1])
    if not wanted:
        return
    yield from (s for s in version.sections if wanted in (squeezed(s.label), squeezed(f"{s.label}{s.title}")))
    inside = [s for s in version.sections if s.label and _lies_in(wanted, squeezed(s.label))]
    yield from sorted(inside, key=lambda s: -len(s.label))
    found = _ENGLISH.match(wanted)
    number = (int(found[1]), int(found[2] or 0)) if found else article_key(wanted) if wanted[0] == "第" else None
    if number:
        yield from (s for s in version.sections if s.kind == "article" and article_key(s.label) == number)


def squeezed(text: str) -> str:
    """A text as it is compared: without white space, in lower case."""
    return "".join(text.split()).lower()


def _lies_in(address: str, label: str) -> bool:
    """`第九条第二款` in `第九条`, but not `第九条之一`."""
    return address.startswith(label) and address[len(label) :][:1] not in ("之",)
