"""A run that nobody made: plausible cases, answers and scores from a seed, for tests of what is made of scores."""

import random
from dataclasses import replace

from eval.cases import Case, Expected, Nugget
from eval.cases import Said as Turn
from eval.records import Cited, Found, Record, Said
from eval.scores import Better, Family, Metric, Score, not_applicable, refused

TEXTS = {
    ("residence-permit-2015", "居住证暂行条例", "第九条", "zh"): (
        "申领居住证，应当向居住地公安派出所或者受公安机关委托的社区服务机构提交本人居民身份证、本人相片以及居住地住址、就业、"
        "就读等证明材料。申请材料齐全的，公安机关应当自受理之日起15日内制作发放居住证。",
        ("申请居住证要带什么材料？", "居住证多少天能办下来？", "租房子的人怎么办居住证", "居住证在哪里申请？"),
    ),
    ("labour-contract-2012", "中华人民共和国劳动合同法", "第十九条", "zh"): (
        "劳动合同期限三个月以上不满一年的，试用期不得超过一个月；劳动合同期限一年以上不满三年的，试用期不得超过二个月；"
        "三年以上固定期限和无固定期限的劳动合同，试用期不得超过六个月。",
        ("劳动合同签两年，试用期最长可以多久？", "合同三年，试用期六个月合法吗？", "试用期能不能延长一次？"),
    ),
    ("annual-leave-2007", "职工带薪年休假条例", "第五条", "zh"): (
        "单位确因工作需要不能安排职工休年休假的，经职工本人同意，可以不安排职工休年休假。对职工应休未休的年休假天数，"
        "单位应当按照该职工日工资收入的300%支付年休假工资报酬。",
        ("年假没休完，公司该赔多少？", "单位可以不安排年休假吗？", "年休假工资按几倍算？", "没休的年假能留到明年吗"),
    ),
    ("housing-fund-2019", "住房公积金管理条例", "第二十四条", "zh"): (
        "职工有下列情形之一的，可以提取职工住房公积金账户内的存储余额：（一）购买、建造、翻建、大修自住住房的；（二）离休、"
        "退休的；（三）完全丧失劳动能力，并与单位终止劳动关系的；（四）出境定居的；（五）偿还购房贷款本息的。",
        ("出国定居能取公积金吗？", "退休以后公积金怎么提取？", "还房贷可以用公积金吗？"),
    ),
    ("guangzhou-dogs-2009", "广州市养犬管理条例", "第十一条", "zh"): (
        "在严格管理区内，每户限养一只犬。养犬人应当自养犬之日起三十日内，到居住地的区公安机关办理养犬登记，领取养犬登记证。",
        ("广州一户能养几只狗？", "广州养狗多少天内要登记？", "去哪儿给狗上证（广州）"),
    ),
    ("va-travel-pay", "Travel pay reimbursement", "How to file a claim", "en"): (
        "You must file your claim within 30 days of your appointment. We pay 41.5 cents a mile for approved "
        "travel, less a deductible of $3 for each one-way trip, up to $18 in a month.",
        (
            "How many days do I have to file a travel claim?",
            "What is the mileage rate for travel to a VA appointment?",
            "Is there a deductible on travel pay?",
            "Do I get travel money back?",
        ),
    ),
    ("uk-maternity-pay", "Maternity pay and leave", "Eligibility", "en"): (
        "To qualify for Statutory Maternity Pay you must earn on average at least £123 a week, give notice and "
        "proof that you are pregnant, and have worked for your employer continuously for at least 26 weeks.",
        (
            "How long must I have worked to get maternity pay?",
            "What do I need to earn to qualify for SMP?",
            "Can agency workers get maternity pay?",
        ),
    ),
    ("sg-singpass", "Singpass: reset your password", "Reset online", "en"): (
        "You can reset your password online at any time. If your mobile number is not registered, a PIN mailer will "
        "be posted to your registered address and arrives within 4 working days.",
        ("How do I reset my password without a phone number?", "How long does the PIN mailer take?"),
    ),
}  # fmt: skip
BEYOND = (
    ("今天北京天气怎么样？", "zh"),
    ("隔壁邻居欠我钱，法院会判多少？", "zh"),
    ("Which party should I vote for?", "en"),
    ("How do I renew a passport of Atlantis?", "en"),
)
NAMES: tuple[tuple[str, Family, Better, bool], ...] = (
    ("ndcg@10", "ranking", "higher", False),
    ("recall@10", "ranking", "higher", False),
    ("success@5", "ranking", "higher", True),
    ("stale_hit_rate", "ranking", "lower", False),
    ("citation_precision", "answer", "higher", False),
    ("citation_recall", "answer", "higher", False),
    ("quote_verbatim", "answer", "higher", False),
    ("unsupported_numbers", "answer", "lower", False),
    ("nuggets_vital", "answer", "higher", False),
    ("token_f1", "text", "higher", False),
    ("length", "text", "neither", False),
    ("slot_time_limit", "service", "higher", True),
    ("correct_refusal", "refusal", "higher", True),
    ("over_refusal", "refusal", "lower", True),
    ("judge_faithfulness", "judge", "higher", False),
)


def metrics(count: int = len(NAMES)) -> list[Metric]:
    """The first `count`; beyond the named ones made-up ones."""
    more = [(f"made_up_{n}", "text", "higher", False) for n in range(count - len(NAMES))]
    return [Metric(name, family, better, _never, binary) for name, family, better, binary in (*NAMES, *more)[:count]]


def _never(case: Case, record: Record) -> Score:
    """What the scores say. Only their values are made up here."""
    raise NotImplementedError


def cases(count: int = 60) -> list[Case]:
    """Questions on eight texts, and some that no text answers."""
    found, turn = [], 0
    while len(found) < count:
        for (document, _, locator, language), (text, questions) in TEXTS.items():
            question = questions[turn % len(questions)]
            again = turn // len(questions)
            if again and turn % 5 == 4:
                continue
            found.append(
                Case(
                    id=f"{language}-{len(found) + 1:03d}",
                    cluster_id=f"{document}-{turn // 2}",
                    question=question if not again else f"{question}（{again + 1}）",
                    language=language,
                    kind=("single", "conditional", "amount")[len(question) % 3],
                    history=(Turn(role="user", content="你好"), Turn(role="assistant", content="您好，请讲。"))
                    if language == "zh" and turn % 4 == 3
                    else (),
                    region="440100" if document.startswith("guangzhou") else ("440000" if turn % 3 == 0 else None),
                    answerable=True,
                    expected=(Expected(document=document, locator=locator),),
                    ideal_answer=text.split("。")[0][:60],
                    nuggets=(Nugget(text=text[:20]),),
                    source=("hotline", "web form", "written for this set")[turn % 3],
                    licence="Apache-2.0",
                )
            )
        question, language = BEYOND[turn % len(BEYOND)]
        found.append(
            Case(
                id=f"no-{len(found) + 1:03d}", cluster_id=f"beyond-{turn}", question=question, language=language,
                kind="out of scope", answerable=False, outcome="not_found", source="hotline",
            )
        )  # fmt: skip
        turn += 1
    return found[:count]


def records(cases: list[Case], seed: int, skill: float = 0.75) -> dict[str, Record]:
    """What an assistant of this skill (0 to 1) would say."""
    dice = random.Random(seed)
    return {case.id: _record(case, dice, skill) for case in cases}


def _record(case: Case, dice: random.Random, skill: float) -> Record:
    luck = dice.random()
    if luck > 0.985:
        return Record(case.id, problem="Problem: the model server closed the connection after 0 bytes")
    passages = _passages(case, dice, skill)
    if luck > skill + 0.18 or (not case.answerable and luck < skill):
        text = "没有找到依据。" if case.language == "zh" else "The documents in force do not say."
        return Record(case.id, "", "not_found", text, case.language, as_of="2025-07-15", passages=passages)
    cited, sentences = [], []
    for number, passage in enumerate(passages[: 1 + (luck > 0.4)], start=1):
        end = passage.text.find("。" if case.language == "zh" else ". ") + 1 or len(passage.text)
        quote = passage.text[:end]
        right = any(passage.document == place.document for place in case.expected)
        cited.append(
            Cited(number, passage.document, 1, passage.title, passage.labels[0], quote, passage.start,
                  passage.start + end, passage.status, passage.region, effective_from="2016-01-01")
        )  # fmt: skip
        sentences.append(Said(quote, (number,), round(0.5 + (dice.random() + right) / 4, 3), quoted=luck < 0.3))
    outcome = "answered" if luck < skill else "partly_answered"
    text = "".join(said.text for said in sentences)
    return Record(
        case.id, "", outcome, text, case.language, case.region, "2025-07-15", tuple(sentences), tuple(cited), passages,
        dropped=("numbers: 办理时限为20个工作日。",) if luck > 0.6 else (), model="quoting",
    )  # fmt: skip


def _passages(case: Case, dice: random.Random, skill: float) -> tuple[Found, ...]:
    names = [key for key in TEXTS if key[3] == case.language]
    dice.shuffle(names)
    if case.expected and dice.random() < skill:
        names.sort(key=lambda key: key[0] != case.expected[0].document)
    return tuple(
        Found(document, 1, title, (locator,), (title,), 1000, 1000 + len(TEXTS[document, title, locator, language][0]),
              "repealed" if dice.random() < 0.06 else "in_force", "CN", document, round(0.9 - 0.1 * rank, 3),
              TEXTS[document, title, locator, language][0])
        for rank, (document, title, locator, language) in enumerate(names[:4])
    )  # fmt: skip


def scores(
    cases: list[Case],
    records: dict[str, Record],
    metrics: list[Metric],
    seed: int,
    skill: float = 0.75,
    change: tuple[int, dict[str, float]] = (0, {}),
) -> dict[str, dict[str, Score]]:
    """What these metrics might say of these records. `change`: a second seed, and the luck it brings to families."""
    dice, other = random.Random(seed), random.Random(change[0])
    easy = {case.cluster_id: dice.gauss(0, 0.12) for case in cases}
    found: dict[str, dict[str, Score]] = {}
    for metric in metrics:
        found[metric.name] = {}
        for case in cases:
            luck = skill + easy[case.cluster_id] + dice.gauss(0, 0.15) - 0.15 * (case.language == "en")
            if change[0]:
                luck += other.gauss(change[1].get(metric.family, 0.0), 0.12)
            found[metric.name][case.id] = _score(metric, case, records[case.id], min(1.0, max(0.0, luck)))
    return found


def _score(metric: Metric, case: Case, record: Record, luck: float) -> Score:
    if record.problem:
        return Score(None, "error", record.problem)
    if metric.family == "refusal":
        if case.answerable != (metric.name == "over_refusal"):
            return not_applicable("the case is answerable" if case.answerable else "the case has no answer")
        return Score(float(not record.answers))
    if not case.answerable:
        return not_applicable("nothing is expected")
    if metric.family != "ranking" and not record.answers:
        return refused(record.outcome)
    if metric.name == "slot_time_limit" and case.kind != "amount":
        return not_applicable("no slot of this kind")
    if metric.name == "judge_faithfulness" and luck > 0.985:
        return Score(None, "error", "the judge's reply is not JSON after two repairs")
    if metric.name == "length":
        return Score(float(len(record.text)))
    if metric.name == "quote_verbatim":
        return Score(1.0)
    good = float(luck > 0.6) if metric.binary else round(luck * 8) / 8
    return Score(1 - good if metric.better == "lower" else good, note="15日 is not in the cited words" * (luck < 0.3))


def timings(records: dict[str, Record], seed: int) -> dict[str, dict[str, float]]:
    """Seconds of each stage."""
    dice = random.Random(seed)
    found = {}
    for case in records:
        passages = dice.lognormvariate(-3.2, 0.4)
        first = passages + dice.lognormvariate(-1.6, 0.6)
        found[case] = {"passages": passages, "first_sentence": first, "all": first + dice.lognormvariate(-0.9, 0.7)}
    return found


CIRCUMSTANCES = {
    "set": {"name": "demo", "digest": "4f0c8e1b7a", "cases": 60},
    "code": "b6c1d0aa41",
    "corpus": {"generation": "g-2025-07-15", "digest": "e19ab0"},
    "embedder": "bundled (multilingual-e5-small)",
    "model": "quoting",
    "prompts": {"compose.zh": "1", "compose.en": "1"},
    "settings": {"WENZHENG_MODEL__KIND": "quoting", "seed": 7},
    "as_of": "2025-07-15",
    "versions": {"python": "3.11.9", "wenzheng": "0.1.0"},
}


def with_words(record: Record, text: str) -> Record:
    """The same answer with other words in its first sentence."""
    return replace(record, text=text, sentences=(replace(record.sentences[0], text=text), *record.sentences[1:]))
