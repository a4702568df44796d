"""The support check beside people's labels of whole answers: RAGTruth, and the faithfulness ratings of MTRAG.

RAGTruth is what the shipped scores were fitted to, so there every answer is scored by models that saw nothing of its
question (five folds); no weight has seen MTRAG. Does not know whether the assistant would have shown the sentences.
"""

from collections.abc import Sequence
from pathlib import Path

from assistant.sentences import is_chinese
from assistant.support_features import measure, source
from assistant.support_model import models, of_answer
from eval.calibration import Calibration, Ceiling, calibrate, human_ceiling
from eval.human_labels import (
    FAITHFUL_FROM,
    Answer,
    Checker,
    Labelled,
    checked,
    mtrag_answers,
    mtrag_ratings,
    ragtruth_answers,
)
from eval.support_pairs import of_answers
from eval.train_support import cross_validated, look, unseen_answers


def calibrate_support(data: Path, most: int = 600, checker: Checker | None = None) -> list[Calibration]:
    """The support check against both sets; `data` is the folder of the shared evaluation data, `most` answers of each.

    Another `checker` scores sentences, an answer is as good as its weakest, and both are cut at the same threshold.
    """
    ceiling = human_ceiling(mtrag_ratings(data / "en_gov_mtrag"), good_from=FAITHFUL_FROM)
    ragtruth = ragtruth_answers(data / "ragtruth_qa")[:most]
    mtrag = mtrag_answers(data / "en_gov_mtrag")[:most]
    if checker is None:
        first, second = unseen(ragtruth), checked(mtrag, sentence_score, lambda s: models().answer.score(of_answer(s)))
    else:
        first, second = checked(ragtruth, checker), checked(mtrag, checker)
    return [_beside("ragtruth_qa", first, None), _beside("en_gov_mtrag", second, ceiling)]


def sentence_score(sentence: str, passages: Sequence[str]) -> float:
    """The shipped score of a sentence over all passages together, hard checks aside."""
    there = source(*(passage for passage in passages if passage.strip()))
    return models().of(chinese=is_chinese(sentence)).score(measure(sentence, there))


def unseen(answers: Sequence[Answer]) -> list[Labelled]:
    """Answers scored by models that saw nothing of their question."""
    pairs, owner = of_answers(answers)
    _, whole = cross_validated(look(pairs), [pair.cluster for pair in pairs])
    told, scores, _ = unseen_answers(answers, owner, whole)
    return [Labelled(score, a.faithful, a.cluster) for score, a in zip(scores.tolist(), told, strict=True)]


def _beside(name: str, labelled: Sequence[Labelled], ceiling: Ceiling | None) -> Calibration:
    return calibrate(
        "support",
        name,
        [one.score for one in labelled],
        [one.good for one in labelled],
        [one.cluster for one in labelled],
        threshold=models().answer.threshold,
        ceiling=ceiling,
    )
