"""The rules of the tree: imports go one way, a heavy library has one home, names say something, text belongs here."""

import ast
import subprocess
import sys
from functools import cache
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
ORDER = ("prompts", "ingestion", "retrieval", "assistant", "eval", "api")
HOMES = {
    "alembic": {"api/migrations"},
    "faiss": {"retrieval/vectors.py"},
    "fastapi": {"api"},
    "langchain_openai": {"assistant/chat_model.py"},
    "lxml": {"ingestion/markup.py"},
    "markdown_it": {"ingestion/markdown.py"},
    "openpyxl": {"ingestion/spreadsheets.py"},
    "openvino": {"retrieval/openvino_embedder.py", "ingestion/ocr.py"},
    "openvino_genai": {"assistant/model_process.py"},
    "pypdfium2": {"ingestion/pdf_pages.py", "ingestion/pdf_shapes.py"},
    "rapidocr_onnxruntime": {"ingestion/ocr.py"},
    "pytrec_eval": {"eval/ranking.py"},
    "sacrebleu": {"eval/text_metrics.py"},
    "sentence_transformers": {"retrieval/reranking.py", "retrieval/torch_embedder.py", "retrieval/training.py"},
    "sklearn": {"eval/train_support.py"},
    "tantivy": {"retrieval/keywords.py"},
    "torch": {"retrieval/torch_embedder.py", "retrieval/training.py"},
    "yaml": {"ingestion/markdown.py"},
}
NAMES_THAT_SAY_NOTHING = {"utils", "util", "helpers", "helper", "common", "manager", "base", "core", "misc"}


@cache
def sources() -> list[Path]:
    return [path for package in ORDER for path in sorted((ROOT / package).rglob("*.py"))]


@cache
def imports(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            found.add(node.module or "")
    return {name.split(".")[0] for name in found}


@pytest.mark.parametrize("package", ORDER)
def test_a_package_imports_only_what_stands_to_its_left(package: str) -> None:
    forbidden = set(ORDER[ORDER.index(package) + 1 :])
    upward = {
        str(path.relative_to(ROOT)): sorted(imports(path) & forbidden)
        for path in sources()
        if path.relative_to(ROOT).parts[0] == package and imports(path) & forbidden
    }
    assert upward == {}


@pytest.mark.parametrize("library", HOMES)
def test_a_heavy_library_is_imported_in_its_one_home(library: str) -> None:
    users = {str(path.relative_to(ROOT)) for path in sources() if library in imports(path)}
    users = {user for user in users if not user.startswith("eval/bench_")}
    strays = {user for user in users if not any(user.startswith(home) for home in HOMES[library])}
    assert users
    assert strays == set()


def test_no_file_has_a_name_that_says_nothing() -> None:
    assert [path for path in sources() if path.stem in NAMES_THAT_SAY_NOTHING] == []


def test_nothing_unpickles_or_runs_a_strangers_code() -> None:
    banned = (
        "import pickle",
        "torch.load(",
        "yaml.unsafe",
        "trust_remote_code=True",
        "allow_dangerous_deserialization=True",
    )
    found = {
        (str(path.relative_to(ROOT)), word) for path in sources() for word in banned if word in path.read_text("utf-8")
    }
    assert {(path, word) for path, word in found if not path.startswith("eval/bench_peers")} == set()


def test_a_test_marked_shared_data_takes_the_fixture_which_says_what_is_missing() -> None:
    strays = [
        f"{path.name}:{node.lineno}"
        for path in (ROOT / "tests").rglob("test_*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.FunctionDef)
        and "pytest.mark.shared_data" in map(ast.unparse, node.decorator_list)
        and "shared_data" not in {argument.arg for argument in node.args.args}
    ]
    assert strays == []


def test_no_foreign_distribution_claims_a_name_of_ours() -> None:
    owners = packages_distributions()
    strangers = {name: owners[name] for name in ORDER if set(owners.get(name, [])) - {"wenzheng"}}
    assert strangers == {}, "pip overwrites silently: uninstall the stranger"


def test_the_command_line_starts_without_a_heavy_library() -> None:
    heavy = {"torch", "openvino", "faiss", "transformers", "tantivy", "langchain_core", "onnxruntime", "sqlalchemy"}
    code = f"import sys, api.cli; print(sorted({heavy!r} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
