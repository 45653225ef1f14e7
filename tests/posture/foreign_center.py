"""Identity Center beside others: what Control Tower has, and a small baseline that uses it."""

from __future__ import annotations

from typing import Any

from guardrails.baseline import Baseline
from guardrails.organization.center_form import (
    CenterForm,
    ForeignAssignmentForm,
    ForeignGroupForm,
    ForeignSetForm,
)
from tests.baselines import FILES, SMALL, load_small
from tests.posture.foreign import FILE, naming, text_of

INSTANCE, STORE = "arn:aws:sso:::instance/ssoins-69871a2b3c4d5e6f", "d-99671a2b3c"
ADMINS_ID = "99671a2b3c-0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f0"
AUDITORS_ID = "99671a2b3c-0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f1"
ADMIN, READER, TEAM = "AWSAdministratorAccess", "AWSReadOnlyAccess", "TeamQueues"
SHOP = "444444444441"
QUEUES = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Action": "sqs:*", "Resource": "*"}],
}


def set_arn(name: str) -> str:
    """Return the ARN of a permission set."""
    return f"arn:aws:sso:::permissionSet/ssoins-69871a2b3c4d5e6f/ps-{name.lower()}"


def foreign_set(name: str, *managed: str, **more: Any) -> ForeignSetForm:
    """Write a permission set with policies of AWS."""
    arns = tuple(f"arn:aws:iam::aws:policy/{policy}" for policy in managed)
    return ForeignSetForm(name=name, arn=set_arn(name), managed=arns, **more)


def center(**more: Any) -> CenterForm:
    """Write what Control Tower and a team have in Identity Center."""
    fields: dict[str, Any] = {
        "instance": INSTANCE,
        "identity_store": STORE,
        "permission_sets": (
            foreign_set(ADMIN, "AdministratorAccess", session="PT12H"),
            foreign_set(READER, "job-function/ViewOnlyAccess"),
            foreign_set(TEAM, inline=QUEUES),
        ),
        "groups": (
            ForeignGroupForm(name="AWSControlTowerAdmins", id=ADMINS_ID),
            ForeignGroupForm(name="AWSSecurityAuditors", id=AUDITORS_ID),
        ),
        "assignments": (ForeignAssignmentForm(permission_set=READER, group=AUDITORS_ID, accounts=(SHOP,)),),
    }
    return CenterForm(**fields | more)


def access(sets: str = f"{READER}: {{ existing: true }}", groups: str = "", assignments: str = "") -> str:
    """Let the small baseline have further permission sets, groups and assignments."""
    text = SMALL.replace(
        "    ReadOnly: {}\n", f"    ReadOnly: {{}}\n    {sets}\n" if sets else "    ReadOnly: {}\n"
    )
    text = text.replace(
        "    developers: {}\n", f"    developers: {{}}\n    {groups}\n" if groups else "    developers: {}\n"
    )
    end = "permission_set: Developer, at: [Sandbox] }\n"
    return text.replace(end, f"{end}    - {assignments}\n" if assignments else end)


def load_existing(text: str, foreign: CenterForm | None = None) -> Baseline:
    """Load a small baseline beside what others have in Identity Center."""
    return load_small(naming(text), {**FILES, FILE: text_of(center=foreign or center())})
