"""One question on its way, and the answer that becomes of it. Does not know the order of what happens: `pipeline`."""

import re
import time
from dataclasses import dataclass, field
from datetime import datetime

from assistant.answers import Answer, Outcome, Question, Trace
from assistant.approved_answers import ApprovedStory
from assistant.circumstances import Circumstances
from assistant.conversation import Conversation
from assistant.dictionary import simplified
from assistant.draft import Draft
from assistant.guide_answer import GuideStory
from assistant.legal_time import Announcement
from assistant.sentences import is_chinese
from assistant.store import new_id
from assistant.triage import Kind
from retrieval.seams import SearchResult

_NEAREST = 3


@dataclass(slots=True)
class Turn:
    """One question on its way: what is known of it so far, so that it can be kept wherever it ends."""

    question: str
    language: str
    conversation: Conversation
    place: Circumstances
    asked_at: datetime
    id: str = field(default_factory=new_id)
    started: float = field(default_factory=time.perf_counter)
    kind: Kind = "question"
    typed: str = ""
    """The question in the characters in which it came, where they are others than those of `question`."""
    caller_region: str | None = None
    """The place that the caller set."""
    rephrased: str | None = None
    found: SearchResult | None = None
    ahead: Announcement | None = None
    draft: Draft | None = None
    guide: GuideStory | None = None
    approved: ApprovedStory | None = None
    seconds: dict[str, float] = field(default_factory=dict)
    replies: tuple[str, ...] = ()
    """What may be replied to what we asked back."""
    kept: bool = False

    def mark(self, name: str) -> None:
        self.seconds[name] = round(time.perf_counter() - self.started, 4)

    @property
    def corrected(self) -> str | None:
        """The question without its slips of the pen, where it had any."""
        return self.question if self.typed and self.question != simplified(self.typed) else None

    @property
    def interrupted(self) -> Outcome:
        """Outcome if its reader left now or its flow failed: what was shown counts, as part of an answer."""
        told = self.approved or self.guide or self.draft
        return Outcome.PARTLY_ANSWERED if told and told.sentences else Outcome.FAILED

    def answer(self, outcome: Outcome, text: str | None) -> Answer:
        """The whole answer as it stands; `text` in place of the sentences where a fixed one was said."""
        draft, guide = self.draft, self.guide
        told = self.approved or guide or draft
        sentences = tuple(told.sentences) if told else ()
        space = "" if self.language == "zh" else " "
        if draft and draft.first_sentence:
            self.seconds["first_sentence"] = round(draft.first_sentence - self.started, 4)
        self.mark("all")
        return Answer(
            id=self.id,
            outcome=outcome,
            text=text or ("\n" if any("\n" in s.text for s in sentences) else space).join(s.text for s in sentences),
            sentences=sentences,
            citations=tuple(told.citations.all) if told else (),
            language=self.language,
            region=self.place.region,
            as_of=self.place.as_of,
            trace=Trace(
                model=draft.model if draft else "none",
                prompt=draft.prompt if draft else "",
                generation=self.found.generation if self.found else "",
                rephrased=self.rephrased or self.corrected,
                caller_region=self.caller_region,
                seconds=self.seconds,
                tokens=_tokens(draft),
                legs=dict(self.found.legs) if self.found else {},
                dropped=tuple(draft.dropped) if draft else (),
            ),
            conversation_id=self.conversation.id,
            follow_ups=self.replies,
            service_guide=guide.answer if guide else None,
            approved=self.approved.approval if self.approved else None,
            nearest=self.found.passages[:_NEAREST] if self.found and outcome is Outcome.NOT_FOUND else (),
        )


def language_of(question: Question, text: str) -> str:
    """Language of the answer: as asked for by the caller, by the words, else that of the question."""
    if question.language:
        return "zh" if question.language.startswith("zh") else "en"
    if re.search(r"(?:用|以|说)英(?:文|语)(?:回答|答复|说明|解释)|(?:answer|reply|respond) in english", text, re.I):
        return "en"
    if re.search(r"(?:用|以|说)(?:中文|汉语)(?:回答|答复|说明|解释)|(?:answer|reply|respond) in chinese", text, re.I):
        return "zh"
    return "zh" if is_chinese(text) else "en"


def _tokens(draft: Draft | None) -> dict[str, int]:
    """Tokens read and written by the model, where it told them."""
    counted = {"prompt": draft.usage.prompt_tokens, "completion": draft.usage.completion_tokens} if draft else {}
    return {name: count for name, count in counted.items() if count}
