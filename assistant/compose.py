"""Writes an answer sentence by sentence, and lets none pass that its sources do not carry.

The model's words arrive in pieces; each finished sentence is cleaned, checked against every passage, and shown with its
citations, replaced by the source's own words, or dropped with the reason. When the model is slow, breaks or is absent,
the answer is made of quotes, and a notice says so. Does not know what was asked before, nor what is kept.
"""

import queue
import threading
import time
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import date

from assistant.answers import Notice, Sentence, SentenceShown
from assistant.checks import orders_the_model
from assistant.citations import CitationList, Wordings, about, plainly
from assistant.evidence import readable, without_orders
from assistant.language_model import LanguageModel, Message, ModelUnavailable, Usage
from assistant.legal_time import Announcement
from assistant.quoting import all_cases, quote
from assistant.sentences import SentenceStream
from assistant.support import Similarity, Support, SupportCheck, past_label
from prompts.sentences import sentence as said
from prompts.templates import Part, load
from retrieval.seams import Passage

FIRST_TOKEN_WITHIN = 10.0
"""Seconds after which a silent model is given up."""
NEXT_TOKEN_WITHIN = 10.0
MOST_TOKENS = 320
MOST_SENTENCES = 6
"""An answer is short: a model that goes on is stopped."""
_RELEVANT = 0.35
"""Share of a failed sentence that a quote must cover to stand in its place."""


@dataclass(slots=True)
class Draft:
    """What has become of an answer so far; read by the flow when composing ends, early or not."""

    citations: CitationList
    sentences: list[Sentence] = field(default_factory=list)
    dropped: list[str] = field(default_factory=list)
    prompt: str = ""
    model: str = ""
    usage: Usage = field(default_factory=Usage)
    quotes_may_answer: bool = True
    """Whether quotes may be shown although no composed sentence has passed."""
    owed: int = 0
    """Sentences dropped in whose place the source has not spoken yet."""
    quotes_given: int = 0
    broken: bool = False
    """The answer rests on quotes, or ends early, because the model failed."""
    first_sentence: float | None = None


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
        self, draft: Draft, question: str, found: Sequence[Passage], language: str, as_of: date
    ) -> Generator[SentenceShown | Notice, None, None]:
        """Show checked sentences as they come, and fill the draft. Closing this stops the model."""
        passages = [without_orders(p) for p in found]
        read = readable(question, passages, language)
        sources = [passage for passage, _ in read]
        failure = None
        if self._model is None or not self._model.ready():
            failure = "absent" if self._model is None or self._model.name == "quoting" else "down"
        else:
            template = load("compose", language)
            draft.prompt = template.label
            parts = [Part(_heading(passage), words) for passage, words in read]
            messages = [Message(role, text) for role, text in template.fill(question=question, passages=parts)]
            try:
                with closing(_sentences(self._model, messages, draft.usage)) as sentences:
                    for text in sentences:
                        yield from self._shown(draft, text, sources, question)
                        if len(draft.sentences) >= MOST_SENTENCES:
                            break
            except _TooSlow:
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
            yield from self._quotes(draft, question, sources)

    def announce(
        self, draft: Draft, question: str, told: Announcement, *, in_its_words: bool
    ) -> Iterator[SentenceShown]:
        """Say what time has done to a rule, with the words it is about as citation; `in_its_words` tells them, too."""
        passage = without_orders(told.passage)
        about = quote(question, [passage], count=1, similarity=self._similarity)
        known = len(draft.citations.all)
        citation = draft.citations.cite(passage, about[0].start, about[0].end) if about else None
        if citation is None:
            return
        yield _show(draft, Sentence(told.text, (citation.number,), 1.0), known)
        if in_its_words:
            yield from self._quote(draft, passage, about[0].start, about[0].end)

    def _shown(self, draft: Draft, raw: str, sources: Sequence[Passage], question: str) -> Iterator[SentenceShown]:
        """The sentence if a source carries it, else the source's own words, else nothing."""
        text = plainly(raw)
        if not text or any(_bare(text) == _bare(shown.text) for shown in draft.sentences):
            return
        if orders_the_model(text) or text.endswith(("?", "？")):
            draft.dropped.append(f"asks or orders instead of telling: {text}")
            return
        judged = [(self._check.judge(text, p.chunk.text, about(p), question), p) for p in sources]
        for support, passage in sorted(judged, key=lambda pair: -pair[0].score):
            if support.carried:
                if (cases := all_cases(question, passage.chunk.text, support.start, support.end)) != (
                    support.start,
                    support.end,
                ):
                    yield from self._quote(draft, passage, *cases)
                    return
                known = len(draft.citations.all)
                citation = draft.citations.cite(passage, support.start, support.end)
                if citation is not None:
                    yield _show(draft, Sentence(text, (citation.number,), round(support.score, 3)), known)
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
            cases = all_cases(question, chosen.passage.chunk.text, chosen.start, chosen.end)
            yield from self._quote(draft, chosen.passage, *cases)

    def _quotes(self, draft: Draft, question: str, sources: Sequence[Passage]) -> Iterator[SentenceShown]:
        chosen = quote(question, sources, similarity=self._similarity)
        first = [id(quoted.passage) for quoted in chosen]
        # Words of one passage in their own order: an exception does not come before its rule.
        for quoted in sorted(chosen, key=lambda q: (first.index(id(q.passage)), q.start)):
            cases = all_cases(question, quoted.passage.chunk.text, quoted.start, quoted.end)
            yield from self._quote(draft, quoted.passage, *cases)

    def _quote(self, draft: Draft, passage: Passage, start: int, end: int) -> Iterator[SentenceShown]:
        start = past_label(passage.chunk.text, start)
        known = len(draft.citations.all)
        words = " ".join(passage.chunk.text[start:end].split())
        if any(_bare(words) in _bare(shown.text) for shown in draft.sentences):
            return
        if orders_the_model(words):
            return
        citation = draft.citations.cite(passage, start, end)
        if citation is not None:
            yield _show(draft, Sentence(words, (citation.number,), 1.0, quoted=True), known)


class _TooSlow(Exception):
    """Nothing arrived in time."""


def _sentences(model: LanguageModel, messages: Sequence[Message], usage: Usage) -> Generator[str, None, None]:
    stream = SentenceStream()
    with closing(_pieces(model, messages, usage)) as pieces:
        for piece in pieces:
            yield from stream.feed(piece)
    yield from stream.finish()


def _pieces(model: LanguageModel, messages: Sequence[Message], usage: Usage) -> Generator[str, None, None]:
    """The model's pieces, read in a thread so that a silent one can be given up. `_TooSlow`, `ModelUnavailable`."""
    arrived: queue.SimpleQueue[str | Exception | None] = queue.SimpleQueue()
    stop = threading.Event()

    def read() -> None:
        try:
            with closing(model.stream(messages, max_tokens=MOST_TOKENS, temperature=0.0, usage=usage)) as pieces:
                for piece in pieces:
                    if stop.is_set():
                        return
                    arrived.put(piece)
            arrived.put(None)
        except Exception as error:  # handed to the reader below, which is another thread
            arrived.put(error)

    threading.Thread(target=read, daemon=True, name="language-model").start()
    patience = FIRST_TOKEN_WITHIN
    try:
        while True:
            try:
                piece = arrived.get(timeout=patience)
            except queue.Empty:
                raise _TooSlow from None
            if piece is None:
                return
            if isinstance(piece, ModelUnavailable):
                raise piece
            if isinstance(piece, Exception):
                raise ModelUnavailable("model_unavailable", found=type(piece).__name__) from piece
            patience = NEXT_TOKEN_WITHIN
            yield piece
    finally:
        stop.set()


def _bare(text: str) -> str:
    return "".join(character for character in text if character.isalnum())


def _heading(passage: Passage) -> str:
    return " ".join((f"《{passage.metadata.title}》", *passage.chunk.path[-1:]))


def _show(draft: Draft, sentence: Sentence, known: int) -> SentenceShown:
    draft.sentences.append(sentence)
    if draft.first_sentence is None:
        draft.first_sentence = time.perf_counter()
    return SentenceShown(sentence, tuple(draft.citations.all[known:]))


def _reason(verdicts: Sequence[Support]) -> str:
    best = max(verdicts, key=lambda s: (s.score, s.relevance), default=None)
    return "; ".join(best.reasons) if best else "no passage"
