import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from eval.judgements import Judgement, JudgementCache, Parameters, Question
from prompts.problems import Problem

ASKED = Question("judge", "judge_x.zh/1", Parameters(96, 0.0, 0), "x/1", (("system", "s"), ("user", "甲")))


@pytest.fixture
def cache(tmp_path: Path) -> Iterator[JudgementCache]:
    with JudgementCache(tmp_path / "new" / "folder" / "j.sqlite") as opened:
        yield opened


def test_what_was_kept_first_stays(cache: JudgementCache) -> None:
    assert cache.get(ASKED) is None
    assert cache.put(ASKED, {"reply": "甲"}) == {"reply": "甲"}
    assert cache.put(ASKED, {"reply": "乙"}) == {"reply": "甲"}
    assert cache.get(ASKED) == {"reply": "甲"}
    assert len(cache) == 1


@pytest.mark.parametrize(
    "other",
    [
        replace(ASKED, judge="another"),
        replace(ASKED, prompt="judge_x.zh/2"),
        replace(ASKED, parameters=Parameters(96, 0.0, 1)),
        replace(ASKED, metric="x/2"),
        replace(ASKED, input=(("system", "s"), ("user", "乙"))),
    ],
)
def test_whatever_a_reply_depends_on_is_in_its_key(cache: JudgementCache, other: Question) -> None:
    cache.put(ASKED, 1)
    assert cache.get(other) is None


def test_replaying_what_was_never_asked_is_a_problem(cache: JudgementCache) -> None:
    cache.put(ASKED, 1)
    with JudgementCache(cache.path, replay=True) as again:
        assert again.get(ASKED) == 1
        with pytest.raises(Problem) as caught:
            again.get(replace(ASKED, judge="another"))
    assert caught.value.code == "judgement_missing"
    assert "another" in caught.value.text("zh")


def test_half_a_surrogate_pair_can_be_kept(cache: JudgementCache) -> None:
    asked = replace(ASKED, input=(("user", "\ud800"),))
    cache.put(asked, {"reply": "\udfff"})
    assert cache.get(asked) == {"reply": "\udfff"}


def test_a_file_that_is_something_else_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("not a database, but somebody's notes " * 50)
    with pytest.raises(Problem) as caught:
        JudgementCache(path)
    assert caught.value.code == "judgement_file_broken"
    assert path.read_text().startswith("not a database")


def test_several_threads_share_a_file(cache: JudgementCache) -> None:
    asked = [replace(ASKED, metric=f"x/{n % 20}") for n in range(100)]
    with ThreadPoolExecutor(8) as threads:
        kept = list(threads.map(lambda pair: cache.put(pair[1], pair[0]), enumerate(asked)))
    assert kept[:20] == kept[20:40] == kept[80:]
    assert len(cache) == 20


def test_what_was_kept_survives_a_kill(tmp_path: Path) -> None:
    code = f"""
import os, signal, sys
from pathlib import Path
from eval.judgements import JudgementCache, Parameters, Question
cache = JudgementCache(Path({str(tmp_path / "j.sqlite")!r}))
for n in range(5):
    cache.put(Question("judge", "p", Parameters(1, 0.0, n), "x/1", ()), n)
os.kill(os.getpid(), signal.SIGKILL)
"""
    root = Path(__file__).parents[2]
    environment = os.environ | {"PYTHONPATH": str(root)}
    done = subprocess.run([sys.executable, "-c", code], check=False, cwd=root, env=environment)
    assert done.returncode == -signal.SIGKILL
    with JudgementCache(tmp_path / "j.sqlite", replay=True) as cache:
        assert [cache.get(Question("judge", "p", Parameters(1, 0.0, n), "x/1", ())) for n in range(5)] == [*range(5)]


def test_when_and_what_was_judged_are_no_part_of_a_judgement_s_key() -> None:
    one = Judgement("c1", "citation", "sentence 1", "entailed", "r", by="Li", prompt="guideline/1", at="2025-01-01")
    assert one.key == replace(one, at="2026-01-01", value="neutral", reason="").key
    assert one.key != replace(one, by="Wang").key
