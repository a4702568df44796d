"""The main flow: from a question to a checked answer, told in the order in which it happens.

Does not know doors, runtimes or indexes; they are handed in.
"""

from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime

from assistant.answers import Answer, Done, Event, Outcome, PassagesFound, Question
from assistant.applicants import said_of_oneself
from assistant.approved_answers import ApprovedAnswers, ApprovedStory
from assistant.checks import cleaned, orders_the_model
from assistant.circumstances import circumstances, without_day
from assistant.citations import Wordings
from assistant.compose import Composer, Wanted
from assistant.conversation import open_conversation
from assistant.eligibility import missing_fact
from assistant.evidence import STRONG, Sufficiency, sufficiency
from assistant.finding import Finder, Found, Searching
from assistant.guide_answer import GuideAnswers, GuideStory
from assistant.headings import section_asked
from assistant.language_model import LanguageModel
from assistant.legal_time import Announcement, day_told, ended
from assistant.locality import WORTH_ASKING, depends_on_place, everywhere, named, places_of
from assistant.notices import before_the_answer, notice, of_the_source
from assistant.other_wordings import OtherWordings
from assistant.personal_data import mask
from assistant.rephrase import points_back, searched, standalone
from assistant.sentences import is_chinese
from assistant.slips import as_meant
from assistant.store import Store
from assistant.support import Similarity
from assistant.triage import kind
from assistant.turn import Turn, language_of
from ingestion import jurisdictions
from ingestion.repeals import find_repeals
from prompts.sentences import sentence as said
from retrieval.seams import Passage

_REPLIES = {
    "crisis": Outcome.REFERRED,
    "greeting": Outcome.NEEDS_CLARIFICATION,
    "thanks": Outcome.NEEDS_CLARIFICATION,
    "personal_case": Outcome.REFERRED,
    "weather": Outcome.DECLINED,
    "small_talk": Outcome.DECLINED,
}
"""Messages that are no questions, each answered by the fixed sentence of its name."""


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
        approved: ApprovedAnswers | None = None,
    ) -> None:
        """`similarity` and `calibrated` belong together: cosines of the bundled embedder, which thresholds hold for."""
        self._finder = Finder(searcher, calibrated=calibrated)
        self._wordings = OtherWordings(self._finder)
        self._store = store
        self._today = today
        self._calibrated = calibrated
        self._composer = Composer(model, similarity, corpus)
        self._guides = GuideAnswers(corpus)
        self._approved = approved

    def answer(self, question: Question) -> Generator[Event, None, None]:
        """Answer one question: notices, the passages, sentences as they pass their check, and `Done` at the end.

        Problems about the question itself (`question_empty`, `question_too_long`, `conversation_unknown`) are raised
        before the first event. Closing the generator early keeps what was shown, as partly answered or failed.
        """
        text = cleaned(question.text)
        language = language_of(question, text)
        masked = mask(text, language)
        meant = as_meant(masked.text)
        conversation = open_conversation(self._store, question)
        place = circumstances(
            conversation.told(meant),
            region=conversation.place(question.region),
            as_of=question.as_of,
            today=self._today(),
            before=conversation.as_of if points_back(meant) else None,
        )
        turn = Turn(meant, language, conversation, place, datetime.now(UTC), typed=masked.text)
        turn.caller_region = question.region
        try:
            yield from self._story(turn, masked=bool(masked.kinds))
        finally:
            if not turn.kept:
                self._keep(turn, turn.interrupted, "")

    def _story(self, turn: Turn, *, masked: bool) -> Generator[Event, None, None]:
        if masked:
            yield notice("masked", turn.language)

        turn.kind = kind(turn.question)
        if turn.kind in _REPLIES:
            yield self._end(turn, _REPLIES[turn.kind], turn.kind)
            return
        if orders_the_model(turn.question):
            yield self._end(turn, Outcome.DECLINED, "injection")
            return

        turn.rephrased = turn.conversation.root or standalone(turn.question, turn.conversation.earlier)
        if told := self._approved_answer(turn):
            yield from self._tell_approved(turn, told)
            return
        asked, wanted = turn.rephrased or turn.question, searched(turn.question, turn.rephrased)
        if turn.place.as_of != self._today():
            asked, wanted = (without_day(text, turn.place.as_of) for text in (asked, wanted))
        found = self._finder.find(asked, wanted, turn.place)
        turn.found = found.result
        yield from before_the_answer(turn, self._today(), found.result)
        yield PassagesFound(found.result.passages)
        turn.mark("passages")
        yield from self._from_passages(turn, asked, found)

    def _approved_answer(self, turn: Turn) -> ApprovedStory | None:
        """What staff approved for this question, if it stands alone: what leans on others is another question."""
        said_before, own = turn.conversation.earlier, turn.conversation.root or turn.question
        leans = turn.rephrased is not None and (own != turn.rephrased or (own != said_before[0] and points_back(own)))
        if self._approved is None or leans or turn.conversation.replied:
            return None
        return self._approved.find(own, turn.place, said_of_oneself(said_before), turn.language)

    def _tell_approved(self, turn: Turn, told: ApprovedStory) -> Iterator[Event]:
        turn.approved = told
        yield from before_the_answer(turn, self._today())
        day = day_told(told.approval.on, turn.language)
        yield notice("approved", turn.language, by=told.approval.by, day=day)
        yield from told.tell()
        yield from of_the_source(turn, told.citations.all)
        yield Done(self._keep(turn, Outcome.ANSWERED))

    def _from_passages(self, turn: Turn, asked: str, found: Found) -> Generator[Event, None, None]:
        """What can be said of what was found: the first of these that applies."""
        every = found.result.passages
        turn.guide = self._guide_before(turn, found)
        local = not turn.place.placed and depends_on_place(asked, every)
        if turn.guide is None and local and (found.abroad or self._met(found, every)).score >= WORTH_ASKING:
            yield self._ask_for_place(turn, every)
            return
        passages = list(every) if turn.place.placed else everywhere(every)
        turn.guide = turn.guide or self._guide(turn, asked, passages, found)
        if turn.guide is not None:
            yield from turn.guide.tell()
            yield from of_the_source(turn, turn.guide.citations.all)
            yield Done(self._keep(turn, turn.guide.outcome))
            return

        everything = self._finder.at_any_time(found)
        if gone := ended(asked, everything, passages, turn.place.as_of, turn.language):
            yield from self._tell_alone(turn, found, gone)
            return
        turn.ahead = self._wordings.ahead(asked, found, everything, self._today(), turn.language)

        met = found.abroad or self._met(found, passages)
        ahead = (everything, [turn.ahead.passage]) if turn.ahead else ()
        if turn.ahead and not met.enough and any(self._met(found, each).enough for each in ahead):
            yield from self._tell_alone(turn, found, turn.ahead)
            return
        if not met.enough:
            yield self._end_without_answer(turn, asked, found, local_only=len(passages) < len(every))
            return
        own = turn.conversation.root or turn.question
        told = section_asked(own, passages)
        if not told and (fact := missing_fact(own, turn.conversation.replied, [p.chunk.text for p in passages])):
            turn.replies = ("Yes", "No") if turn.language == "en" else ()  # the only words that `eligibility` reads
            yield self._end(turn, Outcome.NEEDS_CLARIFICATION, "needs_fact", fact=fact)
            return
        if told:
            passages.sort(key=lambda p: p is not told[0])
        if met.across:
            passages.sort(key=lambda p: is_chinese(p.chunk.text) == is_chinese(asked))
        quotes_may_answer = met.score >= STRONG
        yield from self._compose(turn, asked, passages, found, quotes_may_answer=quotes_may_answer)

    def _met(self, found: Found, passages: Sequence[Passage]) -> Sufficiency:
        result = found.result
        return sufficiency(
            found.measured,
            passages,
            calibrated=self._calibrated,
            unheld=result.unheld,
            familiar=result.familiar,
            nearest=result.nearest if len(passages) > 1 else 0.0,  # one passage is measured by itself
        )

    def _guide_before(self, turn: Turn, found: Found) -> GuideStory | None:
        """The guide that the answer before was made from, where a follow-up asks for another of its fields."""
        before = turn.conversation.source
        if before is None or turn.rephrased is None or not points_back(turn.question):
            return None
        held = self._finder.within(found, before)
        return self._guides.go_on(turn.question, held[0], turn.language, turn.place.as_of) if held else None

    def _guide(self, turn: Turn, asked: str, passages: Sequence[Passage], found: Found) -> GuideStory | None:
        if not self._calibrated or (found.abroad and not found.abroad.enough):
            return None
        # Cosines of a question with foreign words are higher: only the best passage tells which guide is meant.
        near = passages[:1] if found.abroad else passages
        return self._guides.begin(asked, near, turn.language, turn.place.as_of)

    def _end_without_answer(self, turn: Turn, asked: str, found: Found, *, local_only: bool) -> Done:
        """Say that nothing was found; or ask for the place, if what was found holds elsewhere."""
        if local_only and self._met(found, found.result.passages).enough:
            return self._ask_for_place(turn, found.result.passages)
        if turn.kind == "complaint":
            return self._end(turn, Outcome.REFERRED, "complaint")
        return self._end(turn, Outcome.NOT_FOUND, "not_found", topic=asked.strip(" ？?。.！!"), **_scope(turn))

    def _compose(
        self, turn: Turn, asked: str, passages: list[Passage], found: Found, *, quotes_may_answer: bool
    ) -> Iterator[Event]:
        turn.draft = self._composer.draft(turn.place.as_of, turn.language)
        turn.draft.quotes_may_answer = quotes_may_answer
        wanted = Wanted(found.asked, found.levels, found.abroad is not None)
        yield from self._composer.compose(turn.draft, asked, passages, turn.language, wanted)
        if not turn.draft.sentences:
            yield self._end(turn, Outcome.NOT_FOUND, "not_carried")
            return
        cited = turn.draft.citations.all
        other = turn.ahead or self._wordings.before(asked, found, cited, turn.language)
        if other is not None:
            yield from self._composer.announce(turn.draft, asked, other, turn.language, in_its_words=other.worded)
        yield from of_the_source(turn, turn.draft.citations.all)
        partly = turn.draft.broken or all(s.quoted for s in turn.draft.sentences)
        yield Done(self._keep(turn, Outcome.PARTLY_ANSWERED if partly else Outcome.ANSWERED))

    def _tell_alone(self, turn: Turn, found: Found, told: Announcement) -> Iterator[Event]:
        """Nothing that holds answers, but a text that ended or is on its way does."""
        turn.draft = self._composer.draft(turn.place.as_of, turn.language)
        now = told.passage.metadata.repealed_by
        # An article of the same number is no successor, nor is the clause that repeals.
        by_number = "exact" in told.passage.found_by
        held = [replace(p, found_by={}) for p in (self._finder.within(found, now) if now and not by_number else ())]
        instead = [p for p in held if self._met(found, [p]).enough and not find_repeals(p.chunk.text)]
        yield from self._composer.announce(
            turn.draft, found.asked, told, turn.language, in_its_words=True, successors=instead
        )
        yield Done(self._keep(turn, turn.interrupted))

    def _ask_for_place(self, turn: Turn, passages: Sequence[Passage]) -> Done:
        """Ask which place is meant, by the places found, or by those that share the name that was told."""
        codes = turn.place.perhaps or places_of(passages)
        turn.replies = tuple(map(jurisdictions.full_name, codes))
        places = named(codes, turn.language)
        if turn.place.perhaps:
            called = jurisdictions.get(codes[0]).name
            return self._end(turn, Outcome.NEEDS_CLARIFICATION, "which_place", called=called, places=places)
        return self._end(turn, Outcome.NEEDS_CLARIFICATION, "needs_place", places=places)

    def _end(self, turn: Turn, outcome: Outcome, name: str, **values: object) -> Done:
        """End with one of the fixed sentences."""
        return Done(self._keep(turn, outcome, said(name, turn.language, **values)))

    def _keep(self, turn: Turn, outcome: Outcome, text: str | None = None) -> Answer:
        answer = turn.answer(outcome, text)
        self._store.keep(turn.typed or turn.question, answer, turn.asked_at)
        turn.kept = True
        return answer


def _scope(turn: Turn) -> dict[str, object]:
    place = turn.place
    if place.region:
        scope = said("scope_place", turn.language, place=jurisdictions.full_name(place.region))
    else:
        scope = said("scope_all", turn.language)
    return {"scope": scope, "as_of": place.as_of.isoformat()}
