"""Warn of an exemption for emergencies whose use raises no alarm."""

from __future__ import annotations

from collections.abc import Iterator

from guardrails.baseline.bootstrap import CDK_QUALIFIER
from guardrails.baseline.guardrail import Exemption
from guardrails.baseline.model import Baseline
from guardrails.baseline.warnings.emergencies import named_for_emergencies
from guardrails.baseline.warnings.warning import BaselineWarning, Match

_MACHINES = (
    "role/AWSControlTowerExecution",
    "role/aws-controltower-",
    "role/aws-service-role/",
    "role/stacksets-exec-*",
)
"""Principals that AWS's own services act with; the roles that CDK deploys with come from the qualifier."""


def _find(baseline: Baseline) -> Iterator[Match]:
    heard = baseline.alerts.break_glass if baseline.alerts else ()
    for name, exemption in baseline.exemptions.items():
        if name not in heard and _for_emergencies(baseline, name, exemption):
            remedy = f"write break_glass: [{', '.join((*heard, name))}] under alerts"
            yield Match(("exemptions", name), "no alarm tells of its use", remedy)


def _for_emergencies(baseline: Baseline, name: str, exemption: Exemption) -> bool:
    """Return whether an exemption says that it is for emergencies, or frees a person of every guardrail."""
    if named_for_emergencies(name, exemption.principal):
        return True
    resource = exemption.principal.split(":", 5)[5]
    cdk = tuple(f"role/cdk-{qualifier}-" for qualifier in (baseline.organization.qualifier, CDK_QUALIFIER))
    return exemption.controls is None and not resource.startswith((*_MACHINES, *cdk))


UNHEARD_EMERGENCY = BaselineWarning(
    id="unheard-emergency",
    title="Every use of an exemption for emergencies raises an alarm",
    why="Each use of such an exemption should be seen at once. It is for emergencies when its name or "
    "principal says break-glass, emergency or rescue. So is one that frees somebody of every guardrail, "
    "unless it is for CDK, StackSets or Control Tower.",
    source="https://docs.aws.amazon.com/wellarchitected/latest/security-pillar/sec_permissions_emergency_process.html",
    find=_find,
)
