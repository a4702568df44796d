"""What a judge may say of an item, and how several replies become one verdict. Does not know who is asked, or how."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import mean

from eval.judge_replies import Labels


@dataclass(frozen=True, slots=True)
class Aspect:
    """Something that items can be labelled by; the prompt is `judge_<name>`."""

    name: str
    labels: tuple[str, ...]
    """From one end to the other, so that the median of several is a label between them."""
    version: int = 1
    """Of how the reply is read; a change asks anew."""


ENTAILMENT = Aspect("entailment", ("entailed", "neutral", "contradicted"))
"""Does the material say what the claim says? As in natural language inference."""
NUGGETS = Aspect("nuggets", ("support", "partial_support", "not_support"))
"""Does the answer hold the fact? As in the TREC 2024 RAG track."""
PREFERENCE = Aspect("preference", ("first", "tie", "second"))
"""Which of two answers is better."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """A label and a reason for each item, in order, or an error. With an error there is no label at all."""

    labels: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()
    agreement: float = 1.0
    """Share of the repeats that gave the label, mean over the items (self-agreement)."""
    error: str = ""


def joined(parts: Sequence[Verdict]) -> Verdict:
    """One verdict of several; an error in one of them is the error of all."""
    if error := next((part.error for part in parts if part.error), ""):
        return Verdict(error=error)
    return Verdict(
        tuple(label for part in parts for label in part.labels),
        tuple(reason for part in parts for reason in part.reasons),
        mean(part.agreement for part in parts) if parts else 1.0,
    )


def voted(aspect: Aspect, replies: Sequence[Labels]) -> Verdict:
    """The median label of each item, a reason given for it, and how many of the repeats agree."""
    labels, reasons, shares = [], [], []
    for votes in zip(*(reply.verdicts for reply in replies), strict=True):
        order = sorted(aspect.labels.index(vote.verdict) for vote in votes)
        label = aspect.labels[order[len(order) // 2]]
        agreeing = [vote.reason for vote in votes if vote.verdict == label]
        labels.append(label)
        reasons.append(agreeing[0])
        shares.append(len(agreeing) / len(votes))
    return Verdict(tuple(labels), tuple(reasons), mean(shares))
