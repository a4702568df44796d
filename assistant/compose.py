"""Writes an answer sentence by sentence, and lets none pass that its sources do not carry.

The model's words arrive in pieces; each finished sentence is cleaned, checked against every passage, and shown with its
citations, replaced by the source's own words, or dropped with the reason. When the model is slow, breaks or is absent,
the answer is made of quotes, and a notice says so. Does not know what was asked before, nor what is kept.
"""

import re
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from itertools import combinations

from assistant.answers import Citation, Notice, Sentence, SentenceShown
from assistant.asked import asked, tells
from assistant.checks import orders_the_model
from assistant.citations import CitationList, Wordings, about, plainly, stands_in
from assistant.conflicts import at_odds, differing, side_by_side
from assistant.draft import Draft, whole
from assistant.evidence import readable, without_orders
from assistant.exceptions import untold
from assistant.headings import section_asked
from assistant.language_model import LanguageModel, Message, ModelUnavailable
from assistant.legal_time import Announcement, ending_clause
from assistant.locality import origin
from assistant.quoting import Quoted, all_cases, as_asked, likeliest, quantities, quote
from assistant.streaming import TooSlow, sentences_of
from assistant.support import Similarity, Support, SupportCheck
from assistant.units import fits
from ingestion.numerals import NUMERAL
from prompts.sentences import sentence as said
from prompts.templates import Part, load
from retrieval.seams import Passage

_DIVISION = re.compile(rf"第{NUMERAL}+[编章节条]")
MOST_SENTENCES = 6
"""An answer is short: a model that goes on is stopped."""
_ACROSS = 6
"""Passages in another language that may be quoted."""
_AS_LIKELY = 2
"""Quotes beside a composed answer, of passages that it does not cite and that are as likely to answer."""
_ANNOUNCED = 2
"""Articles of a coming law that are told, where the question names it."""
_RELEVANT = 0.35
"""Share of a failed sentence that a quote must cover to stand in its place."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What passages are measured against, which is not always the question as it was asked."""

    measured: str
    levels: Sequence[tuple[str, ...]] = ()
    """The levels whose rules are asked for side by side, each with its region codes."""
    across: bool = False
    """The passages are in another language than the question: more of them may be quoted, their order says less."""


class Composer:
    """Turns passages into checked sentences. One per process; a `Draft` per answer."""

    def __init__(self, model: LanguageModel | None, similarity: Similarity | None, wordings: Wordings) -> None:
        self._model = model
        self._similarity = similarity
        self._check = SupportCheck(similarity)
        self._wordings = wordings

    def draft(self, as_of: date, language: str) -> Draft:
        """An empty answer."""
        name = self._model.name if self._model else "none"
        return Draft(CitationList(self._wordings, as_of, language), model=name)

    def compose(
        self, draft: Draft, question: str, found: Sequence[Passage], language: str, wanted: Wanted
    ) -> Generator[SentenceShown | Notice, None, None]:
        """Show checked sentences as they come, and fill the draft. Closing this stops the model. A section that is
        headed by what is asked is told in its own words."""
        passages = [without_orders(p) for p in found]
        side = side_by_side(wanted.measured, _by_level(passages, wanted.levels), self._similarity)
        read = readable(wanted.measured, passages, language)
        sources = passages[:_ACROSS] if wanted.across else [passage for passage, _ in read]
        failure = None
        headed = not side and section_asked(wanted.measured, sources) is not None
        if headed:  # a model would tell half of it
            yield from self._quotes(draft, wanted.measured, sources, side)
        elif self._model is None or not self._model.ready():
            failure = "absent" if self._model is None or self._model.name == "quoting" else "down"
        else:
            template = load("compose", language)
            draft.prompt = template.label
            parts = [Part(_heading(passage), words) for passage, words in read]
            messages = [Message(role, text) for role, text in template.fill(question=question, passages=parts)]
            try:
                with closing(sentences_of(self._model, messages, draft.usage)) as sentences:
                    for text in sentences:
                        yield from self._shown(draft, text, sources, question)
                        if len(draft.sentences) >= MOST_SENTENCES:
                            break
            except TooSlow:
                failure = "slow"
            except ModelUnavailable:
                failure = "down"
        if failure:
            draft.broken = True
            reason = "stopped" if draft.sentences else failure
            yield Notice(f"quotes_model_{reason}", said(f"quotes_model_{reason}", language))
        if not draft.sentences and (failure or draft.quotes_may_answer):
            if not failure:
                draft.broken = True
                yield Notice("quotes_not_carried", said("quotes_not_carried", language))
            yield from self._quotes(draft, wanted.measured, sources, side)
        elif not failure and not headed:
            yield from self._still_asked(draft, wanted.measured, sources)
            yield from self._as_likely(draft, wanted.measured, sources)
        if draft.sentences:
            yield from self._beside(draft, wanted.measured, passages, side, language)

    def announce(
        self,
        draft: Draft,
        question: str,
        told: Announcement,
        language: str,
        *,
        in_its_words: bool,
        successors: Sequence[Passage] = (),
    ) -> Iterator[SentenceShown]:
        """Say what time has done to a rule, with the words it is about, and the clause that ended it, as citations.

        `in_its_words` tells its words, too; one of `successors` is what has its place now. What holds beside it is told
        before, if it was not yet.
        """
        passages = [without_orders(p) for p in (told.passage, *told.also)]
        count = _ANNOUNCED if told.worded else 1
        of_it = quote(told.about or question, passages, count=count, similarity=self._similarity)
        if of_it and told.beside:
            for quoted in quote(of_it[0].text, [without_orders(told.beside)], count=1, similarity=self._similarity):
                if not any(_overlaps(c, quoted) for c in draft.citations.all):
                    yield from _quoted(draft, question, quoted)
        known = len(draft.citations.all)
        # The same words as below: a quote beside them that nobody said has ended would pass for a rule.
        places = _places(question, told, of_it)
        citations = [c for its_words in places if (c := draft.citations.cite(*its_words))]
        if not citations:
            return
        clause = ending_clause(told.passage.metadata, self._wordings)
        cited = [*citations, draft.citations.cite_version(*clause) if clause else None]
        numbers = tuple(dict.fromkeys(c.number for c in cited if c))
        text = told.text + told.lead if in_its_words else told.text
        yield draft.show(Sentence(text, numbers, 1.0, told=True), known)
        if in_its_words:
            for its_words in places:
                yield from draft.quote(*its_words, again=told.worded)
        now = quote(question, [without_orders(p) for p in successors], count=1, similarity=self._similarity)
        if now:
            known = len(draft.citations.all)
            place = whole(now[0].passage.chunk.text, now[0].start, now[0].end)
            if citation := draft.citations.cite(now[0].passage, *place):
                text = said("succeeded", language, title=now[0].passage.metadata.title)
                yield draft.show(Sentence(text, (citation.number,), 1.0, told=True), known)
                yield from draft.quote(now[0].passage, *place)

    def _shown(self, draft: Draft, raw: str, sources: Sequence[Passage], question: str) -> Iterator[SentenceShown]:
        """The sentence if a source carries it, else the source's own words, else nothing."""
        text = plainly(raw)
        if not text or draft.says(text):
            return
        if orders_the_model(text) or text.endswith(("?", "？")):
            draft.dropped.append(f"asks or orders instead of telling: {text}")
            return
        judged = [(self._check.judge(text, p.chunk.text, about(p), question), p) for p in sources]
        for support, passage in sorted(judged, key=lambda pair: -pair[0].score):
            if support.carried:
                words = support.start, support.end
                # A model that was told the asker's own quantity has chosen their case.
                cases = words if quantities(question) else all_cases(question, passage.chunk.text, *words)
                if cases != words:
                    yield from draft.quote(passage, *cases)
                    return
                known = len(draft.citations.all)
                citation = draft.citations.cite(passage, support.start, support.end)
                if citation is not None:
                    excepted = untold(text, passage.chunk.text, support.start, support.end)
                    if excepted is None or excepted[0] >= support.end:
                        yield draft.show(Sentence(text, (citation.number,), round(support.score, 3)), known)
                    if excepted is not None:
                        yield from draft.quote(passage, *excepted)
                    return
        draft.dropped.append(f"{_reason([s for s, _ in judged])}: {text}")
        if max((support.relevance for support, _ in judged), default=0.0) >= _RELEVANT:
            yield from self._replacement(draft, sources, question)

    def _replacement(self, draft: Draft, sources: Sequence[Passage], question: str) -> Iterator[SentenceShown]:
        """The source's words that meet the question best; a false sentence does not choose them."""
        draft.owed += 1
        if not draft.quotes_may_answer and all(sentence.quoted for sentence in draft.sentences):
            return
        quotes = quote(question, sources, similarity=self._similarity)
        while draft.owed and draft.quotes_given < len(quotes):
            chosen = quotes[draft.quotes_given]
            draft.quotes_given += 1
            draft.owed -= 1
            yield from _quoted(draft, question, chosen)

    def _still_asked(self, draft: Draft, question: str, sources: Sequence[Passage]) -> Iterator[SentenceShown]:
        """The source's words for the amount or period that was asked for, where no sentence told any."""
        if asked(question) and draft.sentences and not any(tells(question, s.text) for s in draft.sentences):
            told = [q for q in quote(question, sources, similarity=self._similarity) if tells(question, q.text)]
            for quoted in told[:1]:
                yield from _quoted(draft, question, quoted)

    def _as_likely(self, draft: Draft, question: str, sources: Sequence[Passage]) -> Iterator[SentenceShown]:
        """What may well answer beside what was composed: a small model tells one rule of those it reads."""
        untold = [p for p in likeliest(sources) if not any(stands_in(c, p) for c in draft.citations.all)]
        for quoted in quote(question, untold, count=_AS_LIKELY, similarity=self._similarity):
            yield from _quoted(draft, question, quoted)

    def _beside(
        self, draft: Draft, question: str, passages: Sequence[Passage], side: Sequence[Quoted], language: str
    ) -> Iterator[SentenceShown]:
        """What belongs beside an answer: the rule of each level that was asked for, a rule with another figure."""
        cited = draft.citations.all
        untold = [q for q in side if not any(stands_in(c, q.passage) for c in cited)]
        if not side:
            shown = [(c.document_id, c.region, c.quote) for c in cited]
            other = differing(question, shown, passages, self._similarity)
            untold = [other] if other else []
        for quoted in untold:
            yield from draft.quote(quoted.passage, quoted.start, quoted.end)
        pairs = [(a, b) for a, b in combinations(cited, 2) if a.document_id != b.document_id]
        differ = [
            c
            for a, b in pairs
            if at_odds(a.quote, b.quote, self._similarity, one_level=a.region == b.region)
            for c in (a, b)
        ]
        first: dict[str, Citation] = {}
        for citation in sorted(differ or (cited if side else []), key=lambda c: c.number):
            first.setdefault(citation.document_id, citation)
        if len(first) < 2:
            return
        told = ("；" if language == "zh" else "; ").join(origin(c, language) for c in first.values())
        text = said("sources_differ" if differ else "sources_side_by_side", language, sources=told)
        yield draft.show(Sentence(text, tuple(c.number for c in first.values()), 1.0, told=True), len(cited))

    def _quotes(
        self, draft: Draft, question: str, sources: Sequence[Passage], side: Sequence[Quoted]
    ) -> Iterator[SentenceShown]:
        chosen = side or quote(question, sources, similarity=self._similarity)
        first = [id(quoted.passage) for quoted in chosen]
        # Words of one passage in their own order: an exception does not come before its rule.
        for quoted in sorted(chosen, key=lambda q: (first.index(id(q.passage)), q.start)):
            yield from _quoted(draft, question, quoted)


def _quoted(draft: Draft, question: str, quoted: Quoted) -> Iterator[SentenceShown]:
    yield from draft.quote(quoted.passage, *as_asked(question, quoted.passage.chunk.text, quoted.start, quoted.end))


def _overlaps(citation: Citation, quoted: Quoted) -> bool:
    first = quoted.passage.chunk.start + quoted.start
    same = citation.document_id == quoted.passage.chunk.document_id
    return same and citation.start < first + len(quoted.text) and first < citation.end


def _places(question: str, told: Announcement, chosen: Sequence[Quoted]) -> list[tuple[Passage, int, int]]:
    """The words of an announcement, none twice."""
    places: list[tuple[Passage, int, int]] = []
    for quoted in chosen:
        text, span = quoted.passage.chunk.text, (quoted.start, quoted.end)
        start, end = whole(text, *(as_asked(question, text, *_sentence(quoted)) if told.worded else span))
        if not any(p is quoted.passage and start < until and since < end for p, since, until in places):
            places.append((quoted.passage, start, end))
    return places


def _sentence(quoted: Quoted) -> tuple[int, int]:
    """The sentence of a quote, unless it is very long: a clause alone does not show how two wordings differ."""
    text = quoted.passage.chunk.text
    first = max(text.rfind("。", 0, quoted.start), text.rfind("\n", 0, quoted.start)) + 1
    ends = [end for mark in "。\n" if (end := text.find(mark, quoted.end - 1)) >= 0]
    last = max(quoted.end, min(ends) + 1 if ends else len(text))
    return (first, last) if fits(text, first, last) else (quoted.start, quoted.end)


def _heading(passage: Passage) -> str:
    """What the model reads above a passage: short, because each token costs time, and a chapter's name says little."""
    above = [name for name in passage.chunk.path[-1:] if not _DIVISION.match(name)]
    return " ".join((f"《{passage.metadata.title.removeprefix('中华人民共和国')}》", *above))


def _by_level(passages: Sequence[Passage], levels: Sequence[tuple[str, ...]]) -> list[list[Passage]]:
    return [[p for p in passages if p.metadata.region in codes] for codes in levels]


def _reason(verdicts: Sequence[Support]) -> str:
    best = max(verdicts, key=lambda s: (s.score, s.relevance), default=None)
    return "; ".join(best.reasons) if best else "no passage"
