"""An order is learned from a set's labels, judged on questions it had not seen, and used once it is better."""

import json
import random
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from typer.testing import CliRunner

from api import commands_training
from api.cli import app
from api.evaluating import plan_run
from api.settings import ModelSettings, Settings
from api.training import measure_known
from api.wiring import Services
from prompts.problems import Problem
from retrieval import learned_order, question_encoders
from retrieval.asked_before import AskedBefore
from tests.retrieval.town import CountingEmbedder

HAN = [chr(code) for code in range(0x4E00, 0x4E00 + 600)]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(commands_training, "wire", lambda settings: services(tmp_path / "home"))
    return tmp_path / "home"


def services(home: Path) -> Services:
    settings = Settings(
        home=home,
        embedder="counting",
        known_questions="none",
        model=ModelSettings(kind="quoting"),
        today=date(2025, 7, 15),
    )
    return Services(settings, embedder=CountingEmbedder())


def a_set(folder: Path, *, told_by_words: bool) -> Path:
    """A hundred subjects, each with a rule and a remark that repeats the question; the labels name the rule, or either
    by chance."""
    folder.mkdir()
    draw = random.Random(7)
    passages: list[dict[str, str]] = []
    questions, labels = [], ["query-id\tcorpus-id\tscore"]
    for n in range(100):
        subject = "".join(HAN[6 * n : 6 * n + 6])
        kinds = ["rule", "remark"]
        texts = {"rule": f"{subject}凭身份证到窗口申请，十五日内发证。", "remark": f"{subject}到哪里办，见附件的说明。"}
        passages += [{"id": f"{kind}-{n}", "title": "", "text": texts[kind], "lang": "zh"} for kind in kinds]
        questions.append({"id": f"q{n}", "text": f"{subject}到哪里办", "lang": "zh"})
        labels.append(f"q{n}\t{'rule' if told_by_words else draw.choice(kinds)}-{n}\t1")
    for name, rows in (("corpus.jsonl", passages), ("queries.jsonl", questions)):
        (folder / name).write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")
    (folder / "qrels.tsv").write_text("\n".join(labels) + "\n", "utf-8")
    return folder


def asked_in_other_words(folder: Path) -> Path:
    """Thirty rules, each asked about four times under a nickname that no rule has."""
    folder.mkdir()
    passages, questions, labels = [], [], ["query-id\tcorpus-id\tscore"]
    for n in range(30):
        subject, nickname = ("".join(HAN[start + 6 * n : start + 6 * n + 6]) for start in (0, 300))
        rule = f"{subject}凭身份证到窗口申请，十五日内发证。"
        passages.append({"id": f"r{n}", "title": "", "text": rule, "lang": "zh"})
        for i, rest in enumerate(("到哪里办", "要几天", "怎么弄", "收不收钱")):
            questions.append({"id": f"q{n}-{i}", "text": nickname + rest, "lang": "zh"})
            labels.append(f"q{n}-{i}\tr{n}\t1")
    for name, rows in (("corpus.jsonl", passages), ("queries.jsonl", questions)):
        (folder / name).write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")
    (folder / "qrels.tsv").write_text("\n".join(labels) + "\n", "utf-8")
    return folder


def run(*arguments: object) -> Any:
    return CliRunner().invoke(app, ["train-retriever", *map(str, arguments), "--what", "order", "--json"])


def test_what_is_better_is_used_from_then_on_until_it_is_withdrawn(tmp_path: Path, home: Path) -> None:
    folder = a_set(tmp_path / "subjects", told_by_words=True)
    unpublished = run(folder, "--no-publish")
    assert unpublished.exit_code == 0, unpublished.output
    assert services(home).learned_order is None
    done = run(folder)
    said = json.loads(done.output)["order"]
    gain = next(d for d in said["differences"] if d["metric"] == "ndcg@10")
    assert (done.exit_code, said["better"], said["held_out"]) == (0, True, 100)
    assert gain["a"] < 0.7 < 0.95 < gain["b"]
    assert said["weights"] == json.loads(unpublished.output)["order"]["weights"]
    used = services(home).learned_order
    assert used is not None
    assert used.name == said["published"]
    assert [path.suffix for path in (home / "models").rglob("*") if path.is_file()] == [".json"]
    assert json.loads(run("--withdraw").output) == {"withdrawn": True, "parts": ["order"]}
    assert services(home).learned_order is None


def test_what_was_asked_before_helps_with_questions_of_its_like_and_not_with_others(tmp_path: Path, home: Path) -> None:
    folder = asked_in_other_words(tmp_path / "nicknames")
    unlike = run(folder, "--apart", "cluster")
    assert (unlike.exit_code, json.loads(unlike.output)["order"]["published"]) == (1, None)
    said = json.loads(run(folder).output)["order"]
    gain = next(d for d in said["differences"] if d["metric"] == "ndcg@10")
    assert gain["b"] > gain["a"] + 0.3
    used = services(home).learned_order
    assert used is not None
    assert used.known is not None
    assert len(used.known.questions) == 120


def test_labels_that_teach_nothing_publish_nothing(tmp_path: Path, home: Path) -> None:
    done = run(a_set(tmp_path / "chance", told_by_words=False))
    said = json.loads(done.output)["order"]
    assert (done.exit_code, said["better"], said["published"]) == (1, False, None)
    assert services(home).learned_order is None


def test_an_order_learned_before_an_encoder_was_published_is_set_aside(tmp_path: Path, home: Path) -> None:
    assert run(a_set(tmp_path / "subjects", told_by_words=True)).exit_code == 0
    models = services(home).models
    encoder = models / question_encoders.FOLDER / "letters"
    encoder.mkdir(parents=True)
    (encoder / "modules.json").write_text("[]")
    question_encoders.publish(models, "letters", "counting", {})
    assert services(home).learned_order is None
    assert learned_order.current(models, "counting", None) is not None


def test_more_known_questions_are_measured_beside_fewer(tmp_path: Path, home: Path) -> None:
    folder = asked_in_other_words(tmp_path / "nicknames")
    run(folder, "--questions-to", tmp_path / "known.jsonl")
    known = services(home)
    lines = [json.loads(line) for line in (tmp_path / "known.jsonl").read_text("utf-8").splitlines()]
    vectors = np.load(tmp_path / "known.npy").astype(np.float32)
    known.bundled_questions = AskedBefore(
        tuple(line["question"] for line in lines), tuple(tuple(line["answers"]) for line in lines), vectors
    )
    plan = plan_run(folder, retrieval_only=True)
    figures = measure_known(known, plan, [60, 0, 9_999])
    assert list(figures) == [0, 60, 120]
    none, half, every = (figure["ndcg@10"] for figure in figures.values())
    assert none + 0.1 < half < every - 0.1
    with pytest.raises(Problem, match="no known questions"):
        measure_known(services(home), plan, [0])


def test_what_ships_is_written_from_a_labelled_set_and_nothing_is_published(tmp_path: Path, home: Path) -> None:
    folder = asked_in_other_words(tmp_path / "nicknames")
    questions, order, written = (tmp_path / name for name in ("known.jsonl", "order.json", "written.jsonl"))
    done = run(folder, "--questions-to", questions, "--order-to", order, "--written-to", written)
    assert done.exit_code == 0, done.output
    labelled = [json.loads(line) for line in questions.read_text("utf-8").splitlines()]
    assert len(labelled) == 120
    assert len({tuple(each["answers"]) for each in labelled}) == 30
    assert set(json.loads(order.read_text("utf-8"))) == set(learned_order.FEATURES)
    lines = [json.loads(line) for line in written.read_text("utf-8").splitlines()]
    assert sum(len(line["questions"]) for line in lines) == 120
    assert {tuple(line["answers"]) for line in lines} == {tuple(sorted(each["answers"])) for each in labelled}
    assert services(home).learned_order is None


def test_the_order_that_ships_goes_with_its_questions_and_the_bundled_embedder(tmp_path: Path) -> None:
    def order(**known: Any) -> object:
        return Services(Settings(home=tmp_path, **known), embedder=CountingEmbedder()).order

    assert order() == learned_order.bundled()
    assert order(known_questions="none") is None
    assert order(embedder="counting") is None
