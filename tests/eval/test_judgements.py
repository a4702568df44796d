"""What a judge is asked is known by all that its reply depends on."""

from dataclasses import replace

import pytest

from eval.judgements import Parameters, Question

ASKED = Question("judge", "judge_x.zh/1", Parameters(96, 0.0, 0), "x/1", (("system", "s"), ("user", "甲")))


@pytest.mark.parametrize(
    "other",
    [
        replace(ASKED, judge="another"),
        replace(ASKED, prompt="judge_x.zh/2"),
        replace(ASKED, parameters=Parameters(96, 0.0, 1)),
        replace(ASKED, metric="x/2"),
        replace(ASKED, input=(("system", "s"), ("user", "乙"))),
    ],
)
def test_whatever_a_reply_depends_on_is_in_its_key(other: Question) -> None:
    assert other.key != ASKED.key
