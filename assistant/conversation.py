"""What was said before a question: read from the store, or told by the caller.

Does not know how a follow-up is understood (`rephrase`).
"""

from dataclasses import dataclass

from assistant.answers import Question
from assistant.store import Store, new_id


@dataclass(frozen=True, slots=True)
class Conversation:
    """An id to keep the next turn under, what was asked before (oldest first), and the place last spoken of."""

    id: str
    earlier: tuple[str, ...] = ()
    region: str | None = None


def open_conversation(store: Store, question: Question) -> Conversation:
    """Continue the conversation that a question names, or start one. Problem `conversation_unknown`.

    What the caller tells (`history`) counts where there is no conversation of ours.
    """
    if question.conversation_id is None:
        return Conversation(new_id(), tuple(asked for asked, _ in question.history))
    kept = store.conversation(question.conversation_id)
    region = next((answer.region for _, answer in reversed(kept) if answer.region), None)
    return Conversation(question.conversation_id, tuple(asked for asked, _ in kept), region)
