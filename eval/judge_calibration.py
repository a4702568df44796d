"""A judge beside people's labels of whole answers: RAGTruth, and the faithfulness ratings of MTRAG, both English.

An answer's score is the share of its statements that the judge finds entailed by the passages, as in `judge_grounded`;
it is good where all are. Answers that the judge could not be read on are left out, and counted. Does not know the
support check (`eval/support_calibration.py`).
"""

from collections.abc import Callable, Collection, Sequence
from pathlib import Path

from eval.calibration import Calibration, calibrate, human_ceiling
from eval.human_labels import (
    FAITHFUL_FROM,
    Answer,
    Labelled,
    mtrag_answers,
    mtrag_ratings,
    ragtruth_answers,
    statements,
)
from eval.judging import Judge
from eval.verdicts import ENTAILMENT
from prompts.problems import Problem
from prompts.templates import Part

LANGUAGE = "en"
"""Of all labels that there are."""
_SETS: dict[str, Callable[[Path], list[Answer]]] = {"ragtruth_qa": ragtruth_answers, "en_gov_mtrag": mtrag_answers}

Progress = Callable[[int, int, str], None]


def calibrate_judge(
    judge: Judge,
    data: Path,
    most: int,
    names: Collection[str] = (),
    progress: Progress = lambda done, total, what: None,
) -> list[Calibration]:
    """Compare with `most` answers of each set of labels, or of those named. Problem `no_labels`."""
    for name in names:
        if name not in _SETS:
            raise Problem("no_labels", judge=judge.name, found=f"{name} ({', '.join(_SETS)})")
    return [_beside(judge, data / name, most, progress) for name in _SETS if not names or name in names]


def judged(judge: Judge, answers: Sequence[Answer], progress: Progress) -> list[Labelled]:
    """Score answers; those that state nothing, or that the judge could not be read on, are left out."""
    found = []
    for done, answer in enumerate(answers, start=1):
        claims = [sentence for _, _, sentence in statements(answer.text)]
        material = [Part("", passage) for passage in answer.passages]
        verdict = judge.labels(ENTAILMENT, claims, question=answer.question, material=material, language=LANGUAGE)
        if verdict.labels:
            share = verdict.labels.count("entailed") / len(verdict.labels)
            found.append(Labelled(share, answer.faithful, answer.cluster))
        progress(done, len(answers), answer.cluster)
    return found


def _beside(judge: Judge, folder: Path, most: int, progress: Progress) -> Calibration:
    labelled = judged(judge, _SETS[folder.name](folder)[:most], progress)
    of_people = folder.name == "en_gov_mtrag"
    return calibrate(
        judge.name,
        folder.name,
        [one.score for one in labelled],
        [one.good for one in labelled],
        [one.cluster for one in labelled],
        threshold=1.0,
        ceiling=human_ceiling(mtrag_ratings(folder), good_from=FAITHFUL_FROM) if of_people else None,
    )
