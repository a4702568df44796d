"""Our statistics give the values that their sources print."""

from pathlib import Path

import pytest

from eval.golden_statistics import golden


def test_every_printed_value_is_computed_to_its_digits() -> None:
    rows = golden(None)
    assert [row for row in rows if row[1] != row[2]] == []
    assert len(rows) == 26


@pytest.mark.shared_data
def test_every_published_value_of_the_shared_data_is_computed_to_its_digits(shared_data: Path) -> None:
    rows = golden(shared_data)
    assert [row for row in rows if row[1] != row[2]] == []
    assert len(rows) == len({name for name, _, _ in rows}) == 51
