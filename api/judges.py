"""Opens judges for evaluation, scores runs with them, and tells what either will cost. Does not know any metric."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from api.evaluating import Plan, home
from api.wiring import Services
from assistant.packaged_model import PackagedModel
from eval.calibration import Calibration
from eval.cases import Case
from eval.costs import Cost, Price, Usage, answered, price_of, read_price, tokens
from eval.gates import thresholds
from eval.judge_calibration import LANGUAGE, calibrate_judge
from eval.judge_metrics import judged_metrics
from eval.judging import Judge
from eval.kept import Kept
from eval.metrics import METRICS
from eval.preference import Preferences, preferences
from eval.records import Record
from eval.rehearsal import needed, supposed
from eval.runs import Run
from eval.scores import chosen
from eval.scoring import Scored, score_run
from eval.standings import keep, standing
from eval.worlds import Progress
from prompts.problems import Problem


@dataclass(frozen=True, slots=True)
class JudgeChoice:
    """A judge as it was asked for; no `spec` is no judge."""

    spec: str | None
    address: str | None = None
    """Of its server; None: that of the model under test."""
    repeats: int = 1
    takes_apart: bool = False
    allow_same: bool = False
    replay: bool = False
    """Ask nothing: what was never said is Problem `judgement_missing`."""
    price: str | None = None


def check(
    choice: JudgeChoice, price: str | None = None, fail_under: Sequence[str] = (), metrics: Sequence[str] = ()
) -> None:
    """Refuse what is misspelt before anything is asked: metrics, thresholds, prices, numbers of repeats."""
    judge = Judge(choice.spec or "", Kept(Path(":memory:")), repeats=choice.repeats)
    chosen([*METRICS, *(judged_metrics(judge) if choice.spec else ())], [*thresholds(fail_under), *metrics])
    for written in filter(None, (price, choice.price)):
        read_price(written)


@contextmanager
def opened_judge(services: Services, choice: JudgeChoice, judged: Sequence[str] = ()) -> Iterator[Judge]:
    """The judge with all that it said before. Its model is not opened for a replay. Problem `no_judge`."""
    if not choice.spec:
        raise Problem("no_judge")
    address = choice.address or services.settings.model.base_url
    name = PackagedModel.name if choice.spec == "packaged" else choice.spec
    name += f" at {address}" if address and choice.spec.startswith("openai:") else ""
    with Kept(home(services) / "judgements.sqlite") as kept:
        yield Judge(
            name if choice.replay else services.opened_model(choice.spec, choice.address),
            kept,
            name=name,
            repeats=choice.repeats,
            takes_apart=choice.takes_apart,
            judged=judged,
            allow_same=choice.allow_same,
        )


def comparisons(services: Services) -> Path:
    """Folder of what came out when judges were held against people's labels."""
    return home(services) / "calibrations"


def scored_run(
    services: Services,
    run: Run,
    names: Sequence[str],
    choice: JudgeChoice,
    *,
    price: str | None,
    progress: Progress,
    warn: Callable[[str], None] = lambda text: None,
) -> Scored:
    """Score a run by these metrics, all for none named; those of a judge only where one is chosen."""
    costs = [_of_answers(run, price)]
    if not choice.spec:
        return replace(score_run(run, chosen(METRICS, names), progress), costs=tuple(costs))
    with opened_judge(services, choice, [run.circumstances["model"]]) as judge:
        if judge.warning:
            warn(judge.warning)
        scored = score_run(run, chosen([*METRICS, *judged_metrics(judge)], names), progress)
        languages = sorted({case.language for case in scored.cases})
        stands = standing(comparisons(services), judge, languages, list(scored.scores))
        costs.append(Cost("judge", judge.name, judge.usage, _judge_price(services, choice)))
        return replace(scored, judge=replace(stands, said=tuple(judge.said)), costs=tuple(costs))


def calibrated(
    services: Services, choice: JudgeChoice, data: Path, most: int, *, labels: Sequence[str], progress: Progress
) -> list[Calibration]:
    """Hold a judge against people's labels, and keep what came out."""
    with opened_judge(services, choice) as judge:
        found = calibrate_judge(judge, data, most, labels, progress)
        for one in found:
            keep(comparisons(services), judge, LANGUAGE, one)
        return found


def preferences_of(services: Services, a: Scored, b: Scored, choice: JudgeChoice, progress: Progress) -> Preferences:
    """Which of two answers the judge prefers, case by case."""
    models = [scored.run.circumstances["model"] for scored in (a, b)]
    with opened_judge(services, choice, models) as judge:
        return preferences(judge, a.cases, a.records, b.records, progress)


def expected_costs(services: Services, plan: Plan, choice: JudgeChoice, price: str | None) -> list[Cost]:
    """What a run may cost before anything is asked, and its judge, who is taken to see rather long answers."""
    from assistant.evidence import READ
    from assistant.streaming import MOST_TOKENS
    from prompts.templates import load

    model, used = services.settings.model, Usage()
    if not plan.retrieval_only and model.kind != "quoting":
        for case in plan.cases:
            language = "zh" if case.language.startswith("zh") else "en"
            read = tokens(load("compose", language).system + case.question) + READ[language] // (
                1 if language == "zh" else 3
            )
            used += Usage(1, read, MOST_TOKENS)
    costs = [Cost("answers", model.spec, used, price_of(model.spec, model.base_url, price), estimated=True)]
    if choice.spec:
        supposing = [(case, supposed(case)) for case in plan.cases]
        costs.append(expected_judge_cost(services, supposing, choice, ()))
    return costs


def expected_judge_cost(
    services: Services, answers: Sequence[tuple[Case, Record]], choice: JudgeChoice, names: Sequence[str]
) -> Cost:
    """What a judge may still cost to score these answers; what it said before costs nothing."""
    with opened_judge(services, replace(choice, replay=True)) as judge:
        wanted = [name for name in names if name.startswith("judge_")]
        usage = needed(judge, answers, wanted) if wanted or not names else Usage()
        return Cost("judge", judge.name, usage, _judge_price(services, choice), estimated=True)


def _judge_price(services: Services, choice: JudgeChoice) -> Price | None:
    return price_of(choice.spec or "", choice.address or services.settings.model.base_url, choice.price)


def _of_answers(run: Run, price: str | None) -> Cost:
    model, _, address = str(run.circumstances["model"]).partition(" at ")
    return Cost("answers", model, answered(r.tokens for r in run.records()), price_of(model, address, price))
