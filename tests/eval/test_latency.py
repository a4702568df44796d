from eval.latency import stages


def test_the_whole_comes_last_and_percentiles_are_times_that_were_seen() -> None:
    found = stages({f"c{n}": {"all": float(n), "passages": n / 100} for n in range(1, 101)})
    assert [stage.name for stage in found] == ["passages", "all"]
    assert (found[1].p50, found[1].p95, found[1].p99, found[1].longest) == (50, 95, 99, 100)


def test_every_case_is_in_one_bin_and_gaps_are_kept() -> None:
    (stage,) = stages({"a": {"all": 0.03}, "b": {"all": 0.6}, "c": {"all": 900.0}})
    assert sum(count for *_, count in stage.bins) == 3
    assert stage.bins[0] == (0.02, 0.05, 1)
    assert stage.bins[1][2] == 0
    assert stage.bins[-1] == (200.0, None, 1)


def test_a_stage_that_some_cases_did_not_reach_counts_those_that_did() -> None:
    found = {stage.name: stage.n for stage in stages({"a": {"all": 1.0, "first_sentence": 0.5}, "b": {"all": 1.0}})}
    assert found == {"first_sentence": 1, "all": 2}


def test_nothing_timed_has_no_stages() -> None:
    assert stages({}) == ()
