"""Match the organization that the file names."""

from __future__ import annotations

from collections.abc import Iterator

from guardrails.preflight.check import FAILURE, Inspection, PreflightCheck, PreflightViolation, Unknown


def check(inspection: Inspection) -> Iterator[PreflightViolation | Unknown]:
    """Compare the ids of the organization, its root and its management account with the file."""
    expected, actual = inspection.baseline.organization, inspection.organization
    describe, roots = "organizations:DescribeOrganization", "organizations:ListRoots"
    for label, path, wanted, present, action in (
        ("the organization", ("id",), expected.id, actual.id, describe),
        ("the root", ("root",), expected.root, actual.root, roots),
        (
            "the management account",
            ("management_account", "id"),
            expected.management_account.id,
            actual.management_account,
            describe,
        ),
    ):
        if present is None:
            yield inspection.unknown(label, action)
        elif present != wanted:
            yield PreflightViolation(
                label,
                f"is {present} in AWS and {wanted} in the file",
                "use the credentials of the organization that the file names, or correct the file",
                ("organization", *path),
            )
    reader = inspection.capture.read_by.account
    if reader != expected.management_account.id:
        yield PreflightViolation(
            "the caller",
            f"belongs to {reader}, and the file names {expected.management_account.id} as management account",
            "capture with credentials of the management account",
            ("organization", "management_account", "id"),
        )


CHECK = PreflightCheck(
    id="PF-ORG-001",
    title="Match the organization that the file names",
    why="Credentials of another organization would deploy every policy there, or fail halfway.",
    fix="Sign in to the management account that the file names, or correct the ids in the file.",
    source="https://docs.aws.amazon.com/organizations/latest/APIReference/API_DescribeOrganization.html",
    severity=FAILURE,
    check=check,
    reads=("organization",),
)
