from eval.mutations import METRICS, mutants, survivors, undetected, unproven


def test_every_mistake_is_seen_by_the_metric_that_is_there_for_it() -> None:
    assert undetected() == []


def test_every_metric_has_a_mistake_that_it_must_see() -> None:
    assert unproven() == []


def test_every_metric_that_a_mutant_names_exists() -> None:
    assert {name for mutant in mutants() for name in mutant.falls} <= set(METRICS)


def test_names_of_mutants_are_unique() -> None:
    names = [mutant.name for mutant in mutants()]
    assert len(set(names)) == len(names) >= 45


def test_what_no_metric_sees_is_known() -> None:
    """A mistake that is seen one day leaves this list; a mistake that stops being seen must not slip in."""
    assert survivors() == [
        "a condition is left out: 首次",
        "或者 becomes 并且",
        "one of them becomes all of them",
        "the period runs from another day",
        "a true sentence beside the point",
        "a period of another matter is given too",
        "the answer says everything twice",
    ]
