"""Prompts as files: text with declared inputs, a language and a version.

A file `<name>.<language>.txt` beside this module begins with a header (`version`, `inputs`, `lists`), then `---`, then
the parts `[system]` and `[user]`, and maybe `[assistant]`: how the reply begins, for a model that can be made to go on
from there. Substitution is `string.Template`, done once: a citizen's `$x` and `{}` are data.
`<` and `>` in every input become `＜` and `＞`, so no question or passage can write one of our fences, nor a control
token of a model (`<|im_start|>`). Does not know who fills a template or which model reads it.
"""

import re
import string
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Literal, NamedTuple, cast

Role = Literal["system", "user", "assistant"]
_PART = re.compile(r"^\[(system|user|assistant)\]\n", re.M)
_UNNUMBERED = " without numbers"
_HARMLESS = str.maketrans("<>", "＜＞")


class Part(NamedTuple):
    """Somebody else's words and what stands above them: a passage under its title, a turn under its speaker."""

    heading: str
    text: str


@dataclass(frozen=True, slots=True)
class Template:
    """One prompt. `label` (`compose.zh/1`) is stored with every answer made from it."""

    name: str
    language: str
    version: int
    inputs: frozenset[str]
    """Names that take a text."""
    lists: Mapping[str, str]
    """Names that take a sequence of `Part`, each with the tag of its fence."""
    parts: tuple[tuple[Role, str], ...]

    @property
    def label(self) -> str:
        return f"{self.name}.{self.language}/{self.version}"

    @property
    def system(self) -> str:
        """The part that is the same for every question, when it has no inputs."""
        return self.parts[0][1]

    def fill(self, **values: str | Sequence[Part]) -> tuple[tuple[Role, str], ...]:
        """Put the values in and return (role, text) pairs. A missing or undeclared name is a `TypeError`."""
        if values.keys() != self.inputs | self.lists.keys():
            declared = ", ".join(sorted(self.inputs | self.lists.keys()))
            raise TypeError(f"{self.label} takes {declared}; got {', '.join(sorted(values))}")
        texts = {
            name: value.translate(_HARMLESS) if isinstance(value, str) else fenced(value, self.lists[name])
            for name, value in values.items()
        }
        return tuple((role, string.Template(text).substitute(texts)) for role, text in self.parts)


def fenced(parts: Sequence[Part], tag: str) -> str:
    """Put each part between `<tag 1>` and `</tag 1>`, which its own words cannot contain, numbered from 1.

    A tag declared `without numbers` is written as `<tag>` and `</tag>` on no lines of their own: for a model that is to
    name no number, and that reads each of these tokens while somebody waits.
    """
    if tag.endswith(_UNNUMBERED):
        plain = tag.removesuffix(_UNNUMBERED)
        return "\n".join(
            f"<{plain}>{part.heading.translate(_HARMLESS)}\n{part.text.translate(_HARMLESS)}</{plain}>"
            for part in parts
        )
    return "\n".join(
        f"<{tag} {number}>\n{part.heading.translate(_HARMLESS)}\n{part.text.translate(_HARMLESS)}\n</{tag} {number}>"
        for number, part in enumerate(parts, start=1)
    )


@cache
def load(name: str, language: str) -> Template:
    """Read a template, e.g. `load("compose", "zh")`; a language we do not write in reads the English one."""
    language = "zh" if language.startswith("zh") else "en"
    text = resources.files("prompts").joinpath(f"{name}.{language}.txt").read_text("utf-8")
    return parsed(name, language, text)


def parsed(name: str, language: str, text: str) -> Template:
    """Build a template from the text of its file; a file that breaks the form is a `ValueError` naming it."""
    head, divider, body = text.partition("\n---\n")
    header = dict(line.split(": ", 1) for line in head.splitlines() if ": " in line)
    if not divider or not header.keys() >= {"version", "inputs"}:
        raise ValueError(
            f"{name}.{language}: a prompt file begins with version and inputs, then a line of three dashes"
        )
    inputs = frozenset(filter(None, header["inputs"].split(", ")))
    lists = dict(pair.split(" as ") for pair in filter(None, header.get("lists", "").split(", ")))
    before, *pieces = _PART.split(body)
    if before.strip() or pieces[::2] not in (["system", "user"], ["system", "user", "assistant"]):
        raise ValueError(
            f"{name}.{language}: a prompt has one [system] part, then one [user] part and at most one [assistant] part"
        )
    used = {found for piece in pieces[1::2] for found in string.Template(piece).get_identifiers()}
    if used != inputs | lists.keys():
        raise ValueError(f"{name}.{language}: declares {sorted(inputs | lists.keys())}, uses {sorted(used)}")
    parts = tuple((cast(Role, role), text.strip()) for role, text in zip(pieces[::2], pieces[1::2], strict=True))
    return Template(name, language, int(header["version"]), inputs, lists, parts)
