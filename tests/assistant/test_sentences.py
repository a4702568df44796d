"""Where sentences end, in a finished text and in one that is still arriving."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.sentences import SentenceStream, laid_out, split


def cut(text: str) -> list[str]:
    return [text[a:b] for a, b in split(text)]


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("可以。不得超过3.5个月；逾期无效！", ["可以。", "不得超过3.5个月；", "逾期无效！"]),
        ("有下列情形：\n（一）就业；\n（二）就读。", ["有下列情形：", "（一）就业；", "（二）就读。"]),
        ("“可以。”他说。好。", ["“可以。”他说。", "好。"]),
        ("“可以。”但须登记。", ["“可以。”", "但须登记。"]),
        ("他说“好！”就走了。", ["他说“好！”就走了。"]),
        ("等等……然后再来？！好。", ["等等……", "然后再来？！", "好。"]),
        ("‘这是对的。再看。’他说。", ["‘这是对的。再看。’他说。"]),
        ("Don’t pay. It’s free.", ["Don’t pay.", "It’s free."]),
        ("依照《规定。试行》办理。好。", ["依照《规定。试行》办理。", "好。"]),
        ("It costs $1.50. Mr. Smith may apply, e.g. online.", ["It costs $1.50.", "Mr. Smith may apply, e.g. online."]),
        ("Open 9 a.m. to 5 p.m. Monday. Call us.", ["Open 9 a.m. to 5 p.m. Monday.", "Call us."]),
        ("See www.gov.uk. 1. Apply\n2. Pay", ["See www.gov.uk.", "1. Apply", "2. Pay"]),
        ("Is it? Yes!", ["Is it?", "Yes!"]),
    ],
)
def test_a_text_is_cut_where_a_reader_would_cut_it(text: str, sentences: list[str]) -> None:
    assert cut(text) == sentences


@pytest.mark.parametrize(
    "text",
    [
        "期限为3.5个月。下一句。",
        "他说：“可以。再看。”就走了。好。“行！”然后呢……完。",
        "Open from 9 a.m. to 5 p.m. on weekdays. Bring your card; pay $1.50.\nThen go.",
    ],
)
@pytest.mark.parametrize("size", [1, 2, 5, 50])
def test_a_stream_gives_the_same_sentences_as_the_whole_text(text: str, size: int) -> None:
    stream = SentenceStream()
    pieces = [s for i in range(0, len(text), size) for s in stream.feed(text[i : i + size])]
    assert pieces + stream.finish() == cut(text)


def test_a_sentence_comes_out_as_soon_as_the_next_one_begins() -> None:
    stream = SentenceStream()
    assert stream.feed("试用期不得超过二个月。") == []
    assert stream.feed("另") == ["试用期不得超过二个月。"]


def test_an_announcement_comes_with_what_it_announces() -> None:
    stream = SentenceStream()
    assert stream.feed("需要以下材料：\n1. 身份证\n2. 照片\n") == ["需要以下材料： 1. 身份证", "2. 照片"]


@given(st.text(alphabet="。；.!? \n一条3a“”（）:：", max_size=60), st.integers(1, 7))
def test_nothing_is_lost_in_a_stream(text: str, size: int) -> None:
    stream = SentenceStream()
    out = [s for i in range(0, len(text), size) for s in stream.feed(text[i : i + size])] + stream.finish()
    assert "".join("".join(out).split()) == "".join(text.split())


@pytest.mark.parametrize(
    ("words", "lines"),
    [
        (
            "有下列情形之一的：\n（一）重婚；\n\n（二）同居。\n前款规定适用。",
            "有下列情形之一的：\n（一）重婚；\n（二）同居。\n前款规定适用。",
        ),
        ("证件工本费由国务院\n  规定。", "证件工本费由国务院 规定。"),
        ("Status | Amount\nBefore 2001 | $1,500", "Status | Amount\nBefore 2001 | $1,500"),
        ("How to reset\n1. Sign in\n2. Choose a  password", "How to reset\n1. Sign in\n2. Choose a password"),
        ("• One\n• Two and\nso on\nNote: Three", "• One\n• Two and so on\nNote: Three"),
        (f"{'It is so and ' * 5}\nNext week", f"{'It is so and ' * 5}Next week"),
        ("• One\n• Two\nNote: Three", "• One\n• Two\nNote: Three"),
        ("", ""),
    ],
)
def test_words_keep_the_lines_of_their_paragraphs_items_and_rows(words: str, lines: str) -> None:
    assert laid_out(words) == lines
