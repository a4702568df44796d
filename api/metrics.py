"""Numbers for the operator, in Prometheus' text form. The one home of prometheus-client. Never a word of a question."""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from assistant.answers import Answer
from retrieval.seams import SearchResult

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)


class Metrics:
    """The counters of one process."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self._requests = Counter(
            "wenzheng_requests", "Requests by route and status", ["route", "method", "status"], registry=self._registry
        )
        self._request_seconds = Histogram(
            "wenzheng_request_seconds",
            "Time to the end of a reply",
            ["route"],
            registry=self._registry,
            buckets=_SECONDS,
        )
        self._outcomes = Counter("wenzheng_answers", "Answers by outcome", ["outcome"], registry=self._registry)
        self._stages = Histogram(
            "wenzheng_stage_seconds", "Time of each stage", ["stage"], registry=self._registry, buckets=_SECONDS
        )
        self._legs = Counter("wenzheng_legs_down", "Searches in which a leg was down", ["leg"], registry=self._registry)
        self._generation = Gauge("wenzheng_generation", "The index in use", ["generation"], registry=self._registry)

    def count_request(self, route: str, method: str, status: int, seconds: float) -> None:
        # A stranger may make up methods without end, and each would stay as a line for ever.
        method = method if method in _METHODS else "other"
        self._requests.labels(route, method, str(status)).inc()
        self._request_seconds.labels(route).observe(seconds)

    def count_answer(self, answer: Answer) -> None:
        self._outcomes.labels(answer.outcome).inc()
        for stage, seconds in answer.trace.seconds.items():
            self._stages.labels(stage).observe(seconds)
        for leg, state in answer.trace.legs.items():
            if state.startswith("down"):
                self._legs.labels(leg).inc()
        self._note_generation(answer.trace.generation)

    def count_search(self, result: SearchResult) -> None:
        for stage, seconds in result.seconds.items():
            self._stages.labels(stage).observe(seconds)
        for leg, state in result.legs.items():
            if state.startswith("down"):
                self._legs.labels(leg).inc()
        self._note_generation(result.generation)

    def text(self) -> bytes:
        return generate_latest(self._registry)

    def _note_generation(self, generation: str) -> None:
        self._generation.clear()
        self._generation.labels(generation).set(1)
