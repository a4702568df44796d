"""What has become of a cited clause since it was cited: unchanged, moved, changed, gone, ended, withdrawn.

The clause is the innermost section in which the quote stands; of an article, the paragraphs in which it stands, with
those that say what becomes of others (an exception added to the second one changes what the first one means), and all
of it where the quoted paragraph itself points to others. It is looked for in the wording that is current now, under its
label first, then by its words. Old wordings are kept for ever, so that both can be laid side by side. Does not know
who cited it, nor whether a change matters.
"""

import re
from dataclasses import dataclass, replace
from datetime import date, datetime
from difflib import SequenceMatcher
from enum import StrEnum
from typing import Protocol

from assistant.addresses import find_words, named_sections, squeezed, stretch
from assistant.citations import section_at
from assistant.sentences import split
from ingestion.documents import Metadata, Section, Version
from ingestion.locators import locator, paragraphs
from ingestion.validity import Status, status, successor
from prompts.problems import Problem

_ENDED = (Status.REPEALED, Status.SUPERSEDED)
_POINTS = re.compile(
    r"[前上下后][一二三四五两\d]?[款项]|[前上]述|本条(?!例)|(?<!条)第[一二三四五六七八九十\d]+款"
    r"|\b(?:this|preceding|foregoing|above|following) (?:article|section|paragraph|subsection|rule)s?\b"
    r"|(?<!, )\bparagraphs? \(?\d",
    re.I,
)
"""How a paragraph speaks of others of its article."""
_QUALIFIES = re.compile(
    r"但|不过[，,]|可以在|顺延|不予|最长|超过|情况复杂|由省|除外|除[^。；，\n]{1,40}外|不适用|不受|不在此限|例外|另有|特殊|特别|延长|缩短|减免|免予|从其规定"
    r"|\b(?:unless|except(?:ions?)?|however|otherwise|do(?:es)? not apply|notwithstanding|extend(?:ed)?|special)\b",
    re.I,
)
"""How one makes an exception, whichever it is made to: 特殊情况下可以延长至30日。"""


class Fate(StrEnum):
    """What has become of a clause: the last of these that is true of it."""

    UNCHANGED = "unchanged"
    MOVED = "moved"
    """The same words under another number or heading."""
    CHANGED = "changed"
    GONE = "gone"
    """The current wording has neither its label nor its words."""
    NOT_IN_FORCE = "not_in_force"
    WITHDRAWN = "withdrawn"
    """The document was taken out of the corpus."""
    UNKNOWN = "unknown"
    """The corpus never had the document, or the quote does not stand where it is said to."""


class Listed(Protocol):
    """What is asked of `ingestion.corpus.Entry`."""

    @property
    def withdrawn_at(self) -> datetime | None: ...


class Library(Protocol):
    """What is asked of `ingestion.corpus.Corpus`."""

    def version(self, document_id: str, number: int | None = None) -> Version: ...
    def entry(self, document_id: str) -> Listed: ...


@dataclass(frozen=True, slots=True)
class Quoted:
    """Words as they were cited. `version` 0: from another corpus, known by the words alone. Without words: the place
    that `locator` names."""

    document_id: str
    version: int
    start: int
    end: int
    quote: str
    locator: str = ""
    cited_at: datetime | None = None
    """For `version` 0: when they were cited, by which the wording is told that they were taken from."""


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause then (`old`) and now (`new`), each with the whole section that it stands in."""

    fate: Fate
    locator: str
    """Where the quote stands now; where it stood, if it does so no more."""
    old: str = ""
    new: str = ""
    label: str = ""
    """Of the article, where it is one."""
    status: str = ""
    """On the day that was asked for."""
    ended_on: date | None = None
    """The first day out of force, where it is known."""
    ended_by: str | None = None
    """The words of what ended it, or the id of what holds in its place."""
    version: Version | None = None
    """The current wording, if the words of the quote still stand in it, at `start` to `end`."""
    start: int = 0
    end: int = 0

    @property
    def holds(self) -> bool:
        """Whether it is as it was, and in force: what may be cited."""
        return self.fate in (Fate.UNCHANGED, Fate.MOVED)


class Clauses:
    """Compares clauses of one corpus, and reads each wording once. For one thread, and for as long as one look."""

    def __init__(self, library: Library) -> None:
        self.library = library
        self._versions: dict[tuple[str, int | None], Version | None] = {}
        self._withdrawn: dict[str, bool] = {}

    def compare(self, quoted: Quoted, on: date) -> Clause:
        """What has become of the clause of a quote, by the wording that is current and the law of a day."""
        now = self.version(quoted.document_id)
        if now is None:
            return Clause(Fate.UNKNOWN, quoted.locator, quoted.quote)
        then = self.version(quoted.document_id, quoted.version) if quoted.version else self._likeliest(quoted, now)
        if then is not None and then.text[quoted.start : quoted.end] == quoted.quote != "":
            found = _by_section(quoted, then, now)
        elif quoted.version:
            return Clause(Fate.UNKNOWN, quoted.locator, quoted.quote)
        else:
            found = _by_words(quoted, now)
        return self._on(found, now, on)

    def version(self, document_id: str, number: int | None = None) -> Version | None:
        """A wording, the current one without a number; None if there is none."""
        key = (document_id, number)
        if key not in self._versions:
            try:
                self._versions[key] = self.library.version(document_id, number)
            except Problem:
                self._versions[key] = None
        return self._versions[key]

    def _likeliest(self, quoted: Quoted, now: Version) -> Version | None:
        """The last wording before the words were cited that holds them at their place; else the first that does."""
        numbers = range(now.number, 0, -1) if quoted.quote else ()
        kept = filter(None, (self.version(quoted.document_id, number) for number in numbers))
        holding = [version for version in kept if version.text[quoted.start : quoted.end] == quoted.quote]
        before = [v for v in holding if quoted.cited_at is None or v.read_at <= quoted.cited_at]
        return next(iter((*before, *reversed(holding))), None)

    def _on(self, found: Clause, now: Version, on: date) -> Clause:
        """What time and stewards have done to it."""
        if now.document_id not in self._withdrawn:
            self._withdrawn[now.document_id] = self.library.entry(now.document_id).withdrawn_at is not None
        article = found.locator if found.label and found.locator.startswith(found.label) else found.label
        stands = status(now.metadata, on, article or None)
        fate = found.fate
        if stands not in (Status.IN_FORCE, Status.UNDATED):
            fate = Fate.NOT_IN_FORCE
        if self._withdrawn[now.document_id]:
            fate = Fate.WITHDRAWN
        ended = stands in _ENDED
        by = (now.metadata.ended_by or successor(now.metadata)) if ended else None
        ended_on = _ended_on(now.metadata, article, on)
        return replace(found, fate=fate, status=stands.value, ended_on=ended_on, ended_by=by)


def differences(old: str, new: str) -> list[tuple[str, str]]:
    """Sentence by sentence, the old words and the new ones that stand in their place; a run of equal ones is `…`."""
    before, after = ([text[a:b] for a, b in split(text)] for text in (old, new))
    matcher = SequenceMatcher(None, [squeezed(s) for s in before], [squeezed(s) for s in after], autojunk=False)
    return [
        ("…", "…") if kind == "equal" else ("\n".join(before[a:b]), "\n".join(after[c:d]))
        for kind, a, b, c, d in matcher.get_opcodes()
    ]


def _by_section(quoted: Quoted, then: Version, now: Version) -> Clause:
    """For a quote of a wording that is kept: its clause there beside the one here."""
    section = section_at(then, quoted.start)
    first, last = stretch(then, quoted.start, quoted.end)
    old = then.text[first:last]
    label = section.label if section.kind == "article" else ""
    where = locator(then.text, section, quoted.start, quoted.end, language=then.metadata.language)
    namesakes = _namesakes(section, now)
    for fate, candidates in ((Fate.UNCHANGED, namesakes), (Fate.MOVED, [s for s in now.sections if s.label])):
        for candidate in candidates:
            if found := find_words(now, quoted.quote, within=candidate):
                there, here = (then, section, (quoted.start, quoted.end)), (now, candidate, found)
                if section_at(now, found[0]) == candidate and _same(there, here, fate):
                    return _standing(fate, old, found, candidate, now)
    if namesakes:
        return Clause(Fate.CHANGED, where, old, now.text[namesakes[0].start : namesakes[0].end], label)
    return Clause(Fate.GONE, where, old, label=label)


def _by_words(quoted: Quoted, now: Version) -> Clause:
    """For what is known by its words or its address alone."""
    section = next(named_sections(now, quoted.locator), None)
    label = section.label if section and section.kind == "article" else ""
    if not quoted.quote:
        if section is None:
            fate = Fate.GONE if quoted.locator else Fate.UNCHANGED
            return Clause(fate, quoted.locator)
        words = now.text[section.start : section.end]
        return Clause(Fate.UNCHANGED, quoted.locator, words, words, label)
    found = (find_words(now, quoted.quote, within=section) if section else None) or find_words(now, quoted.quote)
    if found:
        first, last = stretch(now, *found)
        return _standing(Fate.UNCHANGED, now.text[first:last], found, section_at(now, found[0]), now)
    if section is None:
        return Clause(Fate.GONE, quoted.locator, quoted.quote)
    return Clause(Fate.CHANGED, quoted.locator, quoted.quote, now.text[section.start : section.end], label)


def _standing(fate: Fate, old: str, found: tuple[int, int], section: Section, now: Version) -> Clause:
    first, last = stretch(now, *found)
    return Clause(
        fate,
        locator(now.text, section, *found, language=now.metadata.language),
        old,
        now.text[first:last],
        section.label if section.kind == "article" else "",
        version=now,
        start=found[0],
        end=found[1],
    )


def _namesakes(section: Section, now: Version) -> list[Section]:
    """The sections that bear the same label, those under the same headings first; for a text without parts, all of it.

    A running text under no heading of its own bears none, and is known by the heading above it.
    """
    if not section.label and not section.path:
        bodies = [s for s in now.sections if not s.label and not s.path]
        return bodies or [Section("body", "", "", (), 0, len(now.text))]
    named = [s for s in now.sections if (s.kind, s.label, s.title) == (section.kind, section.label, section.title)]
    under = [s for s in named if s.path == section.path]
    return under or (named if section.label else [])


_Place = tuple[Version, Section, tuple[int, int]]
"""A quote in a wording: the section that it begins in, and its offsets."""


def _same(then: _Place, now: _Place, fate: Fate) -> bool:
    """Whether a clause says what it said; one under another number, whether its whole section does."""
    old, new = (place[0].text[slice(*stretch(place[0], *place[2]))] for place in (then, now))
    section, candidate = then[1], now[1]
    if fate is Fate.MOVED:
        old, new = old.strip().removeprefix(section.label), new.strip().removeprefix(candidate.label)
        return section.kind == candidate.kind and squeezed(old) == squeezed(new)
    watched = _watched(*then)
    return squeezed(old) == squeezed(new) or (watched is not None and watched == _watched(*now))


def _watched(version: Version, section: Section, span: tuple[int, int]) -> list[str] | None:
    """The paragraphs on which the meaning of a quote rests, as they are compared; None: the section as a whole.

    Who quotes from every paragraph, or from the only one, quoted the article: what is added to it concerns them.
    """
    if section.kind != "article" or span[1] > section.end:
        return None
    held = [
        (version.text[a:b].removeprefix(section.label), a < span[1] and span[0] < b)
        for a, b in paragraphs(version.text, section)
    ]
    pointing = [bool(_POINTS.search(text)) or section.label in text for text, _ in held]
    if all(quoted for _, quoted in held) or any(p and q for p, (_, q) in zip(pointing, held, strict=True)):
        return None
    # The others by their number: one more may say anything of the quoted ones.
    return sorted(
        squeezed(text) if quoted or points or _QUALIFIES.search(text) else ""
        for points, (text, quoted) in zip(pointing, held, strict=True)
    )


def _ended_on(metadata: Metadata, article: str, on: date) -> date | None:
    """The first of the days that are known on which the article, or the whole, is out of force."""
    known = replace(metadata, repealed=False)  # a repeal without a day ends it on every day, and tells none
    ends = {until for _, until in metadata.repealed_articles} | {metadata.effective_to}
    days = sorted(day for day in ends if day and day <= on)
    return next((day for day in days if status(known, day, article or None) in _ENDED), None)
