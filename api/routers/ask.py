"""`POST /v1/ask`: a question in, a checked answer out, whole or as it is written."""

from collections.abc import Generator

from fastapi import APIRouter, Request
from starlette.responses import Response

from api.asking import answering, checked_question
from api.errors import problem_document
from api.event_stream import EventStream, frame
from api.routers.services import Here, language_of, request_id_of
from api.schemas import AnswerOut, AskIn, NoticeOut, SentenceEvent, answer_out, passage_out
from assistant.answers import Answer, Done, Event, Notice, PassagesFound, SentenceShown

router = APIRouter(tags=["answers"])

STREAM = {
    "description": "With `Accept: text/event-stream`: events `notice`, `passages`, `sentence`, then `done` or `error`.",
    "content": {"text/event-stream": {"schema": {"type": "string"}}},
}


@router.post("/v1/ask", response_model=AnswerOut, responses={200: STREAM})
def ask(body: AskIn, request: Request, services: Here) -> Response | AnswerOut:
    """Answer a question from the documents in force, each sentence with the words that it rests on."""
    given = body.model_dump(exclude={"question"})
    events = answering(services, checked_question(services, body.question, **given))
    if "text/event-stream" not in request.headers.get("accept", ""):
        return answer_out(whole(events))
    number, language = request_id_of(request), language_of(request)
    return EventStream(frames(events), lambda p: frame(problem_document(p, number, language), "error"), number)


def whole(events: Generator[Event, None, None]) -> Answer:
    """The answer at the end of the events."""
    *_, last = events
    if not isinstance(last, Done):
        raise TypeError(f"an answer ends with Done, not with {type(last).__name__}")
    return last.answer


def frames(events: Generator[Event, None, None]) -> Generator[str, None, None]:
    """Each event as it goes over the wire."""
    for event in events:
        match event:
            case Notice():
                yield frame(NoticeOut.model_validate(event).model_dump(mode="json"), "notice")
            case PassagesFound(passages):
                yield frame({"passages": [passage_out(p).model_dump(mode="json") for p in passages]}, "passages")
            case SentenceShown():
                shown = SentenceEvent.model_validate(event, from_attributes=True)
                yield frame(shown.model_dump(mode="json"), "sentence")
            case Done(answer):
                yield frame(answer_out(answer).model_dump(mode="json"), "done")
