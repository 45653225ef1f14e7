"""The app, as the CLI runs it: in a process of its own, with every validation, without a network."""

from __future__ import annotations

import json
import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

from guardrails import marked
from tests.stacks.helpers import EXAMPLE, ROOT, Assembly, run_app

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def validated(tmp_path_factory: pytest.TempPathFactory) -> Assembly:
    """The example's assembly after full validation."""
    outdir = tmp_path_factory.mktemp("validated")
    result = run_app(outdir, PYTHONHASHSEED="1")
    assert result.returncode == 0, result.stderr
    return Assembly(outdir)


STREAMS = "arn:aws:logs:eu-central-1:111111111111:log-group:/guardrails/organization-trail:log-stream"
WAIVERS = [
    (
        "guardrails-accounts/AuditRole",
        "AwsSolutions::AwsSolutions-IAM4[Policy::arn:aws:iam::aws:policy/SecurityAudit]",
    ),
    (
        "guardrails-accounts/BreakGlassRole",
        "AwsSolutions::AwsSolutions-IAM4[Policy::arn:aws:iam::aws:policy/AdministratorAccess]",
    ),
    (
        "guardrails-trail-archive/AccessBucket",
        "NIST.800.53.R5::NIST.800.53.R5-S3BucketReplicationEnabled",
    ),
    (
        "guardrails-trail-archive/AccessBucket",
        "NIST.800.53.R5::NIST.800.53.R5-S3DefaultEncryptionKMS",
    ),
    (
        "guardrails-trail-archive/Bucket",
        "NIST.800.53.R5::NIST.800.53.R5-S3BucketReplicationEnabled",
    ),
    ("guardrails-trail-search/Results", "AwsSolutions::AwsSolutions-S1"),
    ("guardrails-trail-search/Results", "NIST.800.53.R5::NIST.800.53.R5-S3BucketLoggingEnabled"),
    ("guardrails-trail-search/Results", "NIST.800.53.R5::NIST.800.53.R5-S3BucketReplicationEnabled"),
    (
        "guardrails-trail/LogWriterPolicy",
        f"AwsSolutions::AwsSolutions-IAM5[Resource::{STREAMS}:111111111111_CloudTrail_eu-central-1*]",
    ),
    (
        "guardrails-trail/LogWriterPolicy",
        f"AwsSolutions::AwsSolutions-IAM5[Resource::{STREAMS}:o-exampleorg1_*]",
    ),
]
"""Every waiver there is: where it stands, and what it waives."""


def test_the_waivers_are_these_and_no_others(validated: Assembly) -> None:
    """Each stands on the resource that it is about, and says why."""
    waived = [item for report in validated.reports for item in report["suppressedViolations"]]
    assert sorted((item["acknowledgedAt"], item["acknowledgedId"]) for item in waived) == WAIVERS
    for item in waived:
        assert [found["constructPath"] for found in item["violatingConstructs"]] == [item["acknowledgedAt"]]
        assert len(item["reason"].split()) >= 15


def test_nothing_else_was_found(validated: Assembly) -> None:
    """The report has no violation left; that the plugins do run, test_validation shows."""
    assert {report["conclusion"] for report in validated.reports} == {"success"}
    assert not [item for report in validated.reports for item in report["violations"]]


def test_same_input_same_bytes(validated: Assembly, tmp_path: Path) -> None:
    """A second process, with another order of sets, writes the same files."""
    assert run_app(tmp_path, PYTHONHASHSEED="2").returncode == 0
    files = sorted(path.name for path in tmp_path.iterdir())
    assert files == sorted(path.name for path in validated.directory.iterdir())
    for name in files:
        assert (tmp_path / name).read_bytes() == (validated.directory / name).read_bytes(), name


@pytest.mark.parametrize("given_by", ["environment", "context"])
def test_a_wrong_baseline_ends_in_findings(tmp_path: Path, given_by: str) -> None:
    """Exit code 2, a line a finding, no traceback and no template."""
    wrong = tmp_path / "wrong.yaml"
    text = EXAMPLE.read_text()
    wrong.write_text(
        text.replace("eu-west-1]", "eu-west-9]").replace("expire_after_days: 2557", "expires: 2557")
    )
    environment = {
        "environment": {"GUARDRAILS_BASELINE": str(wrong)},
        "context": {"CDK_CONTEXT_JSON": json.dumps({"baseline": str(wrong)})},
    }[given_by]
    result = run_app(tmp_path / "out", **environment)
    assert result.returncode == 2
    assert "Traceback" not in result.stderr
    lines = result.stderr.splitlines()
    assert any("wrong.yaml" in line and '"eu-west-9" is not an AWS region' in line for line in lines)
    assert any("wrong.yaml" in line and "trail.expires" in line for line in lines)
    assert not (tmp_path / "out" / "manifest.json").exists()


def test_a_failed_proof_stops_synthesis(tmp_path: Path) -> None:
    """Exit code 1, a line a failure with its place and a request, and no template."""
    unsound = tmp_path / "unsound.yaml"
    text = EXAMPLE.read_text()
    unsound.write_text(
        text.replace("- preset: recommended", "- preset: recommended\n    without: [protect_trail]")
    )
    shutil.copytree(EXAMPLE.parent / "policies", tmp_path / "policies")
    result = run_app(tmp_path / "out", GUARDRAILS_BASELINE=str(unsound))
    assert result.returncode == 1
    line = text.splitlines().index("trail:") + 2
    assert f"unsound.yaml:{line}:1 trail: [trail-unprotected]" in result.stderr
    assert "may ask for cloudtrail:" in result.stderr
    assert "Traceback" not in result.stderr
    assert not (tmp_path / "out" / "manifest.json").exists()


@pytest.mark.parametrize("environment", [".venv", ".venv-deploy"])
def test_the_cli_runs_the_app_in_the_environment_on_the_path(environment: str, tmp_path: Path) -> None:
    """A deployment that begins in .venv-deploy doesn't fall back to the packages of tests and linters."""
    for name in (".venv", ".venv-deploy"):
        python = tmp_path / name / "bin" / "python"
        python.parent.mkdir(parents=True)
        python.write_text(f"#!/bin/sh\necho {name} $@\n", encoding="utf-8")
        python.chmod(0o755)
    path = "/usr/bin:/bin" if environment == ".venv" else f"{tmp_path / environment / 'bin'}:/usr/bin:/bin"
    command = marked.read((ROOT / "cdk.json").read_text(), "cdk.json").data["app"]
    shown = subprocess.run(
        ["sh", "-c", command], cwd=tmp_path, env={"PATH": path}, capture_output=True, text=True, check=True
    )
    assert shown.stdout == f"{environment} -O app.py\n"


def test_the_cli_runs_this_app() -> None:
    """The virtual environment of a fresh clone comes first; an activated one does as well."""
    settings = marked.read((ROOT / "cdk.json").read_text(), "cdk.json").data
    assert (
        settings["app"]
        == "case $PATH in *.venv-deploy/bin*) ;; *) PATH=.venv/bin:$PATH ;; esac; python -O app.py"
    )
    assert len((ROOT / "app.py").read_text().splitlines()) < 40
    assert not {key for key in settings["context"] if not key.startswith("@aws-cdk")}
