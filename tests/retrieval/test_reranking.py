"""A reranker reads the best passages anew; whatever becomes of it, there is an answer."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from prompts.problems import Problem
from retrieval.reranking import CrossEncoderReranker
from retrieval.seams import Reranker
from retrieval.searcher import Searcher
from tests.retrieval.town import TODAY, Desk

pytestmark = pytest.mark.weights


class ByLength:
    """Prefers short passages."""

    def scores(self, question: str, passages: Sequence[str]) -> NDArray[np.float32]:
        return np.array([-len(passage) for passage in passages], dtype=np.float32)


class Broken:
    def scores(self, question: str, passages: Sequence[str]) -> NDArray[np.float32]:
        raise RuntimeError("out of memory")


def found(desk: Desk, reranker: Reranker | None, question: str = "居住证") -> tuple[list[str], dict[str, str]]:
    result = Searcher(desk.indexes, desk.embedder, reranker=reranker).search(question, TODAY)
    assert [p.rank for p in result.passages] == list(range(1, len(result.passages) + 1))
    scores = [p.score for p in result.passages]
    assert scores == sorted(scores, reverse=True)
    return [p.chunk.text for p in result.passages], dict(result.legs)


def test_the_best_passages_stand_in_its_order(desk: Desk) -> None:
    desk.build()
    plain, _ = found(desk, None)
    texts, legs = found(desk, ByLength())
    assert sorted(texts) == sorted(plain)
    assert [len(text) for text in texts] == sorted(len(text) for text in plain)
    assert texts != plain
    assert legs["reranker"] == "ok"


def test_what_the_question_names_stays_first(desk: Desk) -> None:
    desk.build()
    plain, _ = found(desk, None, "居住证办法第二条")
    texts, _ = found(desk, ByLength(), "居住证办法第二条")
    assert texts[0] == plain[0]


def test_one_that_fails_leaves_the_order_and_says_so(desk: Desk) -> None:
    desk.build()
    texts, legs = found(desk, Broken())
    assert texts == found(desk, None)[0]
    assert legs["reranker"] == "down: RuntimeError"


def test_a_cross_encoder_is_opened_from_its_folder(tmp_path: Path) -> None:
    reranker = CrossEncoderReranker(str(_cross_encoder(tmp_path, labels=1)))
    scores = reranker.scores("证", ["居住证", "结婚"])
    assert scores.shape == (2,)
    assert np.isfinite(scores).all()
    assert np.allclose(scores, reranker.scores("证", ["居住证", "结婚"]))


def test_a_classifier_is_none(tmp_path: Path) -> None:
    reranker = CrossEncoderReranker(str(_cross_encoder(tmp_path, labels=3)))
    with pytest.raises(Problem) as problem:
        reranker.scores("证", ["居住证", "结婚"])
    assert problem.value.code == "reranker_not_found"


def test_a_folder_without_a_model_is_told_when_it_is_asked_so_that_there_is_an_order_without_it(tmp_path: Path) -> None:
    reranker = CrossEncoderReranker(str(tmp_path))
    with pytest.raises(Problem) as problem:
        reranker.scores("证", ["居住证"])
    assert problem.value.code == "reranker_not_found"


def _cross_encoder(folder: Path, labels: int) -> Path:
    import torch
    from tokenizers import Tokenizer, models, pre_tokenizers, processors
    from transformers import BertConfig, BertForSequenceClassification, PreTrainedTokenizerFast

    words = {word: i for i, word in enumerate(["[PAD]", "[UNK]", "[CLS]", "[SEP]", *sorted("居住证结婚")])}
    tokenizer = Tokenizer(models.WordLevel(words, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.Split("", "isolated")
    tokenizer.post_processor = processors.TemplateProcessing(
        "[CLS] $A [SEP]", "[CLS] $A [SEP] $B:1 [SEP]:1", [("[CLS]", 2), ("[SEP]", 3)]
    )
    torch.manual_seed(7)
    config = BertConfig(
        vocab_size=len(words), hidden_size=32, num_hidden_layers=1, num_attention_heads=4, intermediate_size=64,
        max_position_embeddings=64, num_labels=labels,
    )  # fmt: skip
    BertForSequenceClassification(config).save_pretrained(folder)
    PreTrainedTokenizerFast(
        tokenizer_object=tokenizer, pad_token="[PAD]", unk_token="[UNK]", cls_token="[CLS]", sep_token="[SEP]"
    ).save_pretrained(folder)
    return folder
