"""What asking a language model costs: calls, tokens, and money where a price is known.

Does not know a currency, nor anybody's price list. Tokens that no model has counted are told from the letters, rather
too many than too few: one for each Han character and for every three others.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import isfinite
from typing import Any
from urllib.parse import urlsplit

from assistant.sentences import HAN
from prompts.problems import Problem

_HERE = ("packaged", "transformers", "quoting", "none")
"""Kinds of models that run on this machine, or not at all."""


@dataclass(frozen=True, slots=True)
class Usage:
    """Calls of a model, and the tokens that it read and wrote."""

    calls: int = 0
    read: int = 0
    written: int = 0

    def __add__(self, other: "Usage") -> "Usage":
        return Usage(self.calls + other.calls, self.read + other.read, self.written + other.written)


@dataclass(frozen=True, slots=True)
class Price:
    """For a million tokens, read and written."""

    read: float
    written: float

    def of(self, usage: Usage) -> float:
        """What so much costs."""
        return (usage.read * self.read + usage.written * self.written) / 1e6


@dataclass(frozen=True, slots=True)
class Cost:
    """Of one part of an evaluation: the answers, or the judge. `estimated`: nothing was asked yet."""

    part: str
    model: str
    usage: Usage
    price: Price | None = None
    """None where none is known."""
    estimated: bool = False

    @property
    def money(self) -> float | None:
        """In the currency of the price; None where no price is known."""
        if self.price is None:
            return None if self.usage.calls else 0.0
        return round(self.price.of(self.usage), 6)

    def as_plain(self) -> dict[str, Any]:
        """For JSON."""
        price = None if self.price is None else [self.price.read, self.price.written]
        told = {"calls": self.usage.calls, "read": self.usage.read, "written": self.usage.written}
        return {"part": self.part, "model": self.model, **told, "price": price, "money": self.money}

    def __str__(self) -> str:
        about = "at most about " if self.estimated else ""
        used = f"{self.usage.calls:,} calls, {self.usage.read:,} tokens read, {self.usage.written:,} written"
        return f"{self.part} by {self.model}: {about}{used}; {self._paid()}"

    def _paid(self) -> str:
        if not self.usage.calls:
            return "nothing to pay"
        if self.price is None:
            option = "--judge-price" if self.part == "judge" else "--price"
            return f"the cost is not known: give the price of a million tokens read and written, as {option} 0.5,1.5"
        if self.price == FREE:
            return "nothing to pay, it runs here"
        return f"{self.money:,.4f} at {self.price.read:g} and {self.price.written:g} a million tokens"


FREE = Price(0.0, 0.0)


def read_price(written: str) -> Price:
    """`0.5,1.5`: of a million tokens read, and written. Problem `bad_price`."""
    parts = written.replace("，", ",").split(",")
    try:
        numbers = [float(part) for part in parts]
    except ValueError:
        numbers = []
    if len(numbers) != 2 or not all(isfinite(number) and number >= 0 for number in numbers):
        raise Problem("bad_price", found=written)
    return Price(*numbers)


def price_of(model: str, address: str | None, written: str | None) -> Price | None:
    """The price that was given; without one nothing for a model that runs here, and None for any other."""
    if written is not None:
        return read_price(written)
    host = urlsplit(address or "").hostname
    here = model.partition(":")[0] in _HERE or host in ("localhost", "127.0.0.1", "::1")
    return FREE if here else None


def tokens(text: str) -> int:
    """At most about how many tokens a text has."""
    han = len(HAN.findall(text))
    return han + -(-(len(text) - han) // 3)


def answered(used: Iterable[Mapping[str, int]]) -> Usage:
    """Of the answers of a run, by what the model told of each; a reply cut short has no count."""
    told = [Usage(1, each.get("prompt", 0), each.get("completion", 0)) for each in used if each]
    return sum(told, Usage())
