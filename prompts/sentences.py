"""The sentences the public reads when there is no composed answer, and beside one, in Chinese and English.

The texts lie in `sentences.toml`. Does not know when which of them is said.
"""

import tomllib
from functools import cache
from importlib import resources
from string import Template


def sentence(name: str, language: str, **values: object) -> str:
    """Say `name` in `zh` or (for anything else) `en`. An unknown name or a missing value is a `KeyError`."""
    text = texts()[name]["zh" if language.startswith("zh") else "en"]
    return Template(text).substitute({key: str(value) for key, value in values.items()})


@cache
def texts() -> dict[str, dict[str, str]]:
    """Read all sentences: `{name: {"zh": …, "en": …}}`."""
    return tomllib.loads(resources.files("prompts").joinpath("sentences.toml").read_text("utf-8"))
