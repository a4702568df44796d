"""What is left of the errors when only the surest part is shown: coverage against error.

`Sure enough` is a score above a threshold; at each threshold the curve says which share would be shown and which share
of that would be wrong. Does not know where the scores come from.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from eval.cases import Case
from eval.records import Record

_POINTS = 60


@dataclass(frozen=True, slots=True)
class Point:
    """At `threshold` and above: the share shown (0 to 1), the share of it that is wrong, and how many were shown."""

    threshold: float
    coverage: float
    error: float
    shown: int


def curve(pairs: Iterable[tuple[float, bool]]) -> tuple[Point, ...]:
    """The curve over (score, right) pairs, from the surest to all; equal scores stand or fall together.

    At most some sixty points: more cannot be seen. The last one is always the whole.
    """
    listed = sorted(pairs, key=lambda pair: (-pair[0], pair[1]))
    points, shown, wrong = [], 0, 0
    for threshold, equal in groupby(listed, key=lambda pair: pair[0]):
        for _, right in equal:
            shown += 1
            wrong += not right
        points.append(
            Point(round(threshold, 6), round(shown / len(listed), 6), round(wrong / shown, 6), shown),
        )
    step = max(1, -(-len(points) // _POINTS))
    return tuple(point for place, point in enumerate(reversed(points)) if place % step == 0)[::-1]


def by_expected_place(cases: Sequence[Case], records: Mapping[str, Record]) -> list[tuple[float, bool]]:
    """Support of each shown sentence, and whether it cites a place that the case expects.

    A stand-in for "is right" that needs no judge; cases that expect nothing are left out.
    """
    pairs = []
    for case in cases:
        record = records.get(case.id)
        if record is None or record.problem or not case.expected:
            continue
        right = {c.number for c in record.citations if any(e.meets(c.document, (c.locator,)) for e in case.expected)}
        pairs += [(said.support, not right.isdisjoint(said.citations)) for said in record.sentences]
    return pairs
