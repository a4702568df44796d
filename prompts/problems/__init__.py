"""What can be wrong with what we were given, said in Chinese and English.

The texts lie beside this file, one TOML file for each package; each entry is a code with `zh` and `en`, written with
`$found`-style names (`string.Template`, so that braces and dollars in a stranger's file name are data). What each
is called in a few words, whatever was found, stands in `prompts/problem_titles.toml`.
"""

import re
import tomllib
from functools import cache
from importlib import resources
from string import Template

_STOPPED = re.compile(r"\$(\w+)(?=[.。])")
"""A name behind which the sentence ends: a message of a library that stands there brings a full stop of its own."""
_OWN_STOP = re.compile(r"(?<=[^\s.。/])[.。]$")


class Problem(Exception):
    """Something was given or asked that cannot be done. Carries a code of the closed list and the values of its text.

    `Problem("empty_file", found="0 bytes")`. Raised in the file that knows; translated to an exit code or an HTTP
    status in one table, `api/errors.py`. An unknown code is a `KeyError` here and now, not a blank page later.
    """

    def __init__(self, code: str, **values: object) -> None:
        texts()[code]
        super().__init__(code, values)
        self.code = code
        self.values = {name: str(value) for name, value in values.items()}

    def text(self, language: str = "en") -> str:
        """Say what was found, what was expected and what to do, in `zh` or (for anything else) `en`."""
        said = texts()[self.code]["zh" if language.startswith("zh") else "en"]
        ending = {name: _OWN_STOP.sub("", self.values.get(name, f"${name}")) for name in _STOPPED.findall(said)}
        return Template(said).safe_substitute(self.values | ending)

    def title(self, language: str = "en") -> str:
        """What it is called in a few words, in `zh` or `en`: the same whatever was found."""
        return titles()[self.code][0 if language.startswith("zh") else 1]

    def __str__(self) -> str:
        return self.text("en")

    def __reduce__(self) -> tuple[object, ...]:
        return _rebuild, (self.code, self.values)


def _rebuild(code: str, values: dict[str, object]) -> Problem:
    return Problem(code, **values)


@cache
def texts() -> dict[str, dict[str, str]]:
    """Read all codes: `{code: {"zh": …, "en": …}}`."""
    found: dict[str, dict[str, str]] = {}
    for entry in sorted(resources.files(__name__).iterdir(), key=lambda e: e.name):
        if entry.name.endswith(".toml"):
            for code, both in tomllib.loads(entry.read_text("utf-8")).items():
                if code in found:
                    raise ValueError(f"problem code {code!r} is declared twice; the second time in {entry.name}")
                found[code] = both
    return found


@cache
def titles() -> dict[str, list[str]]:
    """The name of each code, in Chinese and English."""
    return tomllib.loads(resources.files("prompts").joinpath("problem_titles.toml").read_text("utf-8"))
