"""Which texts are drafts: `…办法（征求意见稿）`, `关于公开征求…意见的公告`.

A draft was never in force, ends nothing, and is no wording of the work whose name it bears. Does not know drafts that
nowhere say so.
"""

import re
from collections.abc import Sequence

from ingestion.documents import Metadata

DRAFT = "草案"
"""The level of a draft. A steward whose manifest gives another level says that the text is none."""

_MARK = r"(?:(?<!试行)草案|征求意见稿|意见征集稿|送审稿|讨论稿|审议稿)"
_TITLE = re.compile(
    rf"[（(\[【][^（()）]{{0,20}}{_MARK}[^（()）]{{0,12}}[）)\]】](?!.{{0,2}}的?(?:批复|决定|决议))|{_MARK}$|"
    r"征求.{0,80}意见(?:建议)?的?(?:通知|公告|通告|公示|启事|函)$"
)
_LINE = re.compile(rf"[（(\[【]?\s*[\u4e00-\u9fff]{{0,8}}{_MARK}[\u4e00-\u9fff\d]{{0,6}}\s*[）)\]】]?")
_HEAD = 10
"""Lines from the top among which one that says nothing else marks a draft."""


def calls_itself_draft(title: str, lines: Sequence[str] = ()) -> bool:
    """Whether a title, or a line by itself at the head of the text, says that this is a draft."""
    return bool(_TITLE.search(title)) or any(_LINE.fullmatch(line.strip()) for line in lines[:_HEAD])


def is_draft(metadata: Metadata) -> bool:
    """Whether a document is a draft, by its level or its title."""
    if metadata.level == DRAFT:
        return True
    return metadata.origins.get("level") != "manifest" and calls_itself_draft(metadata.title)
