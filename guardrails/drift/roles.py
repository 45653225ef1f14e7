"""The roles that stacks make in the management account: who may assume them."""

from __future__ import annotations

from collections.abc import Iterator

from guardrails.aws_facts.arns import role_arn
from guardrails.drift.context import GLOBAL_REGION, DriftContext, Outcome, refusal_of
from guardrails.drift.declared import Declared, is_resolved
from guardrails.drift.documents import document_difference, same_document
from guardrails.drift.model import DriftDirection, Lookup, UnknownState

TYPES = ("AWS::IAM::Role",)
_ACTION = "iam:ListRoles"
_EVENTS = ("UpdateAssumeRolePolicy", "DeleteRole", "AttachRolePolicy", "PutRolePolicy", "DetachRolePolicy")


def compare(context: DriftContext) -> Iterator[Outcome]:
    """Compare the trust policies of the roles."""
    for resource in context.declarations.of(TYPES[0]):
        yield from _role(context, resource)


def _role(context: DriftContext, resource: Declared) -> Iterator[Outcome]:
    name = str(resource.get("RoleName") or resource.physical_id or resource.logical_id)
    subject, account = f"role {name}", resource.stack.account
    details = next((entry for entry in context.capture.accounts or () if entry.id == account), None)
    if details is None or details.roles is None:
        reason = refusal_of(context.capture, "accounts", _ACTION)
        yield UnknownState(subject, "trust policy", reason)
        return
    watched = context.watched(
        resource,
        subject,
        role_arn(account, name),
        section="accounts",
        reader="accounts",
        lookup=Lookup(GLOBAL_REGION, name, _EVENTS),
    )
    trust = details.roles.get(f"{resource.get('Path', '/')}{name}".removeprefix("/"))
    expected = resource.get("AssumeRolePolicyDocument")
    if trust is None:
        yield watched.missing(DriftDirection.UNKNOWN)
    elif not is_resolved(expected):
        yield from watched.compared("trust policy", expected, trust, _ACTION)
    elif trust == "":
        if not _services_alone(resource):
            yield watched.differs(
                "trust policy", "as deployed", "services of AWS alone", DriftDirection.UNKNOWN
            )
    elif not same_document(expected, trust):
        yield watched.differs("trust policy", *document_difference(expected, trust), DriftDirection.UNKNOWN)


def _services_alone(resource: Declared) -> bool:
    """Return whether a role trusts AWS's services alone, of which the capture keeps no document."""
    statements = resource.get("AssumeRolePolicyDocument", {}).get("Statement", ())
    listed = [statements] if isinstance(statements, dict) else statements
    return all(set(statement.get("Principal", {})) <= {"Service"} for statement in listed)
