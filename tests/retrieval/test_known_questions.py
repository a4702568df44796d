"""The labelled questions that come with the program, and the file that they stand in."""

from pathlib import Path
from typing import NoReturn

import numpy as np
import pytest

from prompts.problems import Problem
from retrieval import known_questions
from retrieval.known_questions import add, bundled
from tests.retrieval.town import CountingEmbedder


def test_those_that_come_with_the_program_are_embedded_once(tmp_path: Path) -> None:
    embedder = CountingEmbedder()
    first = bundled(embedder, tmp_path / "known.sqlite", own=False)
    assert len(first.questions) == len(set(first.questions)) == 1234
    assert all(answers and all(len(digest) == 24 for digest in answers) for answers in first.answers)
    assert np.abs(first.vectors[0] - embedder.question(first.questions[0])).max() < 1e-3

    class Refusing(CountingEmbedder):
        def question(self, text: str) -> NoReturn:
            raise AssertionError(text)

    again = bundled(Refusing(), tmp_path / "known.sqlite", own=False)
    assert (again.vectors == first.vectors).all()


def test_their_licence_comes_with_them() -> None:
    notice = Path(known_questions.__file__).parent / "known_questions.NOTICE.txt"
    assert all(word in notice.read_text("utf-8") for word in ("STARD", "LeCoQA", "MIT License", "Copyright (c)"))


def test_labels_of_several_sets_are_added_up(tmp_path: Path) -> None:
    path = tmp_path / "known.jsonl"
    assert add(path, {"怎么办": ("a",), "多少钱": ("b",)}, CountingEmbedder()) == 2
    assert add(path, {"怎么办": ("a", "c")}, CountingEmbedder()) == 2
    assert np.load(tmp_path / "known.npy").shape == (2, 64)
    assert path.read_text("utf-8").splitlines() == [
        '{"question": "多少钱", "answers": ["b"]}',
        '{"question": "怎么办", "answers": ["a", "c"]}',
    ]


@pytest.mark.parametrize("line", ["x", "[]", '{"question": "怎么办"}'])
def test_a_line_that_is_none_is_named_and_nothing_is_written(tmp_path: Path, line: str) -> None:
    path = tmp_path / "known.jsonl"
    path.write_text(f'{{"question": "甲", "answers": []}}\n{line}\n', "utf-8")
    with pytest.raises(Problem, match="line 2") as raised:
        add(path, {"乙": ("a",)}, CountingEmbedder())
    assert raised.value.code == "bad_known_question"
    assert path.read_text("utf-8").endswith(f"{line}\n")
