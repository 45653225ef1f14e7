"""Compare aws:SourceIp with public addresses."""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import ip_network

from guardrails.policy.language.operators import network
from guardrails.policy.lint.engine import LintedPolicy, LintFinding, LintRule

# Source: https://www.rfc-editor.org/rfc/rfc6890; the ranges that no request from outside a VPC comes from.
_PRIVATE = tuple(
    ip_network(text)
    for text in (
        "10.0.0.0/8",
        "100.64.0.0/10",
        "127.0.0.0/8",
        "169.254.0.0/16",
        "172.16.0.0/12",
        "192.168.0.0/16",
        "fc00::/7",
        "fe80::/10",
    )
)


def check(policy: LintedPolicy) -> Iterator[LintFinding]:
    """Find private ranges that aws:SourceIp is compared with."""
    for statement in policy.statements:
        for test in statement.tests:
            if not test.is_about("aws:SourceIp") or test.operator is None:
                continue
            for value in test.values if test.operator.family == "IpAddress" else ():
                if not value.placeholders and _is_private(value.text):
                    yield LintFinding.at(
                        value, f"no request has a source such as {value.text}, which is private"
                    )


def _is_private(text: str) -> bool:
    if network(text) is None:
        return False
    addresses = ip_network(text, strict=False)
    return any(
        addresses.version == private.version and addresses.subnet_of(private)  # type: ignore[arg-type]
        for private in _PRIVATE
    )


RULE = LintRule(
    id="GR-CND-014",
    title="Compare aws:SourceIp with public addresses",
    why="aws:SourceIp is the public address that a request comes from. A request through a VPC endpoint "
    "carries aws:VpcSourceIp in its place, so a private range matches no request.",
    fix="Write the public address of the gateway, or test aws:SourceVpc or aws:VpcSourceIp.",
    source="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-sourceip",
    severity="warning",
    check=check,
)
