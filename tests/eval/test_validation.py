"""Rules of validating evaluation folders."""

import json
from collections.abc import Mapping
from pathlib import Path
from time import perf_counter
from typing import Any

import pytest

from eval.folders import open_documents
from eval.near_texts import near, plain, similarity
from eval.set_corpus import Held, held_documents
from eval.validation import Finding, validate
from eval.worlds import ingested
from ingestion.corpus import Corpus

DEMO = Path(__file__).parents[2] / "eval" / "sets" / "demo"
LONG = "申请居住证需要准备哪些材料，多少天可以办好，要不要收取工本费，去哪里办理"


def case(name: str, question: str, **fields: Any) -> dict[str, Any]:
    return {"id": name, "cluster_id": name, "question": question, "answerable": True, "ideal_answer": "如所问"} | fields


def ours(folder: Path, *rows: Mapping[str, Any] | str) -> Path:
    lines = [row if isinstance(row, str) else json.dumps(row, ensure_ascii=False) for row in rows]
    (folder / "cases.jsonl").write_text("\n".join(lines), "utf-8")
    return folder


def law(report: object) -> Held:
    return Held(frozenset({"law"}))


def codes(folder: Path, held: Any = law, **options: Any) -> list[tuple[str, int]]:
    return [(finding.code, finding.line) for finding in validate(folder, held, **options)]


def read_by(corpus: Corpus, folder: Path, home: Path, *also: Path) -> Any:
    """What the folder's documents hold, read as a run would read them."""

    def held(report: Any) -> Held:
        names = ingested(open_documents(folder, also, report), corpus, home, refused=report)
        return held_documents(corpus.versions(), names)

    return held


def test_the_demonstration_set_has_nothing_wrong(corpus: Corpus, tmp_path: Path) -> None:
    assert validate(DEMO, read_by(corpus, DEMO, tmp_path)) == []


def test_everything_wrong_is_found_at_its_line(tmp_path: Path) -> None:
    ours(
        tmp_path,
        case("a", "谁签发居住证？"),
        '{"id": ',
        case("b", "养犬要牵引带吗？", answerable="perhaps", colour="red"),
        case("a", "失业金发多久？"),
        case("c", "谁签发 居住证", paraphrase_of="nobody"),
        case("d", "工伤怎么认定？", expected=[{"document": "lost"}], must_not=[{"document": "lost too"}]),
        case("e", "公租房怎么申请？", answerable=False, expected=[{"document": "law"}]),
    )
    assert codes(tmp_path) == [
        ("line_not_an_object", 2),
        ("line_with_unknown_field", 3),
        ("line_with_wrong_field", 3),
        ("duplicate_id", 4),
        ("duplicate_question", 5),
        ("missing_case", 5),
        ("missing_document", 6),
        ("missing_document", 6),
        ("line_with_wrong_field", 7),
    ]


def test_a_finding_says_what_and_what_to_do_in_both_languages(tmp_path: Path) -> None:
    ours(tmp_path, case("a", "问", expected=[{"document": "lost"}]))
    (found,) = validate(tmp_path, law)
    assert found == Finding(
        file=Path("cases.jsonl"),
        line=1,
        field="expected",
        severity="error",
        code="missing_document",
        message="cases.jsonl, line 1: `expected` names a document that the corpus lacks: lost.",
        remedy="Correct the id, or add the document to the corpus.",
    )
    (found,) = validate(tmp_path, law, language="zh")
    assert "语料中没有的文档" in found.message
    assert found.remedy.startswith("请改正")


def test_near_questions_are_a_warning_and_leaks_an_error(tmp_path: Path) -> None:
    ours(tmp_path, case("a", LONG), case("b", f"{LONG}呢"), case("c", f"请问{LONG}", split="train"))
    assert codes(tmp_path) == [("near_question", 2), ("leaked_question", 3)]
    assert [finding.severity for finding in validate(tmp_path, law)] == ["warning", "error"]


def test_a_cluster_in_two_splits_is_told_once(tmp_path: Path) -> None:
    train = [case(name, f"问题{name}", cluster_id="x", split="train") for name in "bc"]
    ours(tmp_path, case("a", "另一个", cluster_id="x"), *train)
    assert codes(tmp_path) == [("leaked_cluster", 2)]


def test_the_same_words_in_another_place_or_conversation_are_another_question(tmp_path: Path) -> None:
    history = [{"role": "user", "content": "居住证"}]
    ours(tmp_path, case("a", "要多久"), case("b", "要多久", region="440100"), case("c", "要多久", history=history))
    assert codes(tmp_path) == []


def test_a_paraphrase_that_is_meant_is_none(tmp_path: Path) -> None:
    ours(tmp_path, case("a", LONG), case("b", f"{LONG}呢", paraphrase_of="a"), case("c", LONG, paraphrase_of="a"))
    assert codes(tmp_path) == []


LAW = """# 养犬管理条例

第一条　为了规范养犬行为，制定本条例。

第九条　养犬人应当办理登记。

登记应当提交下列材料：

（一）身份证明；

（二）犬只免疫证明。
"""


@pytest.fixture
def documents(tmp_path: Path) -> Path:
    folder = tmp_path / "set"
    (folder / "documents").mkdir(parents=True)
    (folder / "documents" / "law.md").write_text(LAW, "utf-8")
    (folder / "documents.jsonl").write_text('{"id": "law", "path": "documents/law.md"}\n')
    return folder


def test_a_wrong_place_is_told_where_it_was_judged(documents: Path, corpus: Corpus, tmp_path: Path) -> None:
    (documents / "queries.jsonl").write_text('{"id": "q", "text": "one"}\n{"id": "r"}\n')
    judged = "q\tlaw#第九条\t1\nq\tlaw#第十条\t1\nq\tlost#第一条\t1\nz\tlaw\t1\nq\tlaw\n"
    (documents / "qrels.tsv").write_text(f"query-id\tcorpus-id\tscore\n{judged}", "utf-8")
    assert codes(documents, read_by(corpus, documents, tmp_path)) == [
        ("missing_place", 3),
        ("missing_document", 4),
        ("missing_question", 5),
        ("line_not_a_judgement", 6),
        ("line_without_field", 2),
    ]


@pytest.mark.parametrize(
    ("locator", "there"),
    [
        ("第九条", True),
        ("第九条第二款", True),
        ("第九条第二款第（二）项", True),
        ("第一条第一款", True),
        ("", True),
        ("第九条第三款", False),
        ("第九条第二款第（三）项", False),
        ("第九百条", False),
        ("第二条", False),
    ],
)
def test_a_place_is_there_if_a_text_has_it(
    documents: Path, corpus: Corpus, tmp_path: Path, locator: str, there: bool
) -> None:
    ours(documents, case("a", "问", expected=[{"document": "law", "locator": locator}]))
    assert codes(documents, read_by(corpus, documents, tmp_path)) == ([] if there else [("missing_place", 1)])


def test_listed_files_that_are_not_there_or_cannot_be_read_are_named(
    documents: Path, corpus: Corpus, tmp_path: Path
) -> None:
    ours(documents, case("a", "问"))
    (documents / "documents" / "empty.md").write_bytes(b"")
    (documents / "documents.jsonl").write_text('{"id": "law", "path": "documents/lost.md"}\n{"id": "x"}\n')
    found = validate(documents, read_by(corpus, documents, tmp_path))
    assert [(f.code, str(f.file), f.line, f.severity) for f in found] == [
        ("line_without_field", "documents.jsonl", 2, "error"),
        ("listed_file_refused", "documents/empty.md", 0, "warning"),
        ("listed_file_missing", "documents/lost.md", 0, "error"),
    ]


def test_what_cannot_be_checked_is_said(tmp_path: Path) -> None:
    assert codes(ours(tmp_path, case("a", "问")), lambda report: None) == [("corpus_unknown", 0)]


def test_cases_that_cannot_be_asked_or_scored_are_named(tmp_path: Path) -> None:
    ours(
        tmp_path,
        case("a", "居住证谁签发？", region="火星"),
        case("b", "失业金发放多久？", ideal_answer=None),
        case("c", "今天天气怎么样？", answerable=False),
    )
    assert codes(tmp_path) == [("line_with_wrong_field", 1), ("case_unscored", 2)]


def test_a_file_without_cases_is_a_finding(tmp_path: Path) -> None:
    assert ("no_cases", 0) in codes(ours(tmp_path))


def test_a_folder_without_questions_is_the_one_finding(tmp_path: Path) -> None:
    assert codes(tmp_path) == [("no_questions", 0)]


def test_texts_are_compared_by_characters_alone() -> None:
    assert plain("居住证 ，Ｂ类？") == "居住证b类"
    assert similarity("abcdefg", "abcdefg") == 1
    assert similarity("abcdef", "bcdefg") == pytest.approx(1 / 3)
    assert similarity("ab", "ac") == 0


def test_near_texts_are_found_in_linear_time() -> None:
    texts = [
        f"{number * 7919 % 100_003:05d}号文件规定的{number * 104_729 % 99_991}事项如何办理" for number in range(600)
    ]
    assert list(near(texts)) == []
    started = perf_counter()
    pairs = list(near([*texts, f"{texts[5]}呢"]))
    assert [(later, earlier) for later, earlier, _ in pairs] == [(600, 5)]
    assert perf_counter() - started < 2


@pytest.mark.shared_data
def test_a_shared_set_names_nothing_that_its_documents_lack(shared_data: Path, corpus: Corpus, tmp_path: Path) -> None:
    folder = shared_data / "service_guides"
    found = validate(folder, read_by(corpus, folder, tmp_path))
    assert not [finding for finding in found if finding.code.startswith(("missing", "line", "listed", "corpus"))]
