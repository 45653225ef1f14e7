"""Warn of an exemption for Identity Center's roles that no role's ARN can match."""

from __future__ import annotations

from collections.abc import Iterator

from guardrails.baseline.model import Baseline
from guardrails.baseline.warnings import identity_center_roles as center
from guardrails.baseline.warnings.warning import BaselineWarning, Match
from guardrails.policy.patterns import matches


def _find(baseline: Baseline) -> Iterator[Match]:
    for name, exemption in baseline.exemptions.items():
        principal = exemption.principal
        if center.MARK not in principal or ":role/" not in principal:
            continue
        meant = center.meant(baseline, principal)
        resource = principal.split(":", 5)[5]
        candidates = {meant, *center.sets(baseline)}
        if not any(matches(resource, center.role(baseline, each)) for each in candidates) and not _spelt_out(
            baseline, resource
        ):
            yield Match(
                ("exemptions", name, "principal"),
                f'"{principal}" matches no role: Identity Center makes them under {center.folder(baseline)} '
                "and ends their names in 16 characters",
                f"write {center.exact(baseline, principal, meant)}",
            )


def _spelt_out(baseline: Baseline, resource: str) -> bool:
    """Say whether the pattern names one role wholly, with the characters at its end."""
    return matches(f"role/{center.folder(baseline)}{center.MARK}*_{center.ANY_SUFFIX}", resource)


EXEMPTION_OF_NOBODY = BaselineWarning(
    id="exemption-of-nobody",
    title="An exemption for Identity Center's roles matches them",
    why="The path of these roles contains the region of Identity Center, unless that is us-east-1. A pattern "
    "without it frees nobody, which shows on the day when somebody needs it.",
    source="https://docs.aws.amazon.com/singlesignon/latest/userguide/referencingpermissionsets.html",
    find=_find,
)
