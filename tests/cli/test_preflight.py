"""`preflight`: groups, exit codes, accepted findings and the two formats for programs."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from guardrails.capture import Capture, to_json
from guardrails.capture.sections.accounts import CapturedRootUser
from guardrails.cli import preflight
from guardrails.cli.capture_source import LiveRequest, NamedCapture
from guardrails.cli.main import app
from guardrails.cli.preflight_assembly import read_imports
from guardrails.preflight import checks
from tests.baselines import EXAMPLE
from tests.preflight import cases
from tests.preflight.cases import CASES, sound
from tests.sarif_form import assert_sarif

pytestmark = pytest.mark.slow
WITHOUT_ASSEMBLY = [id_ for id_, check in checks().items() if not check.needs_templates]
ACCEPT = """
accept:
  - id: PF-ORG-003
    at: S3_POLICY
    owner: security@example.com
    reason: The type is enabled with the next change
    until: 2099-01-01
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the example baseline, to stand in."""
    shutil.copytree(EXAMPLE.parent, tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def _run(folder: Path, capture: Capture, *arguments: str) -> Result:
    (folder / "capture.json").write_text(to_json(capture), encoding="utf-8")
    return CliRunner().invoke(app, ["preflight", "--capture", "capture.json", *arguments])


def test_a_sound_organization_ends_with_0(folder: Path) -> None:
    """The answer counts the checks, and names what none of them looks at."""
    result = _run(folder, sound())
    assert result.exit_code == 0, result.output
    passed = f"{len(WITHOUT_ASSEMBLY)} checks passed on the organization of {sound().taken}."
    assert f"{passed} Not looked at: members from the inside; deletions" in result.stdout


def test_a_failure_ends_with_1_and_shows_the_call(folder: Path) -> None:
    """It stands with line, subject, id and remedy; the call that would correct it follows."""
    result = _run(folder, CASES["PF-ORG-003"].fails(sound()))
    assert result.exit_code == 1
    assert "Failures (4)\n" in result.stdout
    [line] = [line for line in result.stdout.splitlines() if "S3_POLICY: [PF-ORG-003]" in line]
    assert line.startswith("  baseline.yaml:8:3 ")
    call = '    would call organizations:EnablePolicyType {"RootId": "r-ex4m", "PolicyType": "S3_POLICY"}'
    assert call in result.stdout.splitlines()


def test_a_warning_ends_with_0(folder: Path) -> None:
    """A deployment gets past it."""
    result = _run(folder, CASES["PF-USR-006"].fails(sound()))
    assert "Warnings (1)\n" in result.stdout
    assert result.exit_code == 0


def test_the_unknown_ends_with_1(folder: Path) -> None:
    """It names the action; the check doesn't count as passed."""
    result = _run(folder, cases.organization(trusted_services=None)(sound()))
    assert result.exit_code == 1
    assert "Unknown (3)\n" in result.stdout
    assert "unknown without organizations:ListAWSServiceAccessForOrganization" in result.stdout
    assert f"{len(WITHOUT_ASSEMBLY) - 1} checks passed on " in result.stdout


def test_an_accepted_failure_ends_with_0(folder: Path) -> None:
    """It is still shown, with its owner; `check` knows its id."""
    baseline = folder / "baseline.yaml"
    baseline.write_text(baseline.read_text(encoding="utf-8") + ACCEPT, encoding="utf-8")
    types = tuple(kind for kind in sound().organization.policy_types or () if kind != "S3_POLICY")  # type: ignore[union-attr]
    result = _run(folder, cases.organization(policy_types=types)(sound()))
    assert result.exit_code == 0, result.output
    assert "accepted until 2099-01-01 by security@example.com" in result.stdout
    assert "nothing has the id" not in CliRunner().invoke(app, ["check"]).output
    log = json.loads(_run(folder, CASES["PF-ORG-003"].fails(sound()), "--format", "sarif").stdout)
    assert_sarif(log)
    suppressed = [result for result in log["runs"][0]["results"] if "suppressions" in result]
    assert [result["ruleId"] for result in suppressed] == ["PF-ORG-003"]


def test_json_has_every_group(folder: Path) -> None:
    """Programs read findings, calls and the ids of the checks that passed."""
    capture = cases.organization(delegations=None)(CASES["PF-ORG-003"].fails(sound()))
    answer: dict[str, Any] = json.loads(_run(folder, capture, "--format", "json").stdout)
    assert not answer["ok"]
    failure = next(item for item in answer["failures"] if item["field"] == "S3_POLICY")
    assert failure["id"] == "PF-ORG-003"
    assert failure["fix_call"]["operation"] == "organizations:EnablePolicyType"
    assert [item["id"] for item in answer["unknown"]] == ["PF-ORG-005"]
    assert set(answer["passed"]) == set(WITHOUT_ASSEMBLY) - {"PF-ORG-003", "PF-ORG-005"}


def test_sarif_has_every_rule_and_says_what_is_open(folder: Path) -> None:
    """A violation is an error; what nobody knows is of the kind open."""
    capture = cases.organization(delegations=None)(CASES["PF-ORG-003"].fails(sound()))
    log = json.loads(_run(folder, capture, "--format", "sarif").stdout)
    assert_sarif(log)
    [run] = log["runs"]
    assert [rule["id"] for rule in run["tool"]["driver"]["rules"]] == list(checks())
    levels = {(result["ruleId"], result["level"], result.get("kind")) for result in run["results"]}
    assert levels == {("PF-ORG-003", "error", None), ("PF-ORG-005", "none", "open")}


def test_without_a_capture_aws_is_read(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The file says in which regions; the role in members is an option."""
    requests: list[LiveRequest] = []

    def read(_file: Path | None, request: LiveRequest) -> NamedCapture:
        requests.append(request)
        return NamedCapture(sound(), "live")

    monkeypatch.setattr(preflight, "capture_from", read)
    text = (folder / "baseline.yaml").read_text(encoding="utf-8")
    text = text.replace("budgets:\n", "budgets:\n  region: us-east-1\n", 1)
    text = text.replace("\naccess:", "\naccess:\n  region: eu-west-2", 1)
    (folder / "baseline.yaml").write_text(text, encoding="utf-8")
    result = CliRunner().invoke(app, ["preflight", "--member-role", "Reader", "--region", "eu-west-1"])
    regions = ("us-east-1", "eu-west-2", "eu-west-1")
    archive = (cases.ARCHIVE,)
    request = LiveRequest("eu-central-1", regions, "Reader", command="preflight", stack_accounts=archive)
    assert requests == [request], result.output


def test_a_capture_that_is_none_ends_with_2(folder: Path) -> None:
    """The finding names the file."""
    (folder / "other.json").write_text("{}", encoding="utf-8")
    result = CliRunner().invoke(app, ["preflight", "--capture", "other.json"])
    assert result.exit_code == 2
    assert "this is no capture" in result.output


def test_an_assembly_shows_what_is_deleted(folder: Path) -> None:
    """The templates of the management account are compared with those that AWS has."""
    stack = {
        "type": "aws:cloudformation:stack",
        "environment": "aws://111111111111/eu-central-1",
        "properties": {"templateFile": "own.json", "stackName": "guardrails-own"},
    }
    (folder / "cdk.out").mkdir()
    (folder / "cdk.out" / "manifest.json").write_text(json.dumps({"artifacts": {"own": stack}}), "utf-8")
    (folder / "cdk.out" / "own.json").write_text(json.dumps({"Resources": {}}), encoding="utf-8")
    capture = cases.deployed({"Resources": {"Topic": cases.TOPIC}})(sound())
    result = _run(folder, capture, "--assembly", "cdk.out")
    assert "guardrails-own Topic: [PF-DEP-001] is deleted (AWS::SNS::Topic)" in result.stdout
    assert "deletions and replacements" not in result.stdout
    assert result.exit_code == 0


def test_a_folder_that_is_no_assembly_ends_with_2(folder: Path) -> None:
    """The finding names the folder."""
    result = _run(folder, sound(), "--assembly", "policies")
    assert result.exit_code == 2
    assert "policies: this is no cloud assembly" in result.output


def test_names_that_an_import_takes_over_are_not_taken(folder: Path) -> None:
    """The mappings name them; the group of an assignment that is imported is none of these."""
    sets, groups = (CASES[f"PF-NAM-00{number}"].fails(sound()).access for number in (1, 2))
    assert sets is not None
    assert groups is not None
    [with_sets], [with_groups] = sets.instances or (), groups.instances or ()
    [permission_set] = with_sets.permission_sets or ()
    group = next(group for group in with_groups.groups or () if group.name == "developers")
    instance = with_sets.model_copy(update={"groups": with_groups.groups})
    capture = sound().model_copy(update={"access": sets.model_copy(update={"instances": (instance,)})})
    mapping = {
        "Set": {"InstanceArn": instance.arn, "PermissionSetArn": permission_set.arn},
        "Assignment": {"PrincipalId": group.id, "PermissionSetArn": permission_set.arn},
    }
    (folder / "imports").mkdir()
    (folder / "imports" / "guardrails-access.json").write_text(json.dumps(mapping), encoding="utf-8")
    before, after = _run(folder, capture), _run(folder, capture, "--imports", "imports")
    assert "[PF-NAM-001]" in before.stdout
    assert "[PF-NAM-002]" in before.stdout
    assert "[PF-NAM-001]" not in after.stdout
    assert "[PF-NAM-002]" in after.stdout


def test_the_targets_of_an_imported_policy_come_from_its_template(tmp_path: Path) -> None:
    """The assembly of the import says for which targets a stack imports it."""
    assembly = tmp_path / "assembly"
    assembly.mkdir()
    artifact = {"properties": {"templateFile": "own.json"}}
    resources = {"Policy": {"Properties": {"TargetIds": ["r-1", "ou-1"]}}}
    for path, content in {
        tmp_path / "guardrails-policies.json": {"Policy": {"Id": "p-1"}},
        assembly / "manifest.json": {"artifacts": {"guardrails-policies": artifact}},
        assembly / "own.json": {"Resources": resources},
    }.items():
        path.write_text(json.dumps(content), encoding="utf-8")
    assert read_imports(tmp_path) == {"p-1": {"r-1", "ou-1"}}


@pytest.mark.parametrize("content", [None, "[]", "{}", "nothing", '{"Set": "arn"}'])
def test_a_folder_without_a_mapping_ends_with_2(folder: Path, content: str | None) -> None:
    """The finding names the folder, and the command that writes it."""
    (folder / "imports").mkdir()
    if content is not None:
        (folder / "imports" / "guardrails-access.json").write_text(content, encoding="utf-8")
    result = _run(folder, sound(), "--imports", "imports")
    assert result.exit_code == 2
    assert "imports: this has no mapping that can be read; name the folder that `import-map` wrote" in (
        result.output
    )


def test_one_fault_of_several_accounts_is_one_line(folder: Path) -> None:
    """The text names the first eight accounts and counts the rest; JSON has each by itself."""
    capture = sound()
    accounts = tuple(
        details.model_copy(update={"root": CapturedRootUser(mfa=False, keys=False)})
        for details in capture.accounts or ()
    )
    assert len(accounts) > 8
    without = capture.model_copy(update={"accounts": accounts})
    lines = [line for line in _run(folder, without).output.splitlines() if "[PF-USR-001]" in line]
    assert len(lines) == 1
    assert lines[0].startswith(f"  {len(accounts)} places: [PF-USR-001] ")
    assert lines[0].endswith(f" and {len(accounts) - 8} more")
    failures = json.loads(_run(folder, without, "--format", "json").output)["failures"]
    assert len([failure for failure in failures if failure["id"] == "PF-USR-001"]) == len(accounts)
