"""The figures about service guides count what their definitions say."""

import json
from pathlib import Path

import pytest

from eval.bench_guides import handed_over, measure_answers, measure_fields, overlap, versions
from prompts.problems import Problem

GUIDE = "某证补领\n\n所需材料\n\n1、身份证\n\n办理地点：一号窗口\n"


def folder(tmp_path: Path, *questions: dict[str, object], **labels: object) -> Path:
    (tmp_path / "documents").mkdir()
    (tmp_path / "documents" / "zh-town-card.md").write_text(GUIDE, "utf-8")
    row = {
        "id": "zh-town-card",
        "path": "documents/zh-town-card.md",
        "lang": "zh",
        "region_name": "某市",
        "name": "某证补领",
    }
    row |= {"materials": ["身份证"], "place": ["一号窗口"], **labels}
    (tmp_path / "guides.jsonl").write_text(json.dumps(row, ensure_ascii=False) + "\n", "utf-8")
    lines = [json.dumps({"id": f"q{i}", "lang": "zh", **q}, ensure_ascii=False) for i, q in enumerate(questions)]
    (tmp_path / "queries.jsonl").write_text("\n".join(lines) + "\n", "utf-8")
    return tmp_path


def ask(text: str, kind: str, slots: list[str]) -> dict[str, object]:
    return {"text": text, "kind": kind, "guide_id": "zh-town-card", "slots": slots}


def test_overlap_counts_characters_and_words_once_each() -> None:
    assert overlap("身份证", "身份证") == 1.0
    assert overlap("身份证", "户口") == 0.0
    assert overlap("a form", "the form") == 0.5
    assert overlap("", "") == 1.0


def test_a_field_that_only_the_label_has_counts_as_nothing_found(tmp_path: Path) -> None:
    figures = measure_fields(folder(tmp_path, fee="十元"))
    assert figures.values["materials"] == figures.values["place"] == 1.0
    assert figures.values["fee"] == 0.0
    assert figures.values["all"] == 0.75
    assert "hours" not in figures.values


def test_answers_are_counted_by_kind(tmp_path: Path) -> None:
    data = folder(
        tmp_path,
        ask("某证补领要带什么材料？", "single", ["materials"]),
        ask("某证补领收费吗？", "missing", ["fee"]),
        ask("某证补领在哪办？", "missing", ["place"]),
        {"text": "怎样剪指甲要带什么？", "kind": "unrelated", "guide_id": None, "slots": []},
    )
    kept = versions(data)
    figures = measure_answers(data, kept, handed_over(kept))
    assert figures.values["answered"] == figures.values["refused"] == 1.0
    assert figures.values["missing said"] == 0.5
    assert any(miss.startswith("missing said: q2") for miss in figures.misses)


def test_a_value_that_is_not_the_labelled_one_is_no_answer(tmp_path: Path) -> None:
    data = folder(tmp_path, ask("某证补领要带什么材料？", "single", ["materials"]), materials=["户口簿原件"])
    kept = versions(data)
    figures = measure_answers(data, kept, handed_over(kept))
    assert figures.values["right field"] == 1.0
    assert figures.values["answered"] == 0.0


def test_a_folder_without_labels_is_a_problem(tmp_path: Path) -> None:
    with pytest.raises(Problem, match="not there"):
        measure_fields(tmp_path)


@pytest.mark.shared_data
def test_the_labelled_guides_are_read_as_measured(shared_data: Path) -> None:
    data = shared_data / "service_guides"
    kept = versions(data)
    assert measure_fields(data, kept).values["all"] >= 0.85
    answers = measure_answers(data, kept, handed_over(kept)).values
    assert answers["answered"] >= 0.85
    assert answers["missing said"] >= 0.95
