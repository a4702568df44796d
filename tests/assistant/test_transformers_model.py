"""A transformers model on this machine: a tiny one with random weights, so that only the plumbing is judged."""

import json
from contextlib import closing
from pathlib import Path

import pytest

from assistant.language_model import LanguageModel, Message, ModelUnavailable, open_language_model
from prompts.problems import Problem

pytestmark = [
    pytest.mark.weights,  # not the packaged ones, but importing and running transformers takes as long
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),  # of the libraries it brings
]
ASKED = [Message("system", "a"), Message("user", "b c")]


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> LanguageModel:
    from tokenizers import Tokenizer, models, pre_tokenizers
    from transformers import LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast, set_seed

    folder = tmp_path_factory.mktemp("tiny")
    words = {word: number for number, word in enumerate(["<unk>", "</s>", *"abcdefgh"])}
    plain = Tokenizer(models.WordLevel(words, unk_token="<unk>"))
    plain.pre_tokenizer = pre_tokenizers.Whitespace()
    tokenizer = PreTrainedTokenizerFast(tokenizer_object=plain, unk_token="<unk>", eos_token="</s>", pad_token="</s>")
    tokenizer.chat_template = "{% for message in messages %}{{ message['content'] }} {% endfor %}"
    tokenizer.save_pretrained(folder)
    set_seed(1)
    shape = {"hidden_size": 16, "intermediate_size": 16, "num_hidden_layers": 1, "num_attention_heads": 2}
    tiny = LlamaForCausalLM(LlamaConfig(vocab_size=len(words), eos_token_id=1, bos_token_id=None, **shape))
    tiny.save_pretrained(folder)
    assert json.loads((folder / "config.json").read_text())["model_type"] == "llama"
    return open_language_model(f"transformers:{folder}", models=folder)


def test_it_writes_and_repeats_when_greedy(model: LanguageModel) -> None:
    first = model.complete(ASKED, max_tokens=5)
    assert first.text
    assert model.complete(ASKED, max_tokens=5) == first
    assert "".join(model.stream(ASKED, max_tokens=5)) == first.text


def test_closing_the_stream_ends_the_generation(model: LanguageModel) -> None:
    with closing(model.stream(ASKED, max_tokens=3000, temperature=1.0, seed=1)) as pieces:
        next(pieces)
    assert model.complete(ASKED, max_tokens=3).text


def test_a_folder_that_is_not_there_is_a_problem_not_a_traceback(tmp_path: Path) -> None:
    with pytest.raises(Problem) as caught:
        open_language_model(f"transformers:{tmp_path / 'nothing'}", models=tmp_path)
    assert caught.value.code == "model_runtime"
    assert not isinstance(caught.value, ModelUnavailable)
