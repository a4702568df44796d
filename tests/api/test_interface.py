"""The words of the pages: the same in both languages, and none asked for that is not there."""

import re
import tomllib
from datetime import date
from pathlib import Path
from string import Template

import pytest

from api.interface import Language, day, foreign, place, say, standing_of, words

ROOT = Path(__file__).parents[2]


def test_every_text_is_there_in_both_languages_with_the_same_values_to_fill_in() -> None:
    texts = tomllib.loads((ROOT / "prompts" / "interface.toml").read_text("utf-8"))
    for key, both in texts.items():
        assert both.keys() == {"zh", "en"}, key
        assert set(Template(both["zh"]).get_identifiers()) == set(Template(both["en"]).get_identifiers()), key
        assert both["zh"].strip(), key


def test_pages_and_scripts_ask_only_for_texts_that_are_there() -> None:
    asked = set()
    for path in [*(ROOT / "api" / "pages").glob("*.html"), *(ROOT / "api" / "static").glob("*.js")]:
        asked |= set(re.findall(r"\bsay\(\s*['\"](\w+)['\"]\s*[,)]", path.read_text("utf-8")))
    assert len(asked) > 60
    assert asked <= words("zh").keys()


@pytest.mark.parametrize(
    ("kind", "since", "until", "zh", "en"),
    [
        ("in_force", date(2021, 1, 1), None, "现行有效，自 2021年1月1日 起施行", "In force since 1 January 2021"),
        ("in_force", None, None, "现行有效", "In force"),
        (
            "not_yet_in_force",
            date(2030, 5, 1),
            None,
            "尚未施行，自 2030年5月1日 起施行",
            "Not yet in force; begins on 1 May 2030",
        ),
        ("repealed", None, None, "已废止", "Repealed"),
        (
            "superseded",
            None,
            date(2021, 1, 1),
            "已于 2021年1月1日 被新规定取代",
            "Replaced by a newer text on 1 January 2021",
        ),
        ("draft", None, None, "草案，不具效力", "A draft, not in force"),
        ("undated", None, None, "未注明施行日期", "No dates given"),
    ],
)
def test_how_a_text_stands_is_said_with_its_day(
    kind: str, since: date | None, until: date | None, zh: str, en: str
) -> None:
    assert (standing_of("zh", kind, since, until).words, standing_of("en", kind, since, until).words) == (zh, en)


@pytest.mark.parametrize(
    ("language", "text", "attribute"),
    [
        ("zh", "劳动合同法", ""),
        ("en", "劳动合同法", ' lang="zh-CN"'),
        ("zh", "Housing", ' lang="en"'),
        ("en", "2021", ""),
    ],
)
def test_words_of_the_other_language_are_named_as_such(language: Language, text: str, attribute: str) -> None:
    assert foreign(language, text) == attribute


def test_places_and_days_are_said_as_people_say_them() -> None:
    assert (place("zh", "000000"), place("en", "000000"), place("en", "US")) == ("全国", "All of China", "US")
    assert place("zh", "330100") == "浙江省杭州市"
    assert day("zh", date(2025, 7, 5)) == "2025年7月5日"
    assert say("en", "page_of", page=1, pages=2) == "Page 1 of 2"
