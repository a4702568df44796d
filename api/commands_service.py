"""`serve` and `doctor`: running the service, and finding out why it would not run well."""

import shutil
import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from api.console import Json, show
from api.settings import read_settings
from api.storage import CODES, storage_problem
from api.wiring import Services, wire
from prompts.problems import Problem
from retrieval import generations

Host = Annotated[str | None, typer.Option(help="Address to listen on; default: WENZHENG_HOST.")]
Port = Annotated[int | None, typer.Option(min=0, max=65535, help="Port; default: WENZHENG_PORT.")]
PATIENCE = 180.0
"""Seconds to wait for a language model that is being loaded."""
ANSWERS_WITHIN = 5.0
"""Seconds in which a model server says that it is there."""
NEEDED = 3 * 2**30
"""Bytes of disk that models, index and a rebuild of it need."""


def serve(host: Host = None, port: Port = None) -> None:
    """Serve pages and HTTP until stopped. `/readyz` says when questions can be answered."""
    import uvicorn

    from api.app import create_app

    services = wire(read_settings())
    host, port = host or services.settings.host, services.settings.port if port is None else port
    _try_listening(host, port)
    uvicorn.run(
        create_app(services),
        host=host,
        port=port,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=10,
    )


def _try_listening(host: str, port: int) -> None:
    """Problem `cannot_listen`, before anything is opened: the web server would end in words and a code of its own."""
    try:
        socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET).close()
    except OSError as error:
        raise Problem("cannot_listen", found=f"{host}:{port}", why=error.strerror or error) from error


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at, how it is, and what to do if it is not well."""

    what: str
    well: bool
    found: str
    remedy: str = ""


def doctor(as_json: Json = False) -> None:
    """Look at settings, disk, database, index, models and pages; say what is wrong, and what to run. Exit 1 if so."""
    services = wire(read_settings())
    findings = list(examine(services))
    lines = [
        f"{'ok ' if finding.well else 'BAD'}  {finding.what}: {finding.found}"
        + (f"\n     → {finding.remedy}" if finding.remedy and not finding.well else "")
        for finding in findings
    ]
    show({"well": all(f.well for f in findings), "findings": findings}, "\n".join(lines), as_json)
    raise typer.Exit(0 if all(finding.well for finding in findings) else 1)


def examine(services: Services) -> Iterator[Finding]:
    """Look at one thing after the other; a thing that cannot be looked at is a finding too."""
    home = services.settings.home
    checks: tuple[tuple[str, Callable[[Services], str], str], ...] = (
        ("home folder", _home, f"make {home} writable, or set WENZHENG_HOME"),
        ("disk", _disk, "free some space, or set WENZHENG_HOME to a larger disk"),
        ("database", _database, "check WENZHENG_DATABASE; run wenzheng ingest FOLDER"),
        ("index", _index, "run wenzheng index"),
        ("embedder", _embedder, "check WENZHENG_EMBEDDER; reinstall the package that the message names"),
        ("language model", _language_model, "check WENZHENG_MODEL__*; WENZHENG_MODEL__KIND=quoting needs no model"),
        ("reranker", _reranker, "check WENZHENG_RERANKER; empty: none, which answers without it"),
        ("pages", _pages, "run make setup (needs Node 20)"),
    )
    yield Finding("settings", True, f"home {home}, model {services.settings.model.spec}")
    for what, look, remedy in checks:
        try:
            yield Finding(what, True, look(services))
        except (Problem, _Bad) as trouble:
            own = isinstance(trouble, Problem) and trouble.code in CODES  # which says what to do
            yield Finding(what, False, str(trouble), "" if own else remedy)
        except Exception as error:
            if problem := storage_problem(error):
                yield Finding(what, False, str(problem))  # which says what to do
            else:
                yield Finding(what, False, f"{type(error).__name__}: {error}", remedy)


class _Bad(Exception):
    """A finding that is not well."""


def _home(services: Services) -> str:
    home = services.settings.home
    home.mkdir(parents=True, exist_ok=True)
    probe = home / ".probe"
    probe.write_bytes(b"")
    probe.unlink()
    return str(home)


def _disk(services: Services) -> str:
    free = shutil.disk_usage(services.settings.home).free
    if free < NEEDED:
        raise _Bad(f"{free / 2**30:.1f} GB free, {NEEDED / 2**30:.0f} GB needed")
    return f"{free / 2**30:.1f} GB free"


def _database(services: Services) -> str:
    count = services.corpus.count()
    if not count:
        raise _Bad("no documents yet")
    return f"{count} documents"


def _index(services: Services) -> str:
    published, trouble = generations.find(services.indexes)
    if trouble:
        raise _Bad(trouble)
    if published.facts["corpus"] != services.corpus.state():
        raise _Bad(f"{published.name} does not show the documents as they are now")
    return f"{published.name}, {published.facts['chunks']} chunks"


def _embedder(services: Services) -> str:
    embedder = services.embedder
    found = f"{services.settings.embedder}, {embedder.dimension} dimensions"
    if services.question_encoder:
        found += f"; questions read by {services.question_encoder.name}"
    try:
        published, _ = generations.find(services.indexes)
    except Problem:
        return found  # what is wrong with the index is a finding of its own
    if published.facts["embedder"] != embedder.fingerprint:
        raise _Bad("the index was built with another embedding model; run wenzheng index")
    return found


def _language_model(services: Services) -> str:
    name = services.language_model.name
    services.await_model(PATIENCE, lambda seconds: None)
    if trouble := services.model_trouble():
        raise _Bad(trouble)
    model = services.settings.model
    if model.kind == "openai" and model.base_url:
        _ask_server(model.base_url, model.api_key.get_secret_value() if model.api_key else "")
    return name


def _ask_server(address: str, key: str) -> None:
    """Whether a model server is there and lets us in; any answer but a refusal will do, as not all list models."""
    import httpx

    try:
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        status = httpx.get(f"{address.rstrip('/')}/models", headers=headers, timeout=ANSWERS_WITHIN).status_code
    except httpx.HTTPError as error:
        raise _Bad(f"{address} does not answer: {error}") from error
    if status in (401, 403):
        raise _Bad(f"{address} refuses the key in WENZHENG_MODEL__API_KEY ({status})")


def _reranker(services: Services) -> str:
    if services.reranker is None:
        return "none"
    services.reranker.scores("?", ["?"])
    return services.settings.reranker


def _pages(services: Services) -> str:
    style = Path(__file__).parent / "static" / "vendor" / "uswds" / "css" / "uswds.min.css"
    if not style.is_file():
        raise _Bad("the design system is not in api/static/vendor")
    return "complete"
