import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from eval.cases import Case, Slot
from eval.mutation_originals import GUIDE
from eval.records import Record
from eval.service_metrics import METRICS

BY_NAME = {metric.name: metric for metric in METRICS}


def value(name: str, slots: dict[str, Slot], answer: str) -> float | None:
    case = Case(id="1", cluster_id="1", question="?", answerable=True, slots=slots)
    return BY_NAME[name].score(case, Record(case="1", outcome="answered", text=answer)).value


@pytest.mark.parametrize(
    ("name", "slots", "right", "wrong"),
    [
        ("slot_time_limit", {"time_limit": "15个工作日"}, "受理后十五个工作日办结。", "受理后15日办结。"),
        ("slot_time_limit", {"time_limit": "另行通知"}, "时限会另行通知的。", "十天办好。"),
        ("slot_fee", {"fee": "不收费。"}, "免费办理。", "收费20元。"),
        ("slot_fee", {"fee": "每证20元"}, "收取工本费二十元。", "不收费。"),
        ("slot_phone", {"phone": ("0571-12345678", "12345")}, "可拨打12345咨询。", "可拨打12354咨询。"),
        ("slot_materials_f1", {"materials": ("居民身份证",)}, "带上居民身份证。", "带上护照。"),
        ("slot_other_f1", {"legal_basis": ("《居住证暂行条例》第九条",)}, "依据《居住证暂行条例》。", "没有依据。"),
        ("slot_other_f1", {"place": "派出所窗口"}, "地点：派出所窗口。", "在网上办理。"),
        ("slot_phone", {"phone": ("12345",)}, "Call 12345.", "Call us."),
    ],
)
def test_each_field_has_its_own_rule(name: str, slots: dict[str, Slot], right: str, wrong: str) -> None:
    assert value(name, slots, right) == 1.0
    assert value(name, slots, wrong) == 0.0


def test_a_made_up_material_costs_precision() -> None:
    assert value("slot_materials_f1", {"materials": ("居民身份证",)}, "带上居民身份证、结婚证。") == pytest.approx(
        2 / 3
    )


def test_words_of_another_language_are_not_compared_but_figures_are() -> None:
    slots: dict[str, Slot] = {"materials": ("居民身份证",), "time_limit": "5个工作日"}
    assert value("slot_materials_f1", slots, "It takes 5 working days.") is None
    assert value("slot_mean", slots, "It takes 5 working days.") == 1.0


def test_the_mean_counts_each_field_once() -> None:
    slots: dict[str, Slot] = {"time_limit": "15日", "fee": "20元", "phone": "12345", "place": "派出所窗口"}
    assert value("slot_mean", slots, "15日办结，收费20元。") == 0.5


@pytest.mark.parametrize(
    ("missing", "answer", "said"),
    [
        ("time_limit", "办事指南未列明办理时限。", 1),
        ("time_limit", "办事指南未列明办理时限，一般15日。", 0),
        ("time_limit", "请到窗口办理。", 0),
        ("fee", "该指南没有写收费标准。", 1),
        ("fee", "该指南没有写收费标准，应该是免费的。", 0),
        ("phone", "指南没有提供咨询电话。", 1),
        ("phone", "指南没有提供咨询电话，可拨打12345。", 0),
        ("fee", "The guide does not state any fee.", 1),
        ("hours", "没有列出费用。", 0),
    ],
)
def test_a_missing_field_is_said_to_be_missing_and_not_filled_in(missing: str, answer: str, said: float) -> None:
    case = Case(id="1", cluster_id="1", question="?", answerable=True, missing_slots=(missing,))
    assert BY_NAME["missing_said"].score(case, Record(case="1", outcome="answered", text=answer)).value == said


def test_not_found_says_that_a_field_is_missing_and_a_question_back_does_not() -> None:
    refusal = replace(GUIDE.record, outcome="not_found", text="没有找到。", sentences=(), citations=())
    assert BY_NAME["missing_said"].score(GUIDE.case, refusal).value == 1.0
    assert BY_NAME["missing_said"].score(GUIDE.case, replace(refusal, outcome="declined")).status == "refused"


@pytest.mark.shared_data
def test_peoples_answers_meet_the_fields_of_their_guide_and_not_those_of_others(shared_data: Path) -> None:
    def lines(name: str) -> list[dict[str, Any]]:
        text = (shared_data / "service_guides" / name).read_text("utf-8")
        return [json.loads(line) for line in text.splitlines()]

    guides = {guide["id"]: guide for guide in lines("guides.jsonl")}
    asked = [q for q in lines("queries.jsonl") if q["kind"] == "single" and q["lang"] == q["guide_lang"]]
    own, others = [], []
    for query in asked:
        for name in query["slots"]:
            mine = guides[query["guide_id"]][name]
            for guide in guides.values():
                slot = guide[name]
                if name in ("conditions", "steps", "result", "fee") or not slot or guide["lang"] != query["lang"]:
                    continue
                found = value("slot_mean", {name: slot if isinstance(slot, str) else tuple(slot)}, query["answer"])
                if slot == mine and found is not None:
                    own.append(found)
                elif found is not None:
                    others.append(found)
    assert sum(own) / len(own) > 0.9
    assert sum(others) / len(others) < 0.15
