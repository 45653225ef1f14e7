"""Warn of an exemption for one permission set that frees another one of the file as well."""

from __future__ import annotations

from collections.abc import Iterator

from guardrails.aws_facts.identity_center import MARK
from guardrails.baseline.model import Baseline
from guardrails.baseline.warnings import identity_center_roles as center
from guardrails.baseline.warnings.warning import BaselineWarning, Match


def _find(baseline: Baseline) -> Iterator[Match]:
    for name, exemption in baseline.exemptions.items():
        principal = exemption.principal
        if MARK not in principal:
            continue
        meant = center.meant(baseline, principal)
        other_sets = [set_name for set_name in center.freed(baseline, principal) if set_name != meant]
        if other_sets:
            yield Match(
                ("exemptions", name, "principal"),
                f'"{principal}" also frees the permission set {" and ".join(other_sets)}',
                f"write {center.exact(baseline, principal, meant)}",
            )


SECOND_PERMISSION_SET = BaselineWarning(
    id="second-permission-set",
    title="An exemption for a permission set frees no other one",
    why="Identity Center ends the name of each role in 16 characters. A `*` in their place matches every "
    "permission set whose name goes on behind the same letters.",
    source="https://docs.aws.amazon.com/singlesignon/latest/userguide/referencingpermissionsets.html",
    find=_find,
)
