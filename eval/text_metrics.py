"""How near an answer's words come to those of an ideal answer: exact match, token F1, ROUGE, BLEU, chrF.

The functions compare two strings and give 0 to 1; `METRICS` apply them to a case and its record. Tokens are those of
`eval.tokens`; BLEU and chrF are sacreBLEU's own, with the settings that `declared()` names. Likeness of words is all
they see: a right answer in other words scores low, a wrong one that copies the ideal answer but for a 不 scores high.
"""

from collections import Counter
from collections.abc import Callable, Hashable, Sequence
from functools import cache
from typing import TYPE_CHECKING, Literal

from assistant.sentences import is_chinese, split
from eval.cases import Case
from eval.records import Record
from eval.scores import Metric, Score, not_applicable, refused
from eval.tokens import TOKENISER, tokens

if TYPE_CHECKING:
    from sacrebleu.metrics.bleu import BLEU
    from sacrebleu.metrics.chrf import CHRF

Tokenise = Callable[[str], Sequence[str]]
BleuTokens = Literal["zh", "char", "13a"]
_ARTICLES = frozenset(("a", "an", "the"))


def declared() -> dict[str, str]:
    """What the figures depend on, for a run to keep: the name of our tokens and sacreBLEU's signatures."""
    names: tuple[BleuTokens, ...] = ("zh", "13a")
    measures = {**{f"bleu_{name}": _bleu(name) for name in names}, "chrf": _chrf()}
    for measure in measures.values():
        measure.sentence_score("1", ["1"])  # the library knows its signature only after it has scored something
    return {"tokens": TOKENISER, **{name: str(measure.get_signature()) for name, measure in measures.items()}}


def exact_match(answer: str, ideal: str, tokenise: Tokenise = tokens) -> float:
    """1 if both have the same tokens in the same order, a, an and the left out, else 0; two empty texts are the same.

    Source: Rajpurkar et al. 2016 (SQuAD), "exact match" after normalisation; ours is that of the tokens.
    """
    return float(_without_articles(tokenise(answer)) == _without_articles(tokenise(ideal)))


def token_f1(answer: str, ideal: str, tokenise: Tokenise = tokens) -> float:
    """F1 of the two bags of tokens, a, an and the left out: 2 · common / (tokens of the answer + of the ideal one).

    1 for two empty texts, 0 if only one is. Without English articles it equals ROUGE-1. Source: Rajpurkar et al. 2016
    (SQuAD), with a single reference; on Han characters as CMRC 2018 (Cui et al. 2019).
    """
    ours, theirs = _without_articles(tokenise(answer)), _without_articles(tokenise(ideal))
    return _f1(_common(ours, theirs), len(ours), len(theirs)) if ours or theirs else 1.0


def rouge_n(answer: str, ideal: str, n: int, tokenise: Tokenise = tokens) -> float:
    """ROUGE-N: F1 of the bags of n-grams, each counted at most as often as the other text has it; 0 where none exist.

    Source: Lin 2004, with F at β = 1 as in ROUGE-1.5.5 at its default weight; no stemming, no stop words.
    """
    ours, theirs = (_grams(tokenise(text), n) for text in (answer, ideal))
    return _f1(_common(ours, theirs), len(ours), len(theirs))


def rouge_l(answer: str, ideal: str, tokenise: Tokenise = tokens) -> float:
    """ROUGE-L: F1 of the length of the longest common subsequence of tokens; 0 if a text is empty.

    Source: Lin 2004, §3.1, with β = 1. Line ends and sentences count for nothing; see `rouge_lsum`.
    """
    ours, theirs = tokenise(answer), tokenise(ideal)
    return _f1(_subsequence_length(ours, theirs), len(ours), len(theirs))


def rouge_lsum(answer: str, ideal: str, tokenise: Tokenise = tokens) -> float:
    """ROUGE-L of whole texts: for each ideal sentence the union of its subsequences with every sentence of the answer.

    Sentences are those of `assistant.sentences`. Source: Lin 2004, §3.2, with β = 1; as in ROUGE-1.5.5 a token is hit
    at most as often as either text has it.
    """
    ours, theirs = ([tokenise(text[a:b]) for a, b in split(text)] for text in (answer, ideal))
    left = Counter(t for sentence in ours for t in sentence) & Counter(t for sentence in theirs for t in sentence)
    hits = 0
    for wanted in theirs:
        for index in sorted(set().union(*(_subsequence(wanted, sentence) for sentence in ours))):
            if left[wanted[index]]:
                left[wanted[index]] -= 1
                hits += 1
    return _f1(hits, sum(map(len, ours)), sum(map(len, theirs)))


def bleu(answer: str, ideal: str, bleu_tokens: BleuTokens | None = None) -> float:
    """sacreBLEU's sentence BLEU, divided by 100: 4-grams, effective order, exponential smoothing, case kept.

    Its tokeniser `zh` where the ideal answer is Chinese, `13a` otherwise, unless named. Not the BLEU of a whole set,
    which is no mean of sentences. Source: Papineni et al. 2002; Post 2018; the signature stands in `declared()`.
    """
    name: BleuTokens = bleu_tokens or ("zh" if is_chinese(ideal) else "13a")
    return min(1.0, float(_bleu(name).sentence_score(answer, [ideal]).score) / 100)  # 100.00000000000004 for a copy


def chrf(answer: str, ideal: str) -> float:
    """sacreBLEU's chrF2, divided by 100: F at β = 2 of character 1- to 6-grams, white space left out, case kept.

    Source: Popović 2015; Post 2018; the signature stands in `declared()`.
    """
    return min(1.0, float(_chrf().sentence_score(answer, [ideal]).score) / 100)


@cache
def _bleu(name: BleuTokens) -> "BLEU":
    from sacrebleu.metrics.bleu import BLEU

    return BLEU(tokenize=name, effective_order=True)


@cache
def _chrf() -> "CHRF":
    from sacrebleu.metrics.chrf import CHRF

    return CHRF()


def _without_articles(found: Sequence[str]) -> list[str]:
    return [token for token in found if token not in _ARTICLES]


def _grams(found: Sequence[str], n: int) -> list[tuple[str, ...]]:
    return list(zip(*(found[i:] for i in range(n)), strict=False))


def _common(ours: Sequence[Hashable], theirs: Sequence[Hashable]) -> int:
    return (Counter(ours) & Counter(theirs)).total()


def _f1(hits: int, ours: int, theirs: int) -> float:
    return 2 * hits / (ours + theirs) if hits else 0.0


def _subsequence_length(ours: Sequence[str], theirs: Sequence[str]) -> int:
    """Length of the longest common subsequence, a whole row of the table at once as the bits of one number.

    Source: Hyyrö 2004, "Bit-parallel LCS-length computation revisited": with M the places of a token, each step is
    V ← (V + (V & M)) | (V & ~M), and the zeros of V at the end count the length.
    """
    places: dict[str, int] = {}
    for index, token in enumerate(theirs):
        places[token] = places.get(token, 0) | 1 << index
    every = row = (1 << len(theirs)) - 1
    for token in ours:
        matched = row & places.get(token, 0)
        row = (row + matched | row - matched) & every
    return len(theirs) - row.bit_count()


def _subsequence(wanted: Sequence[str], sentence: Sequence[str]) -> set[int]:
    """Places in `wanted` of a longest common subsequence; of several, the one that keeps to the front of `wanted`."""
    lengths = [[0] * (len(sentence) + 1)]
    for token in wanted:
        above = lengths[-1]
        row = [0]
        for column, other in enumerate(sentence):
            row.append(above[column] + 1 if token == other else max(above[column + 1], row[column]))
        lengths.append(row)
    found = set()
    row_at, column_at = len(wanted), len(sentence)
    while row_at and column_at:
        if wanted[row_at - 1] == sentence[column_at - 1]:
            row_at, column_at = row_at - 1, column_at - 1
            found.add(row_at)
        elif lengths[row_at][column_at - 1] > lengths[row_at - 1][column_at]:
            column_at -= 1
        else:
            row_at -= 1
    return found


def _metric(name: str, measure: Callable[[str, str], float], needs: int = 1, binary: bool = False) -> Metric:
    """A metric of a record's text against the case's ideal answer, which must have `needs` tokens."""

    def score(case: Case, record: Record) -> Score:
        if not case.ideal_answer:
            return not_applicable("no ideal answer")
        if len(tokens(case.ideal_answer)) < needs:
            return not_applicable(f"the ideal answer has fewer than {needs} tokens")
        if record.problem:
            return Score(None, "error", record.problem)
        if record.retrieval_only:
            return not_applicable("only searched")
        if not record.answers:
            return refused(record.outcome)
        return Score(measure(record.text, case.ideal_answer))

    score.__doc__ = measure.__doc__
    return Metric(name, "text", "higher", score, binary)


def _rouge1(answer: str, ideal: str) -> float:
    return rouge_n(answer, ideal, 1)


def _rouge2(answer: str, ideal: str) -> float:
    return rouge_n(answer, ideal, 2)


_rouge1.__doc__ = _rouge2.__doc__ = rouge_n.__doc__

METRICS: tuple[Metric, ...] = (
    _metric("exact_match", exact_match, binary=True),
    _metric("token_f1", token_f1),
    _metric("rouge1", _rouge1),
    _metric("rouge2", _rouge2, needs=2),
    _metric("rougeL", rouge_l),
    _metric("bleu", bleu),
    _metric("chrf", chrf),
)
