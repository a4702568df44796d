"""How much of a text an answer tells: all of the section that is headed by what is asked; others whole if short.

Pages for the public are headed by the questions that people have (`What do I bring to the Post Office?`); of such a
section, as of an article, one sentence is half the answer. Compares words, so that a heading with a word more (Veteran
Health Identification Card) is not the one that was asked for; articles are not known by their headings, but by what
they rule. Does not know which passage is the best.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from assistant.sentences import LIST_MARK, is_chinese
from assistant.units import LONGEST, Unit, lists_questions
from assistant.wording import content, coverage, covering
from ingestion.numerals import article_key
from retrieval.seams import Passage

_SAYS = 0.75
"""Share of the words of a heading that a question holds, and of the question's that title and heading hold."""
_BESIDE, _SHORT, _SHORT_BESIDE = 300, 1500, 700
"""Characters of an article that is told whole beside another (of the best one as many as fit a quote); of a section of
a page that is told whole whatever of it was found, as the best quote and beside it."""
_MOST = {True: 1600, False: 700}
"""Characters of a section that is told whole, in Latin and in Chinese script; of a longer one, the units that fit."""

_BLANKED = re.compile(r" {5,}$", re.M)
"""Where words that order a model about were taken out: what reaches across is not what the source says."""


def section_asked(question: str, passages: Sequence[Passage]) -> tuple[Passage, int, int] | None:
    """The passage and the place in it of the section that is headed by what is asked; the best headed one, if any."""
    asked = content(question)
    best: tuple[float, Passage, int, int] | None = None
    for passage in passages:
        title = passage.metadata.title
        if set(content(title)) == set(asked):  # the whole text is asked for
            continue
        for heading, start, end in _with_parts(_sections(passage)):
            said = content(heading)
            if lists_questions(told := passage.chunk.text[start:end]) or _BLANKED.search(told):
                continue
            held = coverage(said, covering(question))
            meets = coverage(asked, covering(f"{title} {heading}"))
            if min(held, meets) >= _SAYS and (best is None or held + meets > best[0]):
                best = held + meets, passage, start, end
    return best[1:] if best else None


def in_full(passage: Passage, start: int, end: int, *, first: bool) -> tuple[int, int]:
    """The words at this place, widened to the article that they stand in, or to the section of a page in Latin script,
    if it is short; shorter if they are not the `first` quote. Half of either leaves out whom it does not hold for, or
    what to do."""
    text = passage.chunk.text
    spans = [(a, a, b, LONGEST if first else _BESIDE) for a, b in _articles(passage)]
    for heading, a, b in _sections(passage):
        if not is_chinese(text[a:b]):
            spans.append((max(0, a - len(heading) - 1), a, b, _SHORT if first else _SHORT_BESIDE))
    for head, a, b, most in spans:
        last = a + len(text[a:b].rstrip())
        if head <= start and a < end <= last <= a + most and not _BLANKED.search(text, a, last):
            return min(a, start), last
    return start, end


def as_much_as_fits(text: str, units: Sequence[Unit], start: int, end: int) -> tuple[int, int]:
    """The first units within `text[start:end]` that are together not too long; at least one."""
    inside = [unit for unit in units if start <= unit.start and unit.end <= end]
    last = inside[0].end if inside else end
    for unit in inside:
        latin = len(re.findall(r"[A-Za-z]", text[start : unit.end])) * 2 > unit.end - start
        if unit.end - start > _MOST[latin]:
            break
        last = unit.end
    return start, last


def _articles(passage: Passage) -> list[tuple[int, int]]:
    """Start and end of each article that begins in a passage."""
    text = passage.chunk.text
    labels = [name for name in passage.chunk.labels if article_key(name)]
    starts = sorted(m.start() for name in labels for m in re.finditer(rf"^{re.escape(name)}", text, re.M))
    return list(pairwise([*starts, len(text)]))


def _sections(passage: Passage) -> list[tuple[str, int, int]]:
    """Heading, start and end of each section that a passage holds, the heading's line left out; the first may have its
    heading above the passage."""
    text = passage.chunk.text
    names = {name.strip() for name in passage.chunk.labels if not article_key(name)}
    lines = [(m.start(), m.end()) for m in re.finditer(r"[^\n]+", text)]
    heads = [(a, b) for a, b in lines if text[a:b].strip() in names or _asks(text[a:b])]
    ends = [a for a, _ in heads] + [len(text)]
    above = [name for name in passage.chunk.path[-1:] if not article_key(name)]
    first = [(above[0], 0, ends[0])] if above and not passage.chunk.labels else []
    return first + [(text[a:b], b + 1, end) for (a, b), end in zip(heads, ends[1:], strict=True)]


def _with_parts(sections: Sequence[tuple[str, int, int]]) -> Iterator[tuple[str, int, int]]:
    """The same, each with those behind it that are headed by all its words: they are parts of it."""
    for first, (heading, start, _) in enumerate(sections):
        said, last = set(content(heading)), first
        while last + 1 < len(sections) and said <= set(content(sections[last + 1][0])):
            last += 1
        yield heading, start, sections[last][2]


def _asks(line: str) -> bool:
    """Whether a line is a question of its own, and no item of a table of contents."""
    return line.rstrip().endswith(("?", "？")) and not LIST_MARK.match(line)
