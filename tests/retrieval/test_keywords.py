"""Words are cut the same way everywhere, and a question is never a query language."""

import tempfile
from pathlib import Path

import pytest

from prompts.problems import Problem
from retrieval import filters, keywords
from retrieval.keywords import Row, Words, tokens

ANY = {"document": "d", "region": "000000", "language": "zh", "start": filters.ALWAYS, "end": filters.NEVER}


def index(folder: Path, *texts: str, heading: str = "") -> Words:
    keywords.write(folder / "words", (Row(text, heading, ANY) for text in texts))
    return Words(folder / "words")


def test_han_characters_are_cut_alone_and_in_pairs_within_their_run() -> None:
    assert tokens("居住证，办理") == ["居", "住", "证", "居住", "住证", "办", "理", "办理"]


def test_latin_words_and_numbers_stay_whole_beside_han() -> None:
    assert tokens("15个工作日 GB/T") == ["15", "个", "工", "作", "日", "个工", "工作", "作日", "gb", "t"]


def test_full_width_forms_and_capitals_are_the_same_word() -> None:
    assert tokens("ＡＢＣ１２ ㎏") == tokens("abc12 kg")


def test_english_endings_and_thousands_marks_make_no_difference() -> None:
    assert tokens("applications 1,200") == tokens("Application 1200")


def test_characters_outside_the_basic_plane_are_han_too() -> None:
    assert tokens("𠮷野") == ["𠮷", "野", "𠮷野"]


def test_the_text_that_shares_most_with_the_question_comes_first(tmp_path: Path) -> None:
    words = index(tmp_path, "养犬应当登记。", "居住证由公安机关签发。", "公安机关办理案件。")
    assert words.nearest("谁签发居住证", 3)[0].tolist()[0] == 1


def test_words_of_the_heading_are_found(tmp_path: Path) -> None:
    assert index(tmp_path, "应当登记。", heading="养犬条例").nearest("养犬", 1)[0].tolist() == [0]


@pytest.mark.parametrize("heading", ["", "Kinds of cards"])
def test_words_that_stand_side_by_side_in_both_count_more_than_words_apart(tmp_path: Path, heading: str) -> None:
    apart = "A veteran gets a health identification card: this ID opens doors."
    words = index(
        tmp_path, apart, "The veteran ID card opens doors: this gets a health identification.", heading=heading
    )
    positions, scores = words.nearest("veteran ID card", 2)
    assert positions.tolist() == [1, 0]
    assert scores[0] > scores[1] + 0.05


def test_only_words_are_paired() -> None:
    assert list(keywords._pairs(tokens("an ID card 居住证 for you"))) == ["an_id", "id_card", "for_you"]


def test_no_pair_reaches_across_han_or_from_the_heading_into_the_text(tmp_path: Path) -> None:
    words = index(tmp_path, "card 居住证 veteran", heading="id")
    plain = index(tmp_path / "other", "veteran 居住证 card", heading="id")
    for question in ("card veteran", "id card"):
        assert words.nearest(question, 1)[1].tolist() == plain.nearest(question, 1)[1].tolist()


def test_equal_texts_come_in_the_order_of_position(tmp_path: Path) -> None:
    assert index(tmp_path, *["养犬应当登记。"] * 4).nearest("登记", 4)[0].tolist() == [0, 1, 2, 3]


@pytest.mark.parametrize("question", ['" OR NEAR(*', "text:养犬 AND -x", "(((", "heading:[* TO *]", "\\", "a^9~2"])
def test_signs_of_a_query_language_are_words_or_nothing(tmp_path: Path, question: str) -> None:
    assert index(tmp_path, "养犬应当登记。").nearest(question, 5)[0].tolist() in ([], [0])


@pytest.mark.parametrize("question", ["", "   ", "？！", "🙂", "\x00"])
def test_a_question_without_words_finds_nothing(tmp_path: Path, question: str) -> None:
    assert index(tmp_path, "养犬应当登记。").nearest(question, 5)[0].size == 0


def test_a_very_long_question_is_answered(tmp_path: Path) -> None:
    assert index(tmp_path, "养犬应当登记。").nearest("养犬登记" * 5000, 5)[0].tolist() == [0]


def test_characters_that_no_text_holds_are_told(tmp_path: Path) -> None:
    words = index(tmp_path, *["居住证由公安机关签发。"] * keywords.ENOUGH_TO_MISS, heading="登记条例")
    assert words.unheld("养狗要登记什么证 ABC 12") == set("养狗要什么")
    assert words.unheld("") == set()


def test_english_words_that_no_text_holds_are_told(tmp_path: Path) -> None:
    words = index(tmp_path, *["The permits are renewed by the county clerk."] * keywords.ENOUGH_TO_MISS)
    assert words.unheld("How does the clerk's office renew a dog permit?") == {"how", "does", "office", "dog"}


@pytest.mark.parametrize("slip", ["permts", "permitts", "permots", "perimts"])
def test_a_slip_of_the_pen_is_no_word_that_no_text_holds(tmp_path: Path, slip: str) -> None:
    words = index(tmp_path, *["The permits are renewed by the county clerk."] * keywords.ENOUGH_TO_MISS)
    assert words.unheld(f"{slip} and hermits, clerl") == {"and", "clerl"}


def test_of_few_english_texts_it_says_nothing_that_they_lack_a_word(tmp_path: Path) -> None:
    texts = ["居住证由公安机关签发。"] * keywords.ENOUGH_TO_MISS
    assert index(tmp_path, *texts, "The permits are renewed by the county clerk.").unheld("a dog permit") == set()


def test_of_few_texts_it_says_nothing_that_they_lack_a_character(tmp_path: Path) -> None:
    assert index(tmp_path, "居住证由公安机关签发。").unheld("养狗") == set()


def test_an_empty_index_opens_and_finds_nothing(tmp_path: Path) -> None:
    words = index(tmp_path)
    assert words.count == 0
    assert words.nearest("养犬", 5)[0].size == 0


def test_a_folder_without_an_index_is_a_problem(tmp_path: Path) -> None:
    with pytest.raises(Problem) as raised:
        Words(tmp_path)
    assert raised.value.code == "damaged_index"


def test_an_index_that_cannot_be_locked_is_read_all_the_same_and_nothing_is_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    index(tmp_path, "居住证由公安机关签发。", "养犬应当登记。")
    for lock in (tmp_path / "words").glob("*.lock"):
        lock.unlink()
    (tmp_path / "words" / ".tantivy-meta.lock").mkdir()  # as little to be opened as in a folder of somebody else
    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    words = Words(tmp_path / "words")
    assert list(words.nearest("养犬登记", 1)[0]) == [1]
    assert list((tmp_path / "temporary").iterdir()) == []
