"""The main flow: from a question to a checked answer, told in the order in which it happens.

Does not know doors, runtimes or indexes; they are handed in.
"""

from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Protocol

from assistant.answers import Answer, Done, Event, Notice, Outcome, PassagesFound, Question
from assistant.checks import cleaned, orders_the_model
from assistant.circumstances import circumstances
from assistant.citations import Wordings
from assistant.compose import Composer
from assistant.conversation import open_conversation
from assistant.eligibility import missing_fact
from assistant.evidence import STRONG, sufficiency
from assistant.guide_answer import GuideAnswers
from assistant.language_model import LanguageModel
from assistant.legal_time import Announcement, coming, ended
from assistant.locality import (
    by_turns,
    depends_on_place,
    everywhere,
    levels_asked,
    levels_told,
    named,
    on_its_matter,
    places_of,
)
from assistant.personal_data import mask
from assistant.rephrase import searched, standalone
from assistant.sentences import is_chinese
from assistant.store import Store
from assistant.support import Similarity
from assistant.triage import kind
from assistant.turn import Turn, language_of
from ingestion import jurisdictions
from prompts.sentences import sentence as said
from retrieval.seams import Filters, Passage, SearchResult

FOUND = 8
"""Passages that are searched for and sent to the reader."""


_REPLIES = {
    "crisis": Outcome.REFERRED,
    "greeting": Outcome.NEEDS_CLARIFICATION,
    "thanks": Outcome.NEEDS_CLARIFICATION,
    "personal_case": Outcome.REFERRED,
    "weather": Outcome.DECLINED,
    "small_talk": Outcome.DECLINED,
}
"""Messages that are no questions, each answered by the fixed sentence of its name."""


class Searching(Protocol):
    """What is asked of `retrieval.searcher.Searcher`."""

    def search(self, question: str, filters: Filters, count: int = 10) -> SearchResult: ...


class Assistant:
    """Answers questions. For any number of threads; nothing is shared between two answers but what was handed in."""

    def __init__(
        self,
        searcher: Searching,
        model: LanguageModel | None,
        store: Store,
        corpus: Wordings,
        today: Callable[[], date],
        *,
        similarity: Similarity | None = None,
        calibrated: bool = True,
    ) -> None:
        """`similarity` and `calibrated` belong together: cosines of the bundled embedder, which thresholds hold for."""
        self._searcher = searcher
        self._store = store
        self._today = today
        self._calibrated = calibrated
        self._composer = Composer(model, similarity, corpus)
        self._guides = GuideAnswers(corpus)

    def answer(self, question: Question) -> Generator[Event, None, None]:
        """Answer one question: notices, the passages, sentences as they pass their check, and `Done` at the end.

        Problems about the question itself (`question_empty`, `question_too_long`, `conversation_unknown`) are raised
        before the first event. Closing the generator early keeps what was shown, as partly answered or failed.
        """
        text = cleaned(question.text)
        language = language_of(question, text)
        masked = mask(text, language)
        conversation = open_conversation(self._store, question)
        place = circumstances(
            masked.text, region=conversation.place(question.region), as_of=question.as_of, today=self._today()
        )
        turn = Turn(masked.text, language, conversation, place, datetime.now(UTC))
        try:
            yield from self._story(turn, masked=bool(masked.kinds))
        finally:
            if not turn.kept:
                self._keep(turn, turn.interrupted, "")

    def _story(self, turn: Turn, *, masked: bool) -> Generator[Event, None, None]:
        if masked:
            yield _notice("masked", turn.language)

        turn.kind = kind(turn.question)
        if turn.kind in _REPLIES:
            yield self._end(turn, _REPLIES[turn.kind], turn.kind)
            return
        if orders_the_model(turn.question):
            yield self._end(turn, Outcome.DECLINED, "injection")
            return

        turn.rephrased = turn.conversation.root or standalone(turn.question, turn.conversation.earlier)
        asked = turn.rephrased or turn.question
        found = self._search(turn, asked)
        yield from self._notices(turn, found)
        yield PassagesFound(found.passages)
        turn.mark("passages")
        yield from self._from_passages(turn, asked, found)

    def _from_passages(self, turn: Turn, asked: str, found: SearchResult) -> Generator[Event, None, None]:
        """What can be said of what was found: the first of these that applies."""
        if not turn.place.placed and depends_on_place(asked, found.passages):
            yield self._ask_for_place(turn, found)
            return
        passages = list(found.passages) if turn.place.placed else everywhere(found.passages)
        turn.guide = self._guides.begin(asked, passages, turn.language, turn.place.as_of) if self._calibrated else None
        if turn.guide is not None:
            yield from turn.guide.tell()
            yield Done(self._keep(turn, turn.guide.outcome))
            return

        everything = self._search_any_time(turn)
        if gone := ended(asked, everything, passages, turn.place.as_of, turn.language):
            yield from self._tell_alone(turn, asked, gone)
            return
        turn.ahead = coming(everything, turn.place.as_of, self._today(), turn.language)

        met = sufficiency(asked, passages, calibrated=self._calibrated)
        if not met.enough and turn.ahead and sufficiency(asked, everything, calibrated=self._calibrated).enough:
            yield from self._tell_alone(turn, asked, turn.ahead)
            return
        if not met.enough:
            yield self._end_without_answer(turn, asked, found, local_only=len(passages) < len(found.passages))
            return
        own = turn.conversation.root or turn.question
        if fact := missing_fact(own, turn.conversation.replied, [p.chunk.text for p in passages]):
            yield self._end(turn, Outcome.NEEDS_CLARIFICATION, "needs_fact", fact=fact)
            return
        if met.across:
            passages.sort(key=lambda p: is_chinese(p.chunk.text) == is_chinese(asked))
        yield from self._compose(turn, asked, passages, quotes_may_answer=met.score >= STRONG)

    def _notices(self, turn: Turn, found: SearchResult) -> Iterator[Notice]:
        if turn.kind == "complaint":
            yield _notice("complaint", turn.language)
        if turn.place.as_of > self._today():
            yield _notice("future_date", turn.language, as_of=turn.place.as_of)
        if any(state.startswith("down") for state in found.legs.values()):
            yield _notice("leg_down", turn.language)

    def _end_without_answer(self, turn: Turn, asked: str, found: SearchResult, *, local_only: bool) -> Done:
        """Say that nothing was found; or ask for the place, if what was found holds elsewhere."""
        if local_only and sufficiency(asked, found.passages, calibrated=self._calibrated).enough:
            return self._ask_for_place(turn, found)
        if turn.kind == "complaint":
            return self._end(turn, Outcome.REFERRED, "complaint")
        return self._end(turn, Outcome.NOT_FOUND, "not_found", topic=asked.strip(" ？?。.！!"), **_scope(turn))

    def _compose(self, turn: Turn, asked: str, passages: list[Passage], *, quotes_may_answer: bool) -> Iterator[Event]:
        turn.draft = self._composer.draft(turn.place.as_of, turn.language)
        turn.draft.quotes_may_answer = quotes_may_answer
        yield from self._composer.compose(turn.draft, asked, passages, turn.language, turn.place.as_of)
        if not turn.draft.sentences:
            yield self._end(turn, Outcome.NOT_FOUND, "not_carried")
            return
        if turn.ahead is not None:
            yield from self._composer.announce(turn.draft, asked, turn.ahead, in_its_words=False)
        cited = [citation.region for citation in turn.draft.citations.all]
        if levels := levels_told(cited, turn.place.region, turn.language):
            yield Notice("levels", levels)
        partly = turn.draft.broken or all(s.quoted for s in turn.draft.sentences)
        yield Done(self._keep(turn, Outcome.PARTLY_ANSWERED if partly else Outcome.ANSWERED))

    def _search(self, turn: Turn, asked: str) -> SearchResult:
        filters = Filters(as_of=turn.place.as_of, lineage=turn.place.lineage)
        wanted = searched(turn.question, turn.rephrased)
        turn.found = self._searcher.search(wanted, filters, FOUND)
        if levels := levels_asked(asked, turn.place.region):
            wanted = on_its_matter(asked)
            each = [self._searcher.search(wanted, replace(filters, lineage=codes), FOUND) for codes in levels]
            turn.found = replace(turn.found, passages=by_turns([found.passages for found in each], FOUND))
        return turn.found

    def _search_any_time(self, turn: Turn) -> Sequence[Passage]:
        """What would be found if repealed and coming texts were seen, too."""
        filters = Filters(as_of=turn.place.as_of, lineage=turn.place.lineage, any_time=True)
        return self._searcher.search(searched(turn.question, turn.rephrased), filters, FOUND).passages

    def _tell_alone(self, turn: Turn, asked: str, told: Announcement) -> Iterator[Event]:
        """Nothing that holds answers, but a text that ended or is on its way does."""
        turn.draft = self._composer.draft(turn.place.as_of, turn.language)
        yield from self._composer.announce(turn.draft, asked, told, in_its_words=True)
        yield Done(self._keep(turn, turn.interrupted))

    def _ask_for_place(self, turn: Turn, found: SearchResult) -> Done:
        """Ask which place is meant, by the places found, or by those that share the name that was told."""
        if perhaps := turn.place.perhaps:
            known = {"called": jurisdictions.get(perhaps[0]).name, "places": named(perhaps, turn.language)}
            return self._end(turn, Outcome.NEEDS_CLARIFICATION, "which_place", **known)
        places = places_of(found.passages, turn.language)
        return self._end(turn, Outcome.NEEDS_CLARIFICATION, "needs_place", places=places)

    def _end(self, turn: Turn, outcome: Outcome, name: str, **values: object) -> Done:
        """End with one of the fixed sentences."""
        return Done(self._keep(turn, outcome, said(name, turn.language, **values)))

    def _keep(self, turn: Turn, outcome: Outcome, text: str | None = None) -> Answer:
        answer = turn.answer(outcome, text)
        self._store.keep(turn.question, answer, turn.asked_at)
        turn.kept = True
        return answer


def _scope(turn: Turn) -> dict[str, object]:
    place = turn.place
    if place.region:
        scope = said("scope_place", turn.language, place=jurisdictions.full_name(place.region))
    else:
        scope = said("scope_all", turn.language)
    return {"scope": scope, "as_of": place.as_of.isoformat()}


def _notice(name: str, language: str, **values: object) -> Notice:
    return Notice(name, said(name, language, **values))
