"""Entries of files: read in the ways people write them, and refused with the line and the reason."""

import json
from datetime import date
from pathlib import Path

import pytest

from assistant.approved_answers import ApprovedAnswer
from assistant.approved_files import read_entries, written
from assistant.approved_store import ApprovedStore
from assistant.approving import Approving
from assistant.clauses import Clauses
from ingestion.corpus import Corpus, Wording
from ingestion.documents import Section
from ingestion.named_documents import find_document
from prompts.problems import Problem
from tests.assistant.shelf import LABOUR, PERMIT, TODAY, version

GOOD = {
    "question": "居住证多少天能办下来？",
    "answer": "自受理之日起15日内。",
    "sources": [{"document": "居住证暂行条例", "locator": "第九条", "quote": "应当自受理之日起15日内制作发放居住证"}],
}


@pytest.fixture
def library(corpus: Corpus) -> Corpus:
    for name, title, text, since in (
        ("permit", "居住证暂行条例", PERMIT, date(2016, 1, 1)),
        ("labour", "中华人民共和国劳动合同法", LABOUR, date(2013, 7, 1)),
        ("coming", "居住证管理办法", PERMIT, date(2026, 1, 1)),
    ):
        made = version(name, title, text, effective_from=since)
        wording = Wording(name, text, made.sections, (), made.metadata, "text/plain", made.original)
        corpus.keep("test", f"{name}.txt", made.digest, wording)
    return corpus


@pytest.fixture
def store(library: Corpus) -> ApprovedStore:
    from assistant.tables import metadata

    metadata.create_all(library.engine)
    return ApprovedStore(library.engine)


def bring(library: Corpus, file: Path, by: str | None = "法规科") -> tuple[list[ApprovedAnswer], list[Problem]]:
    entries, problems = read_entries(file)
    approving = Approving(Clauses(library), lambda name: find_document(library, name), by, TODAY)
    found = [approving.approve(entry) for entry in entries]
    return [one for one, _ in found if one], [*problems, *(p for _, wrong in found for p in wrong)]


def jsonl(folder: Path, *rows: object) -> Path:
    file = folder / "faq.jsonl"
    lines = [row if isinstance(row, str) else json.dumps(row, ensure_ascii=False) for row in rows]
    file.write_text("\n".join(lines), "utf-8")
    return file


@pytest.mark.parametrize(
    ("change", "code", "told"),
    [
        ({"answer": "自受理之日起10日内。"}, "approved_fact", "10日"),
        ({"answer": "受理之日起15日内。[2]"}, "approved_mark", "2"),
        ({"answer": "15日内。[1]可以延长。"}, "approved_unsourced", "可以延长。"),
        ({"sources": [{"document": "居住证条例", "locator": "第九条"}]}, "approved_document", "居住证条例"),
        ({"sources": [{"document": "permit", "locator": "第九十条"}]}, "approved_locator", "第九十条"),
        ({"sources": [{"document": "permit", "quote": "自受理之日起十五日内"}]}, "approved_quote", "十五日"),
        (
            {"sources": [{"document": "permit", "locator": "第二条", "quote": "应当自受理之日起15日内"}]},
            "approved_elsewhere",
            "第九条第二款",
        ),
        (
            {"sources": [{"document": "permit", "locator": "第九条第一款", "quote": "应当自受理之日起15日内"}]},
            "approved_elsewhere",
            "第九条第二款",
        ),
        (
            {"sources": [{"document": "permit", "locator": "第九十条", "quote": "应当自受理之日起15日内"}]},
            "approved_elsewhere",
            "第九十条",
        ),
        ({"sources": [{"document": "coming", "locator": "第九条"}]}, "approved_stale", "居住证管理办法"),
        ({"sources": [{"document": "permit"}]}, "approved_field_missing", "quote"),
        ({"sources": []}, "approved_field_missing", "document"),
        ({"sources": "permit"}, "approved_value", "sources"),
        ({"question": ""}, "approved_field_missing", "question"),
        ({"region": "火星"}, "approved_value", "火星"),
        ({"region": "广州市", "question": "杭州居住证多少天能办下来？"}, "approved_place", "广州市"),
        ({"applicant": "张三"}, "approved_value", "张三"),
        ({"valid_from": "昨天"}, "approved_value", "昨天"),
        ({"phrasings": ["居住证不能办下来吗？"]}, "approved_phrasing", "居住证不能办下来吗"),
        ({"phrasings": ["杭州居住证多少天能办下来？"]}, "approved_phrasing", "杭州"),
        ({"colour": "red"}, "approved_column", "colour"),
    ],
)
def test_a_wrong_line_is_named_with_what_is_wrong(
    library: Corpus, tmp_path: Path, change: dict[str, object], code: str, told: str
) -> None:
    brought, problems = bring(library, jsonl(tmp_path, GOOD, {**GOOD, **change}))
    assert len(brought) == 1
    assert code in [problem.code for problem in problems]
    problem = next(problem for problem in problems if problem.code == code)
    for language in ("zh", "en"):
        assert "faq.jsonl:2" in problem.text(language)
        assert told in problem.text(language)
        assert "$" not in problem.text(language)


def test_all_wrong_lines_are_told_at_once(library: Corpus, tmp_path: Path) -> None:
    file = jsonl(
        tmp_path, "no json", {**GOOD, "answer": "20日。"}, "[]", {**GOOD, "region": "火星", "valid_until": "x"}
    )
    _, problems = bring(library, file)
    assert sorted(int(problem.values["line"]) for problem in problems) == [1, 2, 3, 4, 4]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_spreadsheet_is_read_with_the_line_of_every_source(library: Corpus, tmp_path: Path, encoding: str) -> None:
    file = tmp_path / "faq.csv"
    file.write_bytes(
        "question,phrasings,answer,document,locator,quote\r\n"
        "试用期最长多久？,试用期最长是多长时间|试用期最长约定多久,最长六个月。[1]只能约定一次。[2],劳动合同法,第十九条,"
        '"三年以上固定期限和无固定期限的劳动合同，\n试用期不得超过六个月"\r\n'
        ",,,labour,第十九条,只能约定一次试用期\r\n"
        ",,,labour,第十九条,只能约定两次试用期\r\n".encode(encoding)
    )
    entries, problems = read_entries(file)
    assert (len(entries), problems, [line for line, _ in entries[0].sources]) == (1, [], [2, 4, 5])
    brought, problems = bring(library, file)
    assert not brought
    assert [(problem.code, problem.values["line"]) for problem in problems] == [("approved_quote", "5")]


def test_what_is_written_is_read_back_the_same(library: Corpus, tmp_path: Path) -> None:
    rich = {**GOOD, "region": "440000", "within": True, "applicant": "外国人", "valid_until": "2030-01-01", "id": "x"}
    brought, problems = bring(library, jsonl(tmp_path, GOOD, {**rich, "phrasings": ["居住证要多少天才能办下来"]}))
    assert problems == []
    for suffix in (".csv", ".jsonl"):
        again = tmp_path / f"again{suffix}"
        again.write_text(written(brought, suffix), "utf-8", newline="")
        assert bring(library, again, by=None) == (brought, [])


def test_two_answers_to_one_question_for_one_asker_are_refused(
    library: Corpus, store: ApprovedStore, tmp_path: Path
) -> None:
    first, _ = bring(library, jsonl(tmp_path, {**GOOD, "id": "a", "valid_until": "2026-01-01"}))
    store.keep(first)
    tried = (("b", {"valid_from": "2026-01-01"}, True), ("c", {"region": "广州市"}, True), ("d", {}, False))
    for name, more, fits in tried:
        other, _ = bring(library, jsonl(tmp_path, {**GOOD, "id": name, **more}))
        if fits:
            assert store.keep(other).new
        else:
            with pytest.raises(Problem) as raised:
                store.keep(other)
            assert (raised.value.code, raised.value.values["other"]) == ("approved_twice", "a")


def test_nothing_of_a_file_is_kept_when_one_entry_cannot_be(
    library: Corpus, store: ApprovedStore, tmp_path: Path
) -> None:
    brought, _ = bring(library, jsonl(tmp_path, {**GOOD, "id": "a"}, {**GOOD, "id": "b"}))
    with pytest.raises(Problem):
        store.keep(brought)
    assert store.all() == []


@pytest.mark.parametrize("name", ["labour", "中华人民共和国劳动合同法", "《劳动合同法》", "劳动合同"])
def test_a_document_is_found_by_any_of_its_names(library: Corpus, name: str) -> None:
    assert find_document(library, name) == "labour"


def test_a_name_of_several_documents_is_asked_about(library: Corpus) -> None:
    with pytest.raises(Problem) as raised:
        find_document(library, "居住证")
    assert raised.value.code == "several_documents"
    library.withdraw("test", ["coming.txt"])
    assert find_document(library, "居住证") == "permit"
    assert find_document(library, "居住证管理办法") == "coming"


def test_of_an_article_only_the_cited_paragraph_is_kept_and_quoted(library: Corpus, tmp_path: Path) -> None:
    row = {"question": "试用期可以约定几次？", "answer": "只能约定一次试用期。"}
    source = {"document": "labour", "locator": "第十九条第二款"}
    (approved,), problems = bring(library, jsonl(tmp_path, {**row, "sources": [source]}))
    assert not problems
    cited = approved.citations[0]
    assert (cited.locator, cited.quote) == ("第十九条第二款", "同一用人单位与同一劳动者只能约定一次试用期。")
    nowhere = {"document": "labour", "locator": "第十九条第六款"}
    _, (problem,) = bring(library, jsonl(tmp_path, {**row, "sources": [nowhere]}))
    assert (problem.code, problem.values["found"]) == ("approved_locator", "第十九条第六款")


@pytest.mark.parametrize(
    ("document", "locator", "quote"),
    [
        ("permit", "第 9 条第 2 款", "应当自受理之日起15日内"),
        ("permit", "第九条", "应当自受理之日起15日内"),
        ("permit", "《居住证暂行条例》第九条", "应当自受理之日起15日内"),
        ("labour", "第三十八条第（二）项", "未及时足额支付劳动报酬"),
        ("paths", "第一章", "免费发放"),
        ("paths", "总则 › 第二条", "免费发放"),
        ("plain", "第2段", "免费发放"),
    ],
)
def test_a_locator_may_be_written_in_the_ways_people_write_it(
    library: Corpus, tmp_path: Path, document: str, locator: str, quote: str
) -> None:
    text = "第一章　总则\n第二条　居住证免费发放。"
    sections = (
        Section("chapter", "第一章", "总则", (), 0, 6),
        Section("article", "第二条", "", ("第一章 总则",), 7, len(text)),
    )
    for name, words, parts in (("paths", text, sections), ("plain", "公告\n居住证免费发放。", ())):
        made = version(name, name, words, effective_from=date(2016, 1, 1))
        wording = Wording(name, words, parts, (), made.metadata, "text/plain", made.original)
        library.keep("test", f"{name}.txt", made.digest, wording)
    source = {"document": document, "locator": locator, "quote": quote}
    (approved,), problems = bring(library, jsonl(tmp_path, {**GOOD, "answer": f"{quote}。", "sources": [source]}))
    assert not problems
    assert approved.citations[0].quote == quote


def test_a_file_that_is_not_there_is_named_and_no_line_of_it(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "nowhere.csv"):
        with pytest.raises(Problem) as refused:
            read_entries(path)
        assert (refused.value.code, refused.value.values["found"]) == ("file_not_opened", str(path))
