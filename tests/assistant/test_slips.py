"""What a question meant is what it is answered as; how it was typed is kept."""

import csv
from importlib import resources

import pytest

from assistant.answers import Outcome
from assistant.slips import as_meant, corrected
from assistant.store import Store
from tests.assistant.shelf import Asking, ByWords, answer_of


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("身份正丢了去哪里补办", "身份证丢了去哪里补办"),
        ("居往证和户口薄", "居住证和户口簿"),
        ("離昏要帶什麼", "离婚要带什么"),
        ("离婚正怎么补", "离婚证怎么补"),
        ("离婚正在办，房子怎么分", "离婚正在办，房子怎么分"),
        ("身份政治", "身份政治"),
        ("我们离婚正打官司，居住正满一年", "我们离婚正打官司，居住正满一年"),
        ("我的身份正被人冒用，失业今已三个月", "我的身份正被人冒用，失业今已三个月"),
        ("居住证丢了", "居住证丢了"),
        ("how do I renew my card", "how do I renew my card"),
    ],
)
def test_slips_are_mended_and_nothing_else(typed: str, meant: str) -> None:
    assert as_meant(typed) == meant


def test_a_question_with_a_slip_is_searched_and_measured_as_it_was_meant(
    ask: Asking, searcher: ByWords, store: Store
) -> None:
    right, wrong = (answer_of(ask(f"{word}多少天制作发放", None)) for word in ("居住证", "居往证"))
    assert right.outcome is Outcome.PARTLY_ANSWERED
    assert (wrong.outcome, wrong.text) == (right.outcome, right.text)
    assert {question for question, _ in searcher.asked} == {"居住证多少天制作发放"}
    assert (right.trace.rephrased, wrong.trace.rephrased) == (None, "居住证多少天制作发放")
    assert store.asked(wrong.id) == "居往证多少天制作发放"


def test_a_question_before_is_read_as_it_was_meant_too(ask: Asking, searcher: ByWords) -> None:
    first = answer_of(ask("居往证在哪里申领", None))
    ask("那多少天？", None, conversation_id=first.conversation_id)
    assert "居往证" not in "".join(question for question, _ in searcher.asked)


def test_every_slip_is_mended_for_good() -> None:
    lines = resources.files("assistant").joinpath("slips.csv").read_text(encoding="utf-8").splitlines()
    for row in csv.DictReader(lines):
        for slip in row["slip"].split("|"):
            assert corrected(slip) == row["meant"] == corrected(row["meant"]), row
