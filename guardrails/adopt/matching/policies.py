"""Organization policies: by their type, their targets and their content; each is given away once."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from guardrails.adopt.matching.match import ImportMatch, StackPlace, of_type
from guardrails.adopt.vendors import vendor_of_policy
from guardrails.capture import Capture
from guardrails.capture.sections.policies import CapturedPolicy

POLICY = "AWS::Organizations::Policy"


class PolicyMatcher:
    """The captured policies that somebody wrote and attached."""

    def __init__(self, capture: Capture) -> None:
        self._policies: dict[tuple[str, str, str], list[CapturedPolicy]] = {}
        for policy in capture.policies or ():
            if not policy.aws_managed and policy.content:
                for target in policy.targets or ():
                    key = (policy.type, target, _canonical(json.loads(policy.content)))
                    self._policies.setdefault(key, []).append(policy)
        self._taken: set[str] = set()

    def matches(self, resources: Mapping[str, Any], place: StackPlace) -> Mapping[str, ImportMatch]:
        """Match policies, those of the same targets first; an organization has them once, in every region."""
        del place
        matches: dict[str, ImportMatch] = {}
        declared = of_type(resources, POLICY)
        for exactly in (True, False):
            for logical_id, properties in declared.items():
                if logical_id not in matches and (match := self._match(properties, exactly=exactly)):
                    matches[logical_id] = match
        return matches

    def left(self) -> Iterator[str]:
        """Name the attached policies that no stack imports, but for those that a tool manages."""
        attached = {policy.id: policy for policies in self._policies.values() for policy in policies}
        for policy_id, policy in attached.items():
            if policy_id not in self._taken and not vendor_of_policy(policy.name):
                yield (
                    f"{policy.name} ({policy_id}) is in no stack: where controls replace it, detach it after"
                    " the deployment"
                )

    def _match(self, properties: Mapping[str, Any], *, exactly: bool) -> ImportMatch | None:
        targets = list(properties.get("TargetIds") or [""])
        content = properties.get("Content")
        key = (str(properties.get("Type")), targets[0], _canonical(content))
        for policy in self._policies.get(key, ()):
            others = [target for target in policy.targets or () if target not in targets]
            attached = set(targets) <= set(policy.targets or ())
            if policy.id in self._taken or not attached or (exactly and others):
                continue
            self._taken.add(policy.id)
            return ImportMatch(
                {"Id": policy.id}, _as_it_is(policy, properties, targets), _remains(policy, others)
            )
        return None


def _as_it_is(policy: CapturedPolicy, properties: Mapping[str, Any], targets: list[str]) -> dict[str, Any]:
    """Return the properties with the present name and description; the deployment renames it in place."""
    description = {"Description": policy.description} if policy.description else {}
    return {
        "Name": policy.name,
        "Type": policy.type,
        **description,
        "Content": properties.get("Content"),
        "TargetIds": targets,
    }


def _remains(policy: CapturedPolicy, others: list[str]) -> str:
    if not others:
        return ""
    return f"{policy.name} ({policy.id}) stays attached to {', '.join(others)} until you detach it there"


def _canonical(content: Any) -> str:
    return json.dumps(content, sort_keys=True, ensure_ascii=False)
