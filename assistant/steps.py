"""Which step of a procedure a text is about: the first application, what follows a loss, a renewal, a change, an end.

A guide to 首次申领 says nothing of the papers for 补办. Also what a guide is not about: the contrary act, a benefit
that it never names. Chinese only; does not find guides.
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

_CONTRARY: Final = (
    ("结婚", "离婚"),
    ("迁入", "迁出"),
    ("入境", "出境"),
    ("提取", "贷款"),
    ("参保", "停保"),
    ("租赁", "买卖"),
)
"""What one guide is for, and another one is for the contrary."""
_GIVEN: Final = (
    re.compile("补贴|津贴|补助|救助金"), re.compile("贷款|贷多少"), re.compile("转移|转出|转入"), re.compile("签注"),
    re.compile("养老金"), re.compile("报销"), re.compile("罚款|处罚"), re.compile("年检|年审"), re.compile("抵押"),
    re.compile("封存"), re.compile("继承"), re.compile("赠与"), re.compile("撤销"),
)  # fmt: skip
"""What a question is about where it names it; a guide that never does is for something else."""


def steps(text: str) -> frozenset[str]:
    """The kinds of steps that a text names; none for most questions."""
    return frozenset(kind for kind, pattern in _KINDS.items() if pattern.search(text))


def of_another_step(question: str, name: str) -> bool:
    """Whether a question asks for a step, and a guide is by its name for others alone."""
    asked, named = steps(question), steps(name)
    return bool(asked and named) and asked.isdisjoint(named)


def of_another_matter(question: str, name: str, text: str) -> bool:
    """Whether a question is about what a guide does not treat: 离婚登记, not 结婚登记; a 补贴 that it never names."""
    for pair in _CONTRARY:
        for one, other in (pair, pair[::-1]):
            if one in question and other not in question and other in name and one not in name:
                return True
    return any(given.search(question) and not given.search(f"{name} {text}") for given in _GIVEN)
