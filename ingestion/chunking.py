"""From a version to its chunks: one article each; parts of a long one; neighbouring small headings together.

A chunk is always `version.text[start:end]`; chunks do not overlap. What a continued piece needs to be understood (its
article or heading, the sentence that opens an enumeration) travels in its `path`, not in its text. Chapter headings
and tables of contents are no chunks: headings are in the paths. Does not know what the chunks are embedded with; it is
only told how to count.
"""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator
from itertools import pairwise

from ingestion.documents import Chunk, Section, Version, sha256
from ingestion.outline import CONTENTS

TINY = 30
"""Characters below which an article may share a chunk with an equally small neighbour, unless one ended alone."""
PACKED = 350
"""Tokens up to which neighbouring sections of a policy document or page are put together."""

_SENTENCE = re.compile(r"[^。！？!?；;\n]*(?:[。！？!?；;]+[”」』）)]?|\n|$)|.+", re.DOTALL)
_ENGLISH_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-Z(])")
_LEAD = re.compile(r"[^\n]{1,80}?[:：]\s*$|[^。\n]{1,60}")

Count = Callable[[str], int]


def chunks(version: Version, longest: int, count: Count) -> list[Chunk]:
    """Cut a version into chunks in text order.

    `longest` is what one passage may have in tokens, heading line and special tokens included; `count` says how many a
    text has, and is called only where the number of characters does not already settle it (a character never makes
    more than one token). An article is split only when title, path and article together exceed `longest`.
    """
    cutter = _Cutter(version, longest, count)
    made: list[Chunk] = []
    for group in _groups(version, cutter):
        for start, end, path in cutter.pieces(group):
            text = version.text[start:end]
            made.append(
                Chunk(
                    id=sha256(f"{version.document_id}\n{version.digest}\n{start}\n{end}")[:32],
                    document_id=version.document_id,
                    version=version.number,
                    ordinal=len(made),
                    text=text,
                    start=start,
                    end=end,
                    path=path,
                    labels=tuple(
                        s.label for s in group if s.label and s.start < end and start < max(s.end, s.start + 1)
                    ),
                    page=_page(version.pages, start),
                )
            )
    return made


class _Cutter:
    """Knows how much fits for one version, and cuts what does not."""

    def __init__(self, version: Version, longest: int, count: Count) -> None:
        self.version, self.longest, self.count = version, longest, count
        self.title = version.metadata.title
        self.frame = count("") + 2
        self.ended_alone = {label for label, _ in version.metadata.repealed_articles}
        self._roomy = 0

    @property
    def roomy(self) -> int:
        """Characters that make about `PACKED` tokens in this text; counted on a sample, once, when first needed."""
        if not self._roomy:
            sample = self.version.text[:1200]
            tokens = max(1, self.count(sample) - self.frame + 2)
            self._roomy = max(60, int(min(PACKED, self.longest * 2 // 3) * len(sample) / tokens))
        return self._roomy

    def fits(self, path: tuple[str, ...], start: int, end: int) -> bool:
        head = " ".join((self.title, *path))
        if len(head) + end - start + self.frame <= self.longest:
            return True
        if end - start > 8 * self.longest:
            return False
        return self.count(f"{head}\n{self.version.text[start:end]}") <= self.longest

    def pieces(self, group: list[Section]) -> Iterator[tuple[int, int, tuple[str, ...]]]:
        first, start, end = group[0], group[0].start, group[-1].end
        whole = first.kind == "article" or end - start <= 1.5 * self.roomy
        if whole and self.fits(first.path, start, end):
            yield start, end, first.path
            return
        opening = self.version.text[first.start : first.end].split("\n", 1)[0]
        path, later = first.path, (*first.path, *_opening(first, opening))
        atoms = list(self._atoms(start, end, later, first.kind == "article"))
        total = atoms[-1][1] - atoms[0][0]
        room = self.longest if first.kind == "article" else self.roomy
        parts = max(2, -(-total // room)) if first.kind != "article" else max(2, -(-self._tokens(start, end) // room))
        target = total / parts
        begin, stop = atoms[0]
        for left, right in atoms[1:]:
            over = stop - begin >= target or right - begin > 1.4 * target
            if over or not self.fits(later, begin, right):
                yield begin, stop, path
                path, begin = later, left
            stop = right
        yield begin, stop, path

    def _tokens(self, start: int, end: int) -> int:
        return sum(self.count(self.version.text[at : min(end, at + 4000)]) for at in range(start, end, 4000))

    def _atoms(self, start: int, end: int, path: tuple[str, ...], article: bool) -> Iterator[tuple[int, int]]:
        """Lines; sentences of lines that do not fit; halves of sentences that do not fit. Line ends are left out."""
        limit = self.longest if article else self.roomy
        for left, right in _lines(self.version.text, start, end):
            if right - left <= limit and self.fits(path, left, right):
                yield left, right
            else:
                for low, high in _sentences(self.version.text, left, right):
                    yield from self._halves(low, high, path)

    def _halves(self, start: int, end: int, path: tuple[str, ...]) -> Iterator[tuple[int, int]]:
        if end - start < 40 or self.fits(path, start, end):
            yield start, end
            return
        middle = (start + end) // 2
        for mark in "，,、 ":
            at = self.version.text.rfind(mark, start + (end - start) // 4, middle + (end - start) // 4)
            if at > start:
                middle = at + 1
                break
        yield from self._halves(start, middle, path)
        yield from self._halves(middle, end, path)


def _groups(version: Version, cutter: _Cutter) -> Iterator[list[Section]]:
    """Sections that make one chunk, or that are cut into several: an article, small neighbours, or a long section."""
    sections = [s for s in version.sections if s.end > s.start]
    names = [_name(s) for s in sections]
    group: list[Section] = []
    for place, section in enumerate(sections):
        if section.kind in {"part", "chapter", "section"} or section.label == CONTENTS:
            if group:
                yield group
            group = []
            continue
        following = sections[place + 1] if place + 1 < len(sections) else None
        leads = following is not None and following.path == (*section.path, names[place])
        sibling = bool(group) and section.path == group[0].path
        if group and ((leads and sibling) or not _joins(group, section, cutter)):
            yield group
            group = []
        group.append(section)
        if len(group) == 1 and _bare(version.text, section) and not (following and _joins(group, following, cutter)):
            below = following is not None and len(following.path) > len(section.path)
            if below or names[place] == section.label:
                group = []
    if group:
        yield group


def _joins(group: list[Section], section: Section, cutter: _Cutter) -> bool:
    """True when a section may stand in one chunk with the group before it."""
    first, last = group[0], group[-1]
    together = section.end - first.start
    if section.kind == "article" or last.kind == "article":
        small = all(each.kind == "article" and each.end - each.start < TINY for each in (section, last))
        return small and section.path == last.path and not cutter.ended_alone.intersection((section.label, last.label))
    if section.path[: len(first.path)] != first.path or together > cutter.roomy:
        return False
    below = len(section.path) > len(first.path) and section.path[len(first.path)] == _name(first)
    sibling = section.path == first.path
    small = min(last.end - first.start, section.end - section.start) < cutter.roomy // 3
    headed = first.kind == "heading" and not first.path and not first.title and section.kind == "body"
    return headed or ((below or sibling) and small)


def _bare(text: str, section: Section) -> bool:
    return section.kind == "heading" and "\n" not in text[section.start : section.end]


def _name(section: Section) -> str:
    close = section.label.endswith(("、", "）", ")", "."))
    return f"{section.label}{'' if close or not section.title else ' '}{section.title}"


def _opening(first: Section, line: str) -> tuple[str, ...]:
    """What a continued piece is told about its beginning: the article with the words that open it, or the heading."""
    if first.kind != "article":
        return (_name(first),) if first.label else ()
    found = _LEAD.match(line)
    return (found[0].strip(),) if found else (first.label,)


def _lines(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while start < end:
        stop = text.find("\n", start, end)
        stop = end if stop < 0 else stop
        if stop > start:
            yield start, stop
        start = stop + 1


def _sentences(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    borders = {start, end}
    borders.update(m.end() for m in _SENTENCE.finditer(text, start, end))
    borders.update(m.end() for m in _ENGLISH_SENTENCE.finditer(text, start, end))
    yield from pairwise(sorted(borders))


def _page(pages: tuple[tuple[int, int], ...], offset: int) -> int | None:
    place = bisect_right(pages, (offset, 1 << 30)) - 1
    return pages[place][1] if place >= 0 else None
