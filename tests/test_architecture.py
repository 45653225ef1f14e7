"""Who may import whom, and what an import may bring about."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from graphlib import CycleError, TopologicalSorter
from itertools import accumulate
from pathlib import Path

import pytest

from tests.baselines import REPOSITORY
from tests.conftest import SLOW_FOLDERS

PURE = (
    "errors",
    "marked",
    "aws_facts",
    "organization",
    "management_policies",
    "policy",
    "controls",
    "baseline",
    "posture",
)


def _python(program: str) -> str:
    answer = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, check=False, text=True, cwd=REPOSITORY
    )
    assert answer.returncode == 0, answer.stdout + answer.stderr
    return answer.stdout


@pytest.mark.slow
def test_import_contracts_are_kept() -> None:
    """The contracts of pyproject.toml: layers, purity, the emulator apart."""
    _python("from importlinter import cli; raise SystemExit(cli.lint_imports(no_cache=True))")


@cache
def _sources(folder: Path) -> tuple[Path, ...]:
    return tuple(folder.rglob("*.py"))


@cache
def _text(file: Path) -> str:
    return file.read_text(encoding="utf-8")


def _imported(file: Path, modules: frozenset[str]) -> frozenset[str]:
    """Return which of some modules a file imports, or anything of; most files don't even mention them."""
    text = _text(file)
    words = "|".join(re.escape(module.rpartition(".")[2]) for module in modules)
    if not re.search(rf"\b(?:{words})\b", text):
        return frozenset()
    names: set[str] = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return modules & {part for name in names for part in accumulate(name.split("."), "{}.{}".format)}


@pytest.mark.slow
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
        for file in _sources(package)
        if file.relative_to(package).parts[0] not in (home, "__main__.py")
        and _imported(file, frozenset(modules))
    ]
    assert strangers == []


_EMPTY_NAMES = """
one ones found some mine here there alike known given said told other others rest both none each either such
thing things who whom what whose where when asked wanted left done made seen kept held met gone own
"""
EMPTY = frozenset(re.findall(r"\w+", _EMPTY_NAMES))
"""Pronouns, adverbs and participles: a name that is one says nothing of what it holds."""
MOST_EMPTY = 0.01


def _bound(tree: ast.AST) -> Iterator[str]:
    """List the names of variables, fields, parameters, functions, methods, classes and aliases."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id
        elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
            yield node.attr
        elif isinstance(node, ast.arg):
            yield node.arg
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.alias) and node.asname:
            yield node.asname


@pytest.mark.slow
def test_names_say_what_they_hold() -> None:
    """Of all names, those of functions and classes included, at most one in a hundred is empty."""
    files = [file for name in ("guardrails", "emulator", "demo") for file in _sources(REPOSITORY / name)]
    names = [(name, file) for file in files for name in _bound(ast.parse(_text(file)))]
    empty = [
        f"{file.relative_to(REPOSITORY)}: {name}" for name, file in names if name.strip("_").lower() in EMPTY
    ]
    assert len(empty) <= MOST_EMPTY * len(names), "rename: " + ", ".join(empty)


@pytest.mark.slow
def test_a_class_name_means_one_thing() -> None:
    """Whoever finds a class by its name finds one: no two modules define classes of the same name."""
    places: dict[str, list[str]] = {}
    for folder in ("guardrails", "emulator", "demo"):
        for file in _sources(REPOSITORY / folder):
            for node in ast.walk(ast.parse(_text(file))):
                if isinstance(node, ast.ClassDef):
                    places.setdefault(node.name, []).append(f"{file.relative_to(REPOSITORY)}:{node.lineno}")
    twice = [f"{name}: {', '.join(lines)}" for name, lines in sorted(places.items()) if len(lines) > 1]
    assert not twice, "rename all but one: " + "; ".join(twice)


def _imports_of(file: Path, modules: dict[str, Path]) -> set[Path]:
    """Return the files that a file imports, also those for its annotations alone."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(_text(file))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            modules_named = {f"{node.module}.{alias.name}" for alias in node.names} & modules.keys()
            names |= modules_named or {node.module}
    return {modules[name] for name in names & modules.keys()} - {file}


@pytest.mark.slow
def test_no_files_import_each_other_in_a_circle() -> None:
    """Whoever reads a file downwards through its imports comes to an end. Move what two need to a third."""
    files = [file for name in ("guardrails", "emulator", "demo") for file in _sources(REPOSITORY / name)]
    modules = {
        ".".join(file.relative_to(REPOSITORY).with_suffix("").parts).removesuffix(".__init__"): file
        for file in files
    }
    graph = {file: _imports_of(file, modules) for file in files}
    try:
        tuple(TopologicalSorter(graph).static_order())
    except CycleError as error:
        pytest.fail(" -> ".join(str(file.relative_to(REPOSITORY)) for file in error.args[1]))


_AWS_NAME = re.compile(r"arn:aws|\.amazonaws\.com|(?:console|signin)\.aws\.amazon\.com")
_SENTENCE = re.compile(r"\s")
"""Docstrings, errors and help are of several words; no ARN, principal or URL has a space."""


def _texts(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Yield the line and the text of each literal; of an f-string the text around its values."""
    inside = {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values}
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr | ast.Constant) and id(node) not in inside:
            parts = node.values if isinstance(node, ast.JoinedStr) else [node]
            texts = (part.value for part in parts if isinstance(part, ast.Constant))
            yield node.lineno, "".join(text for text in texts if isinstance(text, str))


@pytest.mark.slow
@pytest.mark.parametrize("place", ["guardrails/aws_facts/arns.py", "emulator/arns.py"])
def test_arns_principals_and_console_urls_are_made_in_one_place(place: str) -> None:
    """Build them with that file's functions; sentences and cases of controls may show examples."""
    package = REPOSITORY / place.split("/", maxsplit=1)[0]
    exempt = {REPOSITORY / place, *_sources(package / "controls" / "cases")}
    written = [
        f"{file.relative_to(REPOSITORY)}:{line}: {text}"
        for file in _sources(package)
        if file not in exempt and _AWS_NAME.search(_text(file))
        for line, text in _texts(ast.parse(_text(file)))
        if _AWS_NAME.search(text) and not _SENTENCE.search(text)
    ]
    assert written == [], f"build these with {place}"


@pytest.mark.slow
def test_a_room_has_no_more_files_than_one_sees_at_once() -> None:
    """Beside its folders; put what belongs together into one."""
    rooms = [REPOSITORY / "guardrails" / name for name in ("policy", "posture", "stacks")]
    folders = [*rooms, *(path for room in rooms for path in room.rglob("*") if path.is_dir())]
    for folder in folders:
        files = [path for path in folder.glob("*.py") if path.stem != "__init__"]
        assert len(files) <= 14 or folder.name == "checks", folder


@pytest.mark.slow
def test_the_quick_tests_need_neither_cdk_nor_the_local_aws() -> None:
    """`make quick` imports them all, and answers in seconds."""
    forbidden = frozenset({"app", "aws_cdk", "demo", "emulator", "guardrails.stacks", "moto"})
    tests = REPOSITORY / "tests"
    strangers = [
        str(file.relative_to(tests))
        for file in _sources(tests)
        if not {file, *file.parents} & SLOW_FOLDERS and _imported(file, forbidden)
    ]
    assert strangers == []


@pytest.mark.slow
def test_the_quick_tests_prove_compare_and_pack() -> None:
    """`make unit` has tests of each, or it says nothing about the heart of the program."""
    command = [sys.executable, "-m", "pytest", "-q", "-m", "not slow", "--collect-only", "tests/posture"]
    answer = subprocess.run(command, capture_output=True, check=False, text=True, cwd=REPOSITORY)
    for test in (
        "prove/test_prove.py::test_a_missing_protection_is_shown_at_its_section",
        "compare/test_compare.py::",
        "compile/test_pack.py::",
        "compile/test_place.py::",
        "transition/test_exposures.py::",
    ):
        assert f"tests/posture/{test}" in answer.stdout


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


@pytest.mark.slow
def test_importing_the_pure_packages_reads_and_starts_nothing() -> None:
    """A command pays for the facts that it asks for, and an import can't fail for want of a file."""
    assert _python(_PROBE.format(names=PURE)) == "[]\n"
