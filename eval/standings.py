"""Which judges were held against people's labels, and what each may therefore pass or stop.

A comparison belongs to a judge, a prompt and the way of asking; when one of them changes, it is about another judge.
Labels in one language prove nothing about the prompt in another. Does not know how a judge is compared
(`eval/calibration.py`).
"""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from eval.calibration import LEAST_LABELS, Calibration, why_not
from eval.judge_metrics import aspect_of
from eval.judgements import Judgement
from eval.judging import Judge
from eval.kept import digest
from eval.verdicts import ENTAILMENT, Aspect
from ingestion import durable
from prompts.problems import Problem
from prompts.templates import load


@dataclass(frozen=True, slots=True)
class Standing:
    """A judge beside a run that it scored."""

    circumstances: Mapping[str, Any]
    compared: tuple[Mapping[str, Any], ...]
    """Comparisons with people's labels, as `Calibration.as_plain`, each with its `prompt`."""
    why_not: Mapping[Aspect, tuple[Problem, ...]]
    """Why what it is asked in this way gates nothing; empty where it may."""
    said: tuple[Judgement, ...] = ()
    """Every label that went into a figure."""

    def ungated(self, metrics: Iterable[str]) -> frozenset[str]:
        """Those of the metrics that pass and stop nothing."""
        return frozenset(m for m in metrics if m.startswith("judge_") and self.why_not.get(aspect_of(m), ()))

    @property
    def reasons(self) -> tuple[Problem, ...]:
        """All that stands against gating, each once; prompts that were never compared are told together."""
        against = [problem for problems in self.why_not.values() for problem in problems]
        never = {problem.values["prompt"]: problem for problem in against if problem.code == "judge_not_compared"}
        found = {problem.text(): problem for problem in against if problem.code != "judge_not_compared"}
        for problem in list(never.values())[:1]:
            found[""] = Problem(problem.code, **problem.values | {"prompt": ", ".join(never)})
        return tuple(found.values())

    def as_plain(self) -> dict[str, Any]:
        """For JSON; without what was said, which has a file of its own."""
        return {
            **self.circumstances,
            "compared": list(self.compared),
            "gates_nothing_because": [{"zh": p.text("zh"), "en": p.text("en")} for p in self.reasons],
        }


def keep(folder: Path, judge: Judge, language: str, found: Calibration) -> None:
    """Keep a comparison of what the judge says of entailment; a later one with the same labels takes its place."""
    path = _file(folder, judge, ENTAILMENT, language)
    others = [one for one in _read(path) if one["labels"] != found.labels]
    plain = {"prompt": _prompt(judge, ENTAILMENT, language), **found.as_plain()}
    durable.write(path, json.dumps([*others, plain], ensure_ascii=False, indent=1).encode())


def standing(folder: Path, judge: Judge, languages: Collection[str], metrics: Collection[str]) -> Standing:
    """How a judge stands that scores cases in these languages. `folder`: where comparisons are kept."""
    aspects = dict.fromkeys(aspect_of(name) for name in metrics if name.startswith("judge_"))
    prompts = {(aspect, _prompt(judge, aspect, language)): language for aspect in aspects for language in languages}
    compared = {key: _read(_file(folder, judge, key[0], language)) for key, language in prompts.items()}
    reasons: dict[Aspect, tuple[Problem, ...]] = dict.fromkeys(aspects, ())
    for (aspect, prompt), found in compared.items():
        reasons[aspect] += _against(judge, prompt, found)
    return Standing(judge.circumstances(languages), tuple(one for found in compared.values() for one in found), reasons)


def _against(judge: Judge, prompt: str, found: Sequence[Mapping[str, Any]]) -> tuple[Problem, ...]:
    """Every set of enough labels must agree; without one, the largest says what is missing."""
    if judge.takes_apart or not found:
        return (Problem("judge_not_compared", judge=judge.name, prompt=prompt),)
    enough = [one for one in found if one["cases"] >= LEAST_LABELS] or [max(found, key=lambda one: one["cases"])]
    return tuple(problem for one in enough for problem in why_not(judge.name, one["cases"], one["kappa"]))


def _prompt(judge: Judge, aspect: Aspect, language: str) -> str:
    return load(f"judge_{aspect.name}", judge.language or language).label


def _file(folder: Path, judge: Judge, aspect: Aspect, language: str) -> Path:
    of = {"judge": judge.name, "prompt": _prompt(judge, aspect, language), "aspect": f"{aspect.name}/{aspect.version}"}
    return folder / f"{digest(**of, repeats=judge.repeats, seed=judge.seed, temperature=judge.temperature)[:16]}.json"


def _read(path: Path) -> list[dict[str, Any]]:
    return list(json.loads(path.read_text("utf-8"))) if path.is_file() else []
