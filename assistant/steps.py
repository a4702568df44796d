"""Which step of a procedure a text is about: the first application, what follows a loss, a renewal, a change, an end.

A guide to 首次申领 says nothing of the papers for 补办. Also what a guide is not about: the contrary act, a benefit
that it never names. Chinese only; does not find guides.
"""

import re
from typing import Final

from ingestion.jurisdictions import without_places

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
    re.compile("养老金(?!的(?:老|人|父|母|爸|妈|居民|退休))"),
    re.compile("报销"), re.compile("罚款|处罚"), re.compile("年检|年审"), re.compile("抵押"),
    re.compile("封存"), re.compile("继承"), re.compile("赠与"), re.compile("撤销"),
)  # fmt: skip
"""What a question is about where its asking clause names it; a guide that never does is for something else."""

_OF_ANY: Final = re.compile("办理|申请|申领|申报|登记|领取|材料|证明|业务|手续|流程|服务|指南|条件")
"""What the names of guides have in common."""


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
    asking = _asking(question, name)
    return any(given.search(asking) and not given.search(f"{name} {text}") for given in _GIVEN)


def _asking(question: str, name: str) -> str:
    """The last clause where it names a guide's matter, else all: 我是贷款买的房，办居住证要带什么 asks for no loan."""
    clauses = [clause for clause in re.split("[，,。；;？?！!\n]", question) if clause.strip()]
    last = clauses[-1] if clauses else ""
    own = without_places(_OF_ANY.sub(" ", last))
    return last if any(own[i : i + 2] in name for i in range(len(own) - 1) if " " not in own[i : i + 2]) else question
