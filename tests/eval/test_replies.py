"""A run can be repeated from what the model wrote, and a reply that is missing is never papered over."""

from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest

from assistant.language_model import Message, ModelUnavailable, Usage
from eval.kept import Kept
from eval.replies import RecordedModel
from prompts.problems import Problem
from tests.assistant.shelf import Writes

ASKED = [Message("user", "试用期多久？")]


def test_what_was_streamed_is_replayed_without_the_model(tmp_path: Path) -> None:
    first = RecordedModel("m", Writes("试用期不得超过六个月。"), Kept(tmp_path / "r.sqlite"))
    written = "".join(first.stream(ASKED, max_tokens=9))
    again = RecordedModel("m", None, Kept(tmp_path / "r.sqlite"))
    usage = Usage()
    assert "".join(again.stream(ASKED, max_tokens=9, usage=usage)) == written == "试用期不得超过六个月。"
    again.require_whole()


@pytest.mark.parametrize("other", [{"max_tokens": 8}, {"temperature": 0.5}, {"seed": 1}, {"stop": ["。"]}])
def test_a_reply_is_found_only_by_all_that_was_asked(tmp_path: Path, other: dict[str, object]) -> None:
    list(RecordedModel("m", Writes("是。"), Kept(tmp_path / "r.sqlite")).stream(ASKED, max_tokens=9))
    again = RecordedModel("m", None, Kept(tmp_path / "r.sqlite"))
    with pytest.raises(ModelUnavailable):
        list(again.stream(ASKED, **{"max_tokens": 9, **other}))  # type: ignore[arg-type]
    with pytest.raises(Problem, match="试用期多久"):
        again.require_whole()


def test_a_reader_who_leaves_early_leaves_what_he_heard(tmp_path: Path) -> None:
    stream = RecordedModel("m", Writes("一二三四五六七八九"), Kept(tmp_path / "r.sqlite")).stream(ASKED)
    assert next(stream) == "一二三"
    stream.close()
    assert "".join(RecordedModel("m", None, Kept(tmp_path / "r.sqlite")).stream(ASKED)) == "一二三"


def test_a_model_that_broke_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(ModelUnavailable):
        list(RecordedModel("m", Writes("一二三四五六", breaks_after=3), Kept(tmp_path / "r.sqlite")).stream(ASKED))
    with pytest.raises(ModelUnavailable):
        list(RecordedModel("m", None, Kept(tmp_path / "r.sqlite")).stream(ASKED))


class Counts(Writes):
    """Tells how many tokens it wrote."""

    def stream(self, *arguments: Any, usage: Usage | None = None, **more: Any) -> Generator[str, None, None]:
        yield from super().stream(*arguments, **more)
        assert usage is not None
        usage.prompt_tokens, usage.completion_tokens = 7, 3


def test_a_reply_that_was_written_to_its_end_is_taken_for_a_new_one(tmp_path: Path) -> None:
    model, replies = Counts("一二三四五六"), Kept(tmp_path / "r.sqlite")
    stopped = RecordedModel("m", model, replies, reuse=True).stream(ASKED)
    next(stopped)
    stopped.close()
    assert "".join(RecordedModel("m", model, replies, reuse=True).stream(ASKED)) == "一二三四五六"
    usage = Usage()
    assert "".join(RecordedModel("m", model, replies, reuse=True).stream(ASKED, usage=usage)) == "一二三四五六"
    assert (len(model.read), usage) == (2, Usage(7, 3))
