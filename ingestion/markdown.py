"""Markdown → blocks, by way of HTML: CommonMark with tables, the HTML in it, front matter, Liquid and kramdown marks.

Front matter (YAML between `---`, TOML between `+++`) becomes `Reading.front_matter`, scalars as written. Template tags,
comments and images are dropped: they are not words that a reader of the page sees. The first tag that
is handed a list of the front matter (`items=page.bring_list`) is where the page shows that list; one that only asks
whether there is such a list, or gives it a name, shows nothing.
Does not expand includes or other variables; what a site generator would have put there is not in the file.
"""

import re
import tomllib
from collections.abc import Mapping, Sequence
from typing import Any, Final

import yaml
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token

from ingestion.documents import Reading
from ingestion.encoding import decode
from ingestion.html_blocks import Walk, hidden_rules
from ingestion.markup import parse_html
from ingestion.plain import begins_anew, wrap_width
from prompts.problems import Problem

_FRONT: Final = re.compile(r"\A\s*(---|\+\+\+)[ \t]*\n(.*?\n)?(?:\1|\.\.\.)[ \t]*(?:\n|\Z)", re.S)
_LONGEST_FRONT: Final = 64 * 1024
_COMMENT: Final = re.compile(r"<!--.*?(?:-->|\Z)|\{%-?\s*comment\s*-?%\}.*?\{%-?\s*endcomment\s*-?%\}", re.S)
_LIQUID: Final = re.compile(r"\{%.*?%\}|\{\{.*?\}\}|(?<!\\)\{:\s?[^{}\n]*\}", re.S)
_OF_THE_PAGE: Final = re.compile(r"\bpage\.(\w+)")
_SHOWS_NOTHING: Final = re.compile(r"\{%-?\s*(?:if|unless|elsif|case|when|assign|capture)\b")
_OPENED: Final = re.compile(
    r"^([ \t]*<[a-z][^>\n]*\bmarkdown\s*=\s*[\"'“”]?(?:1|block)[\"'“”]?[^>\n]*>)[ \t]*$", re.M | re.I
)


class _AsWritten(yaml.SafeLoader):  # type: ignore[misc]
    """A safe loader that leaves dates, numbers and `no` the strings they are in the file."""

    yaml_implicit_resolvers: Mapping[str, Any] = {}


def read(data: bytes, name: str) -> Reading:
    """Decode, split off the front matter, and return blocks. `name` is not looked at."""
    text, encoding = decode(data)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    notes = [] if encoding == "utf-8" else [f"encoding {encoding}"]
    front, lists, body = split_front_matter(text)
    if front is None:
        front = {}
        notes.append("front matter is not well formed")
    walk = Walk()
    if page := _render(body, lists).strip():
        try:
            root = parse_html(f"<body>{page}</body>")
        except Problem:
            root = None
        if root is not None:
            opened = frozenset(e.get("aria-controls") for e in root.iter() if e.get("aria-controls"))
            walk = Walk(hidden_rules(root), opened)
            walk.element(root)
            walk.finish()
    return Reading(
        "text/markdown",
        tuple(walk.blocks),
        front_matter=front,
        title=front.get("title"),
        hidden_characters=walk.hidden_characters,
        notes=tuple(notes),
    )


def split_front_matter(text: str) -> tuple[dict[str, str] | None, dict[str, list[str]], str]:
    """Front matter, its lists of scalars once more as lists, and the rest.

    Scalars stay as written, lists of scalars are joined by `; `, what is deeper is left out. None for the front matter
    when it is there but is not YAML or TOML; a line `---` that only looks like it stays text.
    """
    found = _FRONT.match(text)
    if not found or len(found[2] or "") > _LONGEST_FRONT:
        return {}, {}, text
    source, rest = found[2] or "", text[found.end() :]
    try:
        loaded = tomllib.loads(source) if found[1] == "+++" else yaml.load(source, _AsWritten)  # noqa: S506 a SafeLoader
    except (yaml.YAMLError, tomllib.TOMLDecodeError, RecursionError, ValueError):
        plain = dict(re.findall(r"^([A-Za-z_][\w-]*):[ \t]*(\S.*?)[ \t]*$", source, re.M))
        return (plain or None), {}, rest
    if not isinstance(loaded, dict):
        return {}, {}, rest if loaded is None else text
    every = {str(key): entry for key, entry in loaded.items()}
    lists = {key: _scalars(entry) for key, entry in every.items() if isinstance(entry, list)}
    told = {key: "; ".join(lists[key]) if key in lists else _scalar(entry) for key, entry in every.items()}
    return {key: value for key, value in told.items() if value}, lists, rest


def _scalars(entries: list[object]) -> list[str]:
    return [value for entry in entries if not isinstance(entry, list) and (value := _scalar(entry))]


def _scalar(entry: object) -> str | None:
    if entry is None or isinstance(entry, dict):
        return None
    if isinstance(entry, bool):
        return str(entry).lower()
    return " ".join(str(entry).split()) or None


def _render(text: str, lists: Mapping[str, Sequence[str]]) -> str:
    text = _COMMENT.sub("", text)
    left = dict(lists)
    text = _LIQUID.sub(lambda tag: _items(tag[0], left), text)
    text = _OPENED.sub("\\1\n", text)
    return str(_PARSER.render(text, {"full": wrap_width(text.split("\n"))}))


def _items(tag: str, left: dict[str, Sequence[str]]) -> str:
    """The list of the front matter that a tag shows, as Markdown, taken out of `left`; nothing for other tags."""
    named = None if _SHOWS_NOTHING.match(tag) else _OF_THE_PAGE.search(tag)
    items = left.pop(named[1], ()) if named else ()
    return "".join(("\n\n", *(f"- {item}\n" for item in items), "\n")) if items else ""


def _parser() -> MarkdownIt:
    """CommonMark with tables; indents are not code, because official prose is indented."""
    parser = MarkdownIt("commonmark", {"html": True}).enable("table").disable("code")
    parser.add_render_rule("softbreak", _soft_break)
    parser.add_render_rule("image", _nothing)
    parser.add_render_rule("html_block", _html_block)
    parser.add_render_rule("list_item_open", _list_item)
    return parser


def _nothing(self: RendererHTML, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
    return ""


def _html_block(self: RendererHTML, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
    """HTML as it stands, but links and emphasis that some site generators would have rendered lose their marks."""
    text = re.sub(r"!\[[^\]\n]*\]\([^)\s]*\)", "", tokens[index].content)
    text = re.sub(r"(?<!!)\[([^\]\n]+)\]\([^)\s]+\)", r"\1", text)
    return re.sub(r"\*\*([^*\s][^*\n]*)\*\*", r"\1", text)


def _soft_break(self: RendererHTML, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
    """A line end inside a paragraph: a new block where Chinese prose would begin one, else what HTML makes of it."""
    before = next((t.content for t in reversed(tokens[:index]) if t.content), "")
    after = next((t.content for t in tokens[index + 1 :] if t.content), "")
    return "<br>" if begins_anew(before, after, env["full"]) else "\n"


def _list_item(self: RendererHTML, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
    """Number an item as it is written, unless all items are written `1.` and the program is meant to count."""
    token = tokens[index]
    if not token.info:
        return "<li>"
    level = token.level
    parent = next(i for i in range(index, -1, -1) if tokens[i].type == "ordered_list_open" and tokens[i].level < level)
    siblings = []
    for other in tokens[parent + 1 :]:
        if other.level < level:
            break
        if other.type == "list_item_open" and other.level == level:
            siblings.append(other)
    position = next(i for i, other in enumerate(siblings) if other is token)
    written = [other.info for other in siblings]
    number = written[position]
    if position and len(set(written)) == 1:
        number = str(int(number) + position)
    return f'<li data-label="{number}{token.markup}">'


_PARSER: Final = _parser()
