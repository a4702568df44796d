"""Are the hard facts of a sentence those of its source: there at all, in their places, bound the same way round?

Each function names what is wrong; nothing named is nothing found. Does not know what the words around the facts mean.
"""

import re
from collections.abc import Collection, Sequence
from itertools import combinations

from assistant.figures import Figure, figures, is_among, plain
from assistant.sentences import split
from assistant.support_features import bare
from assistant.wording import content, coverage, covering

_AT_MOST_BEFORE = re.compile(
    r"(?:不(?:得|能|应)?(?:超过|超出|多于|高于|大于|晚于)|最(?:长|多|高|迟|晚|大)(?:[^，。；、\d]{0,5}(?:为|是|可|能|领|付|缴|交|罚|过|到|达|延长|享受|给予|支付))?|至多[^，。；、\d]{0,3}"
    r"|(?<!不得)(?<!不能)(?<!不应)(?<!不)(?:不满|不足|少于|低于|未满)"
    r"|\b(?:up to|at most|no (?:more|longer|later) than|not exceed(?:ing)?|maximum of|less than|fewer than|under"
    r"|below|within))\s*$",
    re.I,
)
_AT_LEAST_BEFORE = re.compile(
    r"(?:不(?:得|能|应)?(?:少于|低于|短于|早于|小于)|最(?:少|低|短|早|小)(?:[^，。；、\d]{0,5}(?:为|是|要|需|满|交|缴|付))?|(?:至少|起码)[^，。；、\d]{0,3}|(?<!不得)(?<!不能)(?<!不应)(?<!不)(?:超过|高于|多于|满)"
    r"|\b(?:at least|no (?:less|fewer|earlier) than|not less than|minimum of|more than|over|above|exceeding))\s*$",
    re.I,
)
_AT_MOST_AFTER = re.compile(r"\s*(?:以下|以内|之内|内|\bor (?:less|fewer|under|younger)\b)", re.I)
_AT_LEAST_AFTER = re.compile(r"\s*(?:以上|\bor (?:more|over|older|above)\b)", re.I)

CLAUSES = re.compile(r"[，；;:：。、\n()（）]|,(?!\d)")
"""What parts the words of one figure from those of the next."""
_CROSSED = 0.5
"""How much better, of 2, the clauses of two figures must be covered the wrong way round than the right one."""
_ELSEWHERE = 0.5
"""How much more of what a statement names must stand with another figure than with its own."""


def missing(sentence: str, source: str, about: str = "") -> list[str]:
    """Hard facts of a sentence that stand neither in the source's words nor in what is known about it."""
    there = (*figures(source), *figures(about))
    return [
        f"{f.kind}: {sentence[f.start : f.end].strip()} is not in the source"
        for f in figures(sentence)
        if not is_among(f, there)
    ]


def misbound(sentence: str, quoted: Sequence[str], head: str, about: str) -> list[str]:
    """Facts of the quote (its sentences: `quoted`) that stand in another statement, beside a rival of their kind."""
    reasons = []
    known = figures(about)
    told = [figures(unit) for unit in quoted]
    beside = [(*there, *figures(head)) for there in told]
    covers = [covering(unit) for unit in quoted]
    for a, b in split(sentence):
        statement = sentence[a:b]
        wanted = [f for f in figures(statement) if f.kind in ("quantity", "date", "time") and not is_among(f, known)]
        if not wanted:
            continue
        tokens = content(statement)
        scored = [
            (sum(is_among(f, there) for f in wanted) / len(wanted) + coverage(tokens, by), i)
            for i, (there, by) in enumerate(zip(beside, covers, strict=True))
        ]
        aligned = beside[max(scored, key=lambda pair: (pair[0], -pair[1]))[1]]
        everywhere = [f for there in beside for f in there]
        for f in wanted:
            rivals = {o.value for o in everywhere if (o.kind, o.unit) == (f.kind, f.unit)}
            often = sum(is_among(f, (o,)) for o in aligned)
            if often < sum(is_among(f, (o,)) for o in wanted) and len(rivals) > 1:
                reasons.append(f"{f.kind}: {statement[f.start : f.end].strip()} belongs to another statement")
            elif f.unit and _of_another(f, content(f"{statement[: f.start]} {statement[f.end :]}"), told, covers):
                reasons.append(f"{f.kind}: {statement[f.start : f.end].strip()} is told of something else")
    return reasons


def _of_another(
    figure: Figure, tokens: Sequence[str], beside: Sequence[Sequence[Figure]], covers: Sequence[Collection[str]]
) -> bool:
    """Whether what a statement names (劳动节) is told with a rival of its figure, and the figure of other things.

    Looked at are the words that tell the units apart: those of the statement that some of them hold, not all.
    """
    named = [token for token in tokens if 0 < sum(token in by for by in covers) < len(covers)]
    mine, rival = 0.0, 0.0
    for there, by in zip(beside, covers, strict=True):
        if is_among(figure, there):
            mine = max(mine, coverage(named, by))
        elif any(_rivals(figure, other) for other in there if other.kind == figure.kind):
            rival = max(rival, coverage(named, by))
    return any(is_among(figure, there) for there in beside) and rival - mine > _ELSEWHERE


def crossed(sentence: str, source: str) -> list[str]:
    """Two figures of one unit that have changed places: each stands with the words that the source tells of the other.

    Looked at are those that stand in clauses of their own on both sides, with words by which to tell the clauses.
    """
    told = [(figures(clause), content(bare(clause))) for clause in CLAUSES.split(plain(sentence))]
    counted = [(f, words) for facts, words in told for f in facts if f.kind == "quantity" and words]
    pairs = [(one, two) for one, two in combinations(counted, 2) if _rivals(one[0], two[0])]
    there = [(figures(clause), covering(bare(clause))) for clause in CLAUSES.split(plain(source))] if pairs else []
    reasons = []
    for (f, words), (g, others) in pairs:
        of_f, of_g = ([by for facts, by in there if is_among(figure, facts)] for figure in (f, g))
        if not of_f or not of_g or words == others:
            continue
        straight, across = (
            max(coverage(words, by) for by in mine) + max(coverage(others, by) for by in theirs)
            for mine, theirs in ((of_f, of_g), (of_g, of_f))
        )
        if across - straight > _CROSSED:
            reasons.append(f"{f.kind}: {f.value} and {g.value} {f.unit} have changed places")
    return reasons


def _rivals(one: Figure, other: Figure) -> bool:
    return one.unit == other.unit and one.value != other.value


def turned(sentence: str, source: str) -> list[str]:
    """Quantities that are a least in the sentence and a most in the source, or the other way round."""
    reasons = []
    there = [(f, _bound(source, f)) for f in figures(source) if f.kind == "quantity"]
    for f in figures(sentence):
        mine = _bound(sentence, f) if f.kind == "quantity" else None
        theirs = {bound for other, bound in there if is_among(f, (other,))}
        if mine and theirs and mine not in theirs and None not in theirs:
            reasons.append(f"bound: {sentence[f.start : f.end].strip()} is {mine} in the sentence only")
    return reasons


def _bound(text: str, figure: Figure) -> str | None:
    text = plain(text)
    before = text[max(0, figure.start - 14) : figure.start]
    if _AT_MOST_BEFORE.search(before) or _AT_MOST_AFTER.match(text, figure.end):
        return "at most"
    if _AT_LEAST_BEFORE.search(before) or _AT_LEAST_AFTER.match(text, figure.end):
        return "at least"
    return None
