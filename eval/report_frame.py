"""The frame of a report: style, script, templates, how a figure is written. Does not know what is reported.

The page's own policy names its one style sheet and its one script by digest, and forbids every other one, every
request and every form: a stranger's words that slip through the escaping would still be only words.
"""

import json
import re
from base64 import b64encode
from collections.abc import Mapping
from functools import cache
from hashlib import sha256
from importlib import resources
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from eval.answer_view import language_of

CHINESE = {
    "answered": "已答复", "partly_answered": "部分答复", "needs_clarification": "需补充信息", "not_found": "未找到依据",
    "declined": "不予答复", "referred": "转介", "failed": "失败", "error": "出错", "refused": "未作答",
    "searched only": "仅检索", "answerable": "可答", "unanswerable": "不可答", "repealed": "已废止",
    "superseded": "已修订", "not_yet_in_force": "尚未施行", "undated": "日期不明", "ranking": "检索", "text": "文本",
    "answer": "答复", "service": "办事指南", "refusal": "拒答", "judge": "评审模型", "consistency": "一致性",
}  # fmt: skip
"""Public nouns that the pages show in both languages."""
_CODE = re.compile(r"`([^`]+)`")


def figure(value: float) -> str:
    """Three decimals for shares, four figures for more; a true minus."""
    return (f"{value:.3f}" if abs(value) < 10 else f"{value:,.1f}").replace("-", "−")


def signed(value: float) -> str:
    """A difference with its sign."""
    return ("+" if value > 0 else "") + figure(value)


def setting_rows(*circumstances: Mapping[str, Any]) -> list[tuple[str, list[str]]]:
    """Setting → its value in each run; nested ones by their path."""
    flat = [dict(_flat(each)) for each in circumstances]
    return [(name, [each.get(name, "–") for each in flat]) for name in sorted({n for each in flat for n in each})]


def _flat(plain: Mapping[str, Any], above: str = "") -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for name, value in plain.items():
        if isinstance(value, Mapping):
            found += _flat(value, f"{above}{name} · ")
        else:
            found.append((f"{above}{name}", value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)))
    return found


def page(template: str, **values: Any) -> str:
    style, script = _asset("report.css"), _asset("report.js")
    written = (
        _templates()
        .get_template(template)
        .render(
            style=Markup(style),  # noqa: S704 files of ours
            script=Markup(script),  # noqa: S704
            style_digest=_digest(style),
            script_digest=_digest(script),
            chinese=CHINESE,
            **values,
        )
    )
    return written.encode("utf-8", "replace").decode("utf-8")


@cache
def _templates() -> Environment:
    environment = Environment(
        loader=PackageLoader("eval", "."),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "figure": figure,
        "breaking": lambda name: Markup(escape(name).replace("_", Markup("_<wbr>"))),  # noqa: S704 escaped before
        "coded": lambda text: Markup(_CODE.sub(r"<code>\1</code>", str(escape(text)))),  # noqa: S704 escaped before
        "language": language_of,
        "percent": lambda value: f"{value:.1%}",
        "probability": lambda value: "< 0.001" if value < 0.001 else f"{value:.3f}",
        "seconds": lambda value: f"{value:.3f}" if value < 1 else f"{value:.2f}",
        "signed": signed,
    }
    return environment


@cache
def _asset(name: str) -> str:
    return resources.files("eval").joinpath(name).read_text("utf-8")


def _digest(text: str) -> str:
    """As a page's policy names what may run."""
    return f"sha256-{b64encode(sha256(text.encode()).digest()).decode()}"
