"""What a clause demands, allows or forbids, and whether it denies: 应当/可以/不得, must/may/must not.

Clauses of a sentence are laid beside the clauses of its source that say most nearly the same; there the forces must
agree. Finding the clause is by words in one language; across languages the whole quote is compared, which sees only
gross disagreement. Does not know grammar: it looks for marks.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from assistant.figures import plain
from assistant.wording import content, coverage, covering

Force = Literal["duty", "permission", "ban", "no_duty"]

_MARKS: tuple[tuple[Force, re.Pattern[str]], ...] = (
    (
        "no_duty",
        re.compile(
            r"不必|无需|无须|毋须|不需要?|不用|不要求|免于|可以不|可不(?!予)|\b(?:need not|needn't|no need to"
            r"|(?:do|does|did)(?: not|n't) (?:have|need) to|not required|not (?:be )?necessary)\b",
            re.I,
        ),
    ),
    (
        "ban",
        re.compile(
            r"不得(?!超过|少于|低于|高于|多于|早于|晚于)|禁止|严禁|不能(?!超过|少于|低于)|不可以|不准|不允许|不许|不应当?|无权|不予|不可(?!抗|分|逆|撤|预)"
            r"|\b(?:must not|mustn't|may not|can ?not|can't|shall not|should not|shouldn't|prohibit\w*|forbidden"
            r"|not (?:be )?(?:allowed|permitted|entitled|eligible|able)|illegal to|ineligible)\b",
            re.I,
        ),
    ),
    (
        "duty",
        re.compile(
            r"应当|必须|务必|应(?!用|届|急|聘|试|收|税|付|对|邀|诉)|须(?!知)|需要|需(?!求)|有义务|有责任"
            r"|\b(?:must|shall|(?:is|are|be|being) required|required to|ha(?:ve|s|d) to|needs? to|should|obliged"
            r"|mandatory)\b",
            re.I,
        ),
    ),
    (
        "permission",
        re.compile(
            r"可以|有权|允许|准予|可(?!能|靠|行性|见|持续|再生|燃|疑|信)"
            r"|\b(?:may|(?:is|are|be) (?:allowed|permitted|entitled|eligible)|eligible for|entitled to)\b",
            re.I,
        ),
    ),
)
_NOT_A_DENIAL = (
    "动产|可抗力|良|正当|当得|法|满|足|[得能](?:超过|少于|低于|高于|多于|早于|晚于)|超过|超出|少于|低于|高于|多于|大于|小于|晚于|早于|迟于|仅|但|论|管|一|同|断|服|限|得不|"
    "利|影响|再|含|包括|计|动|久|公开"
)
_NEGATIONS = re.compile(
    rf"不(?!{_NOT_A_DENIAL})"
    r"|没有|未(?!来|成年|满|必|婚|遂)|无(?!论|偿|期|限|效|线|障碍|人|形|害|罪|固定|民事)|并非|而非|除外"
    r"|\b(?:not|never|neither|nor|cannot|without|unless|except|excluding)\b|n['’]t\b"
    r"|\bno (?!\.|longer than|more than|later than|less than|fewer than)",
    re.I,
)
_DENIED_HAN = re.compile(
    rf"(?:不得|不能|不可以|不予|不准|不应当?|禁止|严禁|不(?!{_NOT_A_DENIAL}|[得能可予准应])|没有|未(?!来|成年|满|必|婚))"
    r"(?:擅自|直接|再|自行|依法|按照|进行|以)?([\u4e00-\u9fff]{2})"
)
_DENYING_HAN = re.compile("不|未|没|无|禁|非|免|拒绝|除")
_WRONG_HAN = re.compile("违法|违反|处罚|处以?|罚款|责令|无效|法律责任")
_FORCE_OF: dict[str, Force] = {
    "不应当": "ban", "不应": "ban", "不得": "ban", "不能": "ban", "不可以": "ban", "不准": "ban", "禁止": "ban",
    "严禁": "ban",
    "应当": "duty", "必须": "duty", "可以": "permission", "有权": "permission", "允许": "permission",
    "不必": "no_duty", "无需": "no_duty", "无须": "no_duty", "不需要": "no_duty", "不需": "no_duty", "需要": "duty",
}  # fmt: skip
_FORCED_HAN = re.compile(
    rf"({'|'.join(sorted(_FORCE_OF, key=len, reverse=True))})"
    r"(?:依法|及时|立即|直接|自行|再|先|同时|一并)?([\u4e00-\u9fff]{2})"
)
_PAIR_GAIN = 0.12
"""How much better two clauses together must meet one of the sentence to count as its counterpart."""
_CLAUSE_END = re.compile(r"(?:(?<!\d)[，,.：:]|[，,.：:](?!\d)|[；;。!?！？\n])+")
_LEADS_LIST = re.compile(r"下列|以下|following|以下之一", re.I)
_MIN_ALIGNED = 0.5
_CONFLICTS = {
    "duty": {"permission", "ban", "no_duty"},
    "permission": {"ban", "duty"},
    "ban": {"duty", "permission", "no_duty"},
    "no_duty": {"duty", "ban"},
}


@dataclass(frozen=True, slots=True)
class Clause:
    """A piece between commas, with its forces and whether it denies. `led` are the forces of the list head above it."""

    text: str
    forces: frozenset[Force]
    denies: bool
    led: frozenset[Force] = frozenset()


def clauses(text: str) -> list[Clause]:
    """Cut a text at commas and stops; a head that ends in 下列… or `following` lends its force to what follows."""
    found: list[Clause] = []
    led: frozenset[Force] = frozenset()
    for piece in _CLAUSE_END.split(plain(text)):
        if piece.strip():
            forces, rest = _forces(piece)
            found.append(Clause(piece, forces, bool(_NEGATIONS.search(rest)), led))
            if _LEADS_LIST.search(piece):
                led = forces
    return found


def disagreement(sentence: str, quote: str, *, same_language: bool = True) -> str | None:
    """Say where the forces of a sentence and its source disagree, or None.

    A clause with no counterpart in the source is left to the score; one whose counterpart demands what the sentence
    only allows, or the like, is named.
    """
    source = clauses(quote)
    if not same_language:
        return _gross(clauses(sentence), source)
    pairs = [_together(a, b) for a, b in pairwise(source)]
    for clause in clauses(sentence):
        tokens = content(clause.text)
        if len(tokens) < 2:
            continue
        best, nearest = _nearest(tokens, source)
        best_pair, nearest_pairs = _nearest(tokens, pairs)
        if best_pair > best + _PAIR_GAIN:
            best, nearest = best_pair, nearest_pairs
        if best < _MIN_ALIGNED:
            continue
        reasons = [_between(clause, other) for other in nearest]
        if all(reasons):
            return reasons[0]
    return _denied_word(sentence, quote) or _forced_word(sentence, quote)


def _nearest(tokens: Sequence[str], source: Sequence[Clause]) -> tuple[float, list[Clause]]:
    """Highest coverage of the tokens by a clause, and the clauses that come near it."""
    covered = [(coverage(tokens, covering(other.text)), other) for other in source]
    best = max((c for c, _ in covered), default=0.0)
    return best, [other for c, other in covered if c >= best - 0.05]


def _denied_word(sentence: str, quote: str) -> str | None:
    """A Chinese word that one side denies and the other, wherever it says it, does not."""
    sentence, quote = plain(sentence), plain(quote)
    for found in _DENIED_HAN.finditer(sentence):
        word = found[1]
        said = list(re.finditer(re.escape(word), quote))
        if said and not any(_DENYING_HAN.search(quote, max(0, m.start() - 6), m.start()) for m in said):
            return f"negation: {word} is denied in the sentence only"
    if _DENYING_HAN.search(sentence) or _WRONG_HAN.search(sentence):
        return None
    for found in _DENIED_HAN.finditer(quote):
        word = found[1]
        said = list(re.finditer(re.escape(word), quote))
        if word in sentence and all(_DENYING_HAN.search(quote, max(0, m.start() - 6), m.start()) for m in said):
            return f"negation: {word} is denied in the source only"
    return None


def _forced_word(sentence: str, quote: str) -> str | None:
    """A Chinese word that stands right behind one force in the sentence and only behind contrary ones in the source."""
    theirs: dict[str, set[Force]] = {}
    for found in _FORCED_HAN.finditer(plain(quote)):
        theirs.setdefault(found[2], set()).add(_FORCE_OF[found[1]])
    for found in _FORCED_HAN.finditer(plain(sentence)):
        mine, there = _FORCE_OF[found[1]], theirs.get(found[2], set())
        if there and mine not in there and there <= _CONFLICTS[mine]:
            return f"modality: {found[1]}{found[2]} in the sentence, {'/'.join(sorted(there))} in the source"
    return None


def _together(first: Clause, second: Clause) -> Clause:
    """Two neighbours as one, for a sentence that says in one breath what its source says in two."""
    return Clause(
        f"{first.text}，{second.text}",
        first.forces | second.forces,
        first.denies or second.denies,
        first.led | second.led,
    )


def _between(clause: Clause, other: Clause) -> str | None:
    theirs = other.forces | other.led
    for force in clause.forces:
        if force not in theirs and (_CONFLICTS[force] & theirs or (force == "ban" and not other.denies)):
            return f"modality: {force} in the sentence, {'/'.join(sorted(theirs)) or 'none'} in the source"
    if not clause.forces and "ban" in other.forces and not clause.denies:
        return "modality: the source forbids, the sentence does not"
    denied = clause.denies or "ban" in clause.forces or "no_duty" in clause.forces
    denied_there = other.denies or bool({"ban", "no_duty"} & theirs)
    if denied and not denied_there:
        return "negation: denied in the sentence only"
    if other.denies and not denied and not {"ban", "no_duty"} & theirs:
        return "negation: denied in the source only"
    return None


def _gross(sentence: list[Clause], source: list[Clause]) -> str | None:
    theirs = frozenset().union(*(c.forces for c in source)) if source else frozenset()
    denied_there = any(c.denies for c in source) or bool({"ban", "no_duty"} & theirs)
    for clause in sentence:
        if {"ban", "no_duty"} & clause.forces and not denied_there:
            return "modality: forbidden or not required in the sentence only"
        if "duty" in clause.forces and theirs and not theirs & {"duty", "permission"}:
            return "modality: a duty in the sentence, none in the source"
    return None


def _forces(text: str) -> tuple[frozenset[Force], str]:
    """Forces of a clause, and the clause without the marks, so that 不得 is not counted as a negation again."""
    found: set[Force] = set()
    for force, pattern in _MARKS:
        if pattern.search(text):
            found.add(force)
            text = pattern.sub(" ", text)
    return frozenset(found), text
