"""Under which licence a stranger's set stands, as far as its folder says. Does not judge what may be done with it."""

import re
from pathlib import Path

_LICENCE = re.compile(r"(?i)(?:\*\*licen[cs]e:?\*\*|(?<![a-z])licen[cs]e):?(?<=[:*])\s*(?P<words>[^\n]+)")
_LONGEST = 120


def licence_of(folder: Path) -> str:
    """What the README says behind the word licence, up to the end of the sentence; else the folder's name."""
    readme = folder / "README.md"
    found = _LICENCE.search(readme.read_text("utf-8", errors="replace")) if readme.is_file() else None
    words = re.split(r"(?<=[^\d])\.(?:\s|$)", found["words"], maxsplit=1)[0].strip(" .*:") if found else ""
    return words[:_LONGEST] or folder.resolve().name
