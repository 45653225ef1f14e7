"""Who may import whom, and what an import may bring about."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.baselines import REPOSITORY

DERIVATION = REPOSITORY / "guardrails" / "aws_facts" / "derivation.py"
PURE = ("errors", "marked", "aws_facts", "organization", "policy", "controls", "baseline", "posture")


def _python(program: str) -> str:
    answer = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, check=False, text=True, cwd=REPOSITORY
    )
    assert answer.returncode == 0, answer.stdout + answer.stderr
    return answer.stdout


def test_import_contracts_are_kept() -> None:
    """The contracts of pyproject.toml: layers, purity, the emulator apart."""
    _python("from importlinter import cli; raise SystemExit(cli.lint_imports(no_cache=True))")


def _imported(file: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module.partition(".")[0]


@pytest.mark.parametrize(
    ("modules", "home"),
    [
        ({"aws_cdk", "constructs", "cdk_nag", "jsii"}, "stacks"),
        ({"boto3", "botocore"}, "live"),
        ({"duckdb"}, "replay"),
        ({"typer", "rich"}, "cli"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_dependency_has_one_home(modules: set[str], home: str) -> None:
    """One package imports CDK, one the SDK; everybody else works on values."""
    package = REPOSITORY / "guardrails"
    strangers = [
        str(file.relative_to(REPOSITORY))
        for file in package.rglob("*.py")
        if file.relative_to(package).parts[0] not in (home, "__main__.py")
        and file != DERIVATION
        and modules & set(_imported(file))
    ]
    assert strangers == []


def test_only_tests_import_the_derivation_of_facts() -> None:
    """It takes seconds and needs botocore; commands read the facts that it confirmed."""
    for file in (REPOSITORY / "guardrails").rglob("*.py"):
        assert "derivation" not in file.read_text(encoding="utf-8") or file == DERIVATION


_PROBE = """
import sys
import importlib.metadata, json, pydantic, ruamel.yaml
class Warm(pydantic.BaseModel): pass  # pydantic looks for its plugins once
opened = []
def hook(event, arguments):
    if event == "open" and not str(arguments[0]).endswith((".py", ".pyc")):
        opened.append(str(arguments[0]))
    if event.startswith(("socket.", "subprocess.", "os.system", "os.putenv", "shutil.")):
        opened.append(event)
sys.addaudithook(hook)
for name in {names}:
    __import__("guardrails." + name)
print(json.dumps(opened))
"""


def test_importing_the_pure_packages_reads_and_starts_nothing() -> None:
    """A command pays for the facts that it asks for, and an import can't fail for want of a file."""
    assert _python(_PROBE.format(names=PURE)) == "[]\n"
