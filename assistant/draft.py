"""An answer in the making: what of it was shown, what was dropped, and the only ways to show more.

Does not know what is worth showing.
"""

import re
import time
from collections.abc import Iterator
from dataclasses import dataclass, field

from assistant.answers import Sentence, SentenceShown
from assistant.checks import orders_the_model
from assistant.citations import CitationList
from assistant.exceptions import opening_of, whole_rule
from assistant.language_model import Usage
from assistant.quoting import whole_sentence
from assistant.sentences import laid_out
from assistant.support import past_label
from retrieval.seams import Passage

_BULLET = re.compile(r"[•·*-]\s+")


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

    def show(self, sentence: Sentence, known: int) -> SentenceShown:
        """Take a sentence, with the citations that were not among the first `known`."""
        self.sentences.append(sentence)
        if self.first_sentence is None:
            self.first_sentence = time.perf_counter()
        return SentenceShown(sentence, tuple(self.citations.all[known:]))

    def quote(self, passage: Passage, start: int, end: int, *, again: bool = False) -> Iterator[SentenceShown]:
        """Show words of a passage with all that they are not to be read without; nothing that was said already, unless
        it is to be said `again`: of another wording, which is compared."""
        start, end = whole(passage.chunk.text, start, end)
        opening = past_label(passage.chunk.text, opening_of(passage.chunk.text, start, end))
        if opening < start and not self.says(passage.chunk.text[opening:start]):
            start = opening
        known = len(self.citations.all)
        words = laid_out(passage.chunk.text[start:end])
        if (self.says(words) and not again) or orders_the_model(words):
            return
        citation = self.citations.cite(passage, start, end)
        if citation is not None:
            yield self.show(Sentence(words, (citation.number,), 1.0, quoted=True), known)

    def says(self, text: str) -> bool:
        """Whether a sentence shown holds this text, but for marks and spaces."""
        return any(_bare(text) in _bare(shown.text) for shown in self.sentences)


def whole(text: str, start: int, end: int) -> tuple[int, int]:
    """The words `text[start:end]` with all that they are not to be read without, past the label of an article and the
    bullet of a single item."""
    span = start, end
    while (wide := whole_sentence(text, *whole_rule(text, *span))) != span:
        span = wide  # the end of a sentence may bring its exception, which brings the end of that
    start, end = past_label(text, span[0]), span[1]
    alone = _BULLET.match(text, start) if "\n" not in text[start:end] else None
    return (alone.end() if alone else start), end


def _bare(text: str) -> str:
    return "".join(character for character in text if character.isalnum())
