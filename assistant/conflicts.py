"""Rules of two sources on the same matter: the clause of each that belongs beside the other, and whether they differ.

Two clauses are on one matter where they nearly say the same once their figures are taken out, and a figure of one unit
stands in the same words of both; they differ where its amounts differ: 三十日内组建筹备组 and 六十日内组建筹备组 do.
Nothing is judged: which of them holds is not for us to say. Does not know differences that are no figures, nor whether
two conditions come to the same.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import product

from assistant.figures import Figure, figures
from assistant.quoting import Quoted, Similarity, quote
from assistant.sentences import LIST_MARK, is_chinese, split
from assistant.wording import content
from retrieval.seams import Passage

_SAME_WORDS, _NEAR_MEANING, _SAME_MEANING = 0.5, 0.945, 0.958
"""Share of words with a cosine, or a higher cosine, from which sentences without figures are on one matter. Of the
rules that questions compare, nine that differ in a figure pass, and none of seven that tell the same figure."""
_NEARLY_ALL_WORDS = 0.9
"""The same of two rules of one level, whatever they mean: most of those that are nearly alike are on two matters (the
creditors of a company and of a partnership). Of nine that a reader was told of at less, none was a contradiction."""
_OF_ITSELF = re.compile("本(?:法|条例|办法|规定|细则|规则|解释|决定)")
"""A sentence about its own text contradicts no other one of its level."""
_SAME_PLACE, _AT_LEAST = 0.6, 0.2
"""Shares of the shorter and of both contexts of a figure that are common where it is the same figure."""
_TOGETHER = 2.0
"""What likeness is worth where clauses are chosen for each other, beside how well each meets the question."""
_CANDIDATES = 6
_STAGE = re.compile(
    r"情节(?:较轻|轻微|较重|特别)?(?:严重)?|拒不(?:改正|执行)|逾期(?:不|未)?(?:改正|执行)?|责令(?:限期|停止)?(?:改正)?|造成[^，,；;]{0,8}后果"
    r"|可以|并处|罚款|警告|对?(?:个人|单位)|没收|违法所得|不改正|拘留|给予"
)
"""What every penalty says, whatever it is for."""
_SUBJECT = 2
"""Words, beside those of every penalty, that a sentence must have to be on a matter of its own."""
_SUBJECTS = frozenset("，,、；;：:。\n")


@dataclass(frozen=True, slots=True)
class _Place:
    """A stretch of words between two commas that holds figures: the words without them, and the figures."""

    words: frozenset[str]
    told: frozenset[tuple[str, str]]
    """(unit, value)."""

    @property
    def units(self) -> frozenset[str]:
        return frozenset(unit for unit, _ in self.told)


def side_by_side(
    question: str, levels: Sequence[Sequence[Passage]], similarity: Similarity | None = None
) -> tuple[Quoted, ...]:
    """The clause of each level that meets the question, chosen so that they are on one matter; lowest level first."""
    most = {"count": _CANDIDATES, "of_one": _CANDIDATES}
    each = [quote(question, passages, **most, similarity=similarity) for passages in levels if passages]
    each = [candidates for candidates in each if candidates]
    if len(each) < 2:
        return tuple(candidates[0] for candidates in each)
    pairs = ((_fit(one, other, similarity), one, other) for one, other in product(each[0], each[1]))
    _, first, second = max(pairs, key=lambda pair: pair[0])
    others = (max((_fit(first, q, similarity), i) for i, q in enumerate(more))[1] for more in each[2:])
    return (first, second, *(more[i] for more, i in zip(each[2:], others, strict=True)))


def differing(
    question: str,
    shown: Sequence[tuple[str, str, str]],
    passages: Sequence[Passage],
    similarity: Similarity | None = None,
) -> Quoted | None:
    """A clause of a document that is not cited yet, on the matter of what is shown, with another figure; else None.

    `shown`: (document id, region, words) of what the answer cites. Only clauses that meet the question themselves are
    looked at, one of each document.
    """
    cited = {document for document, _, _ in shown}
    others: dict[str, list[Passage]] = {}
    for passage in passages:
        if passage.chunk.document_id not in cited:
            others.setdefault(passage.chunk.document_id, []).append(passage)
    for own in others.values():
        for found in quote(question, own, count=2, similarity=similarity):
            region = found.passage.metadata.region
            if any(at_odds(words, found.text, similarity, one_level=its == region) for _, its, words in shown):
                return found
    return None


def at_odds(one: str, other: str, similarity: Similarity | None = None, *, one_level: bool = False) -> bool:
    """Whether two texts, each a clause or a few, tell different figures in the same words of the same matter.

    `one_level`: they hold for the same place, and must be more alike.
    """
    if is_chinese(one) != is_chinese(other):
        return False
    ours, others = ([_bare(words) for words in _sentences(text)] for text in (one, other))
    for mine, theirs in product((w for w in ours if w not in others), (w for w in others if w not in ours)):
        if not _one_matter(mine, theirs, similarity, one_level=one_level):
            continue
        pairs = [(a, b) for a, b in product(_places(mine), _places(theirs)) if _one_place(a, b)]
        if any(_same(a, b) for a, b in pairs):
            continue
        if pairs:
            return True
    return False


def without_figures(text: str) -> str:
    """A text with a mark in place of each of its figures."""
    for figure in sorted(_hard(text), key=lambda f: -f.start):
        text = f"{text[: figure.start]}#{text[figure.end :]}"
    return text


def _fit(one: Quoted, other: Quoted, similarity: Similarity | None) -> float:
    like = similarity(without_figures(one.text), [without_figures(other.text)])[0] if similarity else 0.0
    return one.score + other.score + _TOGETHER * like


def _one_matter(one: str, other: str, similarity: Similarity | None, *, one_level: bool) -> bool:
    mine, theirs = without_figures(one), without_figures(other)
    if any(len(content(_STAGE.sub(" ", words))) < _SUBJECT for words in (mine, theirs)):
        return False
    words = _common(frozenset(content(mine)), frozenset(content(theirs)))
    if one_level:
        return words >= _NEARLY_ALL_WORDS and not (_OF_ITSELF.search(one) or _OF_ITSELF.search(other))
    if similarity is None:
        return words >= _SAME_WORDS
    return similarity(mine, [theirs])[0] >= (_NEAR_MEANING if words >= _SAME_WORDS else _SAME_MEANING)


def _one_place(one: _Place, other: _Place) -> bool:
    """Whether the same figure is told, whatever its amount."""
    if not one.units & other.units or len(one.words & other.words) < 2:
        return False
    shorter = len(one.words & other.words) / min(len(one.words), len(other.words))
    return shorter >= _SAME_PLACE and _common(one.words, other.words) >= _AT_LEAST


def _same(one: _Place, other: _Place) -> bool:
    shared = one.units & other.units
    mine, theirs = ({value for unit, value in p.told if unit in shared} for p in (one, other))
    return mine == theirs


def _common(one: frozenset[str], other: frozenset[str]) -> float:
    return 2 * len(one & other) / (len(one) + len(other)) if one and other else 0.0


@lru_cache(maxsize=2048)
def _places(text: str) -> tuple[_Place, ...]:
    places = []
    for start, end in _stretches(text):
        words = text[start:end]
        told = frozenset((f.unit, f.value) for f in _hard(words))
        if told:
            places.append(_Place(frozenset(content(without_figures(words))), told))
    return tuple(places)


def _stretches(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for position, character in enumerate(text):
        if character in _SUBJECTS:
            yield start, position
            start = position + 1
    yield start, len(text)


def _bare(words: str) -> str:
    """A sentence in one line, without the mark of an item."""
    return LIST_MARK.sub("", " ".join(words.split()), count=1)


def _sentences(text: str) -> list[str]:
    return [words for a, b in split(text) if _hard(words := text[a:b])]


def _hard(text: str) -> list[Figure]:
    """Amounts, periods, shares, ages: what has a unit."""
    return [figure for figure in figures(text) if figure.kind == "quantity" and figure.unit]
