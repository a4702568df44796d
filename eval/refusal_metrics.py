"""Was answered what can be answered, refused what cannot, and asked back what needs it?

Looks at outcomes alone: what an answer says is for the other metrics. An outcome `failed` is an error, no refusal.
"""

from eval.answer_parts import of_asked
from eval.cases import Case
from eval.records import ANSWERS, Record
from eval.scores import Metric, Score, not_applicable

_ASKS_BACK = "needs_clarification"


@of_asked
def answered(case: Case, record: Record) -> Score:
    """1 if the outcome tells the asker something (`answered`, `partly_answered`), else 0."""
    return _binary(record.answers, record)


@of_asked
def correct_refusal(case: Case, record: Record) -> Score:
    """1 if a case that cannot be answered was not; the share is the rejection rate of RGB and the unanswerable row of
    the answerable × answered matrix."""
    return not_applicable("answerable") if case.answerable else _binary(not record.answers, record)


@of_asked
def over_refusal(case: Case, record: Record) -> Score:
    """1 if a case that can be answered as it stands was not: refused, referred or asked back."""
    if not case.answerable or (case.outcome and case.outcome not in ANSWERS):
        return not_applicable("not to be answered as it stands")
    return _binary(not record.answers, record)


@of_asked
def ask_back(case: Case, record: Record) -> Score:
    """1 if a case that needs a question back got one."""
    if case.outcome != _ASKS_BACK:
        return not_applicable("needs no question back")
    return _binary(record.outcome == _ASKS_BACK, record)


@of_asked
def needless_ask_back(case: Case, record: Record) -> Score:
    """1 if a case that needs no question back got one."""
    if case.outcome == _ASKS_BACK:
        return not_applicable("needs a question back")
    return _binary(record.outcome == _ASKS_BACK, record)


@of_asked
def outcome_match(case: Case, record: Record) -> Score:
    """1 if the outcome is the one that the case knows to be right."""
    if case.outcome is None:
        return not_applicable("no outcome is expected")
    return _binary(record.outcome == case.outcome, record)


def _binary(holds: bool, record: Record) -> Score:
    return Score(float(holds), note=record.outcome)


METRICS = (
    Metric("answered", "refusal", "neither", answered, binary=True),
    Metric("correct_refusal", "refusal", "higher", correct_refusal, binary=True),
    Metric("over_refusal", "refusal", "lower", over_refusal, binary=True),
    Metric("ask_back", "refusal", "higher", ask_back, binary=True),
    Metric("needless_ask_back", "refusal", "lower", needless_ask_back, binary=True),
    Metric("outcome_match", "refusal", "higher", outcome_match, binary=True),
)
