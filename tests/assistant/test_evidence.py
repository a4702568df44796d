"""Which passages an answer is made from."""

from dataclasses import replace

import pytest

from assistant.evidence import TOP, best, readable, sufficiency
from tests.assistant.shelf import passages_of, version

BESIDE = "第{}条　行政复议申请人可以书面申请行政复议，也可以口头申请行政复议。"
LENT = "第二十条　出借、出卖户口证件的，给予治安管理处罚。"
FREE = "第九条　行政复议机关受理行政复议申请，不得向申请人收取任何费用。"


def test_a_passage_further_down_that_tells_the_fact_asked_for_is_read_first() -> None:
    rules = "\n".join([*(BESIDE.format(number) for number in "一二三四五"), FREE])
    passages = passages_of(version("review", "行政复议法", rules))
    assert best("行政复议怎么申请？", passages) == passages[:TOP]
    assert best("行政复议要交钱吗？", passages) == [passages[-1], *passages[: TOP - 1]]
    assert "费用" in readable("行政复议要交钱吗？", passages, "zh")[0][1]
    assert sufficiency("行政复议要交钱吗？", passages, calibrated=False).enough
    assert best("行政处罚要交钱吗？", passages) == passages[:TOP]


@pytest.mark.parametrize(("said", "enough"), [("呀", True), ("哎", True), ("狗", False), ("药", False)])
def test_a_particle_that_no_text_holds_is_no_subject_that_it_lacks(said: str, enough: bool) -> None:
    passages = [replace(p, cosine=0.88) for p in passages_of(version("cards", "户口登记条例", LENT))]
    assert sufficiency(f"出借户口证件{said}", passages, unheld=said).enough is enough
