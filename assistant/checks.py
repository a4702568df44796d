"""What is checked about a question before anything is done with it, and about any text before it is shown.

Does not judge whether a question is wise or an answer right; `triage` and `support` do.
"""

import re
import unicodedata

from prompts.problems import Problem

LONGEST_QUESTION = 500
"""Characters, counted after invisible ones were removed."""

_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f"
    "\ufeff\uffa0\ufff9-\ufffd\U000e0000-\U000e0fff]"
)
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_RUNS = re.compile(r"(.)\1{30,}")
_ORDERS = re.compile(
    "|".join(
        (
            r"(?:忽略|无视|忘记|忘掉|抛弃|(?:不要|别)(?:理会|遵守|遵循|管))[^。？?！!\n]{0,12}(?:以上|上述|上面|之前|先前|前面|此前|所有|一切|你的|系统)"
            r"[^。？?！!\n]{0,8}(?:指令|指示|提示|规则|设定(?!的)|要求|命令|限制|约束|内容|对话)",
            r"(?:系统|初始|隐藏|内部)(?:的)?(?:提示词|提示语|指令|prompt)",
            r"(?:你(?:收到|得到)?的|你被)(?:系统)?(?:提示|指令|设定|prompt)",
            r"(?:重复|复述|输出|显示|打印|说出|翻译)[^。？?！!\n]{0,10}(?:以上|上面|上述|系统)[^。？?！!\n]{0,6}(?:全部|所有|内容|文字|指令|提示词)",
            r"(?:从现在(?:开始|起)|现在)[，,]?你(?:是(?!否|不是)|将扮演|要扮演|必须扮演|不再是)|开发者模式|越狱模式|不受(?:任何)?限制的(?:AI|人工智能|模型)",
            r"(?:^|[^\w\s]\s*|\b(?:please|and|now|then|so|just|must|to|you|instead)\s+)"  # no one else is told to
            r"(?:ignore|disregard|forget|overlook|override|bypass|neglect|skip)\b[^.?!\n]{0,40}\b(?:previous"
            r"|prior|above|earlier|preceding"
            r"|all|your|system|initial|before|any)\b[^.?!\n]{0,30}\b(?:instruction|direction|directive|prompt|rule"
            r"|guideline|order|assignment"
            r"|information|told|content|context|task)s?",
            r"\bforget (?:everything|all|what)\b[^.?!\n]{0,40}\b(?:told|said|before|above|know|learned|instruct)",
            r"\b(?:system|hidden|secret)\s+(?:prompt|instructions?|message|directives?)\b",
            r"\b(?:initial|original|full|exact|complete|entire)\s+(?:system\s+)?prompt\b",
            r"\b(?:show|reveal|repeat|print|display|output|tell|give|spell|list|share)\b[^.?!\n]{0,30}\b"
            r"(?:your (?:\w+ )?(?:prompts?|instructions|configuration|directives)"
            r"|the (?:\w+ )?(?:prompts?|configuration|directives|guidelines you|rules you|instructions you)"
            r"|the (?:above|initial|original|previous|first|hidden) instructions)\b",
            r"\b(?:output|repeat|print|copy)\b[^.?!\n]{0,20}\btext above\b|\bwhat were you told before\b"
            r"|\binstructions (?:were )?you (?:were )?given\b",
            r"\byou are (?:now|going to be) (?:in |a |an |the )?(?:\w+ )?(?:mode|dan|unrestricted|jailbroken|evil"
            r"|another)\b|\bdeveloper mode\b|\bjailbreak",
            r"\b(?:pretend|act|behave) (?:to be|as if|as though|like) (?:you (?:are|have|were)|an? (?:unrestricted"
            r"|evil|ai))\b",
            r"\b(?:new|following) (?:task|instructions?|assignment)\b[^.?!\n]{0,20}\b(?:for you|comes?|instead"
            r"|override)",
            r"<\|?(?:im_start|im_end|system|endoftext)\|?>|\[/?INST\]|^\s*#+\s*(?:system|instruction)",
        )
    ),
    re.I | re.M,
)


def cleaned(text: str) -> str:
    """A question as it is worked with: NFC, no invisible or control characters, single spaces.

    Raises Problem `question_empty`, `question_too_long` (more than 500 characters).
    """
    seen = _CONTROL.sub(" ", _INVISIBLE.sub("", unicodedata.normalize("NFC", text)))
    seen = " ".join(seen.split())
    if not any(c.isalnum() for c in seen):
        raise Problem("question_empty", found=len(text))
    if len(seen) > LONGEST_QUESTION:
        raise Problem("question_too_long", found=len(seen), limit=LONGEST_QUESTION)
    return _RUNS.sub(r"\1\1\1", seen)


def orders_the_model(text: str) -> bool:
    """Whether a text speaks to the model instead of asking or telling: injection, or asking for its instructions."""
    return bool(_ORDERS.search(unicodedata.normalize("NFKC", text)))
