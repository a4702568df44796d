from eval.cases import Case
from eval.estimates import Estimator
from eval.scores import Metric, Score
from eval.slices import divide, slices
from tests.eval.made_up_run import _never


def case(number: int, **more: object) -> Case:
    return Case.model_validate(
        {"id": f"c{number}", "cluster_id": f"k{number}", "question": "？", "answerable": True} | more
    )


def worst(cases: list[Case], values: list[float], better: str = "higher"):
    metric = Metric("m", "answer", better, _never)  # type: ignore[arg-type]
    scores = {"m": {c.id: Score(v) for c, v in zip(cases, values, strict=True)}}
    return slices(cases, scores, [metric], Estimator({c.id: c.cluster_id for c in cases}))


def test_the_worst_part_stands_first() -> None:
    cases = [case(n, language="en" if n < 6 else "zh") for n in range(20)]
    found = worst(cases, [0.1] * 6 + [0.9] * 14)
    assert (found[0].dimension, found[0].part, found[0].estimate.mean, found[0].estimate.n) == (
        "language",
        "en",
        0.1,
        6,
    )
    assert found[0].shortfall > 0 > found[-1].shortfall


def test_where_lower_is_better_the_part_with_the_higher_mean_is_the_worst() -> None:
    cases = [case(n, language="en" if n < 6 else "zh") for n in range(20)]
    assert worst(cases, [0.1] * 6 + [0.9] * 14, "lower")[0].part == "zh"


def test_a_part_of_four_cases_has_no_figure() -> None:
    cases = [case(n, language="en" if n < 4 else "zh") for n in range(20)]
    assert {s.part for s in worst(cases, [0.1] * 4 + [0.9] * 16)} == {"zh"}


def test_a_dimension_in_which_all_cases_are_alike_is_no_division() -> None:
    assert "language" not in divide([case(1), case(2)])


def test_places_are_divided_by_level_and_unknown_ones_are_said() -> None:
    regions = ["000000", "440000", "440100", "440106", None, "nowhere"]
    found = divide([case(n, region=region) for n, region in enumerate(regions)])["place"]
    assert list(found.values())[1:] == ["province", "city", "county", "no place", "unknown place"]


def test_cases_are_divided_by_how_many_share_their_cluster() -> None:
    cases = [case(n, cluster_id="big") for n in range(5)] + [case(9)]
    assert set(divide(cases)["cluster size"].values()) == {"5 or more", "1"}
