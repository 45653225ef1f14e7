"""The id of the root, a unit or an account stands wherever a path may."""

from __future__ import annotations

from typing import Any, get_args, get_origin

import pytest
from typer.testing import CliRunner

from guardrails import marked
from guardrails.baseline.node_ids import is_path
from guardrails.baseline.shapes import as_model, bare
from guardrails.baseline.structure import build
from guardrails.cli.main import app
from tests.baselines import EXAMPLE, changed, findings_in, load_small, located
from tests.model_fields import ModelField, every_field

IDS = {"Root": "r-ex4m", "Workloads": "ou-ex4m-workload1", "Security/log-archive": "222222222222"}


def _with(annotation: Any, node: str, example: Any) -> Any:
    """Return a value of a type in which a node stands wherever a path may; None where none may."""
    if is_path(annotation):
        return node
    stripped = bare(annotation)
    inner = get_args(stripped)
    if as_model(stripped) is not None or not inner:
        return None
    if get_origin(stripped) is tuple:
        item = _with(inner[0], node, None)
        return None if item is None else [item]
    if get_origin(stripped) is dict and is_path(inner[0]):
        return {node: next(iter(example.values()))}
    return None


PATH_FIELDS = [field for field in every_field() if _with(field.type, "Root", field.example) is not None]


def test_the_fields_with_paths_are_found() -> None:
    """The test below would pass if it went through none."""
    assert {
        "GuardrailEntry.at",
        "Regions.overrides",
        "Trail.archive_account",
        "Budget.scope",
        "Accounts.at",
    } <= {field.key for field in PATH_FIELDS}
    named_like_one = {
        field.key for field in every_field() if field.name in ("at", "scope") or "account" in field.name
    }
    no_paths = {"Acceptance.at", "Threshold.at", "FormerEvidence.account", "AuditRole.trusted_account_id"}
    no_paths |= {"OrganizationSection.accounts", "Unit.accounts", "OrganizationSection.management_account"}
    no_paths |= {
        "BaselineFile.accounts",
        "Alerts.by_account",
        "Anomalies.accounts",
        "deny_sharing.snapshot_accounts",
    }
    assert named_like_one - no_paths <= {field.key for field in PATH_FIELDS}


@pytest.mark.parametrize("field", PATH_FIELDS, ids=lambda field: field.key)
@pytest.mark.parametrize(("path", "node_id"), IDS.items())
def test_an_id_is_taken_for_the_path(field: ModelField, path: str, node_id: str) -> None:
    """The baseline is the same, and what is said of it stands where the id does, under its own name."""
    by_path, by_id = (
        marked.read(field.text(_with(field.type, node, field.example)), "baseline.yaml")
        for node in (path, node_id)
    )
    baseline, source, findings = build(by_id)
    assert baseline is not None
    assert not findings
    assert baseline == build(by_path)[0]
    value = _with(field.type, path, field.example)
    below = (*field.path, path) if isinstance(value, dict) else field.path
    written = (*field.path, node_id) if isinstance(value, dict) else field.path
    assert source.locate(below) == by_id.locate(written)
    assert source.name(below) == by_id.name(written)


def test_a_finding_names_the_id_that_was_written() -> None:
    """What is wrong below an id is found in its line."""
    text, (place,) = located(changed(("    Security: [eu-central-1]", "    ou-ex4m-security: [§eu-west-9]")))
    (finding,) = findings_in(text)
    assert (finding.location.line, finding.location.column) == place
    assert finding.field == "regions.overrides.ou-ex4m-security[0]"


def test_a_path_and_its_id_are_one_node() -> None:
    """Nobody gives a node two lists by calling it by two names."""
    second = "    Security: [eu-central-1]\n    §ou-ex4m-security: [eu-west-1]"
    text, ((line, _),) = located(changed(("    Security: [eu-central-1]", second)))
    (finding,) = findings_in(text)
    assert finding.location.line == line
    assert finding.problem == '"ou-ex4m-security" is the id of Security, which stands here too'


def test_a_path_wins_over_an_id_that_reads_the_same() -> None:
    """An account may be called like another one's id."""
    text = changed(
        ('accounts: { legacy: "888888888888" }', 'accounts: { "222222222222": "888888888888" }'),
        ("archive_account: Security/log-archive", 'archive_account: "222222222222"'),
    )
    assert load_small(text).archive_account.id == "888888888888"


def test_an_id_of_nothing_is_refused() -> None:
    """It is no path of the organization either."""
    (finding,) = findings_in(changed(("at: [Workloads]\n", 'at: ["999999999999"]\n')))
    assert finding.problem == '"999999999999" is not in the organization'


@pytest.mark.parametrize("command", ["explain", "effective"])
def test_a_command_takes_an_id_for_the_path(command: str) -> None:
    """The answer on an account is the same however it is named."""
    answers = {
        CliRunner().invoke(app, [command, "--account", account, "--baseline", str(EXAMPLE)]).stdout
        for account in ("Workloads/Prod/shop", "444444444441")
    }
    assert len(answers) == 1
    assert answers.pop()
