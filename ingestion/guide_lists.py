"""Short Chinese guides whose labels were lost: a name, then numbered lists that are told by what their items speak of.

Papers make a list of materials, what an applicant or an office does makes steps, demands make conditions. Does not
know guides with labels.
"""

import re
from typing import Final

from ingestion import guide_unlabelled as unlabelled
from ingestion import guide_values as values
from ingestion.guide_values import Span

LONGEST: Final = 3000
"""Characters of the longest text that is read this way."""
_PAPER: Final = re.compile(
    r"复印件|原件|申请[表书]|身份证|户口[簿本]|证明[；。\s]|证书|持有《|照片|凭证|执照|《[^》]*(?:证|手册|簿|表)》|承诺书|协议书|合同"
)
_ACT: Final = re.compile(
    r"提交|填写|核对|领取|出具|告知|受理|登记信息|拍照|发放|审核|缴纳.*费|前往|到.{2,20}(?:办理|申请)"
)
_ACTOR: Final = re.compile(
    r"^(?:申请人(?:本人)?(?:到|在|向|应|凭|填写|提交|携带)|工作人员|[^，。]{2,24}(?:中心|窗口|派出所"
    r"|部门)(?:应|对|指导|受理|审)|凭|对材料|到)"
)
_DEMAND: Final = re.compile(r"满|符合|持有|户籍|年龄|周岁|具有|具备|本人|未|属于|依法|无|连续|有效期|本市|本省|人员")
_LAW: Final = re.compile(r"^《[^》]+》")


def list_fields(text: str, *, titled: bool = False) -> dict[str, list[Span]] | None:
    """Fields of a short text without labels; None when its lists do not read like requirements.

    A name, then numbered lists: each list is what most of its items are; a single list is sorted item by item. A text
    that is `titled` a guide (须知, 指南) may be one without a list of papers.
    """
    if len(text) > LONGEST or not (lists := values.groups(text, 0, len(text))):
        return None
    found: dict[str, list[Span]] = {}
    for region in lists:
        entries = [entry for entry in values.items(text, *region) if not _stands_outside(text, region, entry)]
        kinds = [_kind(text[slice(*entry)]) for entry in entries]
        most = max(("steps", "materials", "conditions"), key=kinds.count)
        for entry, kind in zip(entries, kinds, strict=True):
            found.setdefault(most if len(lists) > 1 else kind, []).append(entry)
    entries = found.get("conditions", [])
    unsure = sum(not _DEMAND.search(text[slice(*entry)]) for entry in entries)
    if not (titled or "materials" in found) or len(found) < 2 or unsure > len(entries) // 2:
        return None
    end = text.find("\n")
    found["name"] = [(0, end)] if 2 <= end <= 40 else []
    for line in values.items(text, max(end, 0), lists[0][0]):
        if _LAW.match(text[slice(*line)]):
            found["legal_basis"] = values.laws(text, *line)
    told = found.get("steps", [])
    single: list[tuple[str, Span | None]] = [
        ("fee", unlabelled.fee(text, 0, len(text))),
        ("result", unlabelled.received(text, told)),
    ]
    single += [("time_limit", values.working_days(text, *step)) for step in told[:1]]
    for name, span in single:
        if span:
            found[name] = [span]
    places = {text[slice(*place)]: place for step in told for place in unlabelled.offices(text, *step)[:1]}
    found["place"] = list(places.values())[:1]
    found["phone"] = values.phones(text, 0, len(text), labelled=False)
    return found


def _stands_outside(text: str, region: Span, entry: Span) -> bool:
    """A line behind a list that was written in one line: it is no item."""
    first = text.find("\n", *region)
    return 0 <= first < entry[0] and re.search(r"2\s*[、.．]", text[region[0] : first]) is not None


def _kind(entry: str) -> str:
    if _ACTOR.search(entry) and _ACT.search(entry):
        return "steps"
    if _PAPER.search(entry):
        return "materials"
    return "steps" if _ACT.search(entry[:12]) else "conditions"
