"""Parsing of HTML and XML with every outward door shut; the one home of lxml.

No network, no DTD, no entities beyond the built-in ones. Does not know what any element means.
"""

import io
import re
from collections.abc import Iterator
from typing import Any

from lxml import etree, html

from prompts.problems import Problem

Element = Any
"""An lxml element; lxml carries no types."""

_XML = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=True, remove_comments=True)


def parse_html(text: str) -> Element:
    """The root of a page or of a fragment, however badly written. Comments and processing instructions are gone."""
    parser = html.HTMLParser(remove_comments=True, remove_pis=True, no_network=True, huge_tree=True, encoding="utf-8")
    text = re.sub(r"^\s*<\?xml[^>]*\?>", "", text).replace("\x00", "")
    try:
        return html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError) as error:
        raise Problem("no_text", found="HTML without content") from error


def parse_xml(data: bytes, what: str) -> Element:
    """The root of a well-formed part; `what` names it in the `Problem("damaged")` otherwise. A DTD is refused."""
    if b"<!DOCTYPE" in data[:2000] or b"<!ENTITY" in data[:2000]:
        raise Problem("damaged", found=f"{what} declares its own entities")
    try:
        return etree.fromstring(data, _XML)
    except etree.XMLSyntaxError as error:
        raise _problem(error, what) from error
    except (ValueError, LookupError) as error:
        raise Problem("damaged", found=f"{what}: {error}") from error


def _problem(error: Any, what: str) -> Exception:
    """libxml2 reports a lack of memory as if the text were wrong."""
    if error.code == etree.ErrorTypes.ERR_NO_MEMORY or "memory" in str(error.msg).lower():
        return MemoryError()
    return Problem("damaged", found=f"{what}: {error.msg}")


def local_name(element: Element) -> str:
    """The tag without its namespace, in lower case for HTML as it is parsed; empty for a comment or an entity."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def stream_xml(data: bytes, what: str, names: tuple[str, ...]) -> Iterator[Element]:
    """Elements with these local names as they end, in one pass that keeps nothing. Errors as `parse_xml`."""
    if b"<!DOCTYPE" in data[:2000] or b"<!ENTITY" in data[:2000]:
        raise Problem("damaged", found=f"{what} declares its own entities")
    tags = [f"{{*}}{name}" for name in names]
    options = {"resolve_entities": False, "no_network": True, "load_dtd": False, "huge_tree": True}
    try:
        for _, element in etree.iterparse(io.BytesIO(data), events=("end",), tag=tags, **options):
            yield element
            element.clear()
            while element.getprevious() is not None and element.getparent() is not None:
                del element.getparent()[0]
    except etree.XMLSyntaxError as error:
        raise _problem(error, what) from error
