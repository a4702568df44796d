from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingestion.documents import Metadata
from ingestion.validity import Chained, Status, chain, status, successor

OLD, NEW = date(2008, 1, 1), date(2013, 7, 1)


def law(effective: date | None, **more: object) -> Metadata:
    fields: dict[str, object] = {"title": "某法", "work": "某法", "level": "法律", "effective_from": effective} | more
    return Metadata(**fields)  # type: ignore[arg-type]


def test_a_text_is_in_force_from_its_first_day_until_the_day_before_its_last() -> None:
    ended = law(OLD, effective_to=NEW, superseded_by="x")
    assert status(ended, date(2007, 12, 31)) is Status.NOT_YET_IN_FORCE
    assert status(ended, OLD) is Status.IN_FORCE
    assert status(ended, date(2013, 6, 30)) is Status.IN_FORCE
    assert status(ended, NEW) is Status.SUPERSEDED
    assert status(law(OLD, effective_to=NEW), NEW) is Status.REPEALED


def test_a_repealed_text_without_a_day_is_in_force_on_no_day() -> None:
    assert status(law(OLD, repealed=True), OLD) is Status.REPEALED
    assert status(law(None), OLD) is Status.UNDATED


def test_an_earlier_wording_ends_when_the_later_one_takes_effect() -> None:
    chained = chain([("new", law(NEW)), ("old", law(OLD)), ("last", law(date(2020, 1, 1)))])
    assert chained.changes == {
        "old": {"effective_to": NEW, "superseded_by": "new"},
        "new": {"effective_to": date(2020, 1, 1), "superseded_by": "last"},
    }
    assert not chained.contradictions


def test_the_same_name_in_a_sibling_region_ends_nothing() -> None:
    here = law(OLD, region="370200", level="地方性法规")
    there = law(NEW, region="370100", level="地方性法规")
    assert chain([("a", here), ("b", there)]).changes == {}
    assert chain([("a", here), ("b", law(NEW))]).changes == {}


def test_equal_days_end_nothing_and_are_reported() -> None:
    chained = chain([("a", law(OLD)), ("b", law(OLD))])
    assert chained.changes == {}
    assert len(chained.contradictions) == 1
    assert "a, b" in chained.contradictions[0]


def test_of_one_wording_published_twice_the_later_is_kept_and_it_is_said() -> None:
    first, second = law(NEW, published=OLD), law(NEW, published=date(2008, 1, 2))
    chained = chain([("b", second), ("a", first), ("old", law(OLD))])
    assert chained.changes["a"] == {"effective_to": NEW, "superseded_by": "b"}
    assert chained.changes["old"]["superseded_by"] == "a"
    assert "b is kept" in chained.contradictions[0]
    assert status(replace(first, **chained.changes["a"]), NEW) is Status.SUPERSEDED


def test_of_copies_the_last_given_is_kept_unless_their_numbers_differ() -> None:
    one, two = law(NEW, published=OLD), law(NEW, published=OLD)
    assert chain([("x", one), ("a", two)]).changes == {"x": {"effective_to": NEW, "superseded_by": "a"}}
    numbered = [(n, law(NEW, published=OLD, document_number=n)) for n in ("国令第1号", "国令第2号")]
    assert chain(numbered).changes == {}


def test_a_circle_of_successors_is_reported_and_ends_nothing() -> None:
    one = law(OLD, work="甲法", title="甲法", superseded_by="b")
    two = law(OLD, work="乙法", title="乙法", superseded_by="a")
    chained = chain([("a", one), ("b", two)])
    assert any("a → b → a" in text for text in chained.contradictions)
    assert chained.changes == {}


def test_an_article_that_ended_alone_is_repealed_while_the_rest_is_in_force() -> None:
    partly = law(OLD, repealed_articles=(("第九条", NEW), ("第十条第二款", NEW)))
    assert status(partly, NEW) is Status.IN_FORCE
    assert status(partly, NEW, "第九条") is Status.REPEALED
    assert status(partly, date(2013, 6, 30), "第九条") is Status.IN_FORCE
    assert status(partly, NEW, "第九条第一款") is Status.REPEALED
    assert status(partly, NEW, "第九条之一") is Status.IN_FORCE
    assert status(partly, NEW, "第十条") is Status.IN_FORCE
    assert status(partly, NEW, "第十条第二款") is Status.REPEALED


def test_a_successor_is_the_next_wording_else_what_repealed_it() -> None:
    assert successor(law(OLD, superseded_by="a", repealed_by="b")) == "a"
    assert successor(law(OLD, repealed_by="b")) == "b"
    assert successor(law(OLD)) is None


def test_parts_of_one_act_do_not_end_one_another() -> None:
    parts = [(name, law(OLD, title=f"民法典 {name}", work="民法典")) for name in ("合同编", "物权编")]
    assert chain(parts) == chain([])


def test_what_a_document_states_itself_is_kept_and_compared() -> None:
    stated = law(OLD, effective_to=date(2012, 1, 1), superseded_by="elsewhere")
    chained = chain([("old", stated), ("new", law(NEW))])
    assert chained.changes == {}
    assert any("2012-01-01" in text for text in chained.contradictions)


def test_a_stated_successor_ends_a_text_on_the_day_it_takes_effect_itself() -> None:
    new = law(NEW, title="某条例", work="某条例")
    for column, after in (("superseded_by", Status.SUPERSEDED), ("repealed_by", Status.REPEALED)):
        old = law(OLD, **{column: "new"})
        chained = chain([("old", old), ("new", new)])
        assert chained == Chained({"old": {"effective_to": NEW}}, ())
        assert status(replace(old, **chained.changes["old"]), date(2013, 6, 30)) is Status.IN_FORCE
        assert status(replace(old, **chained.changes["old"]), NEW) is after
    stated = law(OLD, repealed_by="new", effective_to=date(2012, 1, 1))
    assert chain([("old", stated), ("new", new)]).changes == {}
    wording = law(date(2020, 1, 1))
    told = chain([("old", law(OLD, superseded_by="new")), ("new", new), ("wording", wording)])
    assert told.changes["old"] == {"effective_to": NEW}  # the steward's word goes before a later wording
    assert any("is said to end on" in text for text in told.contradictions)


@pytest.mark.parametrize(
    ("successor", "words"), [("nosuch", "no rule of this corpus"), ("new", "has no day of effect")]
)
def test_a_stated_successor_without_a_day_ends_a_text_on_every_day_and_is_told(successor: str, words: str) -> None:
    old = law(OLD, superseded_by=successor)
    chained = chain([("old", old), ("new", law(None, title="某条例", work="某条例"))])
    assert words in chained.contradictions[0]
    assert status(replace(old, **chained.changes["old"]), NEW) is Status.REPEALED


def test_an_end_before_the_beginning_and_a_wording_without_a_day_are_reported() -> None:
    chained = chain([("a", law(NEW, effective_to=OLD)), ("b", law(None)), ("c", law(date(2020, 1, 1)))])
    assert sum("not after it takes effect" in text for text in chained.contradictions) == 1
    assert sum("has no day of effect" in text for text in chained.contradictions) == 1


@given(st.lists(st.dates(), min_size=1, max_size=6, unique=True), st.dates())
def test_on_any_day_at_most_one_wording_of_a_work_is_in_force(days: list[date], on: date) -> None:
    laws = {str(place): law(day) for place, day in enumerate(days)}
    changes = chain(laws.items()).changes
    dated = [law(metadata.effective_from, **changes.get(identity, {})) for identity, metadata in laws.items()]
    current = [metadata for metadata in dated if status(metadata, on) is Status.IN_FORCE]
    assert len(current) == (1 if min(days) <= on else 0)


def test_notices_of_one_title_that_names_no_matter_end_one_another_only_under_one_number() -> None:
    def notice(number: str | None, day: date) -> Metadata:
        title = "广州市公安局通告"
        return law(day, title=title, work=title, level="规范性文件", document_number=number, published=day)

    traffic, fireworks = notice("穗公通〔2020〕3号", OLD), notice("穗公通〔2021〕9号", NEW)
    assert chain([("a", traffic), ("b", fireworks)]).changes == {}
    assert chain([("a", notice(None, OLD)), ("b", notice(None, NEW))]).changes == {}
    assert list(chain([("a", traffic), ("b", notice("穗公通〔2020〕3号", NEW))]).changes) == ["a"]
