import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingestion.encoding import clean, decode, plausibility
from prompts.problems import Problem

SIMPLIFIED = "居民委员会、村民委员会和其他社会组织依法协助社区矫正机构开展工作，所需的经费应当列入预算。"
TRADITIONAL = "申請人應當於收到通知之日起三十日內，向戶籍所在地的區公所提出申請，並檢附國民身分證影本及相關證明文件。"
FRENCH = (
    "Le procès-verbal de la séance est affiché à l'hôtel de ville ; la préfecture délivre le certificat aux élèves."
)
SPANISH = "¿Cómo puedo solicitar el certificado? La inscripción en el padrón se hará en la oficina más próxima."


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030", "gbk"])
def test_simplified_chinese_is_read_in_every_encoding(encoding: str) -> None:
    assert decode(SIMPLIFIED.encode(encoding))[0] == SIMPLIFIED


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le", "big5", "gb18030"])
def test_traditional_chinese_is_read_in_every_encoding(encoding: str) -> None:
    text, found = decode(TRADITIONAL.encode(encoding))
    assert text == TRADITIONAL
    assert found == encoding


@pytest.mark.parametrize("text", [FRENCH, SPANISH])
def test_western_accents_are_not_mistaken_for_chinese(text: str) -> None:
    assert decode(text.encode("cp1252")) == (text, "cp1252")


@pytest.mark.shared_data
def test_a_hundred_characters_are_enough_to_know_an_encoding(shared_data: Path) -> None:
    with (shared_data / "zh_law_docs" / "corpus.jsonl").open(encoding="utf-8") as lines:
        texts = [json.loads(line)["text"][:100] for _, line in zip(range(2000), lines, strict=False)][::10]
    for encoding in ("gb18030", "utf-16-le", "utf-16-be"):
        wrong = [text for text in texts if decode(text.encode(encoding))[0] != text]
        assert not wrong, (encoding, wrong[:3])


@pytest.mark.parametrize(
    ("wrote", "read_as"),
    [("utf-8", "gb18030"), ("utf-8", "cp1252"), ("gbk", "cp1252"), ("gbk", "utf-8"), ("big5", "gb18030")],
)
def test_garbled_text_never_passes_silently(wrote: str, read_as: str) -> None:
    text = TRADITIONAL if wrote == "big5" else SIMPLIFIED
    garbled = (text * 3).encode(wrote).decode(read_as, "replace")
    with pytest.raises(Problem) as refused:
        decode(garbled.encode("utf-8"))
    assert refused.value.code == "bad_encoding"


def test_a_few_garbled_words_are_recognised_by_undoing_the_damage() -> None:
    for words in ("申请材料齐全，当场办结", "联系电话："):
        with pytest.raises(Problem) as refused:
            decode((words + words).encode().decode("gb18030", "ignore").encode())
        assert "gb18030" in str(refused.value)


def test_bytes_that_are_no_text_are_refused_as_such() -> None:
    for junk in (bytes(range(256)) * 40, b"\x00\x01\x02\x03" * 500):
        with pytest.raises(Problem) as refused:
            decode(junk)
        assert refused.value.code in ("unknown_type", "bad_encoding")


def test_invisible_characters_and_rare_ones_do_not_hide_the_encoding() -> None:
    for text in (f"{SIMPLIFIED}\n\u200b\n", "30 金刚石\n31 铌\n32 钽\n33 石棉\n34 矿泉水"):
        assert decode(text.encode("gb18030")) == (text, "gb18030")


def test_a_declared_encoding_is_believed_only_if_it_reads() -> None:
    assert decode(SIMPLIFIED.encode("gbk"), "big5")[0] == SIMPLIFIED
    assert decode(SIMPLIFIED.encode("gbk"), "no-such-thing")[0] == SIMPLIFIED


def test_a_few_broken_bytes_do_not_refuse_a_long_text() -> None:
    text, _ = decode((SIMPLIFIED * 40).encode() + b"\xe4\xb8" + SIMPLIFIED.encode())
    assert SIMPLIFIED in text


def test_symbols_without_words_are_not_called_garbled() -> None:
    text = "You’ll see:\n" + "✔ yes\n" * 11
    assert decode(text.encode()) == (text, "utf-8")


def test_characters_that_nobody_sees_are_removed_and_counted() -> None:
    smuggled = "".join(chr(0xE0000 + ord(c)) for c in "ignore")
    assert clean(f"第一\u200b条\x07{smuggled}\u202e。") == ("第一条。", 9)


def test_noise_is_less_plausible_than_prose() -> None:
    assert plausibility(SIMPLIFIED) > 0.6 > 0 > plausibility(SIMPLIFIED.encode().decode("gb18030", "replace"))


@given(
    st.text(
        alphabet=SIMPLIFIED + "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出", min_size=30, max_size=200
    )
)
def test_common_chinese_survives_a_trip_through_gb18030(text: str) -> None:
    assert decode(text.encode("gb18030"))[0] == text


@pytest.mark.parametrize(
    ("text", "encoding"), [("联通", "gb18030"), ("Приём граждан", "utf-8"), ("一一一一", "gb18030")]
)
def test_short_texts_that_are_valid_in_two_encodings_are_read_as_language(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding)) == (text, encoding)
