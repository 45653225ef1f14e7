"""Name the principal * in an RCP, none in an SCP."""

from __future__ import annotations

from collections.abc import Iterator

from guardrails.policy.lint.engine import LintedPolicy, LintFinding, LintRule, PolicyType


def check(policy: LintedPolicy) -> Iterator[LintFinding]:
    """Find principals in an SCP, and anything but `*` in an RCP."""
    for statement in policy.statements:
        elements = [name for name in ("Principal", "NotPrincipal") if name in statement.item]
        if policy.type is PolicyType.SCP:
            for name in elements:
                yield LintFinding(
                    (*statement.path, name),
                    f"a service control policy has no {name}",
                    "test aws:PrincipalArn in a Condition",
                    on_key=True,
                )
            continue
        if "NotPrincipal" in elements:
            yield LintFinding(
                (*statement.path, "NotPrincipal"),
                "a resource control policy has no NotPrincipal",
                on_key=True,
            )
        if "Principal" not in elements:
            yield LintFinding(statement.path, "a statement of a resource control policy needs a Principal")
        elif statement.item["Principal"] != "*":
            yield LintFinding(
                (*statement.path, "Principal"), "the Principal of a resource control policy is *"
            )


RULE = LintRule(
    id="GR-DOC-008",
    title="Name the principal * in an RCP, none in an SCP",
    why="An SCP binds the principals of the accounts that it is attached to and never names any. An "
    "RCP always names all of them and tells them apart by conditions.",
    fix='Write "Principal": "*" and test aws:PrincipalArn in a Condition.',
    source="https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps_syntax.html#rcp-syntax-principal",
    severity="error",
    check=check,
)
