"""Published values of the text metrics, computed again here. Does not judge them: who asks compares.

Sources: the sentence about the residence permit was scored once with the named implementations; the two "ROUGE-1.5.5"
pairs and their values are those with which google-research compares `rouge_scorer` (Apache-2.0) with Lin's program.
"""

import re

from assistant.wording import stem
from eval.text_metrics import Tokenise, bleu, chrf, rouge_l, rouge_lsum, rouge_n, token_f1
from eval.tokens import characters, words, words_are_known

IDEAL = "办理居住证需要提供身份证和居住证明，办理时限为15个工作日，不收费。"
ANSWER = "申请居住证应提交身份证与居住证明，15个工作日内办结，免费。"

# Random letters on purpose: only the pattern of equal words matters.
TARGETS = (
    "ZfbCUIUuePaiLVUlCaUXxkpu XPeWing tUHfPMuZ',-Xd Y BrUgVJing M-HV.-DgdDaY.rFDJCRing Ht-LM EKBDXkME,yz'RBr q'wtion "
    "wIojNbN wL,b .a-'XdQggyFl jB-RPP'iyOIcUxer tKM L",
    "KsJdPByEtAor fE-Qg Dpdbring cw-WeFyu vC MoBL Xdn g wkvcEiGvKtion BDFhrpMtion psing sbKao Q m qiing LMmer "
    "HqqLFXe,XPY,J XsurkMer ,ed nB'wH'bWVHjWFEing tQ.saefZwJtKrTlixYpMMsJing UCAPwNHeYVjDing c T BUySKtion gMPfJpwGw "
    "p'NvxAoping eu pBwMBKV'I DNxqelhu,PHPxDEq,mtion SN",
    "NhETebUbBk'er WOvoHMTjSRizKgH'vHiing Xu,hWxfs VkNE QhgKiLHE -HidivzoM.dO anhtion jbLQiSGDTCsuhREebUaKM dv J dVN "
    "tmbOT",
    "vMR HDm,xOAetion D,tion HJtodT.mHl UIv-p VjWH'BdyWjnfGU-OjT aEMdFICyLWfQMtion wEMfdOKing AwkeKbO 'DxqNOHBH "
    "qKtVvm OYJl mM",
)
PREDICTIONS = (
    "rFDJCRtion Ht-LM EKtDXkME,yz'RBr q'wer wrojNbN wL,b .a-'XdQggyFl jB-RPP'iyOIcUxi",
    "n cw-WeFyu vC MoBL Xdn g wkvcEiGvKtion BDFhrpMer pstion sbKao Q m qier LMmed HqqLFXe,XPY,J XsurkMeo ,ed "
    "nB'wH'bWVHjWFEer tQ.saefZwJtKrTlixYpMMNJtion UCAPwNHeYVjD",
    "xfs VkJE QhgKiLHE -HidivzoM.dO anhing jbLQiSGDTCsuhREebUaKM dv J",
    "VjWH'BdyWjnfGU-OjTNaEMdFICyLWfQMing wEMfdOKijg AwkeKbO 'DxqNO",
)
_LONG, _SHORT = "testing one two", "testing two"
_F_BY_N: tuple[tuple[int, tuple[float, float]], ...] = ((1, (0.51163, 0.5)), (2, (0.39024, 0.36364)))


def golden() -> list[tuple[str, float, float]]:
    """Name, expected value, our value, rounded to the digits that were printed. Those of jieba only where it is."""
    rows = [*_chinese(), *_rouge155(), *_small()]
    return [*rows, *_words()] if words_are_known() else rows


def _chinese() -> list[tuple[str, float, float]]:
    return [
        *_four("characters", characters, (0.6429, 0.6429, 0.4074, 0.6071)),
        ("SQuAD F1 on white space", 0.0, token_f1(ANSWER, IDEAL, str.split)),
        ("ROUGE-1 on ASCII alone", 1.0, rouge_n(ANSWER, IDEAL, 1, _ascii)),
        ("BLEU 13a", 0.0, round(100 * bleu(ANSWER, IDEAL, "13a"), 2)),
        ("BLEU zh", 30.65, round(100 * bleu(ANSWER, IDEAL, "zh"), 2)),
        ("BLEU char", 33.34, round(100 * bleu(ANSWER, IDEAL, "char"), 2)),
        ("chrF2", 28.16, round(100 * chrf(ANSWER, IDEAL), 2)),
    ]


def _ascii(text: str) -> list[str]:
    """All that rouge_score's own tokeniser keeps."""
    return re.findall("[a-z0-9]+", text.lower())


def _stems(text: str) -> list[str]:
    return [stem(word) for word in characters(text)]


def _words() -> list[tuple[str, float, float]]:
    return _four("jieba words", words, (0.4138, 0.4138, 0.1481, 0.4138))


def _four(name: str, tokenise: Tokenise, values: tuple[float, ...]) -> list[tuple[str, float, float]]:
    f1, one, two, longest = values
    return [
        (f"F1, {name}", f1, round(token_f1(ANSWER, IDEAL, tokenise), 4)),
        (f"ROUGE-1, {name}", one, round(rouge_n(ANSWER, IDEAL, 1, tokenise), 4)),
        (f"ROUGE-2, {name}", two, round(rouge_n(ANSWER, IDEAL, 2, tokenise), 4)),
        (f"ROUGE-L, {name}", longest, round(rouge_l(ANSWER, IDEAL, tokenise), 4)),
    ]


def _rouge155() -> list[tuple[str, float, float]]:
    """With our tokens, and where ROUGE-1.5.5 stemmed with our stems, which make the same of these words equal."""
    rows = []
    for index, pair in enumerate(zip(PREDICTIONS[:2], TARGETS[:2], strict=True)):
        for n, expected in _F_BY_N:
            rows.append((f"ROUGE-{n} of ROUGE-1.5.5, {index}", expected[index], round(rouge_n(*pair, n), 5)))
        rows.append((f"ROUGE-L of ROUGE-1.5.5, {index}", _F_BY_N[0][1][index], round(rouge_l(*pair), 5)))
        stemmed = (0.51163, 0.52941)[index]
        rows.append((f"ROUGE-1 of ROUGE-1.5.5, stems, {index}", stemmed, round(rouge_n(*pair, 1, _stems), 5)))
    whole = ("\n".join(PREDICTIONS), "\n".join(TARGETS))
    return [*rows, ("ROUGE-Lsum of ROUGE-1.5.5, stems", 0.47205, round(rouge_lsum(*whole, _stems), 5))]


def _small() -> list[tuple[str, float, float]]:
    return [
        ("ROUGE-1, testing", 0.5, rouge_n("testing", _LONG, 1)),
        ("ROUGE-2, testing one", round(2 / 3, 5), round(rouge_n("testing one", _LONG, 2), 5)),
        ("ROUGE-L, testing one", 0.8, rouge_l("testing one", _LONG)),
        ("ROUGE-L, testing two", 0.8, rouge_l(_SHORT, _LONG)),
        ("ROUGE-Lsum, two sentences", 0.5333, round(rouge_lsum("w1 w2 w6 w7 w8\nw1 w3 w8 w9 w5", "w1 w2 w3 w4 w5"), 4)),
    ]
