"""What is counted of a sentence and its source says the same in both languages."""

import pytest

from assistant.support_features import FALLING, NAMES, RISING, measure, source

FEES = "You must pay the fee of $60 within 30 days of filing. A fee waiver may be requested with Form APP-001."
TRIAL = "同一用人单位与同一劳动者只能约定一次试用期。试用期包含在劳动合同期限内。"


def features(sentence: str, *passages: str, about: str = "", question: str = "") -> dict[str, float]:
    return dict(zip(NAMES, measure(sentence, source(*passages), about, question), strict=True))


def test_every_feature_has_a_name_and_directions_name_features() -> None:
    assert len(set(NAMES)) == len(NAMES) == len(measure("x", source("y")))
    assert set(NAMES) >= RISING | FALLING


@pytest.mark.parametrize(
    ("sentence", "passage"), [("A fee waiver may be requested with Form APP-001.", FEES), (TRIAL[:22], TRIAL)]
)
def test_the_words_of_the_source_are_all_found(sentence: str, passage: str) -> None:
    found = features(sentence, passage)
    for name in ("coverage", "weakest", "one", "order", "pairs", "triples", "fours", "longest_share"):
        assert found[name] == 1.0, name
    assert found["untold"] == 0


@pytest.mark.parametrize(
    ("sentence", "passage"),
    [("Doctors recommend drinking water each morning.", FEES), ("税务机关每月公布欠税名单。", TRIAL)],
)
def test_words_from_elsewhere_are_not_found(sentence: str, passage: str) -> None:
    found = features(sentence, passage)
    assert found["coverage"] <= 0.25
    assert found["untold_run"] >= 2


def test_a_clause_from_elsewhere_shows_in_the_weakest() -> None:
    mixed = features("A fee waiver may be requested with Form APP-001, doctors recommend drinking water.", FEES)
    assert mixed["weakest"] < 0.3 < mixed["coverage"]


def test_numbers_written_differently_break_no_run() -> None:
    assert features("应当在三十日内答复。", "应当在30日内答复。")["triples"] == 1.0


def test_words_that_only_the_heading_holds_are_no_content() -> None:
    assert features("劳动合同法允许试用期包含在劳动合同期限内。", TRIAL)["coverage"] < 1
    assert features("依照工会条例，试用期包含在劳动合同期限内。", TRIAL, about="工会条例")["coverage"] == 1.0


def test_words_may_come_from_several_passages_and_one_sentence_holds_a_part() -> None:
    both = features("The fee is paid at the harbour office.", "The fee is paid.", "The harbour office is open.")
    assert both["coverage"] == both["two"] == 1.0
    assert both["one"] < 1.0


def test_remarks_advice_and_refusals_are_seen_in_both_languages() -> None:
    assert features("Based on the passages, you should consult a lawyer.", FEES)["of_passages"] == 1
    assert features("建议咨询律师。", TRIAL)["advice"] == 1
    assert features("资料未提及费用。", TRIAL)["unable"] == 1


def test_nothing_to_rest_on_is_no_support() -> None:
    assert features("You must pay the fee.", " ")["coverage"] == 0.0
