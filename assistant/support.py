"""Is this sentence carried by that passage?

First the hard facts: every number, date, period, article, document number, name of a law and address of the sentence
must stand in the quoted words (or in the passage's title, place and dates), bound to the same statement; what it
demands, allows, forbids or denies must agree. One failure decides, whatever the score. Then the meaning: a logistic
score over word coverage, order and the least covered clause; across languages over the cosine. Its weights were fitted
to people's labels and its thresholds read from the same figures; `wenzheng bench support` prints both again.

Does not know logic: a wrong conclusion made only of words and numbers of the same clause can pass.
"""

import math
import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache

from assistant.facts import misbound, missing, turned
from assistant.figures import Figure, figures, is_among
from assistant.modality import disagreement
from assistant.sentences import LIST_MARK, is_chinese, split
from assistant.wording import content, coverage, covering
from retrieval.seams import Embedder

Similarity = Callable[[str, Sequence[str]], Sequence[float]]
"""Cosine of one sentence with each of several texts."""

_LABEL = re.compile(r"第[〇零一二三四五六七八九十百千\d]+条(?:之[一二三四五六七八九十]+)?(?:[\s\u3000]+|(?=【))(?=\S)")
_CLAUSES = re.compile(r"[，,；;。：:]")
_CONDITION = re.compile(r"[^。；;：:\n]*?的[，,](?=.)")
_ANNOUNCES = re.compile("下列|以下|之一")
_TOLD, _UNTOLD = 0.5, 0.25
"""Shares of a consequence that must be told, and of a condition that are too few, for the condition to be left out."""
_MOST_UNITS = 5
_MOST_CHARACTERS = 600
_ABOUT_THE_SAME = 0.86
"""Cosine from which a sentence and a quote in two languages speak of the same thing."""


@dataclass(frozen=True, slots=True)
class Support:
    """The verdict on one sentence and one passage. `start` and `end` are the quote's offsets in the passage."""

    score: float
    """Probability, 0 to 1, that a person would call the sentence supported; 0 when a hard check failed."""
    carried: bool
    start: int
    end: int
    reasons: tuple[str, ...] = ()
    """Why it is not carried; empty when it is."""
    relevance: float = 0.0
    """Share of the sentence's content that the quote speaks of, 0 to 1, whatever else is wrong."""


@dataclass(frozen=True, slots=True)
class Features:
    """What the meaning score is made of, each 0 to 1."""

    coverage: float
    order: float
    """Longest common subsequence of the content words, as a share of the sentence's."""
    weakest: float
    """Coverage of the least covered comma clause: one clause from elsewhere shows here."""
    cosine: float | None
    """Of sentence and quote, measured where they are in two languages."""


@dataclass(frozen=True, slots=True)
class Weights:
    """A logistic model and the score from which a sentence may be shown."""

    coverage: float
    order: float
    weakest: float
    cosine: float
    bias: float
    threshold: float

    def score(self, features: Features) -> float:
        """Probability of being supported."""
        z = (
            self.bias
            + self.coverage * features.coverage
            + self.order * features.order
            + self.weakest * features.weakest
        )
        return 1 / (1 + math.exp(-(z + self.cosine * (features.cosine or 0.0))))


WEIGHTS = {
    "zh": Weights(0.0, 2.628, 5.289, 0.0, -5.519, 0.5),
    "en": Weights(0.081, 3.834, 0.0, 0.0, -1.819, 0.6),
    "across": Weights(0.0, 0.0, 0.0, 60.0, -53.1, 0.55),
}
"""Within a language fitted by `eval/bench_support.py`; the cosine of the bundled embedder added nothing there.

Across languages that cosine alone, read from parallel pages: 0.89 shows 60 % of the sentences of the same page in the
other language, and 4 % of those of another page of the same site.
"""


def by_embedder(embedder: Embedder) -> Similarity:
    """Cosines from an embedder, each text embedded once while it is remembered."""

    @lru_cache(maxsize=4096)
    def vector(text: str) -> Sequence[float]:
        return embedder.question(text)  # type: ignore[return-value]

    def similarity(sentence: str, texts: Sequence[str]) -> list[float]:
        mine = vector(sentence)
        return [float(sum(a * b for a, b in zip(mine, vector(text), strict=True))) for text in texts]

    return similarity


class SupportCheck:
    """Judges sentences against passages. Without a similarity, words alone decide, and no language is crossed."""

    def __init__(self, similarity: Similarity | None = None) -> None:
        self._similarity = similarity

    def judge(self, sentence: str, passage: str, about: str = "", question: str = "") -> Support:
        """Find the words of `passage` that carry `sentence` best, and say whether they do.

        A condition of the rule must be told, unless the `question` itself states it.

        `about` is what is known of the passage beside its words (title, locator, dates): it may hold a fact of the
        sentence, never its meaning.
        """
        units = split(passage)
        told = [token for token in content(sentence) if token not in covering(about)]
        if not units or len(told) < (1 if figures(sentence) else 2):
            return Support(0.0, False, 0, 0, ("nothing to check",))
        same = is_chinese(sentence) == is_chinese(passage)
        if not same and self._similarity is None:
            return Support(0.0, False, 0, 0, ("another language, and no embedder to cross it",))
        first, last = self._window(sentence, passage, units, about, same)
        start, end = past_label(passage, units[first][0]), units[last][1]
        head = _list_head(passage, units, first)
        quote = passage[start:end]
        context = f"{head}\n{quote}" if head else quote
        reasons = self._hard(sentence, passage, (first, last), about)
        if same and (condition := left_out(sentence, quote, question)):
            reasons.append(f"condition left out: {condition}")
        weights, features = self._measure(sentence, context, about, same)
        score = weights.score(features)
        carried = not reasons and score >= weights.threshold
        if not reasons and not carried:
            reasons.append(f"meaning: {score:.2f} is under {weights.threshold:.2f}")
        relevance = features.coverage if same else 0.5 * ((features.cosine or 0.0) > _ABOUT_THE_SAME)
        return Support(score if carried else 0.0, carried, start, end, tuple(reasons), relevance)

    def features(self, sentence: str, passage: str, about: str = "") -> tuple[Features, tuple[str, ...]]:
        """The measurements behind a verdict and the hard checks it failed: what the calibration fits to."""
        units = split(passage)
        same = is_chinese(sentence) == is_chinese(passage)
        first, last = self._window(sentence, passage, units, about, same)
        context = "\n".join(
            filter(None, (_list_head(passage, units, first), passage[units[first][0] : units[last][1]]))
        )
        hard = self._hard(sentence, passage, (first, last), about)
        return self._measure(sentence, context, about, same)[1], tuple(hard)

    def _hard(self, sentence: str, passage: str, window: tuple[int, int], about: str) -> list[str]:
        """What is wrong with a sentence, whatever its score."""
        units = split(passage)
        first, last = window
        head = _list_head(passage, units, first)
        context = f"{head}\n{passage[units[first][0] : units[last][1]]}"
        reasons = missing(sentence, context, about)
        quoted = [passage[a:b] for a, b in units[first : last + 1]]
        reasons += misbound(sentence, quoted, head, about) + turned(sentence, context)
        same = is_chinese(sentence) == is_chinese(passage)
        if disagrees := disagreement(sentence, context, same_language=same):
            reasons.append(disagrees)
        return reasons

    def _measure(self, sentence: str, quote: str, about: str, same: bool) -> tuple[Weights, Features]:
        if not same:
            cosine = self._similarity(sentence, [quote])[0] if self._similarity else 0.0
            return WEIGHTS["across"], Features(0.0, 0.0, 0.0, cosine)
        aside = covering(about)
        tokens = _words(sentence)
        by = covering(quote) | covering(_bare(quote)) | aside
        clauses = [content(clause) for clause in _CLAUSES.split(_bare(sentence))]
        weakest = min((coverage(c, by) for c in clauses if len(c) >= 3), default=coverage(tokens, by))
        features = Features(coverage(tokens, by), _order(sentence, quote, aside), weakest, None)
        return WEIGHTS["zh" if is_chinese(sentence) else "en"], features

    def _window(
        self, sentence: str, passage: str, units: list[tuple[int, int]], about: str, same: bool
    ) -> tuple[int, int]:
        """First and last unit of the smallest run of whole units that carries the sentence best."""
        wanted = figures(sentence)
        tokens = _words(sentence)
        aside = covering(about) if same else frozenset()
        covers = [covering(passage[a:b]) | covering(_bare(passage[a:b])) for a, b in units]
        facts = [figures(passage[a:b]) for a, b in units]
        near: Sequence[float] = [0.0] * len(units)
        if not same and self._similarity is not None:
            near = self._similarity(sentence, [passage[a:b] for a, b in units])
        best, chosen = -1.0, (0, 0)
        for first in range(len(units)):
            by: set[str] = set(aside)
            there: list[Figure] = list(figures(about))
            for last in range(first, min(first + _MOST_UNITS, len(units))):
                length = units[last][1] - units[first][0]
                if last > first and length > _MOST_CHARACTERS:
                    break
                by |= covers[last]
                there += facts[last]
                held = sum(is_among(f, there) for f in wanted) / len(wanted) if wanted else 1.0
                meant = coverage(tokens, by) if same else max(near[first : last + 1]) * 4
                value = meant + 0.2 * held - 0.08 * (last - first) - 0.0002 * length
                if value > best:
                    best, chosen = value, (first, last)
        return chosen


def past_label(passage: str, start: int) -> int:
    """Where the words of an article begin, behind `第九条`: its locator says that already."""
    label = _LABEL.match(passage, start)
    return label.end() if label else start


def left_out(sentence: str, quote: str, question: str = "") -> str | None:
    """A condition of the quoted rule (Chinese `…的，`) of which neither sentence nor question says anything.

    Looks at rules whose consequence the sentence tells; conditions that announce a list are left to the list.
    """
    told = covering(sentence)
    known = told | covering(question)
    for a, b in split(quote):
        rule = _CONDITION.match(quote, a, b)
        if rule is None or coverage(content(quote[rule.end() : b]), told) < _TOLD:
            continue
        for clause in rule[0].rstrip("，,").split("，"):
            tokens = content(clause)
            if len(tokens) >= 4 and not _ANNOUNCES.search(clause) and coverage(tokens, known) < _UNTOLD:
                return clause
    return None


def _list_head(passage: str, units: list[tuple[int, int]], first: int) -> str:
    """The line that a list item hangs on (`有下列情形之一的，应当…：`), or nothing when the unit is no item."""
    index = first
    while index > 0 and LIST_MARK.match(passage, *units[index]):
        index -= 1
    return passage[slice(*units[index])] if index < first else ""


def _words(text: str) -> tuple[str, ...]:
    """Content words of a text without its hard facts, which are checked by themselves."""
    return content(_bare(text))


@lru_cache(maxsize=4096)
def _bare(text: str) -> str:
    for figure in figures(text):
        if figure.kind != "name":
            text = text[: figure.start] + " " * (figure.end - figure.start) + text[figure.end :]
    return text


def _order(sentence: str, quote: str, aside: Collection[str]) -> float:
    """Longest common subsequence of each comma clause with the quote, over all the sentence's words not in `aside`."""
    others = _words(quote)
    met = told = 0
    for clause in _CLAUSES.split(_bare(sentence)):
        tokens = [token for token in content(clause) if token not in aside]
        told += len(tokens)
        met += _common(tokens, others)
    return met / told if told else 0.0


def _common(tokens: Sequence[str], others: Sequence[str]) -> int:
    """Length of the longest common subsequence."""
    row = [0] * (len(others) + 1)
    for token in tokens:
        diagonal = 0
        for j, other in enumerate(others, start=1):
            above = row[j]
            row[j] = diagonal + 1 if token == other else max(above, row[j - 1])
            diagonal = above
    return row[-1]
