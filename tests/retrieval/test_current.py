"""What an index finds that is older than the corpus: nothing that changed since is shown as it was."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from ingestion.corpus import Entry
from ingestion.documents import Chunk, Metadata
from prompts.problems import Problem
from retrieval.current import BEHIND, CurrentSearch
from retrieval.seams import Filters, Passage, SearchResult

LAW = Metadata(title="停车办法", effective_from=date(2018, 1, 1), region="440100")
TODAY = Filters(as_of=date(2025, 7, 15))


@dataclass
class Found:
    """Finds the same two passages always."""

    generation: str | None = "gen-1"

    def search(self, question: str, filters: Filters, count: int = 10) -> SearchResult:
        chunks = [Chunk(f"{name}-0", name, 1, 0, "五元", 0, 2, (), ("第二条",)) for name in ("law", "other")]
        passages = [Passage(chunk, LAW, 1.0 / rank, rank) for rank, chunk in enumerate(chunks, start=1)]
        return SearchResult(tuple(passages), "gen-1", {"words": "ok"}, filters)

    def degraded(self) -> tuple[str, ...]:
        return ("index_rollback: gen-2",)


def corpus(**law: object) -> Callable[[str], Entry]:
    def entry(document_id: str) -> Entry:
        held = Entry(document_id, LAW.title, 1, "s", document_id, LAW, None)
        return replace(held, **law) if document_id == "law" else held

    return entry


def seen(entry: Callable[[str], Entry], filters: Filters = TODAY) -> tuple[list[str], str | None]:
    found = CurrentSearch(Found(), entry).search("停车多少钱", filters)
    assert [p.rank for p in found.passages] == list(range(1, len(found.passages) + 1))
    return [p.chunk.document_id for p in found.passages], found.legs.get("index")


def test_what_the_corpus_holds_unchanged_is_shown_as_found() -> None:
    assert seen(corpus()) == (["law", "other"], None)


@pytest.mark.parametrize("change", [{"version": 2}, {"withdrawn_at": datetime(2025, 7, 1, tzinfo=UTC)}])
def test_words_that_were_changed_or_withdrawn_since_are_left_out(change: dict[str, object]) -> None:
    assert seen(corpus(**change)) == (["other"], BEHIND)
    assert seen(corpus(**change), replace(TODAY, any_time=True)) == (["other"], BEHIND)


@pytest.mark.parametrize(
    "change", [{"effective_to": date(2025, 7, 1)}, {"repealed_articles": (("第二条", date(2025, 7, 1)),)}]
)
def test_a_text_that_ended_since_is_seen_only_where_any_time_is(change: dict[str, Any]) -> None:
    now = replace(LAW, **change)
    assert seen(corpus(metadata=now)) == (["other"], BEHIND)
    assert seen(corpus(metadata=now), Filters(as_of=date(2025, 6, 1))) == (["law", "other"], BEHIND)
    found = CurrentSearch(Found(), corpus(metadata=now)).search("停车多少钱", replace(TODAY, any_time=True))
    assert found.passages[0].metadata == now


def test_a_text_that_belongs_elsewhere_now_is_not_seen_here() -> None:
    here = replace(TODAY, lineage=("440100", "440000", "000000"))
    assert seen(corpus(metadata=replace(LAW, region="330100")), here) == (["other"], BEHIND)


def test_a_text_that_the_corpus_never_held_is_left_out() -> None:
    def none(document_id: str) -> Entry:
        raise Problem("unknown_document", found=document_id)

    assert seen(none) == ([], BEHIND)


def test_what_the_searcher_says_of_itself_is_passed_on() -> None:
    search = CurrentSearch(Found(), corpus())
    assert (search.generation, search.degraded()) == ("gen-1", ("index_rollback: gen-2",))
