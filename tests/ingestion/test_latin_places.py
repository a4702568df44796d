"""Chinese cities and provinces in Latin script."""

from collections.abc import Sequence

import pytest

from ingestion.jurisdictions import find, resolve, unsettled, without_places


@pytest.mark.parametrize(
    ("question", "codes"),
    [
        ("hangzhou residence permit fee", ["330100"]),
        ("How long does a residence permit take in Guangzhou, Guangdong?", ["440100"]),
        ("From Xi’an to XI'AN or xian", ["610100"]),
        ("moving to hong  kong", ["810000"]),
        ("Shanxi and Shaanxi", ["140000", "610000"]),
        ("Taizhou in Zhejiang", ["331000"]),
        ("Hangzhou公租房怎么申请", ["330100"]),
        ("a shop in Nanjing Road", []),
        ("I study at Jinan University", []),
        ("opening hours in Beijing time", []),
        ("office@shanghai.example, www.beijing.gov.cn", []),
        ("I was shanghaied by a Tibetan", []),
    ],
)
def test_a_city_in_latin_script_is_a_place_of_a_question(question: str, codes: Sequence[str]) -> None:
    assert [place.code for place in find(question, latin=True)] == codes


def test_a_title_in_latin_script_names_no_place() -> None:
    assert find("Beijing Declaration") == []


def test_a_latin_name_of_two_cities_is_kept_to_be_asked_about() -> None:
    assert [place.name for place in unsettled("residence permit in Suzhou")] == ["苏州市", "宿州市"]


def test_a_latin_name_is_taken_where_a_place_is_set_and_left_out_where_places_say_nothing() -> None:
    assert resolve("Hong Kong").code == "810000"
    assert without_places("permits in Xian and Xiangtanese") == "permits in   and Xiangtanese"
