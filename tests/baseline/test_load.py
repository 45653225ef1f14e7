"""Loading: the example, what is told of it, and where its parts stand."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import jsonschema
import pytest
from pydantic import ValidationError

from guardrails import marked
from guardrails.baseline import Baseline, load
from guardrails.baseline.file import BaselineFile
from guardrails.baseline.schema import baseline_schema
from guardrails.organization import Account
from tests.baselines import EXAMPLE, REPOSITORY, SMALL, TODAY, changed, load_small, located
from tests.committed import assert_fresh


@pytest.fixture(scope="module")
def example() -> Baseline:
    """The example that every fork starts from."""
    return load(EXAMPLE, today=TODAY, shown_as="baseline.yaml")


def test_the_example_loads(example: Baseline) -> None:
    """Nothing is wrong with it, and it shows every section that says what the organization wants and has."""
    assert set(BaselineFile.model_fields) - {"accept", "former", "scope"} == example.file.model_fields_set


def test_the_example_is_read_in_one_go() -> None:
    """It stays short enough to be read from top to bottom, and names its schema for the editor."""
    lines = EXAMPLE.read_text(encoding="utf-8").splitlines()
    assert len(lines) < 160
    assert lines[0] == "# yaml-language-server: $schema=./baseline.schema.json"


@pytest.mark.parametrize("text", [EXAMPLE.read_text(encoding="utf-8"), SMALL], ids=["example", "small"])
def test_what_loads_validates_against_the_schema(text: str) -> None:
    """An editor has nothing to say against a baseline that the loader takes."""
    jsonschema.Draft202012Validator(_schema()).validate(marked.read(text, "").data)


@pytest.mark.slow
def test_the_schema_is_one() -> None:
    """Whatever reads JSON Schemas can read it."""
    jsonschema.Draft202012Validator.check_schema(_schema())


def _schema() -> Any:
    return json.loads((REPOSITORY / "baseline.schema.json").read_text(encoding="utf-8"))


@pytest.mark.slow
def test_the_schema_is_not_stale() -> None:
    """It is the one that `python -m guardrails schema` prints."""
    assert_fresh(REPOSITORY / "baseline.schema.json", baseline_schema())


def test_a_loaded_baseline_does_not_change(example: Baseline) -> None:
    """Sections are frozen."""
    with pytest.raises(ValidationError):
        example.organization.id = "o-other"  # type: ignore[misc]


def test_parts_are_located() -> None:
    """What fails later can still name the line that it comes from."""
    text, places = located(
        changed(("- control: protect_trail", "- §control: protect_trail"), ("trail:\n", "§trail:\n"))
    )
    loaded = load_small(text)
    found = [loaded.locate(*path) for path in (("guardrails", 2), ("trail", "name"), ())]
    assert [(place.line, place.column) for place in found] == [*places, (1, 1)]


def test_files_are_read_once_and_kept() -> None:
    """Nobody reads the disk again after loading."""
    assert "s3:*" in load_small().policy_files["policies/own.json"].text
    assert "policies/other.json" not in load_small().policy_files


@pytest.mark.parametrize(
    ("archive", "expected"),
    [("", "111111111111"), ("  archive_account: management\n", "111111111111")],
)
def test_the_archive_is_the_management_account_unless_told(archive: str, expected: str) -> None:
    """The management account may hold the trail, even where members may not use the home region."""
    text = changed(
        ("  archive_account: Security/log-archive\n", archive),
        ("allowed: [eu-central-1, eu-west-1]", "allowed: [eu-west-1]"),
    )
    assert load_small(text).archive_account == Account(expected, "management")


def test_a_guardrail_may_stand_below_itself_with_other_parameters() -> None:
    """More may be denied further down; only saying the same again is redundant."""
    guardrail = "  - control: deny_iam_users\n    at: [Workloads]\n"
    upper = "  - control: deny_iam_users\n    parameters: { credentials: false }\n"
    loaded = load_small(changed((guardrail, guardrail + upper)))
    assert [g.control for g in loaded.guardrails].count("deny_iam_users") == 2


def test_today_is_given_not_asked_for() -> None:
    """The same text is accepted or refused by the day that the caller names, never by the clock."""
    assert load(EXAMPLE, today=date(1999, 1, 1)) == load(EXAMPLE, today=date(2999, 1, 1))


def test_services_are_the_same_in_any_case() -> None:
    """IAM ignores case: what one list calls EC2 and another ec2 is one service."""
    text = changed(
        ("  denied: [gamelift, workmail]", "  allowed: [IAM, STS, EC2]"),
        ("Workloads: { denied: [gamelift] }", "Workloads: { denied: [ec2] }"),
    )
    services = load_small(text).services
    assert services.allowed == ("iam", "sts", "ec2")
    assert services.overrides["Workloads"].denied == ("ec2",)
