"""Is each field of a service guide told as the guide states it, and is a missing one said to be missing?

Fields: `materials`, `time_limit`, `fee`, `phone` by their own rules, `legal_basis` as a set of laws, others
(conditions, steps, place, hours, result) by words. Does not know whether a period or an amount of the answer belongs to
the field: other periods that it tells are not held against it. Words are compared in one language only.
"""

import re
from collections.abc import Callable
from functools import lru_cache

from assistant.sentences import is_chinese, split
from eval.answer_parts import of_answers, of_asked, text
from eval.cases import Case, Slot
from eval.records import Record
from eval.scores import Metric, Score, not_applicable, refused
from eval.service_slots import SAME, fees, laws, matched_items, nearest_f1, periods, phones

_NOT_STATED = re.compile(
    r"(?:未|没有?|并未|无)(?:明确|具体)?"
    r"(?:列|载|说明|注明|写|规定|明确|提及|提到|提供|公布|标明|给出|查到|找到|相关|有关)"
    r"|\b(?:not|n't|never|nor)\s+(?:\w+\s+)?"
    r"(?:stated?|given?|specif\w+|mention\w*|list(?:ed)?|provided?|found|say|include\w*)\b"
    r"|\bno (?:information|mention|details?|(?:tele)?phone numbers?|address|opening hours)\b",
    re.I,
)
_NAMES = {
    "materials": "材料|证件|资料|material|document|bring|evidence",
    "time_limit": "时限|期限|时间|多久|多长|几天|工作日|how long|time|period|days|weeks",
    "fee": "费|收费|价|钱|工本|fee|cost|charge|price|pay",
    "phone": "电话|热线|号码|联系方式|phone|telephone|number|call|hotline",
    "place": "地点|地址|窗口|哪里|地方|place|address|where|location|office",
    "hours": "时间|几点|办公|工作时间|上班|hours|open|time",
    "legal_basis": "依据|法律|法规|文件|legal|law|basis|regulation",
    "conditions": "条件|资格|对象|范围|condition|eligib|qualif|who can",
    "steps": "流程|步骤|程序|step|process|procedure|how to",
    "result": "结果|证照|发给|result|outcome|receive",
}


def _no(name: str) -> Callable[[Case], str]:
    return lambda case: "" if case.slots.get(name) else f"no {name}"


def _no_slots(case: Case) -> str:
    return "" if any(case.slots.values()) else "no slots"


@of_answers(_no("materials"))
def slot_materials_f1(case: Case, record: Record) -> Score:
    """F1 of the list of materials: expected items against the items of the answer's lists, matched one to one.

    Two wordings name the same item from a token F1 of 0.6 on. Recall: matched / expected; precision: matched / items in
    the lists of the answer that hold a match.
    """
    return _slot(case, record, "materials")


@of_answers(_no("time_limit"))
def slot_time_limit(case: Case, record: Record) -> Score:
    """1 if every period of the expected time limit stands in the answer, value and unit: 工作日 ≠ 日 ≠ 个月.

    A year is twelve months; nothing else is converted. A value without a period is compared by words.
    """
    return _slot(case, record, "time_limit")


@of_answers(_no("fee"))
def slot_fee(case: Case, record: Record) -> Score:
    """1 if every expected amount stands in the answer, and 免费 where nothing is to be paid; 免费 = 不收费 = 0元."""
    return _slot(case, record, "fee")


@of_answers(_no("phone"))
def slot_phone(case: Case, record: Record) -> Score:
    """1 if one of the expected telephone numbers stands in the answer, digit for digit."""
    return _slot(case, record, "phone")


@of_answers(lambda case: "" if _others(case) else "no other slots")
def slot_other_f1(case: Case, record: Record) -> Score:
    """Mean over the other fields: F1 of the sets of laws for `legal_basis`, else token F1 with the nearest clauses."""
    return _mean(case, record, _others(case))


@of_answers(_no_slots)
def slot_mean(case: Case, record: Record) -> Score:
    """Mean over all fields of the case, each as above, each of the same weight."""
    return _mean(case, record, [name for name, value in case.slots.items() if value])


@of_asked
def missing_said(case: Case, record: Record) -> Score:
    """Share of the fields that the guide lacks of which the answer says so, and for which it gives no figure.

    To say so: a sentence with the field's name and words such as 未列明 or not stated; or the outcome `not_found`. A
    figure: any period for `time_limit`, amount or 免费 for `fee`, telephone number for `phone`.
    """
    if not case.missing_slots:
        return not_applicable("no field is missing")
    if record.outcome == "not_found":
        return Score(1.0, note="not found")
    if not record.answers:
        return refused(record.outcome)
    answer = text(record)
    silent = [name for name in case.missing_slots if not _is_said_missing(name, answer)]
    note = f"not said to be missing: {', '.join(silent)}" if silent else ""
    return Score(1 - len(silent) / len(case.missing_slots), note=note)


def _others(case: Case) -> list[str]:
    own = ("materials", "time_limit", "fee", "phone")
    return [name for name, value in case.slots.items() if value and name not in own]


def _slot(case: Case, record: Record, name: str) -> Score:
    value = _value(name, case.slots[name], text(record))
    return not_applicable("another language") if value is None else Score(value)


def _mean(case: Case, record: Record, names: list[str]) -> Score:
    answer = text(record)
    values = {name: _value(name, case.slots[name], answer) for name in names}
    known = {name: value for name, value in values.items() if value is not None}
    if not known:
        return not_applicable("another language")
    note = ", ".join(f"{name} {value:.2f}" for name, value in known.items() if value < 1)
    return Score(sum(known.values()) / len(known), note=note)


@lru_cache(maxsize=8192)
def _value(name: str, slot: Slot, answer: str) -> float | None:
    """How well the answer tells a field, 0 to 1; None where words of two languages would have to be compared."""
    items = (slot,) if isinstance(slot, str) else slot
    whole = "\n".join(items)
    by_facts = {"time_limit": periods, "fee": fees, "phone": phones}.get(name)
    if by_facts and (expected := by_facts(whole)):
        told = by_facts(answer)
        return float(bool(expected & told) if name == "phone" else expected <= told)
    if name == "legal_basis" and (named := laws(whole)):
        return 2 * len(named & laws(answer)) / (len(named) + len(laws(answer)))
    if is_chinese(whole) != is_chinese(answer):
        return None
    if name == "materials":
        hits, listed = matched_items(items, answer)
        return 2 * hits / (len(items) + listed) if hits else 0.0
    values = [nearest_f1(item, answer) for item in items]
    if by_facts:
        return float(min(values) >= SAME)
    return sum(values) / len(values)


def _is_said_missing(name: str, answer: str) -> bool:
    figures_of = {"time_limit": periods, "fee": fees, "phone": phones}.get(name)
    if figures_of and figures_of(answer):
        return False
    sentences = [answer[a:b] for a, b in split(answer)]
    return any(_NOT_STATED.search(s) and re.search(_NAMES.get(name, ""), s, re.I) for s in sentences)


METRICS: tuple[Metric, ...] = (
    Metric("slot_materials_f1", "service", "higher", slot_materials_f1),
    Metric("slot_time_limit", "service", "higher", slot_time_limit, binary=True),
    Metric("slot_fee", "service", "higher", slot_fee, binary=True),
    Metric("slot_phone", "service", "higher", slot_phone, binary=True),
    Metric("slot_other_f1", "service", "higher", slot_other_f1),
    Metric("slot_mean", "service", "higher", slot_mean),
    Metric("missing_said", "service", "higher", missing_said),
)
