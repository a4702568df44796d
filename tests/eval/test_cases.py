import json
from pathlib import Path

import pytest

from eval.cases import Expected, read_cases
from prompts.problems import Problem

DEMO = Path(__file__).parents[2] / "eval" / "sets" / "demo"

GOOD = {
    "id": "1",
    "cluster_id": "permit",
    "question": "居住证多少天能办下来？",
    "answerable": True,
    "expected": [{"document": "permit", "locator": "第九条"}],
    "source": "test",
    "licence": "Apache-2.0",
}


def write(folder: Path, *cases: object) -> Path:
    (folder / "cases.jsonl").write_text("".join(f"{json.dumps(case)}\n" for case in cases), "utf-8")
    return folder


def test_the_demonstration_set_is_well_formed() -> None:
    cases = read_cases(DEMO)
    assert len(cases) >= 40
    assert sum(not case.answerable for case in cases) >= 4
    assert sum(case.as_of is not None for case in cases) >= 3


def test_every_expected_document_of_the_demonstration_set_is_in_its_manifest() -> None:
    manifest = (DEMO / "documents" / "wenzheng-manifest.csv").read_text("utf-8")
    ids = {line.split(",")[1] for line in manifest.splitlines()[1:]}
    assert {expected.document for case in read_cases(DEMO) for expected in case.expected} <= ids


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"as_of": "yesterday"}, "as_of"),
        ({"answerable": False}, "`answerable` is wrong: false"),
        ({"expeted": []}, "expeted"),
        ({"expected": [{"document": "permit", "grade": 0}]}, "grade"),
    ],
)
def test_a_bad_case_is_named_by_its_line(tmp_path: Path, change: dict[str, object], said: str) -> None:
    with pytest.raises(Problem, match=rf"line 2: .*{said}"):
        read_cases(write(tmp_path, GOOD, {**GOOD, "id": "2", **change}))


@pytest.mark.parametrize(
    ("locator", "place", "meets"),
    [
        ("第九条", "第九条第二款", True),
        ("第九条", "第九条之一", False),
        ("第九条", "第九条之一 第九条", True),
        ("Article 9", "Article 91", False),
        ("Article 9", "Article 91, Article 9", True),
        ("", "anywhere", True),
    ],
)
def test_a_place_is_met_by_its_parts_and_not_by_its_neighbours(locator: str, place: str, meets: bool) -> None:
    assert Expected(document="d", locator=locator).meets("d", (place,)) is meets
    assert not Expected(document="d", locator=locator).meets("other", (place,))


def test_an_id_stands_for_one_case(tmp_path: Path) -> None:
    with pytest.raises(Problem, match="stands already on line 1"):
        read_cases(write(tmp_path, GOOD, GOOD))


def test_a_folder_without_cases_is_a_problem(tmp_path: Path) -> None:
    with pytest.raises(Problem, match="no questions"):
        read_cases(tmp_path)
