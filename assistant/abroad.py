"""Sources in another language than the question: the question with its words in theirs, and whether what they find is
on its matter.

A question alone meets a source in another language by its meaning only, and every page in its own language stands
before it. With the words of the dictionary beside it, 21 of 27 English questions about Chinese law found their article
among eight passages (1 without). Does not know which language a source is in before it is found.
"""

from collections.abc import Sequence

from assistant.dictionary import terms_abroad
from assistant.evidence import Sufficiency
from assistant.sentences import is_chinese
from ingestion import jurisdictions
from ingestion.documents import NATION
from retrieval.seams import Passage

ENOUGH = {"en": 0.87, "zh": 0.835}
"""By the language of the question: cosine of the question with its foreign words, from which passages in the other
language are on its matter. 22 of 26 English questions about Chinese law pass, and 8 of 65 about the rules of other
countries, all on family, work, housing or penal law; of 25 Chinese questions about Chinese law, with English help pages
alone to be found, none is above .822."""
WEAK = 0.4
"""Score of the passages in the question's own language under which others are looked for. Questions about pages in
their own language were at .37 and up, questions about Chinese law at most .37."""
_MEANINGS = 2
"""Meanings of a word that are searched for: with 2, 21 of 27 English questions about Chinese law found their article
among eight passages, with 3 to 8 of them 19."""


def language_abroad(question: str) -> tuple[str, ...]:
    """The languages of sources that are another than the question's."""
    return ("en",) if is_chinese(question) else ("zh",)


def worded_abroad(question: str) -> str | None:
    """The question and, behind it, what its words are called in the other language; None where none is known."""
    known = [word for meanings in terms_abroad(question) for word in meanings[:_MEANINGS]]
    places = () if is_chinese(question) else jurisdictions.find(question, latin=True)
    words = " ".join([place.short for place in places if place.code != NATION] + known) if known else ""
    return f"{question} {words}" if words else None


def wanting(met: Sufficiency) -> bool:
    """Whether passages in the question's own language are too little, so that others should be looked for."""
    return met.across or not met.enough or met.score < WEAK


def found_abroad(question: str, passages: Sequence[Passage]) -> Sufficiency:
    """How well passages in the other language meet a question that was asked in their words, too."""
    cosine = max((p.cosine for p in passages if p.cosine is not None), default=0.0)
    enough = cosine >= ENOUGH["zh" if is_chinese(question) else "en"]
    return Sufficiency(cosine, 0.0, cosine, enough, across=True)
