"""Renew exemptions before they end."""

from __future__ import annotations

from collections.abc import Iterator

from guardrails.preflight.check import WARNING, Inspection, PreflightCheck, PreflightViolation, Unknown


def check(inspection: Inspection) -> Iterator[PreflightViolation | Unknown]:
    """Find exemptions that end within the days that the file reminds of them."""
    for name, exemption in inspection.baseline.exemptions.items():
        last = exemption.expires
        if last is not None and (last - inspection.today).days <= exemption.remind_days:
            yield PreflightViolation(
                name,
                f"ends at the end of {last} (UTC)",
                f"ask {exemption.owner} whether to renew it",
                ("exemptions", name, "expires"),
            )


CHECK = PreflightCheck(
    id="PF-EXM-001",
    title="Renew exemptions before they end",
    why="AWS denies an exempt role what it needs from one day to the next.",
    fix="Ask the owner whether to renew the exemption.",
    source="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-currenttime",
    severity=WARNING,
    check=check,
    reads=(),
)
