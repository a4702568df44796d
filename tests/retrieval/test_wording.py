"""Rules of prefixes and fingerprints."""

import pytest

from retrieval.wording import BGE_EN, BGE_ZH, E5, Wording, wording_of


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("intfloat/multilingual-e5-large", E5),
        ("BAAI/bge-large-zh-v1.5", BGE_ZH),
        ("BAAI/bge-small-en-v1.5", BGE_EN),
        ("BAAI/bge-m3", ("", "")),
        ("intfloat/multilingual-e5-large-instruct", ("", "")),
        ("moka-ai/m3e-base", ("", "")),
    ],
)
def test_a_model_without_prompts_is_known_by_its_family(name: str, expected: tuple[str, str]) -> None:
    assert wording_of({"query": "", "document": ""}, name) == Wording(*expected)


def test_what_a_model_says_of_itself_goes_before_its_name() -> None:
    assert wording_of({"query": "Q: ", "document": "", "passage": "P: "}, "e5-mine") == Wording("Q: ", "P: ")
    assert wording_of({"query": "Q: ", "document": ""}, "e5-mine") == Wording("Q: ", "")


def test_a_fingerprint_changes_with_everything_that_decides_a_vector() -> None:
    plain = Wording("q", "p")
    prints = {
        plain.fingerprint("w", "bf16", 512),
        plain.fingerprint("w2", "bf16", 512),
        plain.fingerprint("w", "f32", 512),
        plain.fingerprint("w", "bf16", 256),
        Wording("q2", "p").fingerprint("w", "bf16", 512),
        Wording("q", "p2").fingerprint("w", "bf16", 512),
    }
    assert len(prints) == 6
    assert plain.fingerprint("w", "bf16", 512) in prints
