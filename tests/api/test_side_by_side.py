from hypothesis import given
from hypothesis import strategies as st

from api.side_by_side import cells, columns


def test_a_chinese_character_takes_two_cells() -> None:
    assert list(columns([("自受理之日起15日内", "自受理之日起10日内")], 27)) == [
        "自受理之日起 │ 自受理之日起",
        "15日内       │ 10日内",
    ]


def test_a_line_of_words_is_broken_at_a_space() -> None:
    lines = list(columns([("letters are sent", "letters")], 27))
    assert lines == ["letters are  │ letters", "sent         │"]


@given(st.text(max_size=80), st.text(max_size=80), st.integers(23, 80))
def test_no_column_is_wider_than_its_half_and_nothing_is_lost(left: str, right: str, width: int) -> None:
    left, right = ("".join(c for c in text if c.isprintable() and c not in "│ ") for text in (left, right))
    lines = list(columns([(left, right)], width))
    each = (width - 3) // 2
    halves = [line.split("│") for line in lines]
    assert "".join(half[0].strip() for half in halves).split() == left.split()
    assert "".join(half[1].strip() for half in halves).split() == right.split()
    assert all(cells(half[0]) <= each + 1 and cells(half[1]) <= each + 1 for half in halves)
