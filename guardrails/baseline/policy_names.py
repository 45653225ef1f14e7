"""Name what is attached to a node, so that its name in AWS is free when nodes swap theirs."""

from __future__ import annotations

import hashlib

from guardrails import aws_facts
from guardrails.organization import Node

_HASH_LENGTH = 8
"""Hexadecimal digits."""


def policy_name(node: Node, *words: str) -> str:
    """Name a policy after its words and the path of its node, and end the name in a hash of the node's id.

    AWS refuses a name that another policy of the type has at that moment. A path alone would still be taken
    while units swap names, or where an account replaces another one. A new name updates a policy in place.

    Source: https://docs.aws.amazon.com/organizations/latest/APIReference/API_CreatePolicy.html
    (DuplicatePolicyException)
    Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-organizations-policy.html
    (Name: no interruption)
    """
    return _within("/".join(("guardrails", *words, node.path)), f"-{_hash(node.id)}")


def joint_policy_name(word: str, mark: str) -> str:
    """Name a policy of several nodes after its word and the mark of the nodes."""
    return _within(f"guardrails/{word}", f"-{mark}")


def _within(whole: str, end: str) -> str:
    room = aws_facts.POLICY_NAME_LENGTH - len(end)
    if len(whole) > room:
        # What tells two policies of one node apart may stand behind the cut.
        whole = whole[: room - _HASH_LENGTH - 1] + f"-{_hash(whole)}"
    return whole + end


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:_HASH_LENGTH]
