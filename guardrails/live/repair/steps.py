"""The changes that repair makes, each of which may be made twice."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from guardrails.live.assembly import DeclaredPolicy
from guardrails.live.aws import Aws
from guardrails.live.readers.organization import read_organization
from guardrails.live.readers.policies import list_names
from guardrails.live.refusals import AwsError

ACTIONS = (
    "organizations:AttachPolicy",
    "organizations:CreatePolicy",
    "organizations:DeletePolicy",
    "organizations:DetachPolicy",
    "organizations:EnablePolicyType",
    "organizations:UpdatePolicy",
)
NAME_LENGTH = 128
"""Characters of a policy's name; botocore's shape PolicyName."""
_ENABLING_SECONDS, _ENABLING_LOOKS = 2.0, 30


def stand_in_name(missing_id: str, name: str) -> str:
    """Name the stand-in of a policy that CloudFormation believes in and AWS lacks."""
    return f"{stand_in_prefix(missing_id)}{name}"[:NAME_LENGTH]


def stand_in_prefix(missing_id: str) -> str:
    """Begin the name of a missing policy's stand-in."""
    return f"stand-in for {missing_id}: "


def as_text(content: Any) -> str:
    """Render a document as short as its quota likes."""
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"))


@dataclass(frozen=True)
class EnableType:
    """Switch a policy type on again; AWS detached every policy of it when it was switched off."""

    root: str
    type: str

    def sentence(self) -> str:
        """Say what the step does."""
        return f"enable the policy type {self.type}"

    def take(self, aws: Aws) -> None:
        """Enable the type, and wait until it is on."""
        _unless(
            aws,
            "PolicyTypeAlreadyEnabledException",
            "EnablePolicyType",
            RootId=self.root,
            PolicyType=self.type,
        )
        for _ in range(_ENABLING_LOOKS):
            if self.type in read_organization(aws).enabled:
                return
            aws.pause(_ENABLING_SECONDS)
        raise AwsError(f"{self.type} is still not enabled", "run the command again in a few minutes")


@dataclass(frozen=True)
class Attach:
    """Attach a policy that exists."""

    policy_id: str
    name: str
    target: str
    path: str

    def sentence(self) -> str:
        """Say what the step does."""
        return f"attach {self.name} ({self.policy_id}) to {self.path} ({self.target})"

    def take(self, aws: Aws) -> None:
        """Attach it."""
        _attach(aws, self.policy_id, self.target)


@dataclass(frozen=True)
class Restore:
    """Give a policy back what its template says."""

    policy_id: str
    declared: DeclaredPolicy
    changed: tuple[str, ...]

    def sentence(self) -> str:
        """Say what the step does."""
        return f"restore the {' and '.join(self.changed)} of {self.declared.name} ({self.policy_id})"

    def take(self, aws: Aws) -> None:
        """Update the policy."""
        aws.call(
            "organizations:UpdatePolicy",
            PolicyId=self.policy_id,
            Name=self.declared.name,
            Description=self.declared.description,
            Content=as_text(self.declared.content),
        )


@dataclass(frozen=True)
class StandIn:
    """Put a policy with the same document where a deleted one was, until CloudFormation makes its own."""

    missing_id: str
    declared: DeclaredPolicy
    paths: tuple[str, ...]

    def sentence(self) -> str:
        """Say what the step does."""
        path_list = ", ".join(self.paths)
        return f"create a stand-in for {self.declared.name} ({self.missing_id}) and attach it to {path_list}"

    def take(self, aws: Aws) -> None:
        """Create the stand-in, unless it is there, and attach it."""
        name = stand_in_name(self.missing_id, self.declared.name)
        names = list_names(aws, self.declared.type)
        policy_id = next((listed_id for listed_id, listed_name in names.items() if listed_name == name), None)
        if policy_id is None:
            policy_id = aws.call(
                "organizations:CreatePolicy",
                Name=name,
                Type=self.declared.type,
                Description=f"Until CloudFormation makes {self.declared.logical_id} again",
                Content=as_text(self.declared.content),
            )["Policy"]["PolicySummary"]["Id"]
        for target in self.declared.targets:
            _attach(aws, policy_id, target)


@dataclass(frozen=True)
class Retire:
    """Take a stand-in away whose place CloudFormation's own policy has taken."""

    policy_id: str
    name: str
    targets: tuple[str, ...]

    def sentence(self) -> str:
        """Say what the step does."""
        return f"detach and delete {self.policy_id}, a {self.name}"

    def take(self, aws: Aws) -> None:
        """Detach it everywhere and delete it."""
        for target in self.targets:
            arguments = {"PolicyId": self.policy_id, "TargetId": target}
            _unless(aws, "PolicyNotAttachedException", "DetachPolicy", **arguments)
        _unless(aws, "PolicyNotFoundException", "DeletePolicy", PolicyId=self.policy_id)


def _attach(aws: Aws, policy_id: str, target: str) -> None:
    arguments = {"PolicyId": policy_id, "TargetId": target}
    _unless(aws, "DuplicatePolicyAttachmentException", "AttachPolicy", **arguments)


def _unless(aws: Aws, done_already: str, operation: str, **arguments: str) -> None:
    """Call Organizations; its answer that the change is made already is as good as making it."""
    try:
        aws.call(f"organizations:{operation}", **arguments)
    except AwsError as error:
        if error.code != done_already:
            raise
