"""Single calls, and the verdict of deny_privileged_policies on each."""

from __future__ import annotations

from guardrails.controls.case import Case, denied, exempted, untouched


def _policy(name: str) -> dict[str, str]:
    return {"iam:PolicyARN": f"arn:aws:iam::aws:policy/{name}"}


CASES: tuple[Case, ...] = (
    denied("iam:AttachRolePolicy", context=_policy("AdministratorAccess")),
    denied(
        "iam:AttachUserPolicy",
        context=_policy("PowerUserAccess"),
        parameters={"policies": ["PowerUserAccess"]},
    ),
    untouched("iam:AttachRolePolicy", context=_policy("ReadOnlyAccess")),
    untouched("iam:DetachRolePolicy", context=_policy("AdministratorAccess")),
    exempted("iam:AttachRolePolicy", context=_policy("AdministratorAccess")),
)
