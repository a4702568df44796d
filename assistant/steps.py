"""Which step of a procedure a text is about: the first application, what follows a loss, a renewal, a change, an end.

A guide to 首次申领 says nothing of the papers for 补办. Chinese only; does not know any guide.
"""

import re
from typing import Final

_KINDS: Final = {
    "first": re.compile(r"首次|初次|第一次|头一[回次]|新办"),
    "lost": re.compile(r"补办|补领|补发|补证|遗失|丢失|丢了|弄丢|挂失"),
    "exchanged": re.compile(r"换领|换发|换证|[到过]期[^，。]{0,2}换"),
    "renewed": re.compile(r"续签|续期|续办|签注"),
    "changed": re.compile(r"变更"),
    "ended": re.compile(r"注销"),
}


def steps(text: str) -> frozenset[str]:
    """The kinds of steps that a text names; none for most questions."""
    return frozenset(kind for kind, pattern in _KINDS.items() if pattern.search(text))


def of_another_step(question: str, name: str) -> bool:
    """Whether a question asks for a step, and a guide is by its name for others alone."""
    asked, named = steps(question), steps(name)
    return bool(asked and named) and asked.isdisjoint(named)
