import pytest

from eval.claim_matrices import FIGURES
from eval.golden_judge import example, golden


@pytest.mark.parametrize(("name", "ours", "published"), golden())
def test_published_values_are_reproduced_to_the_printed_digits(name: str, ours: float, published: float) -> None:
    assert ours == published, name


def test_every_figure_of_the_family_has_a_published_value() -> None:
    assert {f"RAGChecker {name}" for name in FIGURES} <= {name for name, _, _ in golden()}


def test_the_first_question_of_the_example_has_its_stored_values() -> None:
    first = example()[0]
    assert [len(first.answer2response), len(first.response2answer)] == [11, 22]
    assert FIGURES["claim_recall"].count(first) == pytest.approx(0.22727272727272727)
    assert FIGURES["self_knowledge"].count(first) == pytest.approx(0.5454545454545454)
