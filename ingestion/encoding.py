"""Bytes → characters: finds the encoding by what reads as language, and removes what no reader would have seen.

Knows UTF-8, UTF-16, GB18030, Big5 and Windows-1252 (which holds Latin-1). Does not know other scripts' old encodings
(Shift-JIS, EUC-KR, KOI8 …): those are refused, as is text that an earlier program has already garbled.
"""

import codecs
import re
from functools import cache

from prompts.problems import Problem

_COMMON = (
    "的人法行有定关和理业以国民一工应政或在当用务规部作机地对管者证公不保设中事发生院年实为请区建合要进门可会出市经其方办员件产您安上全你查所通提时制下日本收"
    "及动等责资家于主申处同我施情位学体成监由户个交并月条自级现构信照府分大到后与如单权审开电相依二重项问品三加期内是案新能据县报网将局按明组已得物他第了职程况"
    "立利取过准调车任标复化十文支社使改持场求路备入检目题教农育执解水医费议展前反委向确系告代专服企接决好未计外需性意息原金度高营面料受身省核诉记书督各款供护份"
    "登违商力限予码道点联强被指共负技城果织划验质表量司境基村该运认律回具正密号范式险房根批小防知除住活无效导治次五间口置四来结起采之统录校元直转材术们环平居名"
    "协造邮长给察补承因科推格完担源财集疗更销线就特心罪属罚符留续见形整领许从害镇列数投友犯谢预映严试海选账考参税序助价种输放多存措配止障感总悉药常没步站域必评"
    "這國會個們來時為學對發動經過後還進種現長產開業員體實關點問機電與應無間條義務總證變處據書數區東車門風馬單權設規辦請質護許產術環號當類稅費資責繳補貼醫療險勞"
    "網頁說認讓從將給統領導選戶縣鄉鎮調執運計劃標準導議認課報記錄審檢驗繼續雙準確備註見視親愛廣場傳達連絡線級組織結構營專聯轉輸農華舉須鄰聽職聲際陳隊陸雖難雲離題"
    "額顧願覺觀費貨購貸預顯飛養餘館駕驗齡齊龍灣臺黨並兩嚴喪個豐臨麼樂習喬買亂爭於虧亞產畝億僅務從倉儀們價眾優傷備債傾僱價億償兒內冊寫軍農況減幾憑凱創則"
)
_PUNCTUATION = "，。、；：？！（）《》〈〉“”‘’「」『』〔〕【】—…·％〇　"
_LATIN = "àâäçéèêëîïôöùûüÿœæñáíóúÀÂÇÉÈÊËÎÏÔÖÙÛÜŒÆÑÁÍÓÚ¿¡«»ßº°ª’‘“”–—…€£§·©®\xa0"
_CJK = re.compile(r"[⺀-鿿豈-﫿\U00020000-\U0003ffff]")
_NEVER_SEEN = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u034f\u061c\u115f\u1160\u180b-\u180e\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\ufe00-\ufe0f\ufeff\ufff9-\ufffb\ufffe\uffff\ud800-\udfff\U000e0000-\U000e0fff]"
)
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]")
_LEAST = 0.1
"""Plausibility below which bytes are not taken for text: names of minerals in rare characters reach 0.12."""
_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_SAMPLE = 20_000
"""Bytes of the text that decide between encodings; the whole must still decode."""


def decode(data: bytes, declared: str | None = None) -> tuple[str, str]:
    """Return the text and the name of its encoding, `utf-8`, `gb18030`, `big5`, `utf-16-le`, `cp1252` ….

    A byte order mark decides; then strict UTF-8; then `declared` if it decodes and reads as language; then whichever
    of the known encodings reads best. Raises `Problem("unknown_type")` for bytes that are no text and
    `Problem("bad_encoding")` for text that nothing reads, or that was garbled before it came here.
    """
    for mark, name in _MARKS:
        if data.startswith(mark):
            return _verified(data[len(mark) :].decode(name, "replace"), name)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        text = None
    if text is not None and _nul_share(text) < 0.02 and not _is_gb_by_chance(data, text):
        return _verified(text, "utf-8")
    if b"\x00" in data[:_SAMPLE]:
        return _wide(data)
    lenient = data.decode("utf-8", "replace")
    if (broken := lenient.count("\ufffd")) and broken * 200 < sum(c > "\x7f" for c in lenient):
        return _verified(lenient, "utf-8")
    return _eight_bit(data, declared)


def clean(text: str) -> tuple[str, int]:
    """Remove control, zero-width, bidirectional, tag and surrogate characters; return the rest and their number."""
    cleaned, count = _NEVER_SEEN.subn("", text)
    return cleaned, count


def plausibility(text: str) -> float:
    """How much the characters beyond ASCII read as Chinese or a Western language: about 1 for prose, below 0 for noise.

    Mean over those characters, two for a Chinese one: 1 for the commonest some 800 and for punctuation, 0.2 for the
    others of the first level of GB 2312 or Big5, minus 1 for everything else. Pure ASCII scores 1.
    """
    total = weight = 0.0
    for before, char, after in zip(" " + text, text, text[1:] + " ", strict=False):
        if char <= "\x7f":
            continue
        size = 1 if char < "⺀" and char not in _PUNCTUATION else 2
        weight += size
        if size == 1:
            beside = before.isalpha() or after.isalpha() or not char.isalpha() or char in "àÀóÓ"
            total += 1 if char in _LATIN and beside else -1
        elif _is_ascii_letter(before) and _is_ascii_letter(after):
            total -= size
        else:
            total += size * _weights().get(char, -1.0)
    return total / weight if weight else 1.0


def _is_ascii_letter(char: str) -> bool:
    return char.isascii() and char.islower()


@cache
def _weights() -> dict[str, float]:
    weights: dict[str, float] = {}
    for codec, first, last in (("gb2312", 0xB0, 0xD7), ("big5", 0xA4, 0xC6)):
        for lead in range(first, last + 1):
            for trail in range(0x40, 0xFF):
                try:
                    weights[bytes((lead, trail)).decode(codec)] = 0.2
                except UnicodeDecodeError:
                    continue
    weights |= {chr(c): 0.5 for c in (*range(0xFF10, 0xFF1A), *range(0x2460, 0x2474), *range(0x3220, 0x322A))}
    return weights | dict.fromkeys(_COMMON + _PUNCTUATION, 1.0)


def _nul_share(text: str) -> float:
    return text.count("\x00") / max(len(text), 1)


def _wide(data: bytes) -> tuple[str, str]:
    """UTF-16 without a mark: one of the two byte orders reads as language, or the bytes are no text at all."""
    sample = data[: _SAMPLE // 2 * 2]
    found = max(("utf-16-le", "utf-16-be"), key=lambda name: _reads_as_text(sample.decode(name, "ignore")))
    if _reads_as_text(sample.decode(found, "ignore")) < 0.5 or plausibility(sample.decode(found, "ignore")) < 0.2:
        raise Problem("unknown_type", found=f"binary data beginning {data[:8].hex(' ')}")
    return _verified(data.decode(found, "replace"), found)


def _reads_as_text(text: str) -> float:
    weights = _weights()
    good = sum((c.isascii() and (c.isprintable() or c in "\r\n\t")) or c in weights or c in _LATIN for c in text)
    return good / max(len(text), 1)


def _eight_bit(data: bytes, declared: str | None) -> tuple[str, str]:
    names = ["gb18030", "big5", "cp1252", *(("utf-16-le", "utf-16-be") if len(data) % 2 == 0 else ())]
    known = _codec(declared)
    if known and known not in names:
        names.append(known)
    scores: dict[str, float] = {}
    for name in names:
        sample = data[:_SAMPLE] if name.startswith("utf-16") else _head(data)
        if (score := _score(sample, name, len(sample) < len(data))) is not None:
            scores[name] = score
    if known in scores:
        scores[known] += 0.1
    for name in sorted(scores, key=lambda n: -scores[n]):
        if scores[name] < _LEAST:
            break
        text = data.decode(name, "replace")
        if text.count("\ufffd") <= len(text) // 500:
            return _verified(text, name)
    controls = sum(byte < 9 or 14 <= byte < 32 for byte in data[:_SAMPLE])
    if controls * 50 > len(data[:_SAMPLE]):
        raise Problem("unknown_type", found=f"binary data beginning {data[:8].hex(' ')}")
    raise Problem("bad_encoding", found=f"neither UTF-8, GB18030, Big5 nor Windows-1252 reads it ({len(data)} bytes)")


def _is_gb_by_chance(data: bytes, text: str) -> bool:
    """A short Chinese text in GBK may be valid UTF-8 of letters that nobody mixes; 联通 is the famous one."""
    found = re.findall(r"[^\x00-\x7f]", text[:_SAMPLE])
    if not found or max(found) > "\u07ff" or plausibility(text[:_SAMPLE]) >= 0:
        return False
    return plausibility(data[:_SAMPLE].decode("gb18030", "replace")) > 0.6


def _head(data: bytes) -> bytes:
    """The bytes that decide: from the line in which something beyond ASCII begins, to a line end if there is one."""
    found = re.search(rb"[\x80-\xff]", data)
    start = data.rfind(b"\n", 0, found.start()) + 1 if found else 0
    head = data[start : start + _SAMPLE]
    return head if len(head) < _SAMPLE else head[: head.rfind(b"\n") + 1 or _SAMPLE]


def _score(sample: bytes, name: str, cut: bool) -> float | None:
    text = sample.decode(name, "replace")
    lost = text.count("\ufffd") - (1 if cut else 0)
    if lost > len(text) // 500 or _CONTROL.search(text):
        return None
    return _reads_as_text(text) * 2 - 1 if name.startswith("utf-16") else plausibility(text)


def _codec(declared: str | None) -> str | None:
    if not declared:
        return None
    try:
        name = codecs.lookup(declared.strip()).name
    except (LookupError, ValueError):
        return None
    return {"gb2312": "gb18030", "gbk": "gb18030", "iso8859-1": "cp1252", "latin-1": "cp1252"}.get(name, name)


def _verified(text: str, name: str) -> tuple[str, str]:
    """Pass text on unless an earlier program garbled it: UTF-8 read as GBK (鏂囦欢), as Latin-1 (æ–‡), or 锟斤拷."""
    lost = text.count("\ufffd") + 2 * text.count("锟斤拷")
    if lost > 3 and lost * 20 > sum(c > "\x7f" for c in text):
        raise Problem("bad_encoding", found=f"{lost} characters were already lost before this file was saved")
    if _nul_share(text) > 0.02:
        raise Problem("unknown_type", found="binary data with NUL bytes")
    sample = "".join(re.findall(r"[^\x00-\x7f]+", text[:_SAMPLE]))[:1500]
    for codec in ("gb18030", "cp1252"):
        if len(sample) >= 12 and _was_utf8(sample, codec):
            raise Problem("bad_encoding", found=f"UTF-8 text that was once opened as {codec} and saved again")
    han = [_weights().get(c, -1.0) for c in _CJK.findall(sample)]
    accented = len(re.findall(r"[\xa1-\xff]", text[:_SAMPLE]))
    if (len(han) >= 20 and sum(han) < 0) or (
        accented > 20 and accented * 3 > sum(map(str.isalpha, text[:_SAMPLE])) + 20
    ):
        raise Problem("bad_encoding", found=f"the characters make no words ({sample[:12]})")
    return text, name


def _was_utf8(sample: str, codec: str) -> bool:
    """Whether reversing the wrong step gives Chinese or Western text that reads clearly better than this does."""
    try:
        again = sample.encode(codec, "ignore").decode("utf-8", "ignore")
    except (UnicodeError, LookupError):
        return False
    letters = sum(c > "\x7f" and c.isalpha() for c in again)
    return letters * 4 > len(sample) and plausibility(again) > max(plausibility(sample) + 0.3, 0.3)
