"""The demonstration set, asked with the real embedder and the quoting model, is never answered worse than was kept."""

from datetime import date
from pathlib import Path

import pytest

from api.evaluating import Plan, asker, circumstances, open_world
from api.settings import ModelSettings, Settings
from api.wiring import wire
from eval.folders import open_set
from eval.gates import too_many_errors, worse_than_kept
from eval.metrics import METRICS
from eval.runner import carry_out
from eval.runs import begin
from eval.scoring import Scored, publish, read_baseline, score_run

DEMO = Path(__file__).parents[2] / "eval" / "sets" / "demo"


@pytest.fixture(scope="module")
def scored(tmp_path_factory: pytest.TempPathFactory) -> tuple[Scored, Scored]:
    """Two runs of the same."""
    home = tmp_path_factory.mktemp("home")
    services = wire(Settings(home=home, model=ModelSettings(kind="quoting"), today=date(2025, 7, 15)))
    found = open_set(DEMO)
    plan = Plan(found, found.cases, {}, retrieval_only=False)
    world = open_world(services, plan, lambda done, total, what: None)
    runs = []
    for name in ("one", "two"):
        run = begin(home / name / "demo", found.cases, circumstances(services, plan, world))
        with asker(services, plan, world) as ask:
            carry_out(run, ask)
        runs.append(score_run(run, METRICS))
        publish(runs[-1])
    return runs[0], runs[1]


@pytest.mark.weights
def test_the_demonstration_set_is_answered_as_well_as_it_was(scored: tuple[Scored, Scored]) -> None:
    """After an improvement: `wenzheng eval run --keep-baseline eval/sets/demo/baseline.json` with the quoting model."""
    summary = scored[0].summary
    assert too_many_errors(summary, most=0.0) == []
    assert worse_than_kept(summary, read_baseline(DEMO / "baseline.json")) == []


@pytest.mark.weights
def test_two_runs_of_the_same_are_the_same_to_the_byte(scored: tuple[Scored, Scored]) -> None:
    for name in ("answers.jsonl", "cases.jsonl", "manifest.json", "scores.csv", "report.json"):
        one, two = ((side.run.folder / name).read_bytes() for side in scored)
        assert one == two, name


@pytest.mark.weights
def test_every_shown_citation_is_verbatim_and_nothing_repealed_is_cited(scored: tuple[Scored, Scored]) -> None:
    means = {h.metric: h.estimate.mean for h in scored[0].summary.headlines}
    assert means["citation_verbatim"] == 1.0
    assert means["unsupported_numbers"] == 0.0
    assert means["stale_cited"] == 0.0
