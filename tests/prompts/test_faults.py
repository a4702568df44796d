# ruff: noqa: E501 (one case a line)
"""What is wrong with a field, in our words: never a library's English inside Chinese."""

import re
from datetime import date
from typing import Annotated, Any, Literal

import pytest
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from prompts.faults import Fault, faults


def _even(number: int) -> int:
    if number % 2:
        raise ValueError("an odd one")
    return number


class Asked(BaseModel):
    model_config = ConfigDict(extra="forbid", allow_inf_nan=False)

    text: Annotated[str, Field(min_length=2, max_length=5)] = "text"
    strict: Annotated[int, Field(strict=True)] = 1
    count: Annotated[int, Field(ge=1, le=100)] = 1
    share: Annotated[float, Field(gt=0, lt=1)] = 0.5
    on: bool = True
    day: date = date(2025, 7, 15)
    language: Literal["zh", "en"] = "zh"
    names: Annotated[list[str], Field(min_length=1, max_length=2)] = ["a"]
    either: Annotated[str, Field(max_length=9)] | list[str] | list[list[int]] = "text"
    code: Annotated[str, Field(pattern="^[0-9]{6}$")] = "440100"
    even: Annotated[int, AfterValidator(_even)] = 2
    parts: "list[Asked]" = []


def found_in(values: Any) -> list[Fault]:
    with pytest.raises(ValidationError) as raised:
        Asked.model_validate(values)
    return faults(raised.value.errors())


@pytest.mark.parametrize(
    ("values", "where", "zh", "en"),
    [
        ({"more": 1}, "more", "没有这一项，请检查拼写或将其去掉", "there is no such field; check its spelling, or leave it out"),
        ({"text": 7}, "text", "应为文字，收到的是 7", "expected a text, found 7"),
        ({"text": None}, "text", "应为文字，收到的是 null", "expected a text, found null"),
        ({"text": "a" * 6}, "text", "应为不超过 5 个字符，收到的是 6 个字符", "expected at most 5 characters, found 6 characters"),
        ({"text": ""}, "text", "应为至少 2 个字符，收到的是 0 个字符", "expected at least 2 characters, found 0 characters"),
        ({"strict": 1.5}, "strict", "应为整数，收到的是 1.5", "expected a whole number, found 1.5"),
        ({"count": "many"}, "count", '应为整数，收到的是 "many"', 'expected a whole number, found "many"'),
        ({"count": 1.5}, "count", "应为整数，收到的是 1.5", "expected a whole number, found 1.5"),
        ({"count": 0}, "count", "应为不小于 1 的数，收到的是 0", "expected a number of at least 1, found 0"),
        ({"count": 101}, "count", "应为不大于 100 的数，收到的是 101", "expected a number of at most 100, found 101"),
        ({"share": 1}, "share", "应为小于 1.0 的数，收到的是 1", "expected a number less than 1.0, found 1"),
        ({"share": 0}, "share", "应为大于 0.0 的数，收到的是 0", "expected a number greater than 0.0, found 0"),
        ({"share": float("nan")}, "share", "应为有限的数字，收到的是 NaN", "expected a finite number, found NaN"),
        ({"on": "perhaps"}, "on", '应为“true”或“false”，收到的是 "perhaps"', 'expected true or false, found "perhaps"'),
        ({"day": "soon"}, "day", '应为日期（例如 2025-07-15），收到的是 "soon"', 'expected a date (such as 2025-07-15), found "soon"'),
        ({"language": "fr"}, "language", '应为以下之一：zh、en，收到的是 "fr"', 'expected one of: zh, en, found "fr"'),
        ({"names": "a"}, "names", '应为列表，收到的是 "a"', 'expected a list, found "a"'),
        ({"names": []}, "names", "应为至少 1 项，收到的是 0 项", "expected at least 1 items, found 0 items"),
        ({"names": ["a"] * 3}, "names", "应为最多 2 项，收到的是 3 项", "expected at most 2 items, found 3 items"),
        ({"either": 7}, "either", "应为文字或列表，收到的是 7", "expected a text or a list, found 7"),
        ({"code": "x"}, "code", '应为符合 ^[0-9]{6}$ 的文字，收到的是 "x"', 'expected a text that matches ^[0-9]{6}$, found "x"'),
        ({"parts": [{}, {"text": 7}]}, "parts.1.text", "应为文字，收到的是 7", "expected a text, found 7"),
        ({"parts": [7]}, "parts.0", "应为一个 JSON 对象，收到的是 7", "expected a JSON object, found 7"),
        ({"even": 3}, "even", "应为符合说明的值，收到的是 3", "expected a value as it is described, found 3"),
    ],
)  # fmt: skip
def test_a_wrong_field_is_named_with_what_was_found_and_expected(
    values: dict[str, Any], where: str, zh: str, en: str
) -> None:
    fault = found_in(values)[0]
    assert (fault.where, fault.what.zh, fault.what.en) == (where, zh, en)


def test_all_wrong_fields_are_named_each_once() -> None:
    found = found_in({"count": 0, "either": {}, "language": "fr"})
    assert [fault.where for fault in found] == ["count", "language", "either"]


def test_a_long_or_broken_value_is_shown_short_and_can_be_sent() -> None:
    (fault,) = found_in({"count": "9" * 500 + "x"})
    assert len(fault.what.en) < 120
    (broken,) = found_in({"language": "\ud800"})
    assert broken.what.zh.encode("utf-8")


def test_nothing_of_the_library_is_left_in_the_chinese_text() -> None:
    for values in ({"text": 7}, {"count": "many"}, {"even": 3}, {"day": 1.5}, {"names": [1]}):
        for fault in found_in(values):
            assert not re.search(r"[Ii]nput|[Vv]alue|[Ss]hould", fault.what.zh), fault
