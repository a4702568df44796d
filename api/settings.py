"""Every setting, in one place: read from the environment, checked once, never looked up again.

Names are `WENZHENG_<NAME>`, nested ones `WENZHENG_MODEL__NAME`. An unknown name is refused: a setting that is spelled
wrongly must not be a setting that is silently ignored. Does not know what any setting does.
"""

import difflib
import ipaddress
import os
import re
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Annotated, Final, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, SecretStr, ValidationError, field_validator
from pydantic.fields import FieldInfo
from pydantic_core import PydanticCustomError
from pydantic_settings import BaseSettings, SettingsConfigDict

from prompts.faults import expected
from prompts.problems import Problem

PREFIX = "WENZHENG_"
NAMED: Final = {"openai": "qwen2.5:7b", "transformers": "Qwen/Qwen2.5-1.5B-Instruct"}
"""Kinds of models that need a name, with an example of one."""
OPENAI: Final = "https://api.openai.com/v1"
"""Where questions and passages leave for OpenAI: never without being named."""


def _web_address(text: str) -> str:
    return _fit(text, "web_address", _is_web_address(text))


def _origins(text: str) -> str:
    sites = [site.strip() for site in text.split(",")]
    whole = all(site == "*" or (_is_web_address(site) and not urlsplit(site).path) for site in sites)
    return _fit(text, "web_origins", not text or whole)


def _listening_address(text: str) -> str:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        # A name; what ends in a number is meant for an address, and is none.
        return _fit(text, "listening_address", bool(re.fullmatch(r"([\w-]+\.)*(?!\d+$)[\w-]+", text)))
    return text


def _database_address(text: str) -> str:
    if not text:
        return text
    from sqlalchemy.engine import make_url
    from sqlalchemy.exc import ArgumentError

    try:
        make_url(text).get_dialect()
    except (ArgumentError, ValueError):
        return _fit(text, "database_address", False)
    return text


def _is_web_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:  # a port that is no number, brackets that do not close
        return False


def _fit(text: str, kind: str, fits: bool) -> str:
    """The text, if it is what it should be; `kind` is said by `prompts/faults.toml`."""
    if not fits:
        raise PydanticCustomError(kind, "not as described")
    return text


class ModelSettings(BaseModel):
    """Which language model writes the answers."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: Literal["packaged", "openai", "transformers", "quoting"] = Field(
        default="packaged",
        description="`packaged` (needs no download), `openai` (any server that speaks its protocol), `transformers` "
        "(on this machine), or `quoting` (no model: answers are the sources' own words)",
    )
    name: str = Field(default="", description="model name, or folder; for `openai` and `transformers`")
    base_url: Annotated[str, AfterValidator(_web_address)] | None = Field(
        default=None, description=f"address of the model server; `openai` needs one (OpenAI's own is `{OPENAI}`)"
    )
    api_key: SecretStr | None = Field(default=None, description="key of the model server; never shown or logged")

    @property
    def spec(self) -> str:
        """The one string that `assistant.language_model` opens."""
        return f"{self.kind}:{self.name}" if self.name else self.kind


class Limits(BaseModel):
    """What one stranger may ask of us at once."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    question: int = Field(default=500, ge=10, le=500, description="longest question, in characters; at most 500")
    body: int = Field(default=262_144, ge=1024, description="largest request, in bytes")
    answers: int = Field(default=16, ge=1, description="answers being written at once; more are told to come back")


class Settings(BaseSettings):
    """The settings of one process."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_nested_delimiter="__",
        nested_model_default_partial_update=True,
        env_ignore_empty=True,
        extra="forbid",
        frozen=True,
    )

    home: Path = Field(
        default=Path("~/.wenzheng"), description="folder of all that is kept: database, originals, index, models"
    )
    database: Annotated[str, AfterValidator(_database_address)] = Field(
        default="", description="database URL; empty: SQLite in the home folder"
    )
    embedder: str = Field(
        default="bundled", description="`bundled` (no download), or a sentence-transformers name or folder"
    )
    reranker: str = Field(
        default="",
        description="a cross-encoder that orders the best 20 passages anew: sentence-transformers name or folder; "
        "empty: none. It costs a tenth of a second and more a question",
    )
    known_questions: Literal["bundled", "none"] = Field(
        default="bundled",
        description="labelled questions that lead others of their like to what answered them: `bundled` (1,234 of "
        "citizens about Chinese law), or `none` but those of one's own training",
    )
    model: ModelSettings = ModelSettings()
    host: Annotated[str, AfterValidator(_listening_address)] = Field(
        default="127.0.0.1", description="address to listen on"
    )
    port: int = Field(default=8000, ge=0, le=65535, description="port to listen on; 0: any free one")
    origins: Annotated[str, AfterValidator(_origins)] = Field(
        default="", description="sites whose pages may call this one (CORS), with commas between; empty: none"
    )
    limits: Limits = Limits()
    today: date | None = Field(default=None, description="day to take for today (ISO), for tests; empty: the clock's")

    @field_validator("home")
    @classmethod
    def _absolute(cls, home: Path) -> Path:
        return home.expanduser().absolute()

    @property
    def database_url(self) -> str:
        return self.database or f"sqlite:///{self.home / 'wenzheng.db'}"


def read_settings(environment: Mapping[str, str] | None = None) -> Settings:
    """Read the environment. Problem for an unknown name (naming the nearest known one) or an unusable value."""
    environment = os.environ if environment is None else environment
    known = [name for name, _ in _fields()]
    for name in environment:
        if name.upper().startswith(PREFIX) and name.upper() not in known:
            near = difflib.get_close_matches(name.upper(), known, n=1, cutoff=0)[0]
            raise Problem("unknown_setting", found=name, nearest=near)
    try:
        settings = Settings()
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        name = PREFIX + "__".join(str(part) for part in first["loc"]).upper()
        zh, en = expected(first)
        raise Problem("bad_setting", found=name, expected=en, expected_zh=zh) from None
    _check_model_name(settings.model)
    check_model_address(settings.model.spec, settings.model.base_url)
    return settings


def _check_model_name(model: ModelSettings) -> None:
    """A kind that needs a name has one, and only such a kind: else another model would answer than the one meant."""
    if model.kind in NAMED and not model.name:
        raise Problem("model_name_missing", kind=model.kind, example=NAMED[model.kind])
    if model.kind not in NAMED and model.name:
        raise Problem("model_name_unused", kind=model.kind, found=model.name)


def check_model_address(spec: str, address: str | None) -> None:
    """A model behind the OpenAI protocol has an address: else the client library sends everything to OpenAI."""
    if spec.startswith("openai:") and not address:
        raise Problem("model_address_missing", found=spec, openai=OPENAI)


def settings_table() -> str:
    """All settings as a Markdown table: the one in the README, which a test compares."""
    rows = ["| variable | default | what it is |", "|---|---|---|"]
    for name, field in _fields():
        default = "" if field.default in (None, "") else f"`{field.default}`"
        rows.append(f"| `{name}` | {default} | {field.description} |")
    return "\n".join(rows)


def _fields() -> Iterator[tuple[str, FieldInfo]]:
    for name, field in Settings.model_fields.items():
        nested = field.annotation
        if isinstance(nested, type) and issubclass(nested, BaseModel):
            for inner, inner_field in nested.model_fields.items():
                yield f"{PREFIX}{name}__{inner}".upper(), inner_field
        else:
            yield f"{PREFIX}{name}".upper(), field
