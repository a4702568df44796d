"""By which names places are known."""

import pytest

from ingestion.jurisdictions import find, get, offer, resolve
from ingestion.place_register import common, merged, names, tables, tree


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("恩施州", "422800"),
        ("大理州", "532900"),
        ("玉树州", "632700"),
        ("海南州", "632500"),
        ("陵水县", "469028"),
        ("威宁县", "520526"),
        ("石河子", "659001"),
        ("内蒙", "150000"),
        ("西双版纳", "532800"),
        ("乌鲁木齐", "650100"),
        ("横琴", "440402"),
    ],
)
def test_what_people_shorten_is_known(name: str, code: str) -> None:
    assert resolve(name).code == code
    assert [place.code for place in find(f"想问下{name}公租房的条件")] == [code]


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("神木市", "610881"),
        ("神木县", "610881"),
        ("萧山市", "330109"),
        ("海门市", "320614"),
        ("即墨", "370215"),
        ("莱芜", "370116"),
        ("可克达拉市", "659008"),
        ("横县", "450181"),
    ],
)
def test_a_unit_is_known_by_what_it_was_and_by_what_it_became(name: str, code: str) -> None:
    assert resolve(name).code == code


def test_a_unit_that_became_another_is_kept_for_its_documents_and_offered_to_nobody() -> None:
    assert get("320684").name == "海门市"
    assert [place.code for place in offer("海门", 5)] == ["320614"]
    assert all(code not in codes for codes in names().values() for code in merged())


def test_every_place_but_those_that_became_others_is_known_by_its_full_name() -> None:
    generic = tables()["other"]["generic"]
    codes = [c for c in tree() if len(c) == 6 and c not in merged() and c != "000000"]
    unknown = [c for c in codes if len(name := get(c).name) > 2 and name not in generic and c not in names()[name]]
    assert unknown == []


def test_a_word_is_no_place_because_a_county_has_its_name() -> None:
    counties = (name for name, codes in names().items() if {tree()[code].level for code in codes} == {"county"})
    assert not common() & {name for name in counties if name not in tables()["well_known"]}
