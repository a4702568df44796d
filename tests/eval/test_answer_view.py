from dataclasses import replace

from eval.answer_view import mark, view
from eval.cases import Case
from eval.records import Cited, Found, Record

TEXT = "申请材料齐全的，应当自受理之日起15日内制作发放居住证。首次申领免收工本费。"
PASSAGE = Found("d", 1, "条例", ("第九条",), (), 100, 100 + len(TEXT), "in_force", "CN", "x", 0.9, TEXT)


def cited(number: int, begin: int, end: int) -> Cited:
    return Cited(number, "d", 1, "条例", "第九条", TEXT[begin:end], 100 + begin, 100 + end, "in_force", "CN")


def test_cited_words_are_marked_where_they_stand() -> None:
    parts = mark(PASSAGE, [cited(1, 8, 20)])
    assert [part.numbers for part in parts] == [(), (1,), ()]
    assert parts[1].text == TEXT[8:20]
    assert "".join(part.text for part in parts) == TEXT


def test_overlapping_citations_share_their_common_part() -> None:
    parts = mark(PASSAGE, [cited(1, 0, 10), cited(2, 5, 15)])
    assert [(part.text, part.numbers) for part in parts[:3]] == [
        (TEXT[:5], (1,)), (TEXT[5:10], (1, 2)), (TEXT[10:15], (2,))
    ]  # fmt: skip


def test_a_quote_that_does_not_stand_there_is_not_marked() -> None:
    wrong = replace(cited(1, 8, 20), quote="应当自受理之日起20日内")
    assert all(not part.numbers for part in mark(PASSAGE, [wrong]))


def test_a_quote_from_another_wording_is_not_marked() -> None:
    assert all(not part.numbers for part in mark(PASSAGE, [replace(cited(1, 8, 20), version=2)]))


def test_a_citation_that_began_before_the_passage_is_marked_from_its_beginning() -> None:
    later = replace(PASSAGE, start=105, text=TEXT[5:])
    assert mark(later, [cited(1, 0, 10)])[0] == mark(PASSAGE, [cited(1, 5, 10)])[1]


def test_long_text_around_cited_words_is_shortened_and_the_words_are_not() -> None:
    text = "前" * 500 + TEXT + "后" * 500
    long = replace(PASSAGE, text=text, start=0, end=len(text))
    quote = replace(cited(1, 0, len(TEXT)), start=500, end=500 + len(TEXT))
    before, middle, after = mark(long, [quote])
    assert middle.text == TEXT
    assert before.text == "…" + "前" * 90
    assert after.text == "后" * 90 + "…"


def test_a_passage_without_words_is_shown_without() -> None:
    assert mark(replace(PASSAGE, text=""), [cited(1, 8, 20)]) == ()


def test_a_place_that_must_not_be_cited_is_called_so() -> None:
    case = Case.model_validate(
        {"id": "a", "cluster_id": "a", "question": "？", "answerable": True,
         "expected": [{"document": "e"}], "must_not": [{"document": "d"}]}
    )  # fmt: skip
    shown = view(case, Record("a", outcome="answered", citations=(cited(1, 0, 3),), passages=(PASSAGE,)))
    assert shown.citations[0].kind == shown.passages[0].kind == "forbidden"
    assert shown.passages[0].cited


def test_an_unrecorded_case_says_so() -> None:
    assert view(Case(id="a", cluster_id="a", question="？", answerable=True), None).problem
