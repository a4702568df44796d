from datetime import date

import pytest

from ingestion.corpus import Corpus, Wording
from ingestion.documents import Metadata, Section
from prompts.problems import Problem

TEXT = "第一条 居住证每年签注1次。"


def wording(text: str = TEXT, document_id: str = "permit", **metadata: object) -> Wording:
    section = Section("article", "第一条", "", (), 0, len(text))
    facts = Metadata(title="居住证暂行条例", effective_from=date(2016, 1, 1), **metadata)
    return Wording(document_id, text, (section,), ((0, 1),), facts, "text/markdown", "0" * 64)


def test_a_wording_comes_back_as_it_was_kept(corpus: Corpus) -> None:
    given = wording(issuer="国务院", history=("2015年11月26日 公布",), origins={"issuer": "text"})
    assert corpus.keep("laws", "a.md", "1", given) == "new"
    kept = corpus.version("permit")
    assert (kept.text, kept.sections, kept.pages, kept.metadata) == (TEXT, given.sections, ((0, 1),), given.metadata)
    assert kept.number == 1


def test_new_words_get_a_new_number_and_the_old_ones_stay(corpus: Corpus) -> None:
    corpus.keep("laws", "a.md", "1", wording())
    assert corpus.keep("laws", "a.md", "2", wording("第一条 不再签注。")) == "changed"
    assert corpus.version("permit").text == "第一条 不再签注。"
    assert corpus.version("permit", 1).text == TEXT
    assert [version.number for version in corpus.versions()] == [2]


def test_a_changed_date_is_a_change_without_a_new_wording(corpus: Corpus) -> None:
    corpus.keep("laws", "a.md", "1", wording())
    before = corpus.state()
    assert corpus.keep("laws", "a.md", "2", wording(effective_to=date(2030, 1, 1))) == "changed"
    assert corpus.version("permit").number == 1
    assert corpus.state() != before


def test_the_same_again_is_unchanged(corpus: Corpus) -> None:
    corpus.keep("laws", "a.md", "1", wording())
    before = corpus.state()
    assert corpus.keep("laws", "a.md", "1", wording()) == "unchanged"
    assert corpus.state() == before


def test_a_withdrawn_document_is_not_listed_but_can_still_be_opened(corpus: Corpus) -> None:
    corpus.keep("laws", "a.md", "1", wording())
    assert corpus.withdraw("laws", ["a.md"]) == 1
    assert list(corpus.versions()) == []
    assert corpus.count() == 0
    assert corpus.version("permit", 1).text == TEXT
    assert corpus.keep("laws", "a.md", "1", wording()) == "new"
    assert corpus.count() == 1


def test_what_follows_from_other_documents_is_laid_over_and_taken_off(corpus: Corpus) -> None:
    corpus.keep("laws", "a.md", "1", wording())
    assert corpus.derive({"permit": {"effective_to": date(2024, 1, 1), "superseded_by": "next"}}) == 1
    metadata = corpus.version("permit").metadata
    assert (metadata.effective_to, metadata.superseded_by) == (date(2024, 1, 1), "next")
    assert metadata.origins["effective_to"] == "inferred"
    assert corpus.read_metadata()[0][1].effective_to is None
    assert corpus.derive({}) == 1
    assert corpus.version("permit").metadata.effective_to is None


def test_one_id_never_stands_for_two_files(corpus: Corpus) -> None:
    corpus.keep("laws", "a.md", "1", wording())
    with pytest.raises(Problem, match=r"belongs to laws/a\.md"):
        corpus.keep("laws", "b.md", "1", wording("第一条 另一份。"))
    assert corpus.version("permit").text == TEXT


def test_a_refused_file_keeps_its_earlier_wording(corpus: Corpus) -> None:
    corpus.keep("laws", "a.md", "1", wording())
    corpus.refuse("laws", "a.md", "2", Problem("damaged", found="half a file"))
    record = corpus.files("laws")["a.md"]
    assert record.refused is not None
    assert record.refused.text("zh").startswith("文件已损坏")
    assert corpus.count() == 1


def test_a_title_is_searched_as_data(corpus: Corpus) -> None:
    corpus.keep("laws", "a.md", "1", wording())
    assert corpus.count("居住证") == 1
    assert corpus.count("%") == 0


def test_an_unknown_document_is_a_problem(corpus: Corpus) -> None:
    with pytest.raises(Problem, match="no such document"):
        corpus.version("nothing")
