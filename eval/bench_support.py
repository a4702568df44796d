"""How well the support check tells carried sentences from others: people's labels in English, mutations in Chinese.

English: sentences of language models' answers with the spans that people marked as unsupported (RAGTruth, QA part);
the shipped scores were fitted to all of it, so each is scored by models fitted to the other questions. Chinese: the
shipped check on articles that no weight was fitted to. Does not know how often a model makes which mistake.
"""

from pathlib import Path

import numpy as np

from assistant.support_model import models
from eval.human_labels import ragtruth_answers
from eval.support_figures import Slice, by_slice
from eval.support_pairs import mutated_articles, of_answers
from eval.train_support import cross_validated, look


def bench(data: Path, most: int = 2000) -> dict[str, Slice]:
    """Figures by language, kind of mistake and writer, at the thresholds of the shipped models.

    `data` is the folder of the shared evaluation data, `most` the pairs of each language. Fewer English pairs also mean
    weaker models here; `train_support.train` gives the figures of all.
    """
    english = look(of_answers(ragtruth_answers(data / "ragtruth_qa")[:most])[0][:most])
    scores, _ = cross_validated(english, [pair.cluster for pair in english.pairs])
    found = by_slice("en", english.pairs, np.where(english.stopped, 0.0, scores), models().en.threshold)
    chinese = look(mutated_articles(data / "zh_law_docs", most, "check"))
    shipped = np.array([models().zh.score(row.tolist()) for row in chinese.quoted])
    return found | by_slice("zh", chinese.pairs, np.where(chinese.stopped, 0.0, shipped), models().zh.threshold)
