from dataclasses import replace
from datetime import date

import pytest

from ingestion.documents import Block, Metadata, Reading
from ingestion.drafts import calls_itself_draft, is_draft
from ingestion.metadata import metadata
from ingestion.outline import structure
from ingestion.validity import Status, chain, status

RULES = (
    "第一条 为了规范食品摊贩，制定本办法。",
    "第二条 食品摊贩应当登记。",
    "第三条 本办法自2025年1月1日起施行。《流动摊贩办法》同时废止。",
)


def told(*head: str, **row: str) -> Metadata:
    reading = Reading("text/html", tuple(Block(line) for line in (*head, *RULES)), fields={"发布日期": "2024-05-01"})
    return metadata(reading, structure(reading), "file", row)


@pytest.mark.parametrize(
    "title",
    [
        "某办法（征求意见稿）",
        "某法（修订草案二次审议稿）",
        "某条例草案",
        "某局关于公开征求《某办法（征求意见稿）》意见的公告",
        "关于征求《某办法》修改意见的通知",
    ],
)
def test_a_title_says_that_it_is_a_draft(title: str) -> None:
    assert calls_itself_draft(title)


@pytest.mark.parametrize(
    "title",
    [
        "法律草案公开征求意见工作规范",
        "国务院关于《某规划（草案）》的批复",
        "病证诊断标准（试行草案）",
        "关于2024年预算草案的报告",
    ],
)
def test_a_text_that_deals_with_drafts_is_none(title: str) -> None:
    assert not calls_itself_draft(title)


@pytest.mark.parametrize("head", [("食品摊贩办法（征求意见稿）",), ("食品摊贩办法", "（征求意见稿）")])
def test_a_draft_is_in_force_on_no_day_whatever_days_it_gives(head: tuple[str, ...]) -> None:
    known = told(*head)
    assert (known.level, known.effective_from, known.effective_to, known.repealed) == ("草案", None, None, True)
    assert "effective_from" not in known.origins
    assert {status(known, day) for day in (date.min, date(2024, 6, 1), date(2026, 1, 1))} == {Status.DRAFT}


def test_a_draft_is_no_wording_of_the_rule_in_force_and_takes_no_end_from_it() -> None:
    rule = Metadata("食品摊贩办法", work="食品摊贩办法", level="部门规章", effective_from=date(2018, 1, 1))
    draft = replace(rule, title="食品摊贩办法（征求意见稿）", effective_from=date(2025, 1, 1))
    new = replace(rule, title="食品办法", work="食品办法", repeals=told("食品办法").repeals)
    old = replace(rule, title="流动摊贩办法", work="流动摊贩办法")
    assert chain([("rule", rule), ("draft", draft)]).changes == {}
    assert chain([("old", old), ("draft", replace(draft, repeals=new.repeals))]).changes == {}
    hidden = replace(draft, title="流动摊贩办法（草案）", work="流动摊贩办法", effective_from=date(2024, 1, 1))
    assert list(chain([("old", old), ("hidden", hidden), ("new", new)]).changes) == ["old"]


def test_a_steward_says_that_a_text_is_no_draft_by_its_level() -> None:
    known = told("食品摊贩办法（征求意见稿）", level="部门规章")
    assert not is_draft(known)
    assert status(known, date(2026, 1, 1)) is Status.IN_FORCE
