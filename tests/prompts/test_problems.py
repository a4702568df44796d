"""What is wrong is said in whole sentences, whatever it was found to be."""

import pytest

from prompts.problems import Problem


@pytest.mark.parametrize(
    ("found", "zh", "en"),
    [
        ("PDF, Data format error).", "：PDF, Data format error)。请", ": PDF, Data format error). Export"),
        ("没有这一页。", "：没有这一页。请", ": 没有这一页. Export"),
        ("its end is missing", "：its end is missing。请", ": its end is missing. Export"),
        ("the folder .", "：the folder .。请", ": the folder .. Export"),
    ],
)
def test_a_message_that_ends_in_a_full_stop_brings_no_second_one(found: str, zh: str, en: str) -> None:
    problem = Problem("damaged", found=found)
    assert zh in problem.text("zh")
    assert en in problem.text("en")
    assert problem.values["found"] == found


def test_what_was_not_given_is_seen_to_be_missing() -> None:
    assert "$found" in Problem("damaged").text("en")
