"""Make the calls that correct what `preflight` found."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from guardrails.live.aws import Aws
from guardrails.live.members import inside_to_change
from guardrails.live.refusals import AwsError
from guardrails.preflight import FixCall

FIXES = frozenset(
    {
        "cloudformation:ActivateOrganizationsAccess",
        "cloudtrail:StartLogging",
        "iam:CreateServiceLinkedRole",
        "iam:UpdateAccountPasswordPolicy",
        "organizations:EnableAWSServiceAccess",
        "organizations:EnablePolicyType",
    }
)
"""The operations that `--apply` calls; each can be undone by another call."""
LEFT_TO_PEOPLE = frozenset({"organizations:EnableAllFeatures"})
"""Nobody can undo it, and accounts that were invited have to agree.

Source: https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_org_support-all-features.html
"""
OPERATIONS = FIXES | {"sts:AssumeRole", "sts:GetCallerIdentity"}
_DONE = {"PolicyTypeAlreadyEnabledException": "", "InvalidInput": "has been taken"}
"""The errors by which AWS says that somebody has done it already, and words that must stand in them.

IAM refuses a second service-linked role so; its other invalid inputs are errors.
Source: https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateServiceLinkedRole.html
"""


@dataclass(frozen=True)
class Fix:
    """One call as a step of a plan.

    Attributes:
        member_role: The role in members; empty where the plan has no call in one.
    """

    call: FixCall
    member_role: str = ""

    def sentence(self) -> str:
        """Say what is called, with the arguments and the account."""
        return f"call {self.call}"

    def take(self, aws: Aws) -> None:
        """Call the operation; what is enabled already counts as done.

        Raises:
            AwsError: AWS refused the call, or the role in the member.
        """
        try:
            self._caller(aws).call(self.call.operation, **self.call.arguments)
        except AwsError as error:
            if error.code not in _DONE or _DONE[error.code] not in error.message:
                raise

    def _caller(self, aws: Aws) -> Aws:
        regional = aws.at(self._region(aws.region))
        if not self.call.account:
            return regional
        return inside_to_change(regional, self.call.account, self.member_role)

    def _region(self, home_region: str) -> str:
        """Return the region of the trail that is started: only its home region starts it."""
        name = str(self.call.arguments.get("Name", ""))
        return name.split(":")[3] if name.startswith("arn:") else home_region


def fixes_of(calls: Iterable[FixCall], management: str, member_role: str) -> Iterator[Fix]:
    """Give a step for each call that `--apply` makes, each once.

    A call in a member needs the role; without one it is left out.

    Args:
        calls: The calls that checks named.
        management: The id of the management account, in which no role is needed.
        member_role: The role in members, or nothing.
    """
    seen: set[str] = set()
    for call in calls:
        inside = call.account if call.account != management else ""
        key = json.dumps([call.operation, call.arguments, inside], sort_keys=True)
        if call.operation in FIXES and key not in seen and (member_role or not inside):
            seen.add(key)
            yield Fix(FixCall(call.operation, call.arguments, inside), member_role)
