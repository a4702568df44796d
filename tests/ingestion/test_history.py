from datetime import date

from ingestion.dates import Commencement
from ingestion.history import day_of_effect, events, history_lines

ADOPTED = "2007年6月29日 第十届全国人民代表大会常务委员会第二十八次会议通过"
AMENDED = (
    "2012年12月28日 第十一届全国人民代表大会常务委员会第三十次会议《关于修改<中华人民共和国劳动合同法>的决定》修正"
)


def effect(lines: list[str], clause: date | None, issued: date | None = None, work: str = "某法") -> date | None:
    found = day_of_effect(events(lines), Commencement(clause) if clause else None, issued, work)
    return found.day if found else None


def test_history_is_found_in_lines_and_in_brackets() -> None:
    inside = "（1991年3月4日国务院令第76号发布 2018年9月6日国务院常务会议修订通过）"
    assert history_lines(f"劳动合同法\n{ADOPTED}\n{AMENDED}") == (ADOPTED, AMENDED)
    assert history_lines(f"条例\n{inside}") == ("1991年3月4日国务院令第76号发布", "2018年9月6日国务院常务会议修订通过")


def test_the_last_article_gives_the_day_of_a_first_wording() -> None:
    assert effect([ADOPTED], date(2008, 1, 1)) == date(2008, 1, 1)


def test_an_amended_act_takes_effect_with_its_last_revision_not_with_the_day_in_its_last_article() -> None:
    assert effect([ADOPTED, AMENDED], date(2008, 1, 1)) == date(2012, 12, 28)


def test_a_known_amending_act_gives_its_own_day() -> None:
    assert effect([ADOPTED, AMENDED], date(2008, 1, 1), work="劳动合同法") == date(2013, 7, 1)


def test_a_revised_act_that_sets_a_new_day_keeps_it() -> None:
    assert effect([ADOPTED, "2018年9月6日 国务院常务会议修订"], date(2019, 3, 1)) == date(2019, 3, 1)


def test_a_line_of_effect_decides_unless_a_revision_is_later() -> None:
    assert effect([ADOPTED, "2009年12月30日 施行"], None) == date(2009, 12, 30)
    assert effect([ADOPTED, "2009年12月30日 施行", AMENDED], None) == date(2012, 12, 28)


def test_a_day_of_issue_long_after_the_last_line_tells_of_a_revision_whose_line_is_missing() -> None:
    assert effect([ADOPTED], date(2008, 1, 1), issued=date(2020, 11, 29)) == date(2020, 11, 29)


def test_nothing_known_gives_no_day() -> None:
    assert effect([], None) is None
    assert effect([], None, issued=date(2016, 12, 16)) is None
