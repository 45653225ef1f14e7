"""The execution policies give no way to more, proven by the engine that proves the guardrails."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guardrails import aws_facts
from guardrails.aws_facts import access_level
from guardrails.stacks.execution.assembly import policies_of
from tests.stacks.execution import escalations
from tests.stacks.execution.decisions import ACCOUNTS, decision
from tests.stacks.execution.escalations import FURTHER, METHODS, OWN, Call, Method
from tests.stacks.helpers import MANAGEMENT, edited

WRITES = sorted(
    action for action in aws_facts.actions_of("iam") if access_level(action) not in {"List", "Read"}
)
BOUNDARIES = {
    "guardrails-audit": "arn:aws:iam::aws:policy/SecurityAudit",
    "guardrails-trail-LogWriter-AbCdEfGhIjKl": (
        "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"
    ),
}


@pytest.mark.parametrize("kind", ACCOUNTS)
@pytest.mark.parametrize("method", [*METHODS, *FURTHER], ids=lambda method: f"{method.number} {method.name}")
def test_no_published_method_leads_to_more(method: Method, kind: str) -> None:
    """Of every attempt at least one call is refused, whatever it is tried on."""
    for attempt in method.attempts:
        assert "deny" in {decision(kind, call) for call in attempt}, attempt


def test_the_published_list_is_complete() -> None:
    """All 28 methods stand here, each with an attempt."""
    assert [method.number for method in METHODS] == list(range(1, 29))
    assert all(method.attempts for method in METHODS)


@pytest.mark.parametrize("kind", ACCOUNTS)
@settings(deadline=None, max_examples=300)
@given(
    action=st.sampled_from(WRITES),
    resource=st.one_of(
        st.sampled_from([*OWN.values()][:2]),
        st.from_regex(r"arn:aws:iam::\{\}:policy/guardrails-execution[\w-]{0,20}", fullmatch=True),
        st.from_regex(
            r"arn:aws:iam::\{\}:(role|user|group|policy)/(?!guardrails-)[\w/]{1,20}", fullmatch=True
        ),
        st.from_regex(r"arn:aws:iam::999999999999:role/guardrails-[\w]{1,20}", fullmatch=True),
    ),
    boundary=st.sampled_from([*BOUNDARIES.values()]),
    policy=st.sampled_from([*BOUNDARIES.values(), "arn:aws:iam::aws:policy/AdministratorAccess"]),
)
def test_no_write_in_iam_leaves_the_own_names(
    kind: str, action: str, resource: str, boundary: str, policy: str
) -> None:
    """Neither the role itself nor its policies, nor any role or policy of another name is ever written."""
    context = {"iam:PermissionsBoundary": boundary, "iam:PolicyARN": policy}
    assert decision(kind, Call(action, resource, context)) == "deny"


@pytest.mark.parametrize("role", BOUNDARIES)
def test_a_role_is_made_within_its_boundary(role: str) -> None:
    """With the boundary that the template has, and with no other."""
    arn = f"arn:aws:iam::{MANAGEMENT}:role/{role}"
    for action in ("iam:CreateRole", "iam:PutRolePermissionsBoundary"):
        for other, boundary in BOUNDARIES.items():
            call = Call(action, arn, {"iam:PermissionsBoundary": boundary})
            assert decision("management", call) == ("allow" if other == role else "deny")


def test_the_break_glass_role_is_no_way_unless_the_file_asks_for_it(tmp_path: Path) -> None:
    """The example has it made in the management account, with AWS's policy for administrators alone."""
    role, administrator = f"arn:aws:iam::{MANAGEMENT}:role/break-glass", escalations.ADMINISTRATOR
    bound = {"iam:PermissionsBoundary": administrator}
    calls = (
        Call("iam:CreateRole", role, bound),
        Call("iam:AttachRolePolicy", role, {**bound, "iam:PolicyARN": administrator}),
        Call("iam:UpdateAssumeRolePolicy", role),
    )
    assert {decision("management", call) for call in calls} == {"allow"}
    without = policies_of(edited(lambda file: file["accounts"].pop("break_glass")), tmp_path)
    assert {decision("management", call, without) for call in calls} == {"deny"}
    for action in (
        "iam:PutRolePolicy",
        "iam:DeleteRolePermissionsBoundary",
        "iam:PassRole",
        "sts:AssumeRole",
    ):
        assert decision("management", Call(action, role, bound)) == "deny"


def test_nobody_is_assigned_to_the_management_account_unless_the_file_assigns_him(tmp_path: Path) -> None:
    """The example lets finance see the bills there; without that, no assignment there is made."""
    call = Call("sso:CreateAccountAssignment", f"arn:aws:sso:::account/{MANAGEMENT}")
    elsewhere = Call("sso:CreateAccountAssignment", "arn:aws:sso:::account/444444444441")
    assert decision("management", call) == "allow"

    def unassign(file: dict[str, Any]) -> None:
        access = file["access"]
        access["assignments"] = [one for one in access["assignments"] if one["at"] != ["management"]]

    without = policies_of(edited(unassign), tmp_path)
    assert decision("management", call, without) == "deny"
    assert decision("management", elsewhere, without) == "allow"
    assert not [one for one in without if "aws-reserved" in one.render()]


EVIDENCE = "arn:aws:s3:::exampleorg1-organization-trail/AWSLogs/o-exampleorg1/log.json.gz"
EVIDENCE_KEY = {"kms:ResourceAliases": ["alias/organization-trail"]}
LOG_GROUP = "arn:aws:logs:eu-central-1:111111111111:log-group:/guardrails/organization-trail:*"
DATA = (
    *(Call(f"s3:{name}", EVIDENCE) for name in ("GetObject", "GetObjectVersion", "DeleteObject")),
    *(Call(f"s3:{name}", EVIDENCE) for name in ("DeleteObjectVersion", "PutObject", "PutObjectRetention")),
    *(Call(f"s3:{name}", EVIDENCE) for name in ("BypassGovernanceRetention", "RestoreObject")),
    *(
        Call(f"kms:{name}", "arn:aws:kms:eu-central-1:222222222222:key/1", EVIDENCE_KEY)
        for name in ("Decrypt", "Encrypt", "GenerateDataKey", "ReEncryptFrom", "CreateGrant", "DisableKey")
    ),
    *(Call(f"logs:{name}", LOG_GROUP) for name in ("GetLogEvents", "FilterLogEvents", "StartQuery")),
    Call("athena:StartQueryExecution", "arn:aws:athena:eu-central-1:222222222222:workgroup/guardrails-trail"),
    Call("lakeformation:GetDataAccess"),
)


@pytest.mark.parametrize("kind", ACCOUNTS)
@pytest.mark.parametrize("call", DATA, ids=lambda call: call.action)
def test_nobody_reads_or_changes_the_evidence_with_it(call: Call, kind: str) -> None:
    """Neither log files nor the log group, directly or by a search."""
    assert decision(kind, call) == "deny"


def test_a_search_writes_results_alone() -> None:
    """Into the bucket that CloudFormation names, with the key of that."""
    results = "arn:aws:s3:::guardrails-trail-search-results-abc"
    assert decision("archive", Call("s3:PutObject", f"{results}/1.csv")) == "allow"
    assert decision("archive", Call("s3:PutObject", "arn:aws:s3:::shop/1.csv")) == "deny"
    key = "arn:aws:kms:eu-central-1:222222222222:key/1"
    context = {"kms:EncryptionContext:aws:s3:arn": f"{results}/1.csv"}
    assert decision("archive", Call("kms:GenerateDataKey", key, context)) == "allow"
    assert decision("archive", Call("kms:GenerateDataKey", key)) == "deny"
