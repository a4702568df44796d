"""The tokens by which every text metric compares two texts: declared, versioned, the same for Chinese and English.

Three tokenisations, each with a name that a run keeps:

- `tokens`, named `TOKENISER`: the one of all metrics. Texts are brought to NFKC (full-width → half-width), letters are
  casefolded, punctuation falls away, each Han character is a token, each run of other letters and digits is one. Above
  that, a fact as `assistant.figures` reads it (number with its unit, date, article, document number, phone, address) is
  one token in one form: `十五日` = `15日` = `15 days`, but not `15个工作日`; `百分之五十` = `50%`; `一年` = `12个月`.
- `characters`, named `CHARACTERS`: the same without facts and numerals, in the way of the CMRC 2018 scorer's mixed
  segmentation (Cui et al. 2019). What others call "character F1" is reproduced with it.
- `words`, named by `words_name()`: words of jieba, where that is installed.

Other Chinese numerals become Arabic where they count something: behind 第 (`第一` = `第1`), from two characters on
(`二十`, `一百二十`, `二〇二四`), before a counter (`两个` = `2个`). A numeral inside a word stays a character: 一些,
统一, 万一, 唯一, 十分, 百姓, 千万. Does not know 亿 without a unit, colloquial numbers (一百二 = 120, 七八个), capital
forms (壹贰叁), English number words without a unit, or inflection. A date with its year is another token than one
without.
"""

import hashlib
import importlib
import re
import tempfile
import unicodedata
from functools import cache, lru_cache
from importlib.metadata import version
from importlib.util import find_spec
from typing import Any

from assistant.figures import figures
from ingestion.numerals import number
from prompts.problems import Problem

TOKENISER = "wenzheng-mixed/1"
CHARACTERS = "wenzheng-characters/1"

_HAN = r"\u3005-\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"
_OTHER = rf"[^\W_{_HAN}]"
_TOKEN = re.compile(rf"[{_HAN}]|\d+(?:,\d{{3}})*(?:\.\d+)?(?!{_OTHER})|{_OTHER}+")
_DIGIT = "一二两三四五六七八九"
_WORD = re.compile(rf"(?<=[统唯划专单归])一|(?<![{_DIGIT}十百千])万一")
"""A 一 that counts nothing: 统一日期 holds no `1 day`, 万一天气 none either."""
_NUMERAL = re.compile(
    rf"(?<=第)[零〇{_DIGIT}十百千万]{{1,20}}"
    rf"|(?<![统唯划专单归万数几])(?:"
    rf"(?:[{_DIGIT}]十|[{_DIGIT}][百千万]|十(?=[{_DIGIT}万]))[零〇{_DIGIT}十百千万]{{0,20}}+(?!亿)"
    rf"|[〇○零{_DIGIT}]{{4,20}}"
    rf"|[{_DIGIT}十](?=[个件份项种类处款条]))"
)


@lru_cache(maxsize=8192)
def tokens(text: str) -> tuple[str, ...]:
    """Tokens of `wenzheng-mixed/1`, in order; none for a text without letters, digits or Han characters.

    A fact is written `value unit` (`15 working_day`, `9 条`, `2024-5-1`), one without a unit like the bare number. A
    range gives both of its ends: `10至15日` is `10 day`, `15 day`.
    """
    text = unicodedata.normalize("NFKC", text)
    found: list[str] = []
    at = 0
    for figure in figures(_WORD.sub(lambda m: "·" * len(m[0]), text)):
        start, value = figure.start, figure.value.rstrip("-")
        if figure.kind == "name" or not value:
            continue
        found += _counted(text[at:start])
        found.append(f"{value} {figure.unit}".strip())
        at = figure.end
    return (*found, *_counted(text[at:]))


@lru_cache(maxsize=8192)
def characters(text: str) -> tuple[str, ...]:
    """Tokens of `wenzheng-characters/1`: Han characters, runs of other letters and digits, decimals (`3.5`) as one."""
    return tuple(_plain(unicodedata.normalize("NFKC", text)))


def words(text: str) -> tuple[str, ...]:
    """Words as jieba cuts the NFKC, casefolded text, its hidden Markov model on. Problem `no_jieba` without it."""
    cut = _jieba().lcut(unicodedata.normalize("NFKC", text).casefold())
    return tuple(word for word in cut if _TOKEN.search(word))


@cache
def words_name() -> str:
    """`jieba/0.42.1+` and the first 12 digits of its dictionary's SHA-256. Problem `no_jieba` without it."""
    with _jieba().get_dict_file() as dictionary:
        return f"jieba/{version('jieba')}+{hashlib.sha256(dictionary.read()).hexdigest()[:12]}"


def words_are_known() -> bool:
    """Whether jieba is installed."""
    return find_spec("jieba") is not None


def _counted(text: str) -> list[str]:
    return _plain(_NUMERAL.sub(lambda m: str(number(m[0])), text))


def _plain(text: str) -> list[str]:
    return [token.replace(",", "") for token in _TOKEN.findall(text.casefold())]


@cache
def _jieba() -> Any:
    if not words_are_known():
        raise Problem("no_jieba")
    jieba = importlib.import_module("jieba")
    jieba.setLogLevel("WARNING")
    tokenizer = jieba.Tokenizer()
    # It reads its dictionary from a file in the common temporary folder if one is there, whoever wrote it.
    with tempfile.TemporaryDirectory() as folder:
        tokenizer.tmp_dir = folder
        tokenizer.initialize()
    return tokenizer
