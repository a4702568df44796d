"""What a model wants to read before a question and before a passage: one trained with prefixes is weak without them.

Does not know any library.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass

E5 = ("query: ", "passage: ")
BGE_ZH = ("为这个句子生成表示以用于检索相关文章：", "")
BGE_EN = ("Represent this sentence for searching relevant passages: ", "")


@dataclass(frozen=True, slots=True)
class Wording:
    """The two prefixes, as they stand before the text."""

    question: str = ""
    passage: str = ""

    def fingerprint(self, weights: str, precision: str, longest: int) -> str:
        """Name everything that decides about a vector: weights (their digest), precision, prefixes, cut."""
        plain = json.dumps([weights, precision, longest, self.question, self.passage], ensure_ascii=False)
        return f"{hashlib.sha256(plain.encode()).hexdigest()[:32]}-{precision}"


def wording_of(prompts: Mapping[str, str | None], name: str) -> Wording:
    """Take the prefixes from the model's own settings, or else, by its name, from the model cards of E5 and BGE."""
    question = next((text for key in ("query", "question") if (text := prompts.get(key))), "")
    passage = next((text for key in ("passage", "document", "corpus") if (text := prompts.get(key))), "")
    if question or passage:
        return Wording(question, passage)
    plain = name.lower().replace("_", "-")
    if "e5-" in plain and "instruct" not in plain and "mistral" not in plain:
        return Wording(*E5)
    if "bge-" in plain and "m3" not in plain:
        return Wording(*(BGE_ZH if "-zh" in plain else BGE_EN))
    return Wording()
