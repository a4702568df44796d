from hypothesis import given
from hypothesis import strategies as st

from assistant.writing import Writing


def _written(texts: list[str], stop: tuple[str, ...] = ()) -> list[str]:
    writing = Writing(stop)
    pieces = [writing.grown(text, last=False) for text in texts]
    return [*pieces, writing.grown(texts[-1], last=True)]


def test_half_a_character_waits_for_its_other_half() -> None:
    assert _written(["不得\ufffd", "不得超", "不得超过\ufffd\ufffd", "不得超过六"]) == ["不得", "超", "过", "六", ""]


def test_the_beginning_of_a_stop_string_waits_until_it_is_one_or_not() -> None:
    assert _written(["a<", "a<b", "a<b<e", "a<b<end>c"], ("<end>",)) == ["a", "<b", "", "", ""]
    assert _written(["a<e", "a<enough"], ("<end>",)) == ["a", "<enough", ""]


@given(st.text(min_size=1, max_size=40), st.integers(1, 7))
def test_whatever_the_pieces_the_text_is_the_same(text: str, size: int) -> None:
    steps = [text[:end] for end in range(size, len(text), size)] + [text]
    assert "".join(_written(steps, ("§§",))) in (text.split("§§", maxsplit=1)[0], text)


def test_going_round_in_circles_ends_the_text() -> None:
    writing = Writing()
    writing.grown("应当在三十日内申请。" * 3, last=False)
    assert writing.ended
    listing = Writing()
    listing.grown("".join(f"{n}. 证件照片\n" for n in range(1, 9)), last=False)
    assert listing.ended
    counting = Writing()
    counting.grown(", ".join(str(n) for n in range(200)), last=False)
    assert not counting.ended
    rule = Writing()
    rule.grown("用人单位应当支付工资，用人单位应当支付经济补偿；1000000000000 元 ------------", last=False)
    assert not rule.ended
