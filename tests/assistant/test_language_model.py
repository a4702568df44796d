from contextlib import closing
from pathlib import Path

import pytest

from assistant.language_model import Message, ModelUnavailable, beginnings, open_language_model
from prompts.problems import Problem


@pytest.mark.parametrize("spec", ["", "gpt", "openai:", "openai", "packaged:x", "quoting:x", "transformers:"])
def test_a_model_setting_that_means_nothing_is_refused_with_the_choices(spec: str) -> None:
    with pytest.raises(Problem) as caught:
        open_language_model(spec, models=Path())
    assert caught.value.code == "model_spec_unknown"
    assert "quoting" in caught.value.text("zh")


def test_the_quoting_model_is_never_ready_and_says_so_at_once() -> None:
    model = open_language_model("quoting", models=Path())
    assert (model.name, model.ready()) == ("quoting", False)
    with pytest.raises(ModelUnavailable):
        model.complete([Message("user", "1")])
    with closing(model.stream([Message("user", "1")])) as pieces, pytest.raises(ModelUnavailable):
        next(pieces)


def test_the_beginnings_are_the_fixed_part_of_every_answer_prompt() -> None:
    assert [messages[0].role for messages in beginnings()] == ["system", "system"]
    assert all("$" not in messages[0].content for messages in beginnings())
