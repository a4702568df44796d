"""One predicate, two readings: numpy over columns and a query inside the words index must let through the same."""

from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ingestion import validity
from ingestion.documents import Metadata
from retrieval import filters, keywords
from retrieval.seams import Filters

DAYS = [date(2019, 12, 31) + timedelta(days=n) for n in range(4)]
REGIONS = ["000000", "370000", "370200", "410100", "US"]
days = st.sampled_from(DAYS)
maybe_day = st.none() | days
documents = st.lists(
    st.builds(
        Metadata,
        title=st.just("办法"),
        language=st.sampled_from(["zh", "en"]),
        region=st.sampled_from(REGIONS),
        signed=maybe_day,
        published=maybe_day,
        effective_from=maybe_day,
        effective_to=maybe_day,
        repealed=st.booleans(),
    ),
    min_size=1,
    max_size=12,
)
subsets = st.none() | st.lists(st.sampled_from(REGIONS), max_size=3).map(tuple)


wanted_filters = st.builds(
    Filters,
    as_of=days,
    lineage=subsets,
    languages=st.sampled_from([None, (), ("zh",), ("zh", "en")]),
    documents=st.sampled_from([None, (), ("d0",), ("d1", "d3", "unknown")]),
    any_time=st.booleans(),
)


@settings(max_examples=15, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(known=documents, all_wanted=st.lists(wanted_filters, min_size=10, max_size=20))
def test_both_legs_see_the_same_documents(
    tmp_path_factory: pytest.TempPathFactory, known: list[Metadata], all_wanted: list[Filters]
) -> None:
    rows = [filters.columns(f"d{n}", metadata) for n, metadata in enumerate(known)]
    table = {name: np.array([row[name] for row in rows]) for name in rows[0]}
    folder = tmp_path_factory.mktemp("words") / "words"
    keywords.write(folder, (keywords.Row("公告", "", row) for row in rows))
    words = keywords.Words(folder)
    for wanted in all_wanted:
        positions, _ = words.nearest("公告", len(rows), filters.conditions(wanted))
        assert sorted(positions.tolist()) == np.flatnonzero(filters.allowed(wanted, table)).tolist()


def passes(metadata: Metadata, as_of: date, **other: object) -> bool:
    rows = filters.columns("d", metadata)
    table = {name: np.array([value]) for name, value in rows.items()}
    return bool(filters.allowed(Filters(as_of, **other), table)[0])  # type: ignore[arg-type]


def test_a_text_is_in_force_from_its_first_day_until_before_its_last() -> None:
    law = Metadata("法", effective_from=date(2020, 1, 1), effective_to=date(2025, 1, 1))
    on = [date(2019, 12, 31), date(2020, 1, 1), date(2024, 12, 31), date(2025, 1, 1)]
    assert [passes(law, day) for day in on] == [False, True, True, False]


def test_without_a_day_of_effect_the_day_of_publication_counts_then_of_signature_then_none() -> None:
    before, after = date(2019, 1, 1), date(2021, 1, 1)
    assert not passes(Metadata("法", published=date(2020, 1, 1), signed=date(2018, 1, 1)), before)
    assert not passes(Metadata("法", signed=date(2020, 1, 1)), before)
    assert passes(Metadata("法", signed=date(2020, 1, 1)), after)
    assert passes(Metadata("法"), before)


def test_a_text_repealed_on_an_unknown_day_is_in_force_on_no_day_but_seen_at_any_time() -> None:
    law = Metadata("法", effective_from=date(2000, 1, 1), repealed=True)
    assert not passes(law, date(2001, 1, 1))
    assert passes(law, date(2001, 1, 1), any_time=True)


def test_a_question_sees_its_own_place_and_those_above_but_no_sibling() -> None:
    lineage = ("370200", "370000", "000000")
    seen = [region for region in REGIONS if passes(Metadata("法", region=region), DAYS[0], lineage=lineage)]
    assert seen == ["000000", "370000", "370200"]


def test_days_before_the_epoch_are_days_too(tmp_path: Path) -> None:
    old = Metadata("法", effective_from=date(1949, 10, 1), effective_to=date(1954, 9, 20))
    keywords.write(tmp_path / "words", [keywords.Row("公告", "", filters.columns("d", old))])
    words = keywords.Words(tmp_path / "words")
    for as_of, expected in ((date(1949, 9, 30), 0), (date(1950, 1, 1), 1), (date(1954, 9, 20), 0)):
        assert len(words.nearest("公告", 5, filters.conditions(Filters(as_of)))[0]) == expected
        assert passes(old, as_of) == bool(expected)


@given(metadata=documents.map(lambda known: known[0]), as_of=days)
def test_the_filter_and_the_status_shown_beside_a_passage_agree(metadata: Metadata, as_of: date) -> None:
    """An undated text is shown as undated, from the day it was published or signed if that is known."""
    shown = validity.status(metadata, as_of)
    known_since = metadata.published or metadata.signed
    undated_and_out = shown is validity.Status.UNDATED and (known_since is None or known_since <= as_of)
    assert passes(metadata, as_of) == (shown is validity.Status.IN_FORCE or undated_and_out)
