"""The page of a document: every word once, in order, and exactly the quoted ones marked."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.reading_view import lay_out
from tests.api.fakes import GUIDE, LAW, QUOTE, FakeCorpus

law = FakeCorpus().version("law")
guide = FakeCorpus().version("guide")


def marked(start: int, end: int) -> str:
    lines = lay_out(law, start, end).lines
    return "\n".join(words for line in lines if (words := "".join(piece.text for piece in line.pieces if piece.marked)))


def test_a_quote_is_marked_across_lines_and_begins_once() -> None:
    start = LAW.index(QUOTE)
    view = lay_out(law, start, start + len(QUOTE))
    assert view.quoted == marked(start, start + len(QUOTE)) == QUOTE
    assert [piece.first for line in view.lines for piece in line.pieces if piece.marked] == [True, False]


@given(st.integers(0, len(LAW) + 5), st.integers(0, len(LAW) + 5))
def test_any_two_offsets_mark_exactly_what_lies_between_or_nothing(start: int, end: int) -> None:
    expected = LAW[start:end] if start < end <= len(LAW) else ""
    assert marked(start, end) == "\n".join(filter(None, expected.split("\n")))


def test_every_word_of_the_text_is_on_the_page_once_but_the_title_above_it() -> None:
    assert "\n".join(line.text for line in lay_out(law).lines) == LAW.split("\n", 1)[1]


def test_a_quoted_title_line_is_shown() -> None:
    assert lay_out(law, 0, 3).lines[0].pieces[0].text == "中华人"


def test_chapters_are_headings_and_articles_have_their_label_and_an_address() -> None:
    lines = lay_out(law).lines
    assert [(line.kind, line.level, line.label) for line in lines if line.anchor] == [
        ("heading", 2, ""),
        ("article", 0, "第一条"),
        ("heading", 2, ""),
        ("article", 0, "第十九条"),
        ("article", 0, "第二十条"),
    ]


def test_the_contents_are_the_headings_or_the_articles_of_a_text_without_them() -> None:
    assert [line.text for line in lay_out(law).contents] == ["第一章 总则", "第二章 劳动合同的订立"]
    plain = replace(law, sections=tuple(s for s in law.sections if s.kind == "article"))
    assert [line.label for line in lay_out(plain).contents] == ["第一条", "第十九条", "第二十条"]


@pytest.mark.parametrize("offsets", [(5, 5), (9, 3), (0, len(GUIDE) + 1)])
def test_offsets_outside_the_text_mark_nothing(offsets: tuple[int, int]) -> None:
    assert lay_out(guide, *offsets).quoted == ""
