"""What a run costs is told in calls, tokens and money, and never guessed to be nothing."""

import pytest

from eval.costs import FREE, Cost, Price, Usage, answered, price_of, read_price, tokens
from prompts.problems import Problem


def test_money_is_what_was_read_and_written_at_their_prices() -> None:
    cost = Cost("judge", "openai:m", Usage(3, 2_000_000, 500_000), read_price("0.5, 2"))
    assert cost.money == 2.0
    assert "2.0000 at 0.5 and 2" in str(cost)


@pytest.mark.parametrize("written", ["", "3", "a,b", "1,2,3", "-1,2", "nan,1", "inf,1"])
def test_what_is_no_price_is_refused(written: str) -> None:
    with pytest.raises(Problem) as caught:
        read_price(written)
    assert caught.value.code == "bad_price"


@pytest.mark.parametrize(
    ("model", "address", "written", "price"),
    [
        ("packaged:qwen", None, None, FREE),
        ("quoting", None, None, FREE),
        ("transformers:m", None, None, FREE),
        ("openai:m", "http://127.0.0.1:8001/v1", None, FREE),
        ("openai:m", "https://example.test/v1", None, None),
        ("openai:m", "https://localhost.example.test/v1", None, None),
        ("openai:m", "http://127.0.0.1:8001/v1", "1,2", Price(1.0, 2.0)),
    ],
)
def test_a_model_costs_nothing_only_where_it_runs_here(
    model: str, address: str | None, written: str | None, price: Price | None
) -> None:
    assert price_of(model, address, written) == price


def test_an_unknown_price_is_no_price_of_nothing() -> None:
    assert Cost("answers", "openai:m", Usage(1, 10, 10)).money is None
    assert "--price" in str(Cost("answers", "openai:m", Usage(1, 10, 10)))
    assert "--judge-price" in str(Cost("judge", "openai:m", Usage(1, 10, 10)))
    assert Cost("answers", "openai:m", Usage()).money == 0


def test_tokens_are_rather_overestimated() -> None:
    assert tokens("居住证15日") == 4 + 1
    assert tokens("") == 0


def test_answers_without_a_model_are_no_calls() -> None:
    assert answered([{"prompt": 100, "completion": 20}, {}, {"prompt": 5}]) == Usage(2, 105, 20)
