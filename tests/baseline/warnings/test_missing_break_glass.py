"""missing-break-glass: where it warns, with which commands, and where it doesn't."""

from __future__ import annotations

import pytest

from guardrails.baseline import Baseline
from guardrails.baseline.warnings import warnings
from guardrails.errors import Finding
from tests.baselines import changed, load_small

OLD = """  break-glass:
    principal: arn:aws:iam::*:role/break-glass
    owner: security@example.com
    reason: Restores access
"""
NEW = """  {name}:
    principal: arn:aws:iam::*:{principal}
    owner: security@example.com
    reason: Restores access
{more}"""
MADE = """accounts:
  audit_role: {{ trusted_account: Security/log-archive }}
  break_glass: {{ callers: [user/rescue], enabled: {enabled} }}
tags:"""


def found(baseline: Baseline) -> list[Finding]:
    """List the warnings of this kind."""
    return [finding for finding in warnings(baseline) if finding.id == "missing-break-glass"]


def with_exemption(name: str, principal: str, more: str = "", accounts: str = "tags:") -> Baseline:
    """Load the small baseline with another exemption."""
    exemption = NEW.format(name=name, principal=principal, more=more)
    return load_small(changed((OLD, exemption), ("tags:", accounts)))


ATTACH = "--policy-arn arn:aws:iam::aws:policy/AdministratorAccess"
TRUST = "--assume-role-policy-document file://trust.json"


@pytest.mark.parametrize(
    ("name", "principal", "commands"),
    [
        (
            "break-glass",
            "role/break-glass",
            (
                f"aws iam create-role --role-name break-glass {TRUST}",
                f"aws iam attach-role-policy --role-name break-glass {ATTACH}",
            ),
        ),
        (
            "rescue",
            "role/ops/Emergency",
            (
                f"aws iam create-role --role-name Emergency --path /ops/ {TRUST}",
                f"aws iam attach-role-policy --role-name Emergency {ATTACH}",
            ),
        ),
        (
            "breakglass",
            "user/fire",
            ("aws iam create-user --user-name fire", f"aws iam attach-user-policy --user-name fire {ATTACH}"),
        ),
    ],
)
def test_the_two_commands_are_those_of_the_exemption(
    name: str, principal: str, commands: tuple[str, str]
) -> None:
    """A person can copy them; the finding stands at the exemption."""
    (finding,) = found(with_exemption(name, principal))
    assert finding.field == f"exemptions.{name}"
    assert finding.location.line
    assert finding.remedy.endswith(" && ".join(commands))


@pytest.mark.parametrize(
    ("name", "principal", "more"),
    [
        ("deployment", "role/deploy", ""),
        ("break-glass", "role/break-glass", "    controls: [deny_iam_users]\n"),
        (
            "break-glass",
            "role/aws-reserved/sso.amazonaws.com/*/AWSReservedSSO_BreakGlass_????????????????",
            "",
        ),
    ],
)
def test_what_is_no_role_for_emergencies(name: str, principal: str, more: str) -> None:
    """Another role, one that some controls alone exempt, and one that Identity Center makes."""
    assert found(with_exemption(name, principal, more)) == []


@pytest.mark.parametrize(("enabled", "warned"), [("true", False), ("false", True)])
def test_the_baseline_makes_it_unless_it_is_switched_off(enabled: str, *, warned: bool) -> None:
    """Switched off, the role goes away while its exemption and protection stay."""
    baseline = with_exemption("break-glass", "role/break-glass", accounts=MADE.format(enabled=enabled))
    assert bool(found(baseline)) == warned
