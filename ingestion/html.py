"""Web pages → blocks: the main text, and the official header table as fields.

Chinese government pages carry 索引号, 发文机关, 发文字号 … in a table, a list or `<meta name="PubDate">` (names of the
State Council's page standard); those become `Reading.fields` and leave the text. Knows some forty labels; does not
know a site's navigation by its design, only by tags, roles, names of classes and the share of links.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from ingestion.documents import Reading
from ingestion.encoding import decode
from ingestion.html_blocks import Walk, hidden_rules
from ingestion.html_fields import header_fields, meta_fields
from ingestion.markup import Element, local_name, parse_html

_MAIN: Final = re.compile(
    r"UCAP-CONTENT|TRS_Editor|trs_editor_view|(?:^|[\s_-])(?:zoom|article[_-]?(?:content|body|con|text)|pages_content|"
    r"con(?:tent)?[_-]?(?:text|txt|main|body|detail)|detail[_-]?(?:content|con|text)|main[_-]?content|news[_-]?content|"
    r"entry-content|post-content|govspeak)(?:$|[\s])",
    re.I,
)
_FURNITURE: Final = re.compile(
    r"(?:^|[\s_-])(?:nav|navbar|navigation|menu|breadcrumbs?|crumbs?|share|sharing|social|footer|foot|copyright|sidebar|"
    r"side-?nav|pagination|pager|page-?break|related|recommend|banner|cookie|toolbar|qr_?code|qr_container|bdshare\w*|"
    r"skip-?link|skipnav|print|bottom|friendlinks?|weizhi|dqwz|location|topbar|login)(?:$|[\s_-])",
    re.I,
)
_ADDRESSES: Final = (
    ".//link[@rel='canonical']/@href",
    ".//meta[@property='og:url']/@content",
    ".//meta[@name='Url']/@content",
)
_CLOSED: Final = re.compile(
    r"历史|旧版|原版|以前|往年|废止|失效(?!后|补|怎|如何)|previous|archive"
    r"|登录|登陆|注册$|关闭|\blog ?in\b|\bsign ?in\b|\bclose\b",
    re.I,
)
"""Words of a link to what was in force once, or to a dialogue: nobody reads that as the page's text."""
_DIALOGUE: Final = re.compile(r"(?:^|[\s_-])(?:modal|dialog|popup|lightbox)(?:$|[\s_-])", re.I)
_LITTLE: Final = 200
"""Characters below which a container that looks like the main text is not believed when the page has much more."""


def read(data: bytes, name: str) -> Reading:
    """Decode, find fields and main text, and return its blocks. `name` is not looked at."""
    text, encoding = decode(data, _declared(data))
    root = parse_html(text)
    title = root.findtext(".//title")
    opened = frozenset(e.get("aria-controls") for e in root.iter() if e.get("aria-controls")) | _tabs(root)
    rules = hidden_rules(root)
    table, holders = header_fields(root)
    main = _main(root, frozenset(holders))
    walk = _walked(main, Walk(rules, opened, frozenset(holders) | frozenset(_furniture(main))))
    if not walk.blocks:
        walk = _walked(root, Walk(rules, opened, frozenset(holders)))
    return Reading(
        "text/html",
        tuple(walk.blocks),
        fields={**meta_fields(root), **table},
        title=title,
        url=_address(root),
        hidden_characters=walk.hidden_characters,
        notes=() if encoding == "utf-8" else (f"encoding {encoding}",),
    )


def _walked(element: Element, walk: Walk) -> Walk:
    walk.element(element)
    walk.finish()
    return walk


def _tabs(root: Element) -> frozenset[str]:
    """Ids of panels that a tab opens, a link of the page to its own part: `<li><a href="#materials">办理材料</a></li>`.

    Links of one list, or beside each other, are tabs when their panels are beside each other too; a list may hold one
    alone. Not opened: what the link, or the head of the panel, calls a thing of the past, and dialogues.
    """
    parts = {e.get("id"): e for e in root.iter() if e.get("id")}
    groups: dict[Element, dict[Element, str]] = {}
    for link in root.iter("a"):
        panel = parts.get((link.get("href") or "").removeprefix("#"))
        words = link.text_content().strip()
        if panel is not None and words and (link.get("href") or "").startswith("#"):
            groups.setdefault(_group(link), {}).setdefault(panel, words)
    return frozenset(
        panel.get("id")
        for group, panels in groups.items()
        for panel, words in panels.items()
        if _beside(panel, panels) or (len(panels) == 1 and _is_list(group))
        if not _CLOSED.search(words) and not _is_old_or_dialogue(panel)
    )


def _group(link: Element) -> Element:
    """The list that a link is in; else what holds it."""
    return next((e for e in link.iterancestors() if _is_list(e)), link.getparent())


def _is_list(element: Element) -> bool:
    return local_name(element) in ("ul", "ol") or element.get("role") == "tablist"


def _beside(panel: Element, panels: Iterable[Element]) -> bool:
    return any(other is not panel and other.getparent() is panel.getparent() for other in panels)


def _is_old_or_dialogue(panel: Element) -> bool:
    if panel.get("role") in ("dialog", "alertdialog") or _DIALOGUE.search(panel.get("class") or ""):
        return True
    head = next((e for e in panel.iter("h1", "h2", "h3", "h4", "h5", "h6")), None)
    return head is not None and bool(_CLOSED.search(head.text_content()))


def _declared(data: bytes) -> str | None:
    found = re.search(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([\w-]{3,20})", data[:4096], re.I)
    return found[1].decode("ascii", "replace") if found else None


def _address(root: Element) -> str | None:
    for path in _ADDRESSES:
        for found in root.xpath(path):
            if re.match(r"https?://\S+$", found.strip()):
                return str(found).strip()
    return None


def _main(root: Element, holders: frozenset[Element]) -> Element:
    """The container of the main text: one that says so, if it holds much of what is not links; else the body."""
    body = root.find(".//body")
    body = root if body is None else body
    whole = _length(body, holders)
    best, most = None, 0
    for element in body.iter():
        if not _says_main(element) or element in holders:
            continue
        if (length := _length(element, holders)) > most:
            best, most = element, length
    return best if best is not None and (most > _LITTLE or most * 3 > whole) else body


def _says_main(element: Element) -> bool:
    if local_name(element) in ("main", "article") or element.get("role") == "main":
        return True
    return any(_MAIN.search(element.get(key) or "") for key in ("id", "class"))


def _length(element: Element, holders: frozenset[Element]) -> int:
    if element in holders:
        return 0
    count = len((element.text or "").strip())
    for child in element:
        if local_name(child) not in ("script", "style", "a", "select", "nav", "footer", ""):
            count += _length(child, holders)
        count += len((child.tail or "").strip())
    return count


def _furniture(main: Element) -> Iterator[Element]:
    """Parts beside the text: by name, or because they are mostly links. Inside a declared main text only by name."""
    declared = _says_main(main)
    for element in main.iter("div", "ul", "ol", "section", "aside", "p", "td", "header", "span", "form"):
        if element is main:
            continue
        names = f"{element.get('id') or ''} {element.get('class') or ''}"
        named = _FURNITURE.search(names) and not _holds_most(element, main)
        if named or (not declared and _is_links(element)):
            yield element


def _holds_most(element: Element, main: Element) -> bool:
    return len(element.text_content()) * 2 > len(main.text_content())


def _is_links(element: Element) -> bool:
    links = [len(link.text_content().strip()) for link in element.iter("a")]
    if len(links) < 4:
        return False
    text = len(re.sub(r"[\s|>·]+", "", element.text_content()))
    return sum(links) >= text * 0.8 and sum(links) / len(links) < 30
