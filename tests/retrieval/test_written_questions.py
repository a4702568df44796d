"""Questions written for articles lead people's own words to them."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from prompts.problems import Problem
from retrieval import known_questions, written_questions
from retrieval.asked_before import Precedents, Votes
from retrieval.candidate_features import FEATURES, features
from retrieval.embedding_cache import EmbeddingCache
from retrieval.fusion import Ranking
from retrieval.indexing import build
from retrieval.legs import Legs, voices_as_written, with_the_known
from retrieval.question_reading import LEAST as LEAST_KNOWN
from retrieval.question_reading import Readings
from retrieval.searcher import Searcher
from retrieval.vectors import FaissVectors
from retrieval.written_questions import LEAST, WrittenQuestions, add, bundled, by_words
from tests.retrieval.askers import ALIKE, OTHERS, known, opened, standing
from tests.retrieval.town import TODAY, Desk

WRITTEN = "遛狗绳子太长行不行"
ASKED = "遛狗的绳子太长行吗"
RULE = "牵引带长度不超过"


def in_a_circle(*degrees: float) -> np.ndarray:
    return np.array([[np.cos(np.radians(d)), np.sin(np.radians(d))] for d in degrees], dtype=np.float32)


def kept(folder: Path, owners: list[int], *degrees: float) -> WrittenQuestions:
    written_questions.write(folder, owners, in_a_circle(*degrees))
    return WrittenQuestions.open(folder, 10, 2)


@pytest.fixture
def with_written(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """The town, where a question is written for one rule."""
    desk.build()
    words = opened(desk).table.words(standing(desk, RULE))
    monkeypatch.setattr(written_questions, "bundled", lambda: {WRITTEN: (words,)})
    monkeypatch.setattr(written_questions, "digest", lambda: "another")
    monkeypatch.setattr(known_questions, "bundled_labels", lambda: {f"{i}": (words,) for i in range(LEAST_KNOWN)})
    desk.build()
    return desk


def test_what_would_never_be_heard_is_not_embedded(with_written: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    assert len(opened(with_written).written) == 1
    words, other = (opened(with_written).table.words(p) for p in (standing(with_written, RULE), 0))
    labels = {f"{i}": (words,) for i in range(LEAST_KNOWN - 1)} | {"x": ("of another corpus",)}
    for known_ones, rows in ((labels, 0), (labels | {"y": (other, "gone")}, 1)):
        monkeypatch.setattr(known_questions, "bundled_labels", lambda known_ones=known_ones: known_ones)
        monkeypatch.setattr(written_questions, "digest", lambda rows=rows: f"so that it is built anew: {rows}")
        with_written.build()
        assert len(opened(with_written).written) == rows


def test_a_passage_is_found_by_the_questions_that_were_written_for_it(tmp_path: Path) -> None:
    held = kept(tmp_path, [2, 2, 5], 0, 40, 20)
    positions, scores = held.led_to(in_a_circle(5)[0], None, 10)
    assert positions.tolist() == [2, 5]
    assert scores[0] == 0 > scores[1] >= LEAST
    only = np.zeros(10, np.bool_)
    only[5] = True
    assert held.led_to(in_a_circle(5)[0], only, 10)[0].tolist() == [5]
    assert held.led_to(in_a_circle(5)[0], np.zeros(10, np.bool_), 10)[0].tolist() == []
    assert held.led_to(in_a_circle(5)[0], None, 1)[0].tolist() == [2]


def test_all_questions_of_a_passage_are_heard_together(tmp_path: Path) -> None:
    nearest, near = 0, [1, -1, 2, -2]
    held = kept(tmp_path, [1, 4, 4, 4, 4, 7], nearest, *near, 90)
    assert held.led_to(in_a_circle(0)[0], None, 10)[0].tolist() == [4, 1, 7]
    far = kept(tmp_path, [1, 4, 4], nearest, 80, 85)
    assert far.led_to(in_a_circle(0)[0], None, 10)[0].tolist() == [1, 4]


def test_voices_do_not_hang_on_how_far_apart_an_embedder_lays_things(tmp_path: Path) -> None:
    owners, cosines = np.array([1, 4, 7]), np.array([0.9, 0.6, 0.1])
    asked = np.array([1, 0], np.float32)

    def voices(scale: float) -> list[float]:
        along = 1 - scale * (1 - cosines)
        vectors = FaissVectors(2)
        vectors.add(np.arange(3), np.stack([along, np.sqrt(1 - along**2)], axis=1).astype(np.float32))
        return WrittenQuestions(vectors, owners).led_to(asked, None, 3)[1].tolist()

    assert voices(1.0) == pytest.approx(voices(0.2), abs=0.02)


def test_which_questions_were_written_for_which_passages(tmp_path: Path) -> None:
    held = kept(tmp_path, [2, 2, 5], 0, 40, 20)
    assert (held.rows([2]), held.rows([5, 2]), held.rows([3])) == ((0, 1), (2, 0, 1), ())
    assert held.has([2, 3, 5]).tolist() == [True, False, True]


def test_a_generation_from_before_there_were_any_has_none(tmp_path: Path) -> None:
    held = WrittenQuestions.open(tmp_path, 5, 4)
    assert len(held) == 0
    assert held.led_to(np.ones(4, np.float32), None, 3)[0].tolist() == []


@pytest.mark.parametrize("damage", ["owners", "chunks", "dimension", "bytes"])
def test_parts_that_do_not_fit_are_a_damaged_index(tmp_path: Path, damage: str) -> None:
    kept(tmp_path, [2, 2, 5], 0, 40, 20)
    if damage == "owners":
        np.save(tmp_path / written_questions.OWNERS, np.array([1]))
    if damage == "bytes":
        (tmp_path / written_questions.OWNERS).write_bytes(b"x")
    with pytest.raises(Problem, match="written questions") as found:
        WrittenQuestions.open(tmp_path, 5 if damage == "chunks" else 10, 3 if damage == "dimension" else 2)
    assert found.value.code == "damaged_index"


def test_a_question_like_known_ones_is_led_to_a_passage_by_a_written_one(
    with_written: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = with_written
    before = known(desk, ASKED, answer=RULE)
    few = Searcher(desk.indexes, desk.embedder, known=[before]).search(ASKED, TODAY)
    assert "written questions" not in few.legs
    monkeypatch.setattr("retrieval.question_reading.LEAST", 1)
    found = Searcher(desk.indexes, desk.embedder, known=[before]).search(ASKED, TODAY)
    assert found.legs["written questions"] == "ok"
    assert {p.chunk.text[:3] for p in found.passages if "written questions" in p.found_by} == {"第一条"}
    led = next(p for p in found.passages if RULE in p.chunk.text)
    assert led.found_by["written questions"] == 1
    unlike = known(desk, *ALIKE, answer=RULE).without(OTHERS)
    for silent, question in (([], ASKED), ([unlike], "图书馆几点关门")):
        legs = Searcher(desk.indexes, desk.embedder, known=silent).search(question, TODAY).legs
        assert "written questions" not in legs


def test_a_question_of_their_kind_hears_written_ones_though_it_is_like_no_known_one(
    with_written: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk, here = with_written, opened(with_written)
    monkeypatch.setattr("retrieval.question_reading.LEAST", 1)
    monkeypatch.setattr(WrittenQuestions, "has", lambda held, positions: np.ones(len(positions), dtype=bool))
    before = known(desk, ASKED, answer=RULE)
    places = Precedents(before, here.table, here.vectors).votes(desk.embedder.question(ASKED)).places
    ranks = []
    for akin in (0.0, 0.1):
        votes = Votes({}, {}, np.zeros(desk.embedder.dimension, np.float32), 0.5, 0.0, akin, places)
        monkeypatch.setattr(Precedents, "votes", lambda *_, votes=votes: votes)
        found = Searcher(desk.indexes, desk.embedder, known=[before]).search(OTHERS[0], TODAY)
        assert ("written questions" in found.legs) == (akin > 0)
        ranks.append(next(p.rank for p in found.passages if RULE in p.chunk.text))
    assert ranks[1] < ranks[0]


def test_the_index_is_built_anew_when_other_questions_come_with_the_program(
    with_written: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = with_written
    assert desk.build() is None
    assert len(opened(desk).written) == 1
    assert WRITTEN not in desk.embedder.asked, "embedded as what is searched"
    with EmbeddingCache(desk.cache) as cache:
        again = build(desk.corpus, desk.embedder, desk.indexes, cache, force=True)
    assert again is not None
    assert again.embedded == 0
    monkeypatch.setattr(written_questions, "bundled", dict)
    monkeypatch.setattr(written_questions, "digest", lambda: "none")
    assert with_written.build() is not None
    assert len(opened(with_written).written) == 0


def test_an_order_is_told_who_is_heard_who_is_not_and_who_has_none(
    with_written: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = with_written
    here = opened(desk)
    rule, other = standing(desk, RULE), standing(desk, "每年签注一次")
    legs = Legs(asked=desk.embedder.question(ASKED))
    column = FEATURES.index("written")
    assert features(here, legs, ASKED, [(rule, 1.0), (other, 0.5)])[:, column].tolist() == [0.0, 0.0]
    legs.hits["written questions"] = {-1: -1.5}
    assert features(here, legs, ASKED, [(rule, 1.0), (other, 0.5)])[:, column].tolist() == [LEAST, LEAST]
    legs.hits["written questions"] = {rule: -1.5}
    assert features(here, legs, ASKED, [(rule, 1.0), (other, 0.5)])[:, column].tolist() == [-1.5, -1.5]
    third = next(position for position in range(len(here.table)) if position not in (rule, other))
    monkeypatch.setattr(WrittenQuestions, "has", lambda held, positions: np.array([p != third for p in positions]))
    told = features(here, legs, ASKED, [(rule, 1.0), (third, 0.5), (other, 0.0)])[:, column]
    assert told == pytest.approx([-1.5, (LEAST - 1.5) / 2, LEAST])


def test_where_none_was_written_a_passage_is_as_loud_as_others_at_its_height(
    with_written: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = opened(with_written)
    monkeypatch.setattr(WrittenQuestions, "has", lambda held, positions: np.array([p < 10 for p in positions]))
    legs = Legs(hits={"written questions": {1: 0.0, 2: -4.0, 3: -8.0}})
    heights = {1: 3.0, 2: 2.0, 3: 1.0, 11: 2.5, 12: 1.5, 13: 9.0, 14: -9.0}
    voices = voices_as_written(here, legs, heights)
    assert voices == pytest.approx({1: 0, 2: -4, 3: -8, 11: -2, 12: -6, 13: 0, 14: LEAST})
    assert voices_as_written(here, legs, {11: 1.0, 12: 0.5}) == {}
    assert voices_as_written(here, Legs(), heights) == {}


def test_the_reading_learns_from_those_whose_answers_have_written_questions(
    with_written: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("retrieval.question_reading.LEAST", 1)
    desk, rows = with_written, FaissVectors(with_written.embedder.dimension)
    rows.add(np.arange(2), desk.embedder.questions((WRITTEN, "狗证怎么办")))
    asked = desk.embedder.questions((ASKED, *OTHERS))
    reading = Readings((ASKED, *OTHERS), asked, [(1,), *[()] * len(OTHERS)], rows)
    assert float(reading.read(asked[0], 1.0) @ rows.vector(1)) > float(asked[0] @ rows.vector(1)) + 0.01
    nobody = Readings(OTHERS, asked[1:], [()] * len(OTHERS), rows)
    assert (nobody.read(asked[0], 1.0) == asked[0]).all()


def test_how_loud_they_are_and_how_a_question_is_read_for_them(
    with_written: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("retrieval.question_reading.LEAST", 1)
    desk, here = with_written, opened(with_written)
    asked = desk.embedder.question(ASKED)
    precedents = Precedents(known(desk, ASKED, answer=RULE), here.table, here.vectors, here.written)
    votes = precedents.votes(asked)
    monkeypatch.setattr(Readings, "read", lambda reading, vector, share, but: -vector * share)
    assert (precedents.read_as_written(asked, votes) == -asked * votes.akin).all()
    legs = Legs(hits={"written questions": {3: 0.0, 5: LEAST / 2}}, asked=asked)
    monkeypatch.setattr(WrittenQuestions, "has", lambda held, positions: np.array([p > 2 for p in positions]))
    said = with_the_known(here, replace(votes, sure=0.5), legs, [3, 5, 6], {"words": Ranking({3: 1.0}, 0.0)})
    voice = said["written questions"]
    assert (voice.scores, voice.floor, voice.trust) == ({3: 0.0, 5: LEAST / 2, 6: LEAST}, LEAST, 1.0)
    assert said["words"].scores == {3: 1.0}
    assert said["asked before"].trust == 0.0


@pytest.mark.parametrize("own", [True, False])
def test_what_the_first_question_would_wait_for_is_learned_before(
    with_written: Desk, monkeypatch: pytest.MonkeyPatch, own: bool
) -> None:
    """Beside a trained encoder of questions only what reads them for written ones."""
    desk = with_written
    monkeypatch.setattr("retrieval.question_reading.LEAST", 1)
    before, taught = known(desk, ASKED, answer=RULE), []
    monkeypatch.setattr(Readings, "_kept_or_learned", lambda reading, but: taught.append(reading))
    Searcher(desk.indexes, desk.embedder, None if own else desk.embedder, known=[before])
    assert len(taught) == (2 if own else 1)


def test_questions_are_added_by_what_they_were_written_for(tmp_path: Path) -> None:
    path = tmp_path / "written.jsonl"
    assert add(path, {"怎么办": ("a",), "多少钱": ("a",), "找谁": ("b",)}) == 3
    assert add(path, {"找谁": ("c",)}) == 3
    assert path.read_text("utf-8").splitlines() == [
        '{"answers": ["a"], "questions": ["多少钱", "怎么办"]}',
        '{"answers": ["b", "c"], "questions": ["找谁"]}',
    ]


@pytest.mark.parametrize("line", ["x", "[]", '{"answers": ["a"]}'])
def test_a_line_that_is_none_is_named_and_nothing_is_written(tmp_path: Path, line: str) -> None:
    path = tmp_path / "written.jsonl"
    path.write_text(f'{{"answers": ["a"], "questions": ["甲"]}}\n{line}\n', "utf-8")
    with pytest.raises(Problem, match="line 2"):
        add(path, {"乙": ("b",)})
    assert path.read_text("utf-8").count("\n") == 2


def test_those_that_come_with_the_program_are_short_whole_and_no_known_ones() -> None:
    labels = bundled()
    assert len(labels) > 20_000
    assert all(answers and all(len(digest) == 24 for digest in answers) for answers in labels.values())
    assert all(4 < len(question) <= 110 and "\n" not in question for question in labels)
    folder = Path(written_questions.__file__).parent
    lines = (folder / "known_questions.jsonl").read_text("utf-8").splitlines()
    asked = {json.loads(line)["question"] for line in lines}
    assert not asked & labels.keys()
    assert sum(map(len, by_words(labels).values())) >= len(labels)


@pytest.mark.shared_data
def test_they_belong_to_articles_that_are_there(shared_data: Path) -> None:
    """By their words alone, where an article does not speak of its own law."""
    from ingestion.documents import Metadata
    from retrieval.chunk_table import words_of

    held = by_words(bundled())
    lines = (shared_data / "zh_law_docs" / "corpus.jsonl").read_text("utf-8").splitlines()
    texts = [json.loads(line)["text"] for line in lines]
    assert sum(words_of(Metadata(title="x"), text) in held for text in texts) > 2_000


def test_where_nothing_was_written_nothing_is_heard(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("retrieval.question_reading.LEAST", 1)
    desk.build()
    before = known(desk, ASKED)
    assert "written questions" not in Searcher(desk.indexes, desk.embedder, known=[before]).search(ASKED, TODAY).legs
