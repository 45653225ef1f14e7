"""Use the instance of Identity Center that the file names."""

from __future__ import annotations

from collections.abc import Iterator

from guardrails.preflight.check import FAILURE, Inspection, PreflightCheck, PreflightViolation, Unknown
from guardrails.preflight.identity_center import named_instance


def check(inspection: Inspection) -> Iterator[PreflightViolation | Unknown]:
    """Compare the instance's ARN and its identity store with the file."""
    section, captured = inspection.baseline.access, inspection.capture.access
    if section is None:
        return
    instance = named_instance(inspection)
    if isinstance(instance, Unknown):
        yield instance
    elif instance is None:
        instances = (captured.instances if captured is not None else None) or ()
        actual = ", ".join(other.arn for other in instances) or "none"
        yield PreflightViolation(
            section.instance,
            f"is no instance of Identity Center; AWS has {actual}",
            "copy the ARN from Identity Center's settings, or switch Identity Center on",
            ("access", "instance"),
        )
    elif instance.identity_store != section.identity_store:
        yield PreflightViolation(
            section.instance,
            f"has the identity store {instance.identity_store}, and the file names {section.identity_store}",
            f"write {instance.identity_store} into the file",
            ("access", "identity_store"),
        )


CHECK = PreflightCheck(
    id="PF-SSO-001",
    title="Use the instance of Identity Center that the file names",
    why="Permission sets and groups of an instance that doesn't exist stop the deployment.",
    fix="Copy ARN and identity store from Identity Center's settings.",
    source="https://docs.aws.amazon.com/singlesignon/latest/APIReference/API_ListInstances.html",
    severity=FAILURE,
    check=check,
    reads=("access",),
)
