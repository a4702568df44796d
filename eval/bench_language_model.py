"""Measures the runtimes of the packaged model side by side: loading, reading a prompt, writing, memory.

Each runtime is measured in a process of its own. The prompts are made from articles of the sample set when it is there,
at three lengths; "cold" is the first prompt of its length, "shared" another one with the same system part, "again" the
same prompt once more. llama.cpp (`xllamacpp`) is measured only where it is installed; nothing else needs it. Does not
judge what is written.
"""

import importlib
import importlib.util
import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass
from pathlib import Path

from assistant.chat_model import openai_compatible
from assistant.language_model import Limits, Message
from assistant.packaged_model import PackagedModel
from assistant.packaged_weights import assembled
from prompts.problems import Problem
from prompts.templates import Part, load

RUNTIMES = ("openvino", "llama.cpp")
WRITTEN = 48
"""Tokens written for each prompt."""
ARTICLE = (
    "用人单位有下列情形之一的，由劳动行政部门责令限期支付劳动报酬、加班费或者经济补偿；劳动报酬低于当地最低工资标准的，"
    "应当支付其差额部分；逾期不支付的，责令用人单位按应付金额百分之五十以上百分之一百以下的标准向劳动者加付赔偿金："
    "（一）未按照劳动合同的约定或者国家规定及时足额支付劳动者劳动报酬的；（二）低于当地最低工资标准支付劳动者工资的；"
    "（三）安排加班不支付加班费的；（四）解除或者终止劳动合同，未依照本法规定向劳动者支付经济补偿的。"
)
"""劳动合同法第八十五条: 139 tokens or so."""
PATIENT = Limits(first=900, between=900, whole=900)
QUESTIONS = ("公司不给加班费怎么办？", "工资低于最低标准，能要求补差额吗？")

Ask = Callable[[str], tuple[float, float, int, int]]
"""Prompt of the user → seconds to the first piece, seconds in all, prompt tokens, tokens written."""


@dataclass(frozen=True, slots=True)
class Measured:
    """One runtime on this machine. Seconds; tokens a second; milliseconds a token; resident megabytes."""

    runtime: str
    load: float
    prompt_tokens: dict[str, int]
    first_cold: dict[str, float]
    first_shared: dict[str, float]
    first_again: dict[str, float]
    reading: float
    writing: float
    peak: int
    resident: int


def bench(models: Path, runtimes: Sequence[str] = RUNTIMES) -> Iterator[Measured]:
    """Measure each runtime that is installed, one after the other, and yield as they finish."""
    for runtime in runtimes:
        if runtime == "llama.cpp" and importlib.util.find_spec("xllamacpp") is None:
            continue
        command = [sys.executable, "-m", "eval.bench_language_model", runtime, str(models)]
        done = subprocess.run(command, capture_output=True, text=True, check=False, env=_environment())  # noqa: S603
        if done.returncode:
            raise Problem("model_runtime", model=runtime, found=done.stderr.strip()[-300:])
        yield Measured(**json.loads(done.stdout.splitlines()[-1]))


def table(rows: Sequence[Measured]) -> str:
    """The figures for people, one line for each runtime."""
    lines = [
        f"{'runtime':<10} {'load s':>7} {'read tok/s':>11} {'write ms':>9} {'peak MB':>8} {'MB':>6}  first token, s"
    ]
    for row in rows:
        firsts = "  ".join(
            f"{row.prompt_tokens[size]} tokens: {row.first_cold[size]:.2f} cold, {row.first_shared[size]:.2f} shared, "
            f"{row.first_again[size]:.2f} again"
            for size in row.first_cold
        )
        lines.append(
            f"{row.runtime:<10} {row.load:>7.1f} {row.reading:>11.0f} {row.writing:>9.0f} {row.peak:>8} "
            f"{row.resident:>6}  {firsts}"
        )
    return "\n".join(lines)


def measure(runtime: str, models: Path) -> Measured:
    """Measure one runtime in this process."""
    begun = time.perf_counter()
    ask, memory = _openvino(models) if runtime == "openvino" else _llama(models)
    loaded = time.perf_counter() - begun
    tokens: dict[str, int] = {}
    cold, shared, again, written, reading = {}, {}, {}, [], []
    for size, articles in (("short", 1), ("usual", 3), ("long", 6)):
        seen = []
        for question, mark in ((QUESTIONS[0], "甲"), (QUESTIONS[1], "乙"), (QUESTIONS[1], "乙")):
            parts = [Part(f"《劳动合同法》第{mark}{size}{n}条", ARTICLE) for n in range(articles)]
            (_, _), (_, user), *_ = load("compose", "zh").fill(question=question, passages=parts)
            seen.append(ask(user))
        (cold[size], _, tokens[size], _), (shared[size], *_), (again[size], *_) = seen
        reading.append(tokens[size] / cold[size])
        written += [(whole - first) / (count - 1) for first, whole, _, count in seen if count > 1]
    peak, resident = memory()
    return Measured(
        runtime, loaded, tokens, cold, shared, again, statistics.median(reading), statistics.median(written) * 1000,
        peak, resident,
    )  # fmt: skip


def _openvino(models: Path) -> tuple[Ask, Callable[[], tuple[int, int]]]:
    model = PackagedModel(models, patience=900, limits=PATIENT)
    system = Message("system", load("compose", "zh").system)

    def ask(user: str) -> tuple[float, float, int, int]:
        messages = [system, Message("user", user)]
        begun = time.perf_counter()
        with closing(model.stream(messages, max_tokens=WRITTEN)) as pieces:
            next(pieces, None)
            first = time.perf_counter() - begun
            for _ in pieces:
                pass
        whole = time.perf_counter() - begun
        counted = model.complete(messages, max_tokens=WRITTEN)
        return first, whole, counted.prompt_tokens, counted.completion_tokens

    if not model.wait(900):
        raise model.failure or Problem("model_loading", model=model.name)
    assert model.pid is not None
    process = model.pid
    return ask, lambda: _memory(process)


def _llama(models: Path) -> tuple[Ask, Callable[[], tuple[int, int]]]:
    xllamacpp = importlib.import_module("xllamacpp")

    settings = xllamacpp.CommonParams()
    settings.model.path = str(assembled(models))
    settings.n_ctx = 4096
    settings.n_parallel = 1
    settings.cpuparams.n_threads = os.cpu_count() or 2
    server = xllamacpp.Server(settings)
    model = openai_compatible("packaged", base_url=f"{server.listening_address}/v1", api_key=None, limits=PATIENT)
    system = Message("system", load("compose", "zh").system)

    def ask(user: str) -> tuple[float, float, int, int]:
        begun = time.perf_counter()
        with closing(model.stream([system, Message("user", user)], max_tokens=WRITTEN)) as pieces:
            moments = [time.perf_counter() - begun for _ in pieces]
        messages = [{"role": "system", "content": system.content}, {"role": "user", "content": user}]
        reply = server.handle_chat_completions({"messages": messages, "max_tokens": 1})
        counted = json.loads(reply) if isinstance(reply, str) else reply
        return moments[0], moments[-1], counted["usage"]["prompt_tokens"], len(moments)

    return ask, lambda: _memory(os.getpid())


def _memory(process: int) -> tuple[int, int]:
    """Peak and present resident megabytes."""
    status = Path(f"/proc/{process}/status").read_text()
    values = dict(line.split(":", 1) for line in status.splitlines())
    return int(values["VmHWM"].split()[0]) // 1024, int(values["VmRSS"].split()[0]) // 1024


def _environment() -> dict[str, str]:
    root = str(Path(__file__).resolve().parents[1])
    return {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, (root, os.environ.get("PYTHONPATH"))))}


if __name__ == "__main__":
    print(json.dumps(asdict(measure(sys.argv[1], Path(sys.argv[2])))))
