"""Rules of evaluation folders of every kind."""

import json
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from eval.cases import Expected, Said
from eval.folders import open_set
from prompts.problems import Problem

DEMO = Path(__file__).parents[2] / "eval" / "sets" / "demo"


def write(path: Path, rows: Sequence[Mapping[str, Any]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")


def beir(folder: Path, *queries: Mapping[str, Any], qrels: str = "query-id\tcorpus-id\tscore\nq1\td1\t2\n") -> Path:
    write(folder / "corpus.jsonl", [{"_id": "d1", "title": "", "text": "居住证"}])
    write(folder / "queries.jsonl", queries or [{"_id": "q1", "text": "谁签发居住证"}])
    (folder / "qrels.tsv").write_text(qrels, "utf-8")
    return folder


def test_our_own_demonstration_set_opens() -> None:
    opened = open_set(DEMO)
    assert (opened.name, opened.corpus, opened.passages) == ("demo", "documents", None)
    assert [listed.folder for listed in opened.documents] == [DEMO / "documents"]
    assert len(opened.cases) == 42
    assert opened.digest == open_set(DEMO).digest


def test_a_beir_folder_opens(tmp_path: Path) -> None:
    opened = open_set(beir(tmp_path))
    (case,) = opened.cases
    assert (opened.corpus, opened.passages) == ("passages", tmp_path / "corpus.jsonl")
    assert (case.id, case.question, case.language, case.answerable) == ("q1", "谁签发居住证", "zh", True)
    assert case.expected == (Expected(document="d1", grade=2),)
    assert (case.cluster_id, case.split, case.source) == ("d1", "test", tmp_path.name)


def test_the_test_part_is_preferred_and_questions_of_other_parts_are_left_out(tmp_path: Path) -> None:
    write(tmp_path / "corpus.jsonl", [{"_id": "d1", "text": "a"}])
    write(tmp_path / "queries.jsonl", [{"_id": "q1", "text": "one"}, {"_id": "q2", "text": "two"}])
    for split, query in (("train", "q1"), ("test", "q2")):
        write(tmp_path / "qrels" / f"{split}.jsonl", [{"query-id": query, "corpus-id": "d1", "score": 1}])
    assert [(case.id, case.split) for case in open_set(tmp_path).cases] == [("q2", "test")]
    assert [(case.id, case.split) for case in open_set(tmp_path, qrels="qrels/train.jsonl").cases] == [("q1", "train")]


def test_topics_and_trec_judgements_open(tmp_path: Path) -> None:
    (tmp_path / "topics").mkdir()
    (tmp_path / "qrels").mkdir()
    (tmp_path / "topics" / "topics.miracl-v1.0-zh-dev.tsv").write_text("7#0\t谁签发居住证？\n", "utf-8")
    (tmp_path / "qrels" / "qrels.miracl-v1.0-zh-dev.tsv").write_text("7#0\tQ0\t12#3\t1\n7#0 0 12#4 0\n", "utf-8")
    write(tmp_path / "corpus.jsonl", [{"_id": "12#3", "text": "a"}])
    (case,) = open_set(tmp_path).cases
    assert (case.id, case.split, [e.name for e in case.expected]) == ("7#0", "dev", ["12#3"])
    assert case.expected[0].document == "12#3"


def test_fields_of_strangers_are_understood(tmp_path: Path) -> None:
    turns = [{"role": "user", "content": "hello"}, {"role": "assistant", "content": "yes?"}]
    asked = {"follow_up_question": "Are you 18?", "follow_up_answer": "Yes"}
    beir(
        tmp_path,
        {
            "id": "a<::>1",
            "text": "fee?",
            "history": turns,
            "answerability": "UNDERSPECIFIED",
            "question_type": ["x", "y"],
        },
        {
            "id": "b",
            "text": "May I?",
            "scenario": "I am ill.",
            "history": [asked],
            "decision": "Inquire",
            "tree_id": "t",
        },
        {"id": "q1", "text": "q", "answers": [["yes", ["<p>if over 18</p>"]], ["no", []]], "not_answerable": False},
        {"id": "d", "text": "q", "answerable": False, "nonsense": 1, "set": "s", "as_of": "2025-01-02", "split": "dev"},
        qrels="query-id\tcorpus-id\tscore\nb\td1\t1\nq1\td1\t1\nd\td1\t1\nq1\td2\t0\n",
    )
    one, two, three, four = open_set(tmp_path).cases
    assert (one.cluster_id, one.outcome, one.answerable, one.kind) == ("a", "needs_clarification", False, "x, y")
    assert one.history[1] == Said(role="assistant", content="yes?")
    assert (two.question, two.outcome, two.answerable) == ("I am ill.\nMay I?", "needs_clarification", True)
    assert (two.history, two.cluster_id) == (
        (Said(role="assistant", content="Are you 18?"), Said(role="user", content="Yes")),
        "t",
    )
    assert (three.ideal_answer, len(three.expected)) == ("yes (if over 18); no", 1)
    assert (four.answerable, four.expected, four.as_of) == (False, (), date(2025, 1, 2))
    assert (four.source, four.split) == (f"{tmp_path.name}/s", "dev")


def test_what_is_expected_is_not_forbidden_too(tmp_path: Path) -> None:
    expected, stale = (
        {"doc_id": "a", "article": "第一条", "grade": 1},
        {"doc_id": "a", "article": "第二条", "role": "x"},
    )
    row = {"id": "t", "text": "q", "lang": "zh", "expected": [expected], "stale": [expected, stale], "must_not": ["b"]}
    write(tmp_path / "cases.jsonl", [row])
    opened = open_set(tmp_path)
    assert opened.corpus == "wired"
    assert [place.name for place in opened.cases[0].expected] == ["a#第一条"]
    assert [place.name for place in opened.cases[0].must_not] == ["b", "a#第二条"]


def test_documents_of_other_sets_are_taken_when_named(tmp_path: Path) -> None:
    beir(tmp_path / "own", qrels="query-id\tcorpus-id\tscore\nq1\tlaw#第九条\t1\n")
    for home, name in (("own", "town"), ("other", "law")):
        (tmp_path / home / "documents").mkdir(parents=True)
        write(tmp_path / home / "documents.jsonl", [{"id": name, "path": f"documents/x/{name}.md"}])
    opened = open_set(tmp_path / "own", also=[tmp_path / "other"])
    assert opened.corpus == "documents"
    assert [dict(listed.ids) for listed in opened.documents] == [{"x/town.md": "town"}, {"x/law.md": "law"}]
    assert opened.cases[0].expected == (Expected(document="law", locator="第九条", grade=1),)
    as_passages = open_set(tmp_path / "own", corpus="corpus.jsonl")
    assert as_passages.cases[0].expected[0].document == "law#第九条"
    assert as_passages.digest != opened.digest


def test_guides_give_values_and_what_they_do_not_state(tmp_path: Path) -> None:
    (tmp_path / "documents").mkdir()
    write(tmp_path / "guides.jsonl", [{"id": "g", "path": "documents/g.md", "materials": ["身份证"], "fee": None}])
    write(tmp_path / "queries.jsonl", [{"id": "q", "text": "要什么？", "guide_id": "g", "slots": ["materials", "fee"]}])
    opened = open_set(tmp_path)
    assert dict(opened.documents[0].ids) == {"g.md": "g"}
    assert (opened.cases[0].slots, opened.cases[0].missing_slots) == ({"materials": ("身份证",)}, ("fee",))
    assert opened.cases[0].expected == (Expected(document="g"),)


def test_across_languages_only_the_other_language_is_expected(tmp_path: Path) -> None:
    write(tmp_path / "corpus.jsonl", [{"id": "zh", "text": "a", "lang": "zh"}, {"id": "en", "text": "a", "lang": "en"}])
    write(tmp_path / "queries.jsonl", [{"id": "q", "text": "问", "lang": "zh"}, {"id": "r", "text": "q", "lang": "zh"}])
    (tmp_path / "qrels.tsv").write_text("query-id\tcorpus-id\tscore\nq\tzh\t1\nq\ten\t1\nr\tzh\t1\n")
    opened = open_set(tmp_path, cross_language=True)
    assert [(case.id, [e.name for e in case.expected]) for case in opened.cases] == [("q", ["en"])]
    assert opened.languages == {"zh": "zh", "en": "en"}
    assert opened.digest != open_set(tmp_path).digest


def test_the_digest_follows_the_questions_and_not_the_corpus(tmp_path: Path) -> None:
    before = open_set(beir(tmp_path)).digest
    write(tmp_path / "corpus.jsonl", [{"_id": "d1", "text": "other"}])
    assert open_set(tmp_path).digest == before
    (tmp_path / "qrels.tsv").write_text("query-id\tcorpus-id\tscore\nq1\td1\t1\n")
    assert open_set(tmp_path).digest != before


def test_the_licence_is_what_the_readme_says(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("# A set\n**Provenance** x@1. **License** CC BY-SA 3.0 (derived). More.\n")
    assert open_set(beir(tmp_path)).cases[0].licence == "CC BY-SA 3.0 (derived)"


@pytest.mark.parametrize(
    ("row", "code", "field"),
    [
        ('{"id": "q1"}', "line_without_field", "text"),
        ('{"text": "q"}', "line_without_field", "id"),
        ('{"id": "q1", "text": ', "line_not_an_object", ""),
        ('["q1"]', "line_not_an_object", ""),
        ('{"id": "q1", "text": "q", "as_of": "2025-13-01"}', "line_with_wrong_field", "as_of"),
        ('{"id": "q1", "text": "q", "history": ["hello"]}', "line_with_wrong_field", "history"),
        ('{"id": "q1", "text": "q", "must_not": "d1"}', "line_with_wrong_field", "must_not"),
        ('{"id": "q1", "text": ["q"]}', "line_with_wrong_field", "text"),
        ('{"id": "q1", "text": "q"}\n{"id": "q1", "text": "r"}', "duplicate_id", ""),
    ],
)
def test_a_line_that_does_not_fit_is_named(tmp_path: Path, row: str, code: str, field: str) -> None:
    beir(tmp_path)
    (tmp_path / "queries.jsonl").write_text(f"\n{row}\n")
    with pytest.raises(Problem) as raised:
        open_set(tmp_path)
    line = "3" if code == "duplicate_id" else "2"
    assert (raised.value.code, raised.value.values["line"]) == (code, line)
    assert raised.value.values.get("field", "") == field
    assert "queries.jsonl" in str(raised.value)


@pytest.mark.parametrize("line", ["q1\td1", "q1\td1\thigh", "q1\t\t1", "q1 0 d1 0.5", "a b c d e"])
def test_a_judgement_that_does_not_fit_is_named(tmp_path: Path, line: str) -> None:
    with pytest.raises(Problem) as raised:
        open_set(beir(tmp_path, qrels=f"query-id\tcorpus-id\tscore\nq1\td1\t1\n{line}\n"))
    assert (raised.value.code, raised.value.values["line"]) == ("line_not_a_judgement", "3")


def test_what_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(Problem, match="no questions"):
        open_set(tmp_path)
    beir(tmp_path)
    for choice in ({"corpus": "pages.jsonl"}, {"qrels": "qrels_pages.tsv"}, {"also": [tmp_path]}):
        with pytest.raises(Problem) as raised:
            open_set(tmp_path, **choice)  # type: ignore[arg-type]
        assert raised.value.code == "no_such_part"


@pytest.mark.shared_data
@pytest.mark.parametrize(
    ("name", "corpus", "counts"),
    [
        ("zh_law_docs", "documents", (1212, 1212, 2126)),
        ("zh_law_stard", "passages", (1234, 1234, 2169)),
        ("en_gov_mtrag", "passages", (180, 144, 373)),
        ("en_conditionalqa", "passages", (2338, 2247, 9106)),
        ("en_or_sharc", "passages", (1897, 1897, 1897)),
        ("xling_logingov", "passages", (160, 160, 320)),
        ("en_sg_singpass_faq", "passages", (115, 115, 115)),
        ("zh_gov_messages", "passages", (1428, 1428, 1428)),
        ("zh_local_rules", "documents", (134, 112, 142)),
        ("zh_time_travel", "wired", (87, 87, 117)),
        ("service_guides", "documents", (79, 56, 56)),
    ],
)
def test_shared_sets_open_as_they_are(shared_data: Path, name: str, corpus: str, counts: tuple[int, int, int]) -> None:
    opened = open_set(shared_data / name)
    cases = opened.cases
    answerable, expected = sum(case.answerable for case in cases), sum(len(case.expected) for case in cases)
    assert (opened.corpus, (len(cases), answerable, expected)) == (corpus, counts)
    assert len({case.cluster_id for case in cases}) > 1


@pytest.mark.shared_data
def test_shared_sets_open_otherwise_too(shared_data: Path) -> None:
    pages = open_set(shared_data / "en_conditionalqa", corpus="pages.jsonl", qrels="qrels_pages.tsv")
    assert pages.passages == shared_data / "en_conditionalqa" / "pages.jsonl"
    assert sum(len(case.expected) for case in pages.cases) == 2247
    abroad = open_set(shared_data / "xling_logingov", cross_language=True)
    assert all(abroad.languages[e.document] != case.language for case in abroad.cases for e in case.expected)
    local = open_set(shared_data / "zh_local_rules", also=[shared_data / "zh_law_docs"])
    assert [len(listed.ids) for listed in local.documents] == [196, 621]
    assert sum(case.outcome == "needs_clarification" for case in local.cases) == 22
    assert open_set(shared_data / "zh_time_travel", also=[shared_data / "zh_law_docs"]).corpus == "documents"
    assert sum(bool(case.missing_slots) for case in open_set(shared_data / "service_guides").cases) == 13
