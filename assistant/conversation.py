"""What was said before a question: read from the store, or told by the caller.

Does not know how a follow-up is understood (`rephrase`).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from assistant.answers import Answer, Outcome, Question
from assistant.checks import cleaned
from assistant.circumstances import day_in
from assistant.eligibility import reply
from assistant.personal_data import mask
from assistant.replacement import in_place
from assistant.residence import places_told
from assistant.sentences import is_chinese
from assistant.slips import as_meant
from assistant.store import Store, new_id
from ingestion import jurisdictions
from prompts.problems import Problem

_BESIDE_A_PLACE = re.compile(
    r"[我们在住的是人里这那边就和，,、。.！!\s]|\b(?:i|am|i'm|in|live|living|from|at|the|city|it|it's|is)\b", re.I
)
"""What a message may hold beside the name of a place and ask nothing: 我在广州市天河区."""


@dataclass(frozen=True, slots=True)
class Conversation:
    """An id to keep the next turn under, what was asked before (oldest first), and the place last spoken of."""

    id: str
    earlier: tuple[str, ...] = ()
    region: str | None = None
    """As a question named it; goes before the place that the caller sets, until that is set anew."""
    replied: tuple[tuple[str, bool], ...] = ()
    """What we asked back about the question at hand, and yes or no to it, oldest first."""
    root: str | None = None
    """The question at hand, where what came in is only a reply to what we asked back."""
    answered_for: str | None = None
    """The place that the last answer was for."""
    source: str | None = None
    """Id of the document that the last answer rests on, where it is one alone."""
    as_of: date | None = None
    """The day that the last answer was for, where a question named it."""

    def told(self, text: str) -> str:
        """A message; where it names the city of a name that several have in the question at hand (福州的, to 鼓楼区),
        the full name that is meant."""
        cities = jurisdictions.find(text, latin=True) if self.root and jurisdictions.unsettled(self.root) else []
        meant = jurisdictions.find(self.root, cities[0].code) if self.root and len(cities) == 1 else []
        return jurisdictions.full_name(meant[0].code) if len(meant) == 1 else text

    def place(self, caller: str | None) -> str | None:
        """Where a question is asked that names no place itself."""
        return self.region or caller or self.answered_for


def open_conversation(store: Store, question: Question) -> Conversation:
    """Continue the conversation that a question names, or start one. Problem `conversation_unknown`.

    What the caller tells (`history`) counts where there is no conversation of ours, cleaned and without personal
    numbers as a question is; an entry that could be no question is left out.
    """
    if question.conversation_id is None:
        history = [(safe, words) for asked, words in question.history if (safe := _as_asked(asked))]
        earlier = tuple(as_meant(asked) for asked, _ in history)
        replied = tuple((asked, said) for asked, words in history if (said := reply(words)) is not None)
        return Conversation(new_id(), earlier, _spoken_of(earlier, question.region), replied)
    kept = store.conversation(question.conversation_id)
    earlier = tuple(as_meant(asked) for asked, _ in kept)
    answered_for = next((answer.region for _, answer in reversed(kept) if answer.region), None)
    replied, root = _asked_back(kept, question.text)
    set_before = next((a.trace.caller_region for _, a in reversed(kept) if a.trace.caller_region), None)
    anew = question.region is not None and question.region != set_before
    place = None if anew else _spoken_of(earlier, question.region)
    sources = {citation.document_id for citation in kept[-1][1].citations} if kept else set()
    source = sources.pop() if len(sources) == 1 else None
    last = kept[-1][1].as_of if kept else None
    day = last if last and any(day_in(asked, last) == last for asked, _ in kept) else None
    return Conversation(question.conversation_id, earlier, place, replied, root, answered_for, source, day)


def _as_asked(text: str) -> str | None:
    """An earlier message as a question is taken in; None for what is empty or too long to be one."""
    try:
        text = cleaned(text)
    except Problem:
        return None
    return mask(text, "zh" if is_chinese(text) else "en").text


def _asked_back(kept: Sequence[tuple[str, Answer]], text: str) -> tuple[tuple[tuple[str, bool], ...], str | None]:
    """The replies at the end of a conversation, the one that just came in included, and the question they are about.

    A reply is yes or no to a fact that was asked for; or the name of a place and little else, asked for or not.
    """
    if kept and _only_a_place(text):
        before = next((asked for asked, _ in reversed(kept) if not _only_a_place(asked)), None)
        return (), before and (_elsewhere(before, text) or before)
    replied: list[tuple[str, bool]] = []
    for asked, answer in reversed(kept):
        said = reply(text)
        if said is None or answer.outcome is not Outcome.NEEDS_CLARIFICATION:
            return (), None
        replied.insert(0, (answer.text, said))
        if reply(asked) is None:
            return tuple(replied), asked
        text = asked
    return (), None


def _elsewhere(before: str, text: str) -> str | None:
    """The question `before` for the place that a reply names, where it names another itself."""
    places = jurisdictions.find(text, latin=True)
    named = jurisdictions.find(before, latin=True)
    return in_place(jurisdictions.full_name(places[0].code), before) if len(places) == len(named) == 1 else None


def _only_a_place(text: str) -> bool:
    places = jurisdictions.find(text, latin=True)
    if len(places) == 1 and text.strip() == jurisdictions.full_name(places[0].code):
        return True
    return bool(places) and not _BESIDE_A_PLACE.sub("", jurisdictions.without_places(text))


def _spoken_of(earlier: tuple[str, ...], caller: str | None) -> str | None:
    """The place that was named last; None where several were named at once, or none."""
    for text in reversed(earlier):
        places = places_told(text, caller)
        if places:
            return places[0] if len(places) == 1 else None
    return None
