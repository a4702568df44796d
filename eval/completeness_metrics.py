"""How much of what a right answer holds is said, and how long and hard to read the answer is.

Nuggets are matched by words and figures, without a judge: a nugget told in quite other words is missed, one whose words
stand there in another sense is not. Does not know what is true.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from statistics import median
from typing import Literal

from assistant.figures import figures, is_among
from assistant.modality import disagreement
from assistant.sentences import is_chinese, split
from assistant.wording import content, coverage, covering
from eval.answer_parts import of_answers, text
from eval.cases import Case, Nugget
from eval.records import Record
from eval.scores import Metric, Score, not_applicable

Assignment = Literal["support", "partial_support", "not_support"]
SUPPORT, PARTIAL = 0.6, 0.35
"""Shares of a nugget's content words in the answer from which it is there, or there in part. Set by hand."""
_WORD = re.compile(r"[A-Za-z0-9][\w'’-]*")


@dataclass(frozen=True, slots=True)
class NuggetScores:
    """The four scores of AutoNuggetizer; None where there is no nugget of the kind (there: 0)."""

    strict_vital: float | None
    strict_all: float | None
    vital: float | None
    all: float | None


def nugget_scores(assigned: Sequence[tuple[Literal["vital", "okay"], Assignment]]) -> NuggetScores:
    """Count assignments (TREC RAG 2024, AutoNuggetizer): strict, only support counts; else partial counts ½."""
    worth = {"support": 1.0, "partial_support": 0.5, "not_support": 0.0}
    every = [label for _, label in assigned]
    vital = [label for importance, label in assigned if importance == "vital"]

    def strict(labels: list[Assignment]) -> float | None:
        return sum(label == "support" for label in labels) / len(labels) if labels else None

    def weighted(labels: list[Assignment]) -> float | None:
        return sum(worth[label] for label in labels) / len(labels) if labels else None

    return NuggetScores(strict(vital), strict(every), weighted(vital), weighted(every))


def assign(nugget: str, answer: str) -> Assignment:
    """Whether an answer holds a nugget, in one language.

    `support`: all its figures stand in the answer (as facts: 15日 = 十五日 ≠ 15个工作日), at least 0.6 of its other
    content words do, and the sentence that says most nearly the same demands, allows and forbids the same.
    `partial_support`: at least 0.35 of the words and half of the figures, and no such disagreement. Else `not_support`.
    """
    wanted = figures(nugget)
    there = figures(answer)
    held = sum(is_among(f, there) for f in wanted) / len(wanted) if wanted else 1.0
    tokens = content(_without_figures(nugget))
    if tokens:
        covered = coverage(tokens, covering(answer))
    else:
        covered = 1.0 if wanted or nugget.strip("。.;； ") in answer else 0.0
    if held < 0.5 or covered < PARTIAL or _contradicts(nugget, answer):
        return "not_support"
    return "support" if held == 1.0 and covered >= SUPPORT else "partial_support"


def _no_nuggets(case: Case) -> str:
    return "" if case.nuggets else "no nuggets"


def _no_vital_nuggets(case: Case) -> str:
    return "" if any(nugget.importance == "vital" for nugget in case.nuggets) else "no vital nuggets"


@of_answers(_no_vital_nuggets)
def nugget_vital(case: Case, record: Record) -> Score:
    """(support + ½ partial support) / vital nuggets (AutoNuggetizer `vital_score`), assigned by `assign`."""
    return _scored(case, record, "vital")


@of_answers(_no_nuggets)
def nugget_all(case: Case, record: Record) -> Score:
    """(support + ½ partial support) / all nuggets (AutoNuggetizer `all_score`), assigned by `assign`."""
    return _scored(case, record, "all")


@of_answers(_no_vital_nuggets)
def nugget_strict_vital(case: Case, record: Record) -> Score:
    """support / vital nuggets (AutoNuggetizer `strict_vital_score`), assigned by `assign`."""
    return _scored(case, record, "strict_vital")


@of_answers(_no_nuggets)
def nugget_strict_all(case: Case, record: Record) -> Score:
    """support / all nuggets (AutoNuggetizer `strict_all_score`), assigned by `assign`."""
    return _scored(case, record, "strict_all")


@of_answers()
def answer_length(case: Case, record: Record) -> Score:
    """Characters without white space of a Chinese answer, words of an English one."""
    return Score(float(_length(text(record))))


@of_answers()
def sentence_length(case: Case, record: Record) -> Score:
    """Median length of the sentences: characters in Chinese, words in English."""
    words = text(record)
    lengths = [_length(words[a:b], words) for a, b in split(words)]
    return Score(float(median(lengths))) if lengths else not_applicable("no sentence")


@of_answers()
def reading_grade(case: Case, record: Record) -> Score:
    """Flesch–Kincaid grade of an English answer: 0.39 words/sentence + 11.8 syllables/word − 15.59 (Kincaid 1975).

    Syllables are counted by groups of vowels, a silent e left out. Chinese has no such formula: see `sentence_length`.
    """
    answer = text(record)
    words = _WORD.findall(answer)
    if is_chinese(answer) or not words:
        return not_applicable("no English words")
    syllables = sum(map(_syllables, words))
    return Score(0.39 * len(words) / max(1, len(split(answer))) + 11.8 * syllables / len(words) - 15.59)


def _scored(case: Case, record: Record, name: str) -> Score:
    answer = text(record)
    nuggets = [n for n in case.nuggets if is_chinese(n.text) == is_chinese(answer)]
    labels = [(n.importance, _assigned(n, answer)) for n in nuggets]
    value = getattr(nugget_scores(labels), name)
    if value is None:
        return not_applicable("nuggets in another language")
    missed = [n.text for n, (_, label) in zip(nuggets, labels, strict=True) if label == "not_support"]
    return Score(value, note=f"missing: {'; '.join(missed)}" if missed else "")


@lru_cache(maxsize=4096)
def _assigned(nugget: Nugget, answer: str) -> Assignment:
    return assign(nugget.text, answer)


def _contradicts(nugget: str, answer: str) -> bool:
    """Whether the sentence that speaks most of the nugget's content binds otherwise: 应当 there, 可以 here."""
    tokens = content(nugget)
    said = [answer[a:b] for a, b in split(answer)]
    nearest = max(said, key=lambda sentence: coverage(tokens, covering(sentence)), default="")
    return bool(disagreement(nugget, nearest, same_language=True))


def _without_figures(words: str) -> str:
    for figure in figures(words):
        if figure.kind != "name":
            words = words[: figure.start] + " " * (figure.end - figure.start) + words[figure.end :]
    return words


def _length(words: str, like: str = "") -> int:
    """In the unit of the whole answer that the words are `like`."""
    if is_chinese(like or words):
        return sum(not character.isspace() for character in words)
    return len(_WORD.findall(words))


def _syllables(word: str) -> int:
    groups = len(re.findall(r"[aeiouy]+", word.lower()))
    silent = bool(re.search(r"[^aeiouyl]e$|[aeiouy]le$", word.lower()))
    return max(1, groups - silent)


METRICS = (
    Metric("nugget_vital", "answer", "higher", nugget_vital),
    Metric("nugget_all", "answer", "higher", nugget_all),
    Metric("nugget_strict_vital", "answer", "higher", nugget_strict_vital),
    Metric("nugget_strict_all", "answer", "higher", nugget_strict_all),
    Metric("answer_length", "answer", "neither", answer_length),
    Metric("sentence_length", "answer", "neither", sentence_length),
    Metric("reading_grade", "answer", "neither", reading_grade),
)
