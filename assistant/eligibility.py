"""Whether a rule answers yes or no for somebody, from what they have told; and if not yet, what to ask next.

A rule text is read as conditions (its list items, else the clauses behind if, unless, must) that must all hold, or of
which one is enough, for something that is granted or forbidden. Each condition is held against what was asked and
answered before and against what the asker tells of themselves. One thing is asked at a time. English, by words alone:
does not infer (an age of 70 is not seen to be over 65), and does not know where the rule was found.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from assistant.wording import content, coverage, covering

Decision = Literal["yes", "no", "ask"]

_ITEM = re.compile(r"^\s*(?:\*+|[-•])\s*(.+?[^?\s])\s*$", re.M)
_HEADING = re.compile(r"^#+\s.*$|^.*\?$", re.M)
_ALL = re.compile(
    r"\ball (?:of )?(?:the )?(?:following|these|loan|requirements|conditions)|\bboth\b|\bmust\b|\bneed(?:s)? to\b"
    r"|\bhave to\b"
    r"|\brequire(?:s|d|ments?)?\b|\bif (?:you|they|he|she|it|your)\b[^.\n]*:\s*$",
    re.I | re.M,
)
_ANY = re.compile(
    r"\b(?:any|one|either|some) (?:or more )?(?:of|one)\b|\beither\b|\binclud(?:e|es|ing)\b|\bsuch as\b|\bor\b\s*;?\s*$"
    r"|\bfor example\b|\bwhether\b|\bif (?:you|they)(?:’|'|\s*a)re\s*:|\bany\b",
    re.I | re.M,
)
_DENIED = re.compile(
    r"\b(?:can(?:no|['’])t|can not|must not|may not|won['’]t|will not|don['’]t (?:have|need)"
    r"|do not (?:have|need|qualify)|not (?:be )?(?:eligible"
    r"|entitled|qualify|able|allowed|payable|covered)|isn['’]t|aren['’]t|doesn['’]t|no cooperative|never|exempt)\b",
    re.I,
)
_UNLESS = re.compile(r"\b(?:unless|except)\b", re.I)
_CLAUSE = re.compile(
    r"(?<!find out )(?<!see )(?<!check )\b(?:if|unless|when|provided(?: that)?|except(?: if| in| when| for)?)\s+"
    r"([^.;\n]+)",
    re.I,
)
"""A condition; not what a reader is to `find out if`."""
_NEGATED = re.compile(r"\b(?:not|no|never|none|neither|nor|without)\b|n['’]t\b", re.I)
_OF_THE_ASKER = re.compile(
    r"(?:^|[.!?\n]\s*|\s(?=(?-i:[A-Z])))(?P<asked>(?:(?:so|but|then|and),? )?"
    r"(?:am|can|do|does|is|are|will|would|may|must|should|could|have|has|did|was|were)"
    r" (?:i|my|we|our|this|the|these|it|he|she|they|his|her|their)\b[^.?!\n]*\??)\s*$",
    re.I,
)
"""A question to be answered by yes or no about somebody's own case, at the end of what they tell."""
_REPLIES = {
    **dict.fromkeys(
        ("yes", "yeah", "yep", "correct", "i do", "yes i do", "i am", "yes i am", "i have", "yes it is"), True
    ),
    **dict.fromkeys(("no", "nope", "i don't", "no i don't", "i'm not", "no i'm not", "i am not", "no it isn't"), False),
}
_ELSEWHERE = re.compile(r"\b(?:below|listed)\b", re.I)
"""How a condition points to others: nobody can say whether they meet `the requirements listed below`."""
_HAVING = re.compile(r"(?:you|they|he|she) (?:already |now )?(?:have|has|holds?|owns?|got|get) (.+)", re.I | re.S)
_ASKS_MORE = re.compile(r"\b(?:and|or|,) (?:what|which|how|where|when|who)\b", re.I)
"""`Can I get it, and what papers do they want` is not answered by yes or no."""
_GETTING = re.compile(r"\b(?:get|have|obtain|order|receive|request|apply for|ask for)\b", re.I)
_LONGEST = 900
"""Characters of a passage that is read as one rule; what is longer tells several."""
_SENTENCE = re.compile(r"(?<=[.!?])\s+|\n+")
_FITTED, _BIAS = (1.62, 0.59, 0.82, -1.27, -1.55, 0.63), -1.29
"""Slopes and bias of `_open`: nothing asked yet, one thing asked, a list, one that is enough was just affirmed, share
of the conditions' words that the asker told, nothing told. Fitted on OR-ShARC's 709 development utterances."""
_ASK_FROM = 0.15
_TOLD = 0.6
"""Share of a condition's content words in one sentence of the asker's from which it is taken as told."""
_SAME = 0.5
"""Share of a condition's content words in a question that was answered."""


@dataclass(frozen=True, slots=True)
class Rule:
    """Conditions of a rule text. `every`: all must hold, else one is enough. `denies`: then the answer is no."""

    conditions: tuple[str, ...]
    every: bool
    denies: bool
    listed: bool
    """Whether the conditions are the items of a list."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """`ask` names the condition to ask for."""

    decision: Decision
    missing: str | None = None


def missing_fact(question: str, answered: Sequence[tuple[str, bool]], rules: Sequence[str]) -> str | None:
    """The condition to ask for before a question of the asker's own case can be answered; None to answer now.

    `rules`: texts found, best first; the first is read. Only questions to be answered by yes or no alone, in English,
    over a rule that is short enough to be one; never for the thing that the question asks how to get.
    """
    found = _OF_THE_ASKER.search(question)
    if not found or not rules or len(rules[0]) > _LONGEST or _ASKS_MORE.search(found["asked"]):
        return None
    rule = read_rule(rules[0])
    if not rule.listed and not _CLAUSE.search(_HEADING.sub("", rules[0])):
        return None
    missing = decide(rule, question[: found.start("asked")], answered).missing
    return None if missing and (_ELSEWHERE.search(missing) or _is_wanted(missing, found["asked"])) else missing


def _is_wanted(condition: str, asked: str) -> bool:
    """Whether a condition is to have the very thing that somebody asks how to get: `you have a designation`."""
    had = _HAVING.match(condition)
    return bool(had and _GETTING.search(asked) and coverage(content(had[1]), covering(asked)) >= _SAME)


def reply(text: str) -> bool | None:
    """What a bare yes or no says; None for anything else."""
    plain = " ".join(re.findall(r"[a-z']+", text.replace("’", "'").lower()))
    return _REPLIES.get(plain)


def read_rule(text: str) -> Rule:
    """Take a rule text apart."""
    body = _HEADING.sub("", text)
    items = tuple(re.sub(r"[;,.]?\s*(?:and|or)?[;,.]?\s*$", "", item) for item in _ITEM.findall(body))
    lead = _ITEM.sub("", body).strip() or text
    denies = bool(_DENIED.search(lead))
    if items:
        some = bool(_ANY.search(lead)) or any(re.search(r"\bor[;,.]?$", item) for item in _ITEM.findall(body))
        return Rule(items, bool(_ALL.search(lead)) and not some, denies, listed=True)
    return Rule(_clauses(lead), not re.search(r"\bor\b", lead), denies and not _UNLESS.search(lead), listed=False)


def decide(rule: Rule, told: str, answered: Sequence[tuple[str, bool]]) -> Verdict:
    """Hold a rule against what the asker tells and the (question, answer) pairs of before."""
    known = [_known(condition, told, answered) for condition in rule.conditions]
    missing = [c for c, k in zip(rule.conditions, known, strict=True) if k is None]
    if missing and _open(rule, told, answered) > _ASK_FROM:
        return Verdict("ask", missing[0])
    holds = _holds(rule, known, answered)
    return Verdict("yes" if holds != rule.denies else "no")


def _open(rule: Rule, told: str, answered: Sequence[tuple[str, bool]]) -> float:
    """How much speaks for a question that is still open: a logistic fit, above 0 rather open than not."""
    sentences = [covering(sentence) for sentence in _SENTENCE.split(told) if sentence.strip()]
    shares = [max((coverage(content(c), s) for s in sentences), default=0.0) for c in rule.conditions]
    one_is_enough = not rule.every and bool(answered) and answered[-1][1]
    measured = (not answered, len(answered) == 1, rule.listed, one_is_enough, sum(shares) / len(shares), not sentences)
    return sum(weight * value for weight, value in zip(_FITTED, measured, strict=True)) + _BIAS


def _holds(rule: Rule, known: Sequence[bool | None], answered: Sequence[tuple[str, bool]]) -> bool:
    if not rule.listed and answered:
        return answered[-1][1]
    if rule.every:
        return False not in known and not any(not yes for _, yes in answered[-1:])
    return True in known or any(yes for _, yes in answered)


def _known(condition: str, told: str, answered: Sequence[tuple[str, bool]]) -> bool | None:
    words = content(condition)
    asked = max(((coverage(words, covering(question)), yes) for question, yes in answered), default=(0.0, False))
    if asked[0] >= _SAME:
        return asked[1]
    for sentence in _SENTENCE.split(told):
        if words and coverage(words, covering(sentence)) >= _TOLD:
            return bool(_NEGATED.search(sentence)) == bool(_NEGATED.search(condition))
    return None


def _clauses(text: str) -> tuple[str, ...]:
    """Conditions of running text; the text itself where it names none."""
    parts = [part.strip() for clause in _CLAUSE.findall(text) for part in re.split(r"\b(?:and|or)\b|,", clause)]
    return tuple(part for part in parts if len(content(part)) >= 2) or (text,)
