"""A run is append-only, survives a kill at any point, and belongs to one set of circumstances."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from eval.cases import Case
from eval.records import Cited, Found, Record, Said
from eval.runner import carry_out
from eval.runs import Run, begin, digest, open_run
from prompts.problems import Problem

CASES = [Case(id=str(n), cluster_id=str(n % 3), question=f"第{n}问？", answerable=True) for n in range(12)]
UNDER = {"model": "quoting", "seed": 0}

CHILD = """
import sys, time
from pathlib import Path
from eval.records import Record
from eval.runner import carry_out
from eval.runs import begin
from tests.eval.test_runs import CASES, UNDER, asked

run = begin(Path(sys.argv[1]), CASES, UNDER)
print("begun", flush=True)
carry_out(run, asked)
"""


def asked(case: Case) -> tuple[Record, dict[str, float]]:
    """What becomes of a case here: the same on every run, but for its time."""
    time.sleep(0.002)
    text = case.question * 200
    return Record(case.id, outcome="answered", text=text), {"all": time.perf_counter()}


def whole(folder: Path) -> bytes:
    carry_out(begin(folder, CASES, UNDER), asked)
    return (folder / "answers.jsonl").read_bytes()


def test_what_was_kept_comes_back_as_it_was(tmp_path: Path) -> None:
    cited = Cited(1, "d", 1, "标题", "第九条", "十五日内", 3, 7, "in_force", "000000", effective_from="2016-01-01")
    found = Found("d", 1, "标题", ("第九条",), ("第二章",), 0, 9, "in_force", "000000", "ab", 0.5, "原文", {"words": 1})
    record = Record("0", "", "answered", "十五日内。", "zh", sentences=(Said("十五日内。", (1,), 0.9),),
                    citations=(cited,), passages=(found,), dropped=("x: y",), notices=("leg_down",))  # fmt: skip
    run = begin(tmp_path / "run", CASES[:1], UNDER)
    run.append(record, {"all": 0.25})
    again = open_run(tmp_path / "run")
    assert again.records() == [record]
    assert again.cases() == CASES[:1]
    assert again.timings() == {"0": {"all": 0.25}}
    assert again.circumstances == UNDER


def test_a_run_that_was_done_asks_nothing_again(tmp_path: Path) -> None:
    before = whole(tmp_path / "run")
    assert carry_out(begin(tmp_path / "run", CASES, UNDER), asked) == 0
    assert (tmp_path / "run" / "answers.jsonl").read_bytes() == before


@pytest.mark.parametrize("seed", range(4))
def test_a_run_killed_at_any_point_goes_on_and_ends_as_if_it_had_not_been(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    folder = tmp_path / "run"
    for _ in range(3):
        child = subprocess.Popen([sys.executable, "-c", CHILD, str(folder)], stdout=subprocess.PIPE)
        assert child.stdout is not None
        child.stdout.readline()
        time.sleep(chance.uniform(0, 0.03))
        os.kill(child.pid, signal.SIGKILL)
        child.wait()
        child.stdout.close()
    assert whole(folder) == whole(tmp_path / "undisturbed")
    assert [record.case for record in open_run(folder).records()] == [case.id for case in CASES]


@pytest.mark.parametrize("kept", [0, 1, 17, -1])
def test_a_torn_last_line_is_cut_off_and_its_case_asked_again(tmp_path: Path, kept: int) -> None:
    before = whole(tmp_path / "run")
    lines = before.splitlines(keepends=True)
    (tmp_path / "run" / "answers.jsonl").write_bytes(b"".join(lines[:-1]) + lines[-1][:kept])
    assert whole(tmp_path / "run") == before


def test_a_run_of_other_circumstances_is_refused_by_what_differs(tmp_path: Path) -> None:
    begin(tmp_path / "run", CASES, UNDER)
    with pytest.raises(Problem) as raised:
        begin(tmp_path / "run", CASES, {**UNDER, "model": "packaged"})
    assert raised.value.code == "run_of_another"
    assert raised.value.values["differs"] == "model"
    assert digest(UNDER) != digest({**UNDER, "model": "packaged"})


def test_a_folder_that_is_no_run_is_a_problem(tmp_path: Path) -> None:
    with pytest.raises(Problem, match="neither the folder of a run"):
        open_run(tmp_path)


def test_records_hold_no_time(tmp_path: Path) -> None:
    assert whole(tmp_path / "a") == whole(tmp_path / "b")
    assert "seconds" not in json.loads((tmp_path / "a" / "answers.jsonl").read_text().splitlines()[0])
    assert Run(tmp_path / "a").timings() != Run(tmp_path / "b").timings()
