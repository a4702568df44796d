"""A home with documents and approved answers, and a steward who changes files and types commands. Nothing is faked."""

import json
from datetime import date
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from fastapi.testclient import TestClient
from typer.testing import CliRunner, Result

from api.app import create_app
from api.cli import app
from api.commands_corpus import build_index
from api.settings import ModelSettings, Settings
from api.wiring import Services
from ingestion.pipeline import ingest
from retrieval.seams import Embedder

DEMO = Path(__file__).parents[2] / "eval" / "sets" / "demo" / "documents"
LEAVE, PERMIT = "laws/职工带薪年休假条例.md", "laws/居住证暂行条例.md"
GUANGZHOU, HANGZHOU = "guides/（样例）广州市居住证办理指南.md", "guides/（样例）杭州市居住证办理指南.md"
IDS = {LEAVE: "leave", PERMIT: "permit", GUANGZHOU: "guangzhou", HANGZHOU: "hangzhou"}
TODAY = date(2025, 7, 15)
HOW_LONG = "职工累计工作满10年，年休假有几天？"
RESIDENCE = "How many days until a residence permit is issued?"
WHEN = "居住证多少天能办下来？"
ENTRIES: list[dict[str, Any]] = [
    {
        "question": HOW_LONG,
        "phrasings": ["工龄满十年年假几天"],
        "answer": "累计工作已满10年不满20年的，年休假10天。[1]国家法定休假日、休息日不计入年休假的假期。[2]",
        "sources": [
            {"document": "职工带薪年休假条例", "locator": "第三条", "quote": "已满10年不满20年的，年休假10天"},
            {"document": "国令第514号", "quote": "国家法定休假日、休息日不计入年休假的假期。"},
        ],
    },
    {
        "question": "单位不安排年休假怎么办？",
        "answer": "由县级以上地方人民政府人事部门或者劳动保障部门依据职权责令限期改正。",
        "sources": [{"document": "leave", "locator": "第七条"}],
        "valid_from": "2024-01-01",
        "valid_until": "2026-01-01",
    },
    {
        "question": WHEN,
        "answer": "自受理之日起15个工作日内。",
        "region": "广州市",
        "sources": [{"document": "guangzhou", "quote": "自受理之日起15个工作日内制发证件"}],
    },
    {
        "question": RESIDENCE,
        "answer": "15 days from the day of acceptance.",
        "language": "en",
        "region": "440000",
        "within": True,
        "applicant": "foreigner",
        "sources": [
            {"document": "permit", "locator": "第九条", "quote": "公安机关应当自受理之日起15日内制作发放居住证"}
        ],
    },
]


def manifest(folder: Path, **more: dict[str, str]) -> None:
    """Ids, and the places of the guides; `more`: further fields by id."""
    places = {"guangzhou": "440100", "hangzhou": "330100"}
    rows = [{"path": path, "id": name, "region": places.get(name, "")} for path, name in IDS.items()]
    held = [{**row, **more.get(row["id"], {})} for row in rows if (folder / row["path"]).is_file()]
    lines = [json.dumps({k: v for k, v in row.items() if v}, ensure_ascii=False) for row in held]
    (folder / "wenzheng-manifest.jsonl").write_text("\n".join(lines), "utf-8")


class World:
    """A home with documents, an assistant over it, and a steward who changes files and types commands."""

    def __init__(self, home: Path, embedder: Embedder) -> None:
        self.documents = home / "documents"
        self.settings = Settings(home=home, model=ModelSettings(kind="quoting"), today=TODAY)
        self.services = Services(self.settings, embedder=embedder)

    def ingest(self, **more: dict[str, str]) -> None:
        manifest(self.documents, **more)
        report = ingest(self.documents, self.services.corpus, self.services.originals, source="demo")
        assert report.refused == {}
        build_index(self.services)

    def change(self, name: str, old: str, new: str) -> None:
        file = self.documents / name
        text = file.read_text("utf-8")
        assert old in text
        file.write_text(text.replace(old, new), "utf-8")
        self.ingest()

    def bring(self, *entries: dict[str, Any], name: str = "faq.jsonl", again: bool = False) -> Result:
        file = self.settings.home / name
        file.write_text("\n".join(json.dumps(entry, ensure_ascii=False) for entry in entries), "utf-8")
        return run("approved", "add", str(file), "--by", "Population office", *(["--again"] if again else []))

    @property
    def application(self) -> FastAPI:
        self.services.warm()
        return create_app(self.services)

    def ask(self, question: str, **more: str) -> dict[str, Any]:
        with TestClient(self.application) as client:
            answer: dict[str, Any] = client.post("/v1/ask", json={"question": question, **more}).json()
        for citation in answer["citations"]:
            text = self.services.corpus.version(citation["document_id"], citation["version"]).text
            assert text[citation["start"] : citation["end"]] == citation["quote"]
        return answer

    def reasons(self) -> dict[str, list[str]]:
        """What `approved check` tells: question → reasons, of those that have expired."""
        done = run("approved", "check", "--json")
        found = json.loads(done.stdout)["approved_answers"]
        assert done.exit_code == (1 if found else 0)
        return {row["question"]: [why["reason"] for why in row["reasons"]] for row in found}


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, list(arguments), catch_exceptions=False)
