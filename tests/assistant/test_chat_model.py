"""Against a small server that really speaks OpenAI's protocol on loopback, well and badly."""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar

import pytest
from langchain_core.language_models.fake_chat_models import GenericFakeChatModel
from langchain_core.messages import AIMessage

from assistant.chat_model import ChatModel, openai_compatible
from assistant.language_model import Limits, Message, ModelUnavailable, open_language_model

ASKED = [Message("system", "你是助手。"), Message("user", "试用期多长？")]
REPLY = ["试用期", "不得超过", "六个月。", "Yes."]
QUICK = Limits(connect=1.0, first=0.4, between=0.4, whole=1.2)


def _line(text: str, finish: str | None = None) -> bytes:
    choice = {"index": 0, "delta": {"role": "assistant", "content": text}, "finish_reason": finish}
    chunk = {"id": "1", "object": "chat.completion.chunk", "created": 1, "model": "m", "choices": [choice]}
    return b"data: " + json.dumps(chunk, ensure_ascii=False).encode() + b"\n\n"


class Handler(BaseHTTPRequestHandler):
    asked: ClassVar[list[dict[str, Any]]] = []
    left = threading.Event()
    over = threading.Event()

    def log_message(self, *_: object) -> None: ...

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.asked.append(body)
        try:
            getattr(self, f"as_{body['model']}")()
        except OSError:
            self.left.set()

    def begin(self, status: int = 200, kind: str = "text/event-stream") -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.end_headers()

    def send(self, *pieces: bytes) -> None:
        for piece in pieces:
            self.wfile.write(piece)
            self.wfile.flush()

    def as_good(self) -> None:
        self.begin()
        self.send(*(_line(text) for text in REPLY), _line("", "stop"), b"data: [DONE]\n\n")

    def as_split(self) -> None:
        self.begin()
        whole = b"".join(_line(text) for text in REPLY) + _line("", "stop") + b"data: [DONE]\n\n"
        for at in range(0, len(whole), 7):
            self.send(whole[at : at + 7])

    def as_endless(self) -> None:
        self.begin()
        for number in range(4000):
            self.send(_line(f"{number} "))
            if self.over.wait(0.005):
                return

    def as_silent(self) -> None:
        self.over.wait(5)

    def as_stalling(self) -> None:
        self.begin()
        self.send(_line("试用期"))
        self.over.wait(5)

    def as_dripping(self) -> None:
        self.begin()
        while not self.over.wait(0.05):
            self.send(b": still here\n\n")

    def as_failing(self) -> None:
        self.begin(500, "application/json")
        self.send(b'{"error": {"message": "out of memory"}}')

    def as_forbidden(self) -> None:
        self.begin(401, "application/json")
        self.send(b'{"error": {"message": "wrong key"}}')

    def as_html(self) -> None:
        self.begin(200, "text/html")
        self.send(b"<html>Welcome to the proxy</html>")

    def as_half_json(self) -> None:
        self.begin()
        self.send(_line("试用期"), _line("不得超过")[:40] + b"\n\n", b"data: [DONE]\n\n")

    def as_half_character(self) -> None:
        self.begin()
        cut = _line("超过").index("过".encode()) + 1
        self.send(_line("试用期"), _line("超过")[:cut])

    def as_cut(self) -> None:
        self.begin()
        self.send(_line("试用期"), _line("不得超过"))


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as http:
        http.daemon_threads = True
        thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield f"http://127.0.0.1:{http.server_address[1]}/v1"
        Handler.over.set()
        http.shutdown()
        thread.join()


def _roles(sent: dict[str, Any]) -> list[str]:
    return [message["role"] for message in sent["messages"]]


def _model(server: str, name: str, limits: Limits = QUICK) -> ChatModel:
    return openai_compatible(name, base_url=server, api_key="k", limits=limits)


def test_a_server_s_reply_is_streamed_in_order_and_completed_whole(server: str) -> None:
    model = open_language_model("openai:good", models=Path(), base_url=server, api_key="k")
    assert list(model.stream(ASKED)) == REPLY
    assert model.complete(ASKED).text == "".join(REPLY)
    assert (model.name, model.ready()) == ("openai:good", True)


def test_what_is_sent_is_what_was_asked(server: str) -> None:
    before = [Message("assistant", "六个月。"), Message("user", "为什么？")]
    _model(server, "good").complete([*ASKED, *before], max_tokens=7, temperature=0.0, seed=3)
    sent = Handler.asked[-1]
    assert _roles(sent) == ["system", "user", "assistant", "user"]
    assert (sent["temperature"], sent["seed"]) == (0.0, 3)
    assert 7 in (sent.get("max_tokens"), sent.get("max_completion_tokens"))


def test_how_a_reply_is_to_begin_is_not_sent_to_a_server_that_may_take_it_as_finished(server: str) -> None:
    _model(server, "good").complete([*ASKED, Message("assistant", "资料规定：")])
    assert _roles(Handler.asked[-1]) == ["system", "user"]


def test_a_character_that_arrives_in_two_packets_is_one_character(server: str) -> None:
    assert _model(server, "split").complete(ASKED).text == "".join(REPLY)


def test_closing_the_stream_hangs_up_on_the_server(server: str) -> None:
    Handler.left.clear()
    with closing(_model(server, "endless", Limits()).stream(ASKED)) as pieces:
        assert [next(pieces), next(pieces)] == ["0 ", "1 "]
    assert Handler.left.wait(2)


def test_a_stop_string_ends_the_text_and_the_connection(server: str) -> None:
    Handler.left.clear()
    assert _model(server, "endless", Limits()).complete(ASKED, stop=["3 4"]).text == "0 1 2 "
    assert Handler.left.wait(2)


@pytest.mark.parametrize(
    ("behaviour", "code"),
    [
        ("silent", "model_slow"),
        ("stalling", "model_slow"),
        ("dripping", "model_slow"),
        ("failing", "model_unreachable"),
        ("forbidden", "model_refused"),
        ("html", "model_reply_broken"),
        ("half_json", "model_reply_broken"),
        ("half_character", "model_reply_broken"),
        ("cut", "model_reply_broken"),
    ],
)
def test_a_server_that_misbehaves_is_one_exception_in_time(server: str, behaviour: str, code: str) -> None:
    begun = time.monotonic()
    with pytest.raises(ModelUnavailable) as caught:
        _model(server, behaviour).complete(ASKED)
    assert caught.value.code == code
    assert behaviour in caught.value.text("zh")
    assert "k" not in caught.value.text("en").split()
    assert time.monotonic() - begun < 10


def test_what_arrived_before_a_stream_broke_is_not_taken_back(server: str) -> None:
    stream = _model(server, "stalling").stream(ASKED)
    assert next(stream) == "试用期"
    with pytest.raises(ModelUnavailable):
        next(stream)


def test_a_server_that_is_not_there_is_said_to_be_unreachable() -> None:
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as http:
        port = http.server_address[1]
    with pytest.raises(ModelUnavailable) as caught:
        _model(f"http://127.0.0.1:{port}/v1", "good").complete(ASKED)
    assert caught.value.code == "model_unreachable"


def test_any_langchain_chat_model_will_do() -> None:
    chat = GenericFakeChatModel(messages=iter([AIMessage("one two three"), AIMessage("one two three")]))
    model = ChatModel(chat, "given")
    assert "".join(model.stream(ASKED)) == "one two three"
    assert model.complete(ASKED, stop=[" three"]).text == "one two"


def test_what_a_langchain_model_raises_is_one_exception() -> None:
    model = ChatModel(GenericFakeChatModel(messages=iter([])), "given")
    with pytest.raises(ModelUnavailable):
        model.complete(ASKED)
