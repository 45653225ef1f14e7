"""The command that writes one's own policies, and the commands that it prints."""

from __future__ import annotations

import json
from pathlib import Path

from typer.testing import CliRunner

from guardrails.cli.main import app
from guardrails.stacks.execution.assembly import policies_of
from guardrails.stacks.execution.commands import commands
from scripts import execution_policies as example
from tests.baselines import EXAMPLE, REPOSITORY
from tests.committed import assert_same_files
from tests.stacks.helpers import ARCHIVE, MANAGEMENT, edited


def test_the_page_shows_what_the_command_prints_for_the_example(tmp_path: Path) -> None:
    """A reader may copy it, with his own ids."""
    printed = "\n".join(commands(edited(), policies_of(edited(), tmp_path), "execution"))
    page = (REPOSITORY / "docs" / "deployment.md").read_text(encoding="utf-8")
    assert f"```bash\n{printed}\n```" in page, "put these commands into docs/deployment.md"
    assert printed.count("--termination-protection") == printed.count("cdk bootstrap") == 2
    assert printed.count("--qualifier guardrails --toolkit-stack-name guardrails-toolkit") == 2


def test_the_command_writes_the_files_that_it_names(tmp_path: Path) -> None:
    """The same as those of the example in deploy/."""
    folder = tmp_path / "new" / "execution"
    said = CliRunner().invoke(app, ["execution-policies", str(folder), "--baseline", str(EXAMPLE)])
    assert said.exit_code == 0, said.output
    written = {path.name: path.read_text(encoding="utf-8") for path in folder.iterdir()}
    assert_same_files(example.DEPLOY, written)
    for name in written:
        assert f"file://{folder}/{name}" in said.output


def test_without_an_archive_account_one_bootstrap_gets_all_policies(tmp_path: Path) -> None:
    """Two policies of one account have two names; both go to the one role."""

    def at_home(file: dict[str, dict[str, object]]) -> None:
        del file["trail"]["archive_account"]
        del file["exemptions"]["deployment"]

    baseline = edited(at_home)
    policies = policies_of(baseline, tmp_path)
    assert {policy.account for policy in policies} == {MANAGEMENT}
    names = [policy.name for policy in policies]
    assert len(set(names)) == len(names)
    assert "guardrails-execution-archive" in names
    lines = list(commands(baseline, policies, "execution"))
    assert sum(line.startswith("cdk bootstrap") for line in lines) == 1
    assert "--trust" not in " ".join(lines)
    arns = ",".join(f"arn:aws:iam::{MANAGEMENT}:policy/{name}" for name in names)
    assert lines[-1].endswith(f" --cloudformation-execution-policies {arns}")


def test_a_baseline_without_a_section_gives_no_rights_for_it(tmp_path: Path) -> None:
    """One's own file decides."""
    baseline = edited(lambda file: (file.pop("budgets"), file["trail"].pop("search")))
    policies = policies_of(baseline, tmp_path)
    text = json.dumps([policy.document for policy in policies])
    assert "budgets:" not in text
    assert "athena:" not in text
    assert {policy.account for policy in policies} == {MANAGEMENT, ARCHIVE}


def test_a_qualifier_of_ones_own_is_in_policies_and_commands(tmp_path: Path) -> None:
    """The bootstrap's roles are closed under their real name."""

    def rename(file: dict[str, dict[str, object]]) -> None:
        file["organization"]["qualifier"] = "acme"
        deployment = {"principal": f"arn:aws:iam::{ARCHIVE}:role/cdk-acme-*", "owner": "me", "reason": "it"}
        file["exemptions"]["deployment"] = deployment

    baseline = edited(rename)
    policies = policies_of(baseline, tmp_path)
    assert f"arn:aws:iam::{MANAGEMENT}:role/cdk-acme-*" in policies[0].render()
    assert "--qualifier acme " in "\n".join(commands(baseline, policies, "x"))


def test_budgets_in_another_region_get_a_bootstrap_and_policies_there(tmp_path: Path) -> None:
    """The role there makes budgets and their topics alone, and the role at home makes none."""
    baseline = edited(lambda file: file["budgets"].update(region="us-east-1"))
    policies = policies_of(baseline, tmp_path)
    budgets = [policy for policy in policies if policy.region == "us-east-1"]
    assert [policy.name for policy in budgets] == ["guardrails-execution-budgets"]
    assert {policy.account for policy in budgets} == {MANAGEMENT}
    allowed = {
        action.partition(":")[0]
        for statement in budgets[0].document["Statement"]
        if statement["Effect"] == "Allow"
        for action in statement["Action"]
    }
    assert {"budgets", "kms", "sns"} <= allowed
    assert allowed.isdisjoint({"iam", "organizations", "sso", "cloudtrail", "s3"})
    assert "arn:aws:sns:us-east-1:111111111111:guardrails-budget-alerts-warning" in budgets[0].render()
    rest = "".join(policy.render() for policy in policies if policy not in budgets)
    assert "budgets:" not in rest
    assert "guardrails-budget-alerts" not in rest
    lines = "\n".join(commands(baseline, policies, "x"))
    assert f"cdk bootstrap aws://{MANAGEMENT}/us-east-1 " in lines
    assert f"cdk bootstrap aws://{MANAGEMENT}/eu-central-1 " in lines
    assert (
        f"--cloudformation-execution-policies arn:aws:iam::{MANAGEMENT}:policy/{budgets[0].name}\n" in lines
    )


def test_identity_center_in_another_region_gets_a_bootstrap_and_policies_there(tmp_path: Path) -> None:
    """The role there gives access alone, by its region's paths, and the role at home gives none."""
    baseline = edited(lambda file: file["access"].update(region="eu-west-1"))
    policies = policies_of(baseline, tmp_path)
    access = [policy for policy in policies if policy.region == "eu-west-1"]
    assert [(policy.name, policy.account) for policy in access] == [
        ("guardrails-execution-access", MANAGEMENT)
    ]
    text = access[0].render()
    reserved = f"arn:aws:iam::{MANAGEMENT}:role/aws-reserved/sso.amazonaws.com"
    assert f"{reserved}/eu-west-1/AWSReservedSSO_Billing_????????????????" in text
    assert f"arn:aws:cloudformation:eu-west-1:{MANAGEMENT}:stack/guardrails-access*/*" in text
    assert "eu-central-1" not in text
    allowed = {
        action.partition(":")[0]
        for statement in access[0].document["Statement"]
        if statement["Effect"] == "Allow"
        for action in statement["Action"]
    }
    assert {"sso", "identitystore"} <= allowed
    assert allowed.isdisjoint({"budgets", "cloudtrail", "kms", "organizations", "s3", "sns"})
    rest = "".join(policy.render() for policy in policies if policy not in access)
    assert not [action for action in ("sso:Create", "identitystore:", "aws-reserved") if action in rest]
    assert f"cdk bootstrap aws://{MANAGEMENT}/eu-west-1 " in "\n".join(commands(baseline, policies, "x"))


def test_two_sections_in_one_region_share_its_bootstrap(tmp_path: Path) -> None:
    """A region has one execution role, which gets the policies of both."""

    def move(file: dict[str, dict[str, object]]) -> None:
        file["budgets"]["region"] = file["access"]["region"] = "us-east-1"

    baseline = edited(move)
    lines = "\n".join(commands(baseline, policies_of(baseline, tmp_path), "x"))
    assert lines.count(f"cdk bootstrap aws://{MANAGEMENT}/us-east-1 ") == 1
    named = (
        f"arn:aws:iam::{MANAGEMENT}:policy/guardrails-execution-{name}" for name in ("budgets", "access")
    )
    assert f"--cloudformation-execution-policies {','.join(named)}\n" in lines
