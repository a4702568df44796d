"""Whether the right passages stand first for a case: as trec_eval counts and as the law does (in force, of the place).

Looks at what was found, never at the answer: a refusal is scored by its passages like everything else. Does not know
how passages are searched.
"""

from collections.abc import Callable, Sequence

from eval.cases import Case
from eval.ranking import MEASURES, measure
from eval.records import Found, Record
from eval.scores import Metric, Score, not_applicable, share
from ingestion import jurisdictions
from prompts.problems import Problem

STALE = ("repealed", "superseded")
VALID = ("in_force", "undated")


def names(case: Case, record: Record) -> list[str]:
    """The ranking of a record, in the names of the case's expected places.

    A passage is called by the expected places that it meets, those of the highest grade first; else by its own
    document and label, or by its document alone where all that is expected is whole documents. Each name counts
    where it first stands: several chunks of one article are one hit.
    """
    whole = not any(expected.locator for expected in case.expected)
    ranked: dict[str, None] = {}
    for passage in record.passages:
        met = sorted(
            (e for e in case.expected if e.meets(passage.document, passage.places)), key=lambda e: e.grade, reverse=True
        )
        own = passage.document if whole or not passage.places else f"{passage.document}#{passage.places[0]}"
        ranked.update(dict.fromkeys([e.name for e in met] or [own]))
    return list(ranked)


def grades(case: Case) -> dict[str, int]:
    """The judgements of a case; the highest grade of a place that is given twice."""
    highest: dict[str, int] = {}
    for expected in case.expected:
        highest[expected.name] = max(expected.grade, highest.get(expected.name, 0))
    return highest


def in_force(_: Case, record: Record, cut: int) -> Score:
    """Share of the first `cut` passages that are in force, or undated, on the day that the answer is for."""
    first = record.passages[:cut]
    return share(sum(p.status in VALID for p in first), len(first), "no passages" if not first else "")


def stale_hit(case: Case, record: Record, cut: int) -> Score:
    """1 if one of the first `cut` passages is a repealed or superseded wording, or a place that must not be cited.

    A passage at an expected place is neither: a question about the past, or about what changed, wants the old one.
    """
    return _any(record.passages[:cut], lambda p: not _expected(case, p) and (p.status in STALE or _forbidden(case, p)))


def wrong_jurisdiction(case: Case, record: Record, cut: int) -> Score:
    """1 if one of the first `cut` passages is of a place whose rules do not hold for the asker.

    That is: its region is neither the place of the question nor above it, or it is at a place that must not be cited.
    The place of the question is the one that its text names, else the case's `region`; without either there is nothing
    to measure. A passage of unknown region, or at an expected place, is never wrong.
    """
    places = [place.code for place in jurisdictions.find(case.question, latin=True)] or (
        [case.region] if case.region else []
    )
    if not places:
        return not_applicable("no place")
    try:
        allowed = {above for p in places for above in jurisdictions.lineage(jurisdictions.resolve(p).code)}
    except Problem as problem:
        return Score(None, "error", str(problem))
    allowed |= {"", jurisdictions.UNKNOWN}
    return _any(
        record.passages[:cut], lambda p: not _expected(case, p) and (p.region not in allowed or _forbidden(case, p))
    )


def duplicates(_: Case, record: Record, cut: int) -> Score:
    """Share of the first `cut` passages whose words stood in one before them."""
    first = record.passages[:cut]
    return share(len(first) - len({p.digest for p in first}), len(first), "no passages" if not first else "")


def _expected(case: Case, passage: Found) -> bool:
    return any(expected.meets(passage.document, passage.places) for expected in case.expected)


def _forbidden(case: Case, passage: Found) -> bool:
    return any(place.meets(passage.document, passage.places) for place in case.must_not)


def _any(passages: Sequence[Found], wrong: Callable[[Found], bool]) -> Score:
    at = next((passage for passage in passages if wrong(passage)), None)
    return Score(0.0) if at is None else Score(1.0, note="#".join([at.document, *at.places[:1]]))


def _unscored(case: Case, record: Record) -> Score | None:
    """Why there is no measure of trec_eval; None if there is one."""
    if record.problem:
        return Score(None, "error", record.problem)
    return None if case.expected else not_applicable("nothing is expected")


def _judged(name: str) -> Metric:
    """A measure of trec_eval; what it counts stands in `eval/ranking.py`."""
    count = measure(name)

    def score(case: Case, record: Record) -> Score:
        return _unscored(case, record) or Score(count(names(case, record), grades(case)))

    score.__doc__ = count.__doc__
    return Metric(name, "ranking", "higher", score, binary=name.startswith("success"))


def _own(name: str, better: str, score: Callable[[Case, Record, int], Score], binary: bool = False) -> Metric:
    cut = int(name.split("@")[1])

    def of_record(case: Case, record: Record) -> Score:
        return Score(None, "error", record.problem) if record.problem else score(case, record, cut)

    of_record.__doc__ = score.__doc__
    return Metric(name, "ranking", "higher" if better == "higher" else "lower", of_record, binary)


METRICS: tuple[Metric, ...] = (
    *(_judged(name) for name in MEASURES),
    _own("in_force@5", "higher", in_force),
    _own("in_force@10", "higher", in_force),
    _own("stale_hit@5", "lower", stale_hit, binary=True),
    _own("wrong_jurisdiction@5", "lower", wrong_jurisdiction, binary=True),
    _own("duplicates@10", "lower", duplicates),
)
"""`recall@100` sees at most as many passages as the record kept."""
