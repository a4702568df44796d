"""What a set's questions are asked of is built from the set's own files, once."""

import json
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Engine

from eval.folders import Documents
from eval.worlds import PassageCorpus, lacking, of_documents, of_passages
from ingestion.corpus import Corpus
from prompts.problems import Problem
from retrieval.seams import Filters
from retrieval.searcher import Searcher
from tests.retrieval.town import CountingEmbedder

PASSAGES = [
    {"_id": "a", "title": "Fees", "text": "The fee is $60.", "lang": "en"},
    {"id": "b", "title": "居住证", "text": "公安机关应当自受理之日起15日内制作发放居住证。", "lang": "zh"},
]


@pytest.fixture
def passages(tmp_path: Path) -> Path:
    path = tmp_path / "corpus.jsonl"
    path.write_text("".join(f"{json.dumps(row, ensure_ascii=False)}\n" for row in PASSAGES), "utf-8")
    return path


def test_passages_are_found_under_their_own_names(tmp_path: Path, passages: Path) -> None:
    world = of_passages(passages, CountingEmbedder(), tmp_path / "home")
    found = Searcher(world.indexes, CountingEmbedder()).search(
        "居住证几日内发放？", Filters(as_of=date(2025, 1, 1), any_time=world.any_time)
    )
    assert found.passages[0].chunk.document_id == "b"
    assert world.corpus.version("a").text == "The fee is $60."


def test_a_passage_that_is_not_there_is_a_problem(passages: Path) -> None:
    with pytest.raises(Problem):
        PassageCorpus(passages).version("c")


def test_a_changed_corpus_is_another_state(passages: Path) -> None:
    before = PassageCorpus(passages).state()
    passages.write_text(passages.read_text("utf-8").replace("15", "20"), "utf-8")
    assert PassageCorpus(passages).state() != before


def test_documents_are_ingested_and_called_what_the_set_calls_them(tmp_path: Path, engine: Engine) -> None:
    folder = tmp_path / "set" / "documents"
    folder.mkdir(parents=True)
    (folder / "permit.md").write_text("# 居住证暂行条例\n\n第一条　公安机关应当自受理之日起15日内发证。\n", "utf-8")
    listed = Documents(folder, {"permit.md": "law-1"})
    world = of_documents([listed], Corpus(engine), CountingEmbedder(), tmp_path / "home")
    assert list(world.names.values()) == ["law-1"]
    again = of_documents([listed], Corpus(engine), CountingEmbedder(), tmp_path / "home")
    assert again.names == world.names


def test_documents_that_cases_expect_and_the_world_lacks_are_named(tmp_path: Path, passages: Path) -> None:
    world = of_passages(passages, CountingEmbedder(), tmp_path / "home")
    assert lacking(world, ["a", "z", "b", "z"]) == ["z"]


def test_a_folder_that_is_not_there_is_a_problem(tmp_path: Path, engine: Engine) -> None:
    with pytest.raises(Problem, match="not there"):
        of_documents([Documents(tmp_path / "no", {})], Corpus(engine), CountingEmbedder(), tmp_path / "home")
