"""Cases are asked as the public asks them, and what breaks in one of them is kept with it."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Engine

from assistant.answers import Event, Question
from assistant.pipeline import Assistant
from assistant.store import Store
from eval.cases import Case, Expected, Said
from eval.runner import Ask, asking, carry_out, searching
from eval.runs import begin, open_run
from prompts.problems import Problem
from tests.assistant.shelf import LABOUR, PERMIT, TODAY, ByWords, Shelf, Writes, version

PERIOD = Case(
    id="period",
    cluster_id="labour",
    question="三年以上固定期限的劳动合同试用期不得超过几个月？",
    answerable=True,
    expected=(Expected(document="labour-law", locator="第十九条"),),
)
NAMES = {"labour": "labour-law"}


@pytest.fixture
def shelf() -> Shelf:
    return Shelf(
        version("labour", "中华人民共和国劳动合同法", LABOUR, effective_from=date(2013, 7, 1)),
        version("permit", "居住证暂行条例", PERMIT, effective_from=date(2016, 1, 1)),
    )


@pytest.fixture
def ask(shelf: Shelf, engine: Engine) -> Ask:
    store = Store(engine)
    store.create_tables()
    writes = Writes("三年以上固定期限的劳动合同，试用期不得超过六个月。")
    return asking(Assistant(ByWords(shelf), writes, store, shelf, lambda: TODAY), shelf, NAMES)


class Breaks:
    """An assistant that fails in the middle of an answer."""

    def answer(self, question: Question) -> Iterator[Event]:
        raise Problem("search_down", found="disk")
        yield


def test_a_record_tells_what_was_shown_in_the_names_of_the_set(ask: Ask) -> None:
    record, seconds = ask(PERIOD)
    assert record.outcome == "answered"
    assert [(c.document, c.locator[:4], c.verbatim) for c in record.citations] == [("labour-law", "第十九条", True)]
    assert record.passages[0].document == "labour-law"
    assert PERIOD.expected[0].meets("labour-law", record.passages[0].places)
    assert record.sentences[0].citations == (1,)
    assert 0 < seconds["passages"] <= seconds["first_sentence"] <= seconds["all"]


def test_two_askings_of_a_case_are_the_same_record(ask: Ask) -> None:
    assert ask(PERIOD)[0] == ask(PERIOD)[0]


def test_a_quote_that_the_stored_text_does_not_hold_is_not_called_verbatim(shelf: Shelf, ask: Ask) -> None:
    shelf.wordings["labour"] = version("labour", "中华人民共和国劳动合同法", LABOUR.replace("六个月", "七个月"))
    record, _ = ask(PERIOD)
    moved = shelf.wordings["labour"].text
    assert all(c.verbatim == (moved[c.start : c.end] == c.quote) for c in record.citations)


def test_what_breaks_in_one_case_is_kept_with_it_and_the_others_are_asked(tmp_path: Path, shelf: Shelf) -> None:
    run = begin(tmp_path / "run", [PERIOD, PERIOD.model_copy(update={"id": "other"})], {})
    assert carry_out(run, asking(Breaks(), shelf, {})) == 2
    records = open_run(tmp_path / "run").records()
    assert [record.case for record in records] == ["period", "other"]
    assert all("search_down" in record.problem or "disk" in record.problem for record in records)


def test_a_run_can_be_stopped_between_two_cases(tmp_path: Path, shelf: Shelf) -> None:
    def stop() -> None:
        raise Problem("reply_missing", found="第一问")

    run = begin(tmp_path / "run", [PERIOD], {})
    with pytest.raises(Problem):
        carry_out(run, asking(Breaks(), shelf, {}, stop=stop))
    assert run.records() == []


def test_a_search_uses_the_place_the_day_and_the_story_that_the_assistant_would_use(shelf: Shelf) -> None:
    searcher = ByWords(shelf)
    ask = searching(searcher, NAMES, TODAY, any_time=False, languages={"zh", "en"})
    told = (Said(role="user", content="劳动合同的试用期最长多久？"), Said(role="assistant", content="六个月。"))
    ask(PERIOD.model_copy(update={"question": "那上海呢？", "history": told, "region": "110000"}))
    asked, filters = searcher.asked[-1]
    assert "试用期" in asked
    assert filters.lineage is not None
    assert filters.lineage[0] == "310000"
    assert filters.languages == ("en",)
    assert filters.as_of == TODAY


def test_a_search_keeps_where_passages_stand_and_not_their_words(shelf: Shelf) -> None:
    record, _ = searching(ByWords(shelf), NAMES, TODAY, any_time=False)(PERIOD)
    assert record.retrieval_only
    assert record.passages[0].document == "labour-law"
    assert record.passages[0].text == ""
    assert record.passages[0].status == "in_force"
