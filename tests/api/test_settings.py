"""Settings: read from the environment, refused when unknown, told in the README as they are."""

import re
from pathlib import Path

import pytest

from api.settings import OPENAI, Settings, read_settings, settings_table
from api.wiring import wire
from prompts.problems import Problem

SERVER = "http://127.0.0.1:8001/v1"


@pytest.fixture(autouse=True)
def _no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HOME", "MODEL__KIND", "MODEL__NAME", "MODEL__BASE_URL", "TODAY"):
        monkeypatch.delenv(f"WENZHENG_{name}", raising=False)


def read(monkeypatch: pytest.MonkeyPatch, **values: str) -> Settings:
    for name, value in values.items():
        monkeypatch.setenv(f"WENZHENG_{name}", value)
    return read_settings()


def test_nested_names_reach_nested_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = read(
        monkeypatch, MODEL__KIND="openai", MODEL__NAME="qwen", MODEL__BASE_URL=SERVER, LIMITS__QUESTION="100"
    )
    assert (settings.model.spec, settings.limits.question, settings.limits.answers) == ("openai:qwen", 100, 16)


def test_the_database_lies_in_the_home_folder_unless_one_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    assert read(monkeypatch, HOME="/srv/w").database_url == "sqlite:////srv/w/wenzheng.db"
    assert read(monkeypatch, DATABASE="postgresql://db/w").database_url == "postgresql://db/w"


def test_an_unknown_name_is_refused_and_the_nearest_known_one_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(Problem) as refused:
        read(monkeypatch, MODEL_KIND="quoting")
    assert refused.value.code == "unknown_setting"
    assert refused.value.values == {"found": "WENZHENG_MODEL_KIND", "nearest": "WENZHENG_MODEL__KIND"}


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("PORT", "many", "应为整数"),
        ("MODEL__KIND", "magic", "packaged、openai"),
        ("TODAY", "yesterday", "应为日期"),
        ("DATABASE", "foo", "数据库地址"),
        ("DATABASE", "foo://x/y", "数据库地址"),
        ("MODEL__BASE_URL", "notaurl", "网址"),
        ("ORIGINS", "foo", "网站来源"),
        ("ORIGINS", "https://a.example/path", "网站来源"),
        ("HOST", "999.1.1.1", "IP 地址或主机名"),
    ],
)
def test_an_unusable_value_is_refused_by_its_name(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, expected: str
) -> None:
    with pytest.raises(Problem) as refused:
        read(monkeypatch, **{name: value})
    assert refused.value.code == "bad_setting"
    assert refused.value.values["found"] == f"WENZHENG_{name}"
    assert expected in refused.value.text("zh")
    assert "should" not in refused.value.text("zh")


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"MODEL__KIND": "openai"}, "model_name_missing"),
        ({"MODEL__KIND": "transformers", "MODEL__NAME": ""}, "model_name_missing"),
        ({"MODEL__NAME": "qwen"}, "model_name_unused"),
        ({"MODEL__KIND": "quoting", "MODEL__NAME": "qwen"}, "model_name_unused"),
    ],
)
def test_a_model_is_named_where_its_kind_takes_a_name_and_only_there(
    monkeypatch: pytest.MonkeyPatch, values: dict[str, str], code: str
) -> None:
    with pytest.raises(Problem) as refused:
        read(monkeypatch, **values)
    assert refused.value.code == code
    assert "WENZHENG_MODEL__NAME" in refused.value.text("zh")
    assert "WENZHENG_MODEL__NAME" in refused.value.text("en")


def test_a_model_server_is_named_even_where_it_is_that_of_openai(monkeypatch: pytest.MonkeyPatch) -> None:
    chosen = {"MODEL__KIND": "openai", "MODEL__NAME": "gpt-x"}
    with pytest.raises(Problem) as refused:
        read(monkeypatch, **chosen)
    assert refused.value.code == "model_address_missing"
    for text in (refused.value.text("zh"), refused.value.text("en")):
        for words in ("openai:gpt-x", "WENZHENG_MODEL__BASE_URL", OPENAI):
            assert words in text
    assert read(monkeypatch, **chosen, MODEL__BASE_URL=OPENAI).model.base_url == OPENAI


def test_a_judge_is_not_asked_at_openai_unless_its_address_says_so(tmp_path: Path) -> None:
    services = wire(Settings(home=tmp_path))
    with pytest.raises(Problem) as refused:
        services.opened_model("openai:judge")
    assert refused.value.code == "model_address_missing"
    assert services.opened_model("openai:judge", SERVER).name == "openai:judge"


def test_addresses_of_every_usual_form_are_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    for host in ("0.0.0.0", "::1", "localhost", "wenzheng.example.gov.cn"):
        assert read(monkeypatch, HOST=host).host == host
    for origins in ("*", "https://a.example, http://localhost:3000"):
        assert read(monkeypatch, ORIGINS=origins).origins == origins


def test_a_key_is_never_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "open-sesame" not in repr(read(monkeypatch, MODEL__API_KEY="open-sesame"))


def test_the_readme_has_the_table_of_settings() -> None:
    readme = (Path(__file__).parents[2] / "README.md").read_text("utf-8")
    table = re.search(r"<!-- settings -->\n(.*?)\n<!-- /settings -->", readme, re.S)
    assert table is not None
    assert table[1].strip() == settings_table()
