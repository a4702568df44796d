"""The wording of a rule before the one that holds, or the one after it, where a question asks for it.

The same rule is known in another wording by its words, not by its number: articles move when a law is changed. Does not
know how it is told (`compose`).
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from assistant.answers import Citation
from assistant.change_questions import asks_what_changed, names, names_in_short, speaks_of_new_law, without_name
from assistant.circumstances import day_pointed_to
from assistant.citations import stands_in
from assistant.finding import Finder, Found
from assistant.legal_time import Announcement, before_told, coming, coming_told, is_coming
from assistant.support import past_label
from assistant.wording import content, coverage, covering
from ingestion.named_acts import same_matter
from ingestion.validity import Status, status, successor
from retrieval.seams import Passage

_SAME_RULE = 0.6
"""Share of the words of one of two articles that the other holds, from which both are one rule. Of 12 that were changed
and told by hand, the earlier wording held .73 to .97 and stood first among all that could have been meant."""
_FAR_DOWN = 50
"""Passages of any time among which a coming wording of the law that is named must be found."""
_MET = 3
"""Passages of a named law that may meet the question; and those in force of which one may be what has changed."""
_EARLIER = 5
"""Wordings that are gone back through, past those that say the same, to one that says otherwise."""
_ENDED = (Status.SUPERSEDED, Status.REPEALED)


class OtherWordings:
    """Looks for them. For any number of threads."""

    def __init__(self, finder: Finder) -> None:
        self._finder = finder

    def ahead(
        self, asked: str, found: Found, everything: Sequence[Passage], today: date, language: str
    ) -> Announcement | None:
        """A wording that does not hold yet: of the law that the question calls new, else one that meets it; and beside
        it, what it will replace."""
        as_of = found.filters.as_of
        told = self._called_new(asked, found, today, language) or coming(everything, as_of, today, language)
        if told is None:
            return None
        held = self._finder.alike(found, told.passage.chunk.text, any_time=False)
        beside = next((p for p in _same_rule(told.passage, held) if _replaces(told.passage, p)), None)
        return replace(told, beside=beside, worded=speaks_of_new_law(asked) or asks_what_changed(asked))

    def _called_new(self, asked: str, found: Found, today: date, language: str) -> Announcement | None:
        if not speaks_of_new_law(asked):
            return None
        for passage in self._finder.at_any_time(found, _FAR_DOWN):
            work = passage.metadata.work or passage.metadata.title
            if is_coming(passage, found.filters.as_of) and (names(asked, work) or names_in_short(asked, work)):
                matter = without_name(asked, work)
                within = self._finder.within(found, passage.chunk.document_id, matter, any_time=True)
                first, *also = within[:_MET] or [passage]
                return replace(coming_told(first, today, language), also=tuple(also), about=matter)
        return None

    def before(self, asked: str, found: Found, cited: Sequence[Citation], language: str) -> Announcement | None:
        """What the rule was before it was changed, where the question asks for that; on a day that it tells, if it
        tells one. Of the passages that were cited and the best ones found, the first that has an earlier wording is
        meant. That it was the same is told of what was cited only."""
        if not asks_what_changed(asked):
            return None
        then = day_pointed_to(asked, found.filters.as_of)
        told = [(p, [c.quote for c in cited if stands_in(c, p)]) for p in found.result.passages]
        for passage, quotes in (pair for rank, pair in enumerate(told) if pair[1] or rank < _MET):
            same = None
            for earlier in self._back_from(passage, found):
                if then and not _began_by(earlier, then):
                    continue
                was = _bare(earlier.chunk.text)
                changed = [words for words in quotes or [_without_label(passage)] if _bare(words) not in was]
                if changed:
                    text = before_told(earlier, found.filters.as_of, language, same=False)
                    return Announcement(earlier, text, about=changed[0] if quotes else "", beside=passage, worded=True)
                same = same or earlier
            if same and quotes:
                return Announcement(same, before_told(same, found.filters.as_of, language, same=True), about=quotes[0])
        return None

    def _back_from(self, passage: Passage, found: Found) -> Iterator[Passage]:
        """The same rule in the wordings before, latest first, up to the first that says otherwise."""
        now = passage
        for _ in range(_EARLIER):
            alike = self._finder.alike(found, now.chunk.text, any_time=True)
            ended = [
                p
                for p in _same_rule(now, alike)
                if status(p.metadata, found.filters.as_of) in _ENDED and _replaces(now, p)
            ]
            if not ended:
                return
            if _held(ended[0]):
                yield ended[0]
            now = ended[0]


def _same_rule(passage: Passage, alike: Sequence[Passage]) -> Iterator[Passage]:
    for other in alike:
        words = [
            (content(one.chunk.text), covering(two.chunk.text)) for one, two in ((passage, other), (other, passage))
        ]
        if max(coverage(*pair) for pair in words) >= _SAME_RULE:
            yield other


def _replaces(later: Passage, earlier: Passage) -> bool:
    """Whether a text took, or takes, the place of another: as its next wording, or by repealing it."""
    if earlier.chunk.document_id == later.chunk.document_id:
        return False
    if successor(earlier.metadata) == later.chunk.document_id:
        return True
    end, begin = earlier.metadata.effective_to, later.metadata.effective_from
    return end is not None and end == begin and same_matter(earlier.metadata, later.metadata)


def _began_by(passage: Passage, day: date) -> bool:
    return passage.metadata.effective_from is None or passage.metadata.effective_from <= day


def _held(passage: Passage) -> bool:
    """Whether a text held on any day: of two published for one day, the first never did."""
    begin, end = passage.metadata.effective_from, passage.metadata.effective_to
    return begin is None or end is None or begin < end


def _without_label(passage: Passage) -> str:
    text = passage.chunk.text
    return text[past_label(text, 0) :]


def _bare(text: str) -> str:
    return "".join(character for character in text if character.isalnum())
