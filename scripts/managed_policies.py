"""Pin the documents of AWS managed policies, as `moto` ships them under the Apache License 2.0.

`make facts` writes guardrails/aws_facts/managed_policies.xz: a line with the day of the newest policy, then a
line a policy. Policies of service-linked roles are left out: AWS attaches them nowhere else.
The day and the names alone are in managed_policies.txt, which is read faster.
"""

from __future__ import annotations

import json
import lzma
from typing import Any

from moto.iam.aws_managed_policies import aws_managed_policies_data

_OF_SERVICES = "/aws-service-role/"


def packed() -> bytes:
    """Return the file: the same bytes from the same version of `moto`."""
    policies: dict[str, dict[str, Any]] = json.loads(aws_managed_policies_data)
    kept = {
        f"{policy['Path']}{name}".removeprefix("/"): policy
        for name, policy in policies.items()
        if policy["Path"] != _OF_SERVICES
    }
    newest = max(policy.get("UpdateDate") or policy["CreateDate"] for policy in kept.values())
    lines = (f"{name} {_compact(policy['Document'])}" for name, policy in sorted(kept.items()))
    return lzma.compress("\n".join((newest[:10], *lines)).encode(), preset=9)


def names(packed_policies: bytes) -> str:
    """Return the day and the names that a packed file holds, a line each."""
    lines = lzma.decompress(packed_policies).decode("ascii").split("\n")
    return "".join(f"{line.partition(' ')[0]}\n" for line in lines)


def _compact(document: object) -> str:
    return json.dumps(document, separators=(",", ":"), sort_keys=True)
