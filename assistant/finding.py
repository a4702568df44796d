"""Where passages for a question are looked for: what holds for its place and day; each level that it compares; sources
in the other language, where those in its own say too little; and once more at any time. Does not know what becomes of
what is found.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from assistant.abroad import found_abroad, language_abroad, wanting, worded_abroad
from assistant.circumstances import Circumstances, is_local
from assistant.evidence import Sufficiency, sufficiency
from assistant.locality import by_turns, levels_asked, matter, on_its_matter
from assistant.sentences import is_chinese
from ingestion import jurisdictions
from retrieval.seams import Filters, Passage, SearchResult

_NEARER = 0.02
"""Cosine by which a Chinese source must lie nearer to an English question than those in English do. Of 16 questions on
Chinese law it does by .047 and more, of 10 on the pages of American offices by at most .014."""
FOUND = 8
"""Passages that are searched for and sent to the reader."""
_ALIKE = 20
"""Passages among which the same rule in another wording must be found."""
_ENOUGH_TO_KNOW = 500
"""Characters of a rule that it is known by in another wording."""


class Searching(Protocol):
    """What is asked of `retrieval.searcher.Searcher`."""

    def search(self, question: str, filters: Filters, count: int = 10) -> SearchResult: ...


@dataclass(frozen=True, slots=True)
class Found:
    """The passages for a question, and how they were looked for."""

    result: SearchResult
    asked: str
    """The question that stands alone, with its foreign words where sources in the other language were found."""
    wanted: str
    """What was searched for."""
    filters: Filters
    levels: tuple[tuple[str, ...], ...] = ()
    """The levels that the question compares, lowest first, each with its region codes."""
    abroad: Sufficiency | None = None
    """Set where the passages are those in the other language, and how well they meet the question."""

    @property
    def measured(self) -> str:
        """What passages are measured against: rules hold no words that compare them."""
        return matter(self.asked) if self.levels else self.asked


class Finder:
    """Looks for passages. For any number of threads."""

    def __init__(self, searcher: Searching, *, calibrated: bool) -> None:
        """`calibrated`: cosines are those of the bundled embedder; without it no language is crossed."""
        self._searcher = searcher
        self._calibrated = calibrated

    def find(self, asked: str, wanted: str, place: Circumstances) -> Found:
        """What holds for a place and a day. `wanted` is what is searched for, `asked` stands alone."""
        filters = Filters(as_of=place.as_of, lineage=place.lineage)
        result = self._searcher.search(wanted, filters, FOUND)
        if levels := levels_asked(asked, place.region):
            on_it = on_its_matter(asked)
            each = [self._searcher.search(on_it, replace(filters, lineage=codes), FOUND) for codes in levels]
            result = replace(result, passages=by_turns([found.passages for found in each], FOUND))
            return Found(result, asked, wanted, filters, tuple(levels))
        found = Found(result, asked, wanted, filters)
        in_a_place = place.region is not None and is_local(place.region)
        return self._abroad(found, in_a_place=in_a_place) if self._calibrated else found

    def at_any_time(self, found: Found, count: int = FOUND) -> Sequence[Passage]:
        """What would be found if repealed and coming texts were seen, too."""
        return self._searcher.search(found.wanted, replace(found.filters, any_time=True), count).passages

    def within(
        self, found: Found, document_id: str, wanted: str | None = None, *, any_time: bool = False
    ) -> Sequence[Passage]:
        """The passages of one document that meet the question, or what is `wanted` of it."""
        filters = replace(found.filters, documents=(document_id,), any_time=any_time)
        return self._searcher.search(wanted or found.wanted, filters, FOUND).passages

    def alike(self, found: Found, words: str, *, any_time: bool) -> Sequence[Passage]:
        """Passages that say nearly what these words of a rule say."""
        filters = replace(found.filters, any_time=any_time)
        return self._searcher.search(words[:_ENOUGH_TO_KNOW], filters, _ALIKE).passages

    def _abroad(self, found: Found, *, in_a_place: bool) -> Found:
        """The same, or what sources in the other language hold, where that meets the question and the own does not.

        In a place of China nothing may hold in the question's own language. Then any rule of it is near, whatever is
        asked: whether it is on the matter is told by the foreign words alone, and `abroad` may be too little.
        """
        own = _at_home_first(found.result, found.asked)
        found = replace(found, result=own)
        met = _met(found.asked, own)
        if in_a_place and _LIVES.search(found.asked) and jurisdictions.find(found.asked, latin=True):
            # Whoever lives in Shanghai may ask about what holds in another country, in its language. Whoever asks
            # what holds in Shanghai, or from a page of Shanghai, does not.
            anywhere = replace(found.filters, lineage=None, languages=("en",))
            elsewhere = self._searcher.search(found.wanted, anywhere, FOUND)
            if _met(found.asked, elsewhere).enough:
                return replace(found, result=elsewhere, filters=anywhere)
        if not wanting(met):
            return found
        filters = replace(found.filters, languages=language_abroad(found.asked))
        there = _foreign(self._searcher.search(found.wanted, filters, FOUND), found.asked).passages
        if not there or not (worded := worded_abroad(found.asked)):
            return found
        result = _foreign(self._searcher.search(worded, filters, FOUND), found.asked)
        abroad = found_abroad(found.asked, result.passages)
        # What lies nearer in the question's own language says more of its matter, if it does not answer it.
        margin = 0.0 if is_chinese(found.asked) else _NEARER
        nearer = abroad.enough and abroad.cosine > met.cosine + margin
        alone = in_a_place and len(_foreign(own, found.asked).passages) == len(own.passages)
        return Found(result, worded, worded, filters, abroad=abroad) if nearer or alone else found


_LIVES = re.compile(
    r"\b(?:liv(?:e|es|ed|ing)|stay(?:ed|ing)?|work(?:ed|ing)?|station(?:ed)?|deployed|born|moved|bought|retired)\b"
    r"[\w\s]{0,20}\b(?:in|to)\b",
    re.I,
)
"""How an asker tells where they are, which is a part of their story."""


def _met(asked: str, result: SearchResult) -> Sufficiency:
    return sufficiency(asked, result.passages, unheld=result.unheld, familiar=result.familiar, nearest=result.nearest)


def _at_home_first(result: SearchResult, question: str) -> SearchResult:
    """For a question in Chinese: the rules of China before another country's pages, where they lie nearer and those
    were put first for their words alone (身份证, 网上). A page that is meant lies nearer itself."""
    at_home = [p for p in result.passages if p.metadata.region.isdigit()]
    away = [p for p in result.passages if not p.metadata.region.isdigit()]
    if not is_chinese(question) or _nearest(away) >= _nearest(at_home):
        return result
    return replace(result, passages=(*at_home, *away))


def _nearest(passages: Sequence[Passage]) -> float:
    return max((p.cosine for p in passages if p.cosine is not None), default=0.0)


def _foreign(result: SearchResult, question: str) -> SearchResult:
    """The passages whose words are in another language than the question, whatever their document is said to be in."""
    kept = tuple(p for p in result.passages if is_chinese(p.chunk.text) != is_chinese(question))
    return replace(result, passages=kept)
