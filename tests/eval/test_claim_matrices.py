import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.claim_matrices import FIGURES, ClaimMatrices


@st.composite
def made(draw: st.DrawFn) -> ClaimMatrices:
    response, answer, passages = (draw(st.integers(low, 5)) for low in (1, 1, 0))
    row = st.lists(st.booleans(), min_size=passages, max_size=passages).map(tuple)
    return ClaimMatrices(
        tuple(draw(st.lists(st.booleans(), min_size=response, max_size=response))),
        tuple(draw(st.lists(st.booleans(), min_size=answer, max_size=answer))),
        tuple(draw(st.lists(row, min_size=response, max_size=response))),
        tuple(draw(st.lists(row, min_size=answer, max_size=answer))),
    )


@given(made())
def test_every_claim_is_faithful_hallucinated_or_known_without_a_source(matrices: ClaimMatrices) -> None:
    parts = [FIGURES[name].count(matrices) for name in ("faithfulness", "hallucination", "self_knowledge")]
    assert sum(part for part in parts if part is not None) == pytest.approx(1)


@given(made())
def test_every_wrong_claim_is_noise_or_hallucinated(matrices: ClaimMatrices) -> None:
    names = ("precision", "noise_relevant", "noise_irrelevant", "hallucination")
    assert sum(FIGURES[name].count(matrices) or 0.0 for name in names) == pytest.approx(1)


@given(made())
def test_a_figure_is_a_share_or_nothing(matrices: ClaimMatrices) -> None:
    values = [figure.count(matrices) for figure in FIGURES.values()]
    assert all(value is None or 0 <= value <= 1 for value in values)


def test_nothing_to_count_is_not_zero() -> None:
    assert {figure.count(ClaimMatrices()) for figure in FIGURES.values()} == {None}
    nothing_recalled = ClaimMatrices(response2answer=(True,), retrieved2answer=((False,),))
    assert FIGURES["context_utilisation"].count(nothing_recalled) is None


def test_a_wrong_claim_from_a_relevant_passage_is_not_counted_as_irrelevant_noise() -> None:
    matrices = ClaimMatrices(
        answer2response=(False, False, False),
        response2answer=(True,),
        retrieved2response=((True, True), (False, True), (False, False)),
        retrieved2answer=((True, False),),
    )
    counted = {name: FIGURES[name].count(matrices) for name in ("noise_relevant", "noise_irrelevant", "hallucination")}
    assert counted == pytest.approx({"noise_relevant": 1 / 3, "noise_irrelevant": 1 / 3, "hallucination": 1 / 3})
