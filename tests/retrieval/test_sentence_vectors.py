"""Sentences of long passages: how they are cut, kept and found, and what they change in a ranking."""

from pathlib import Path

import numpy as np
import pytest

from prompts.problems import Problem
from retrieval import sentence_vectors
from retrieval.fusion import fuse
from retrieval.legs import Legs, rankings
from retrieval.sentence_vectors import LONG, SentenceVectors, cut
from retrieval.vectors import refuse_bad
from tests.retrieval.town import TODAY, Desk, law


def test_a_long_passage_is_cut_at_sentences_and_lines_and_a_short_one_not_at_all() -> None:
    zh = "办理居住证需要身份证。" * 20
    assert cut(zh) == ["办理居住证需要身份证。"] * 20
    assert cut(zh[:LONG]) == []
    en = "Bring a card. The permit is free.\n---\n" * 20
    assert cut(en) == ["Bring a card.", "The permit is free."] * 20
    assert cut("一" * 500) == []


def test_the_best_sentence_of_each_chunk_is_found_in_a_mapped_file(tmp_path: Path) -> None:
    rows = np.eye(4, dtype=np.float16)
    sentence_vectors.write(tmp_path, [1, 0, 3], rows)
    held = SentenceVectors.open(tmp_path, 3, 4)
    asked = np.array([0.1, 0.2, 0.9, 0.3], dtype=np.float32)
    assert held.best(asked, [2, 1, 0]) == {2: pytest.approx(0.9, abs=1e-3), 0: pytest.approx(0.1, abs=1e-3)}
    assert held.best(asked, [1]) == {}
    with pytest.raises(Problem, match="damaged") as found:
        SentenceVectors.open(tmp_path, 4, 4)
    assert found.value.code == "damaged_index"


def test_a_generation_from_before_there_were_any_has_none(tmp_path: Path) -> None:
    assert SentenceVectors.open(tmp_path, 5, 4).best(np.ones(4, np.float32), [0, 4]) == {}


def test_pages_have_sentences_of_their_own_and_articles_have_none(desk: Desk) -> None:
    long = "本窗口办理居住证，不收费。" * 30
    desk.corpus.held += [law("page", "办事大厅", [("服务内容", long)]), law("act", "某法", [("第一条", long)])]
    built = desk.build()
    assert built is not None
    generation = desk.searcher()._generation
    assert generation is not None
    table = generation.table
    with_sentences = {
        table.documents[table.document_of[p]].id
        for p in range(len(table))
        if generation.sentences.best(desk.embedder.question("收费"), [p])
    }
    assert with_sentences == {"page"}
    refuse_bad(np.asarray(generation.sentences._rows, dtype=np.float32))
    assert desk.build() is None


def test_a_sentence_lifts_its_passage_and_the_more_the_less_words_are_believed() -> None:
    legs = Legs(hits={"vectors": {0: 0.80, 1: 0.79, 2: 0.70}, "words": {0: 2.0}})
    cosines = {0: 0.80, 1: 0.79, 2: 0.70}

    def order(sentences: dict[int, float], trust: float) -> list[int]:
        found = rankings(legs, cosines, sentences, depth=200, trust=trust, words=1.0)
        return [position for position, _ in fuse(found)]

    assert order({}, 1.0)[0] == 0
    assert order({1: 0.95}, 1.0)[0] == 0  # the words say otherwise, and are believed
    assert order({1: 0.95}, 0.0)[0] == 1


def test_the_words_of_rules_are_as_loud_as_the_question_is_everyday() -> None:
    legs = Legs(hits={"vectors": {0: 0.80, 1: 0.79}, "words": {0: 2.0}, "everyday": {1: 3.0}})

    def weight(said: float) -> float:
        return rankings(legs, {0: 0.80, 1: 0.79}, {}, depth=200, trust=1.0, words=1.0, said=said)["everyday"].trust

    assert weight(0.0) == 0.0
    assert 0.0 < weight(0.05) < weight(0.15) < weight(0.5) == 1.0


def test_sentences_are_embedded_once_and_erased_with_their_page(desk: Desk) -> None:
    page = law("page", "办事大厅", [("服务内容", "本窗口办理居住证，不收费。请带身份证。" * 15)])
    desk.corpus.held.append(page)
    first = desk.build()
    desk.corpus.held.remove(page)
    without = desk.build()
    desk.corpus.held.append(page)
    again = desk.build()
    assert first is not None and without is not None and again is not None  # noqa: PT018
    assert without.embedded == 0
    # Its chunk, the first sentence with its heading, and two that stand there many times.
    assert (again.chunks - without.chunks, again.embedded) == (1, 4)
    assert desk.searcher().search("收费", TODAY).legs["vectors"] == "ok"
