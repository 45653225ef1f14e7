"""The policies that AWS attaches to every node by itself."""

from __future__ import annotations

from guardrails.organization import Node
from guardrails.policy.language.document import FULL_ACCESS, RCP_FULL_ACCESS, SCP
from guardrails.posture.model import Policy


def full_access(node: Node, policy_type: str = SCP) -> Policy:
    """Return the policy that AWS attaches to every node by itself, once a type of policies is enabled.

    Without FullAWSAccess nothing is allowed at a node; RCPFullAWSAccess can't be detached.
    """
    is_scp = policy_type == SCP
    return Policy(
        key=f"{'' if is_scp else 'rcp-'}full-access-{node.id}",
        name="FullAWSAccess" if is_scp else "RCPFullAWSAccess",
        type=policy_type,
        family="aws",
        target=node.path,
        description="Allows every operation; attached by AWS to every node",
        document=FULL_ACCESS if is_scp else RCP_FULL_ACCESS,
        aws_managed=True,
    )
