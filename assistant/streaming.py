"""A language model's words as whole sentences, with an end to patience.

Does not know what they are for, nor whether they are true.
"""

import queue
import threading
from collections.abc import Generator, Sequence
from contextlib import closing

from assistant.language_model import LanguageModel, Message, ModelUnavailable, Usage
from assistant.sentences import SentenceStream

FIRST_TOKEN_WITHIN = 10.0
"""Seconds after which a silent model is given up."""
NEXT_TOKEN_WITHIN = 10.0
MOST_TOKENS = 320


class TooSlow(Exception):
    """Nothing arrived in time."""


def sentences_of(model: LanguageModel, messages: Sequence[Message], usage: Usage) -> Generator[str, None, None]:
    """A model's sentences, each as soon as it is whole. `TooSlow`, `ModelUnavailable`. Closing this stops the model."""
    stream = SentenceStream()
    with closing(_pieces(model, messages, usage)) as pieces:
        for piece in pieces:
            yield from stream.feed(piece)
    yield from stream.finish()


def _pieces(model: LanguageModel, messages: Sequence[Message], usage: Usage) -> Generator[str, None, None]:
    """The model's pieces, read in a thread so that a silent one can be given up. `TooSlow`, `ModelUnavailable`."""
    arrived: queue.SimpleQueue[str | Exception | None] = queue.SimpleQueue()
    stop = threading.Event()

    def read() -> None:
        try:
            with closing(model.stream(messages, max_tokens=MOST_TOKENS, temperature=0.0, usage=usage)) as pieces:
                for piece in pieces:
                    if stop.is_set():
                        return
                    arrived.put(piece)
            arrived.put(None)
        except Exception as error:  # handed to the reader below, which is another thread
            arrived.put(error)

    threading.Thread(target=read, daemon=True, name="language-model").start()
    patience = FIRST_TOKEN_WITHIN
    try:
        while True:
            try:
                piece = arrived.get(timeout=patience)
            except queue.Empty:
                raise TooSlow from None
            if piece is None:
                return
            if isinstance(piece, ModelUnavailable):
                raise piece
            if isinstance(piece, Exception):
                raise ModelUnavailable("model_unavailable", found=type(piece).__name__) from piece
            patience = NEXT_TOKEN_WITHIN
            yield piece
    finally:
        stop.set()
