"""Do the cited words carry the sentences, by the check that the assistant itself uses; and the arithmetic of ALCE.

A sentence and a quote are labelled once and remembered, whichever metric asks. Across languages only a check with an
embedder sees anything: without one such sentences are left out. The check errs (`wenzheng bench support` says how
often), and an assistant that shows only what the same check passed scores high here: compare with people's labels.
What an assistant says of the documents themselves (dates, levels) stands in their records, not in their words, and
is left out.
"""

from collections.abc import Callable, Collection, Sequence
from functools import lru_cache
from typing import Literal

from assistant.sentences import is_chinese, split
from assistant.support import Similarity, SupportCheck
from eval.answer_parts import about, cited_by, in_their_words, of_answers, sentences
from eval.cases import Case
from eval.records import Cited, Record, Said
from eval.scores import Metric, Score, not_applicable

Label = Literal["full", "partial", "none"]
WEIGHTS: dict[Label, float] = {"full": 1.0, "partial": 0.5, "none": 0.0}
_HALF = 0.5
"""Share of a sentence's content words from which a quote that does not carry it carries a part of it."""
_SOFT = ("meaning", "condition left out")


def weighted_precision(labels: Sequence[Label | None]) -> float | None:
    """Σ weight / sentences with a citation (TREC RAG 2024 support evaluation). None stands for a sentence without one.

    Full 1, partial ½, none 0. None when no sentence has a citation.
    """
    cited = [WEIGHTS[label] for label in labels if label]
    return sum(cited) / len(cited) if cited else None


def weighted_recall(labels: Sequence[Label | None]) -> float | None:
    """Σ weight / all sentences (TREC RAG 2024 support evaluation); None when there is no sentence."""
    return sum(WEIGHTS[label] for label in labels if label) / len(labels) if labels else None


def alce(
    cited: Sequence[Sequence[int]], entails: Callable[[int, Collection[int]], bool], most: int = 3
) -> tuple[float, float]:
    """Citation recall and precision of one answer (ALCE, Gao et al. 2023), counted as its published program does.

    `cited[i]` are the passages that sentence i cites, in order, the first `most` of which count; a negative number
    leads nowhere. `entails(i, passages)` says whether these passages together carry sentence i. Recall: share of the
    sentences that are carried by all they cite; one that cites nothing, or leads nowhere once, is not. Precision: share
    of the citations that are needed. In a carried sentence with several, one that does not carry it alone, while the
    others do so without it, is not; a citation of a sentence that is not carried never is; those of a sentence that
    leads nowhere are not counted. Both are 0 for nothing.
    """
    carried = needed = count = 0
    for i, numbers in enumerate(cited):
        if not numbers or min(numbers) < 0:
            continue
        mine = tuple(numbers[:most])
        count += len(mine)
        if not entails(i, mine):
            continue
        carried += 1
        for place, number in enumerate(mine):
            others = mine[:place] + mine[place + 1 :]
            needed += not others or entails(i, (number,)) or not entails(i, others)
    return (carried / len(cited) if cited else 0.0), (needed / count if count else 0.0)


def support_metrics(similarity: Similarity | None = None) -> tuple[Metric, ...]:
    """The metrics over the check; one with a similarity sees across languages too."""
    check = SupportCheck(similarity)

    @lru_cache(maxsize=8192)
    def label(sentence: str, quote: str, known: str, question: str) -> Label:
        if _are_words_of(quote, sentence):
            return "full"
        verdict = check.judge(sentence, quote, known, question)
        if verdict.carried:
            return "full"
        if all(reason.startswith(_SOFT) for reason in verdict.reasons) and verdict.relevance >= _HALF:
            return "partial"
        return "none"

    def of(case: Case, record: Record, said: Said, citations: Sequence[Cited]) -> Label:
        known = "\n".join(dict.fromkeys(about(record, citation) for citation in citations))
        return label(said.text, "\n".join(c.quote for c in citations), known, case.question)

    def judgeable(said: Said, citations: Sequence[Cited]) -> bool:
        if similarity is not None:
            return True
        return any(is_chinese(said.text) == is_chinese(citation.quote) for citation in citations)

    def first(case: Case, record: Record) -> list[Label | None]:
        """Labels of the first citation of each sentence that can be judged."""
        judged: list[Label | None] = []
        for said in in_their_words(record):
            citations = cited_by(record, said)[:1]
            if not citations:
                judged.append(None)
            elif judgeable(said, citations):
                judged.append(of(case, record, said, citations))
        return judged

    @of_answers()
    def support_wp(case: Case, record: Record) -> Score:
        """Weighted precision of support: Σ weight / sentences with a citation (TREC RAG 2024 support evaluation).

        On the first citation of each sentence: full 1, the check passes; partial ½, no hard fact is wrong and the quote
        speaks of at least half of the sentence's content, or only a condition is left out; none 0.
        """
        return _or_nothing(weighted_precision(first(case, record)))

    @of_answers()
    def support_wr(case: Case, record: Record) -> Score:
        """Weighted recall of support: Σ weight / all sentences (TREC RAG 2024 support evaluation); see `support_wp`."""
        return _or_nothing(weighted_recall(first(case, record)))

    @of_answers()
    def false_sentence_rate(case: Case, record: Record) -> Score:
        """Share of the sentences with citations that neither one of these nor all together carry, even in part."""
        false = count = 0
        notes = []
        for said in in_their_words(record):
            citations = cited_by(record, said)
            if not citations or not judgeable(said, citations):
                continue
            count += 1
            tries = [citations[:1], citations, *([c] for c in citations[1:])]
            if all(of(case, record, said, some) == "none" for some in tries):
                false += 1
                notes.append(said.text)
        return Score(false / count, note="\n".join(notes)) if count else not_applicable("no sentence to judge")

    return (
        Metric("support_wp", "answer", "higher", support_wp),
        Metric("support_wr", "answer", "higher", support_wr),
        Metric("false_sentence_rate", "answer", "lower", false_sentence_rate),
    )


@of_answers()
def uncited_sentence_rate(case: Case, record: Record) -> Score:
    """Share of the sentences without any citation."""
    said = sentences(record)
    return Score(sum(not cited_by(record, one) for one in said) / len(said))


def _are_words_of(quote: str, sentence: str) -> bool:
    """Whether a sentence is the quote, or made of whole sentences of it: `收费` is not what `不收费` says."""
    units = {_bare(quote[a:b]) for a, b in split(quote)}
    mine = [_bare(sentence[a:b]) for a, b in split(sentence)]
    return _bare(sentence) == _bare(quote) or all(unit in units for unit in mine)


def _bare(words: str) -> str:
    return "".join(character for character in words if character.isalnum())


def _or_nothing(value: float | None) -> Score:
    return not_applicable("no sentence to judge") if value is None else Score(value)


METRICS = (
    *support_metrics(),
    Metric("uncited_sentence_rate", "answer", "lower", uncited_sentence_rate),
)
