"""Is this sentence carried by that passage?

First the hard facts: every number, date, period, article, document number, name of a law and address of the sentence
must stand in the quoted words (or in the passage's title, place and dates), bound to the same statement; what it
demands, allows, forbids or denies must agree. One failure decides, whatever the score. Then the meaning: a score
trained on people's labels and on mutated articles (`support_model`), from a threshold up; across languages the cosine.
A sentence of the passage itself is always carried.

Does not know logic: a wrong conclusion made only of words and numbers of the same clause can pass.
"""

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from assistant.claims import unfounded
from assistant.facts import crossed, misbound, missing, turned
from assistant.figures import Figure, figures, is_among
from assistant.holidays import as_named_in
from assistant.modality import disagreement
from assistant.sentences import LIST_MARK, is_chinese, split
from assistant.support_features import bare, measure, source, words_of
from assistant.support_model import models
from assistant.wording import content, coverage, covering
from retrieval.seams import Embedder

Similarity = Callable[[str, Sequence[str]], Sequence[float]]
"""Cosine of one sentence with each of several texts."""

_LABEL = re.compile(r"第[〇零一二三四五六七八九十百千\d]+条(?:之[一二三四五六七八九十]+)?(?:[\s\u3000]+|(?=【))(?=\S)")
_CONDITION = re.compile(r"[^。；;：:\n]*?的[，,](?=.)")
_ANNOUNCES = re.compile("下列|以下|之一")
_TOLD, _UNTOLD = 0.5, 0.25
"""Shares of a consequence that must be told, and of a condition that are too few, for the condition to be left out."""
_HEADING_LAST = 0.1
"""What a quote loses that ends in a heading: more than the unit below it costs, so that it is not left hanging."""
_MOST_UNITS = 5
_MOST_CHARACTERS = 600
_LONGEST_HEADING = 12
_SHORTEST_VERBATIM = 3
_ENDED = re.compile(r"[。！？；!?;.，,]|\d")
_ABOUT_THE_SAME = 0.86
"""Cosine from which a sentence and a quote in two languages speak of the same thing."""
_ACROSS_SLOPE, _ACROSS_BIAS, _ACROSS_THRESHOLD = 60.0, -53.1, 0.55
"""Score of the bundled embedder's cosine across languages, read from parallel pages.

0.89 shows 60 % of the sentences of the same page in the other language, and 4 % of those of another page of the site.
"""
_CLOSES = re.compile(r"\s*?(?:\Z|[\n。！？；;.!?])")


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
        if place := verbatim(sentence, passage):
            return Support(1.0, True, *place, relevance=1.0)
        sentence = as_named_in(passage, sentence)
        units = split(passage)
        told = [token for token in content(sentence) if token not in covering(about)]
        if not units or len(told) < (1 if figures(sentence) else 2):
            return Support(0.0, False, 0, 0, ("nothing to check",))
        same = is_chinese(sentence) == is_chinese(passage)
        if not same and self._similarity is None:
            return Support(0.0, False, 0, 0, ("another language, and no embedder to cross it",))
        first, last = self._window(sentence, passage, units, about, same)
        start, end = past_label(passage, units[first][0]), units[last][1]
        quote = passage[start:end]
        reasons = self._hard(sentence, passage, (first, last), about)
        if same and (condition := left_out(sentence, quote, question)):
            reasons.append(f"condition left out: {condition}")
        if same:
            features = measure(sentence, source(*_context(passage, units, (first, last))), about, question)
            model = models().of(chinese=is_chinese(sentence))
            score, threshold, relevance = model.score(features), model.threshold, features[0]
        else:
            cosine = self._similarity(sentence, [quote])[0] if self._similarity else 0.0
            score = 1 / (1 + math.exp(-(_ACROSS_SLOPE * cosine + _ACROSS_BIAS)))
            threshold, relevance = _ACROSS_THRESHOLD, 0.5 * (cosine > _ABOUT_THE_SAME)
        carried = not reasons and score >= threshold
        if not reasons and not carried:
            reasons.append(f"meaning: {score:.2f} is under {threshold:.2f}")
        return Support(score if carried else 0.0, carried, start, end, tuple(reasons), relevance)

    def look(
        self, sentence: str, passage: str, about: str = "", question: str = ""
    ) -> tuple[tuple[float, ...], tuple[str, ...]]:
        """The features behind a verdict and the hard checks it failed, in one language: what training fits to."""
        units = split(passage)
        window = self._window(sentence, passage, units, about, same=True)
        hard = self._hard(sentence, passage, window, about)
        return measure(sentence, source(*_context(passage, units, window)), about, question), tuple(hard)

    def _hard(self, sentence: str, passage: str, window: tuple[int, int], about: str) -> list[str]:
        """What is wrong with a sentence, whatever its score."""
        units = split(passage)
        first, last = window
        head = _list_head(passage, units, first)
        context = f"{head}\n{passage[units[first][0] : units[last][1]]}"
        reasons = missing(sentence, context, about)
        quoted = [passage[a:b] for a, b in units[first : last + 1]]
        reasons += misbound(sentence, quoted, head, about) + turned(sentence, context)
        reasons += crossed(sentence, context)
        same = is_chinese(sentence) == is_chinese(passage)
        if disagrees := disagreement(sentence, context, same_language=same):
            reasons.append(disagrees)
        if same:
            reasons += unfounded(sentence, context, about)
        return reasons

    def _window(
        self, sentence: str, passage: str, units: list[tuple[int, int]], about: str, same: bool
    ) -> tuple[int, int]:
        """First and last unit of the smallest run of whole units that carries the sentence best."""
        wanted = figures(sentence)
        tokens = words_of(sentence)
        aside = covering(about) if same else frozenset()
        covers = [covering(passage[a:b]) | covering(bare(passage[a:b])) for a, b in units]
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
                value -= _HEADING_LAST * (last + 1 < len(units) and _is_heading(passage[slice(*units[last])]))
                if value > best:
                    best, chosen = value, (first, last)
        return chosen


def verbatim(sentence: str, passage: str) -> tuple[int, int] | None:
    """Where a sentence stands in the passage word for word and whole, from one stop to another; None if nowhere.

    Items of a list are left to the checks: what they hang on stands elsewhere.
    """
    words = re.findall(r"\S+", sentence.strip().rstrip("。；;.!！"))
    if len("".join(words)) < _SHORTEST_VERBATIM:
        return None
    for found in re.finditer(r"\s*".join(map(re.escape, words)), passage):
        closed = _CLOSES.match(passage, found.end())
        if closed and _opens(passage, found.start()):
            return found.start(), found.start() + len(passage[found.start() : closed.end()].rstrip())
    return None


def _opens(passage: str, start: int) -> bool:
    """Whether a sentence may begin here that is no item of a list."""
    if LIST_MARK.match(passage, passage.rfind("\n", 0, start) + 1):
        return False
    before = passage[:start].rstrip(" \t\u3000")
    return not before or before[-1] in "\n。！？；;:：" or (before[-1] in ".!?" and len(before) < start)


def _context(passage: str, units: list[tuple[int, int]], window: tuple[int, int]) -> tuple[str, ...]:
    """The words of a run of units, and of the line that they hang on."""
    first, last = window
    return tuple(filter(None, (_list_head(passage, units, first), passage[units[first][0] : units[last][1]])))


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


def _is_heading(unit: str) -> bool:
    """A short line without an end (收费标准): what it says of its words stands below it."""
    return len(unit) <= _LONGEST_HEADING and not _ENDED.search(unit) and not LIST_MARK.match(unit)
