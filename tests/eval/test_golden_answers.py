from eval.golden_answers import golden


def test_published_values_are_reproduced_to_the_printed_digits() -> None:
    assert [name for name, expected, ours in golden() if expected != ours] == []
    assert len(golden()) == 8
