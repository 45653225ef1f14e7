"""Warnings about a baseline: one a file, each with an id that the section `accept` can name."""

from __future__ import annotations

import datetime as dt

from guardrails.baseline.model import Baseline
from guardrails.baseline.warnings.auditor_regions import AUDITOR_REGIONS
from guardrails.baseline.warnings.closed_account_named import CLOSED_ACCOUNT_NAMED
from guardrails.baseline.warnings.control_tower_regions import CONTROL_TOWER_REGIONS
from guardrails.baseline.warnings.control_tower_security_unit import CONTROL_TOWER_SECURITY_UNIT
from guardrails.baseline.warnings.elevation_outlived import ELEVATION_OUTLIVED
from guardrails.baseline.warnings.exempt_cdk_qualifier import EXEMPT_CDK_QUALIFIER
from guardrails.baseline.warnings.exemption_of_nobody import EXEMPTION_OF_NOBODY
from guardrails.baseline.warnings.existing_set_unknown import EXISTING_SET_UNKNOWN
from guardrails.baseline.warnings.existing_trail_unseen import EXISTING_TRAIL_UNSEEN
from guardrails.baseline.warnings.foreign_outdated import FOREIGN_OUTDATED
from guardrails.baseline.warnings.foreign_tree_differs import FOREIGN_TREE_DIFFERS
from guardrails.baseline.warnings.full_access_at_root import FULL_ACCESS_AT_ROOT
from guardrails.baseline.warnings.full_access_audit_role import FULL_ACCESS_AUDIT_ROLE
from guardrails.baseline.warnings.full_access_group_at_root import FULL_ACCESS_GROUP_AT_ROOT
from guardrails.baseline.warnings.full_access_in_management import FULL_ACCESS_IN_MANAGEMENT
from guardrails.baseline.warnings.full_access_long_session import FULL_ACCESS_LONG_SESSION
from guardrails.baseline.warnings.inline_arn_colons import INLINE_ARN_COLONS
from guardrails.baseline.warnings.inline_not_action import INLINE_NOT_ACTION
from guardrails.baseline.warnings.inline_pass_role import INLINE_PASS_ROLE
from guardrails.baseline.warnings.missing_break_glass import MISSING_BREAK_GLASS
from guardrails.baseline.warnings.object_lock_ends_early import OBJECT_LOCK_ENDS_EARLY
from guardrails.baseline.warnings.second_organization_trail import SECOND_ORGANIZATION_TRAIL
from guardrails.baseline.warnings.second_permission_set import SECOND_PERMISSION_SET
from guardrails.baseline.warnings.short_external_id import SHORT_EXTERNAL_ID
from guardrails.baseline.warnings.tag_policies_disagree import TAG_POLICIES_DISAGREE
from guardrails.baseline.warnings.unheard_emergency import UNHEARD_EMERGENCY
from guardrails.baseline.warnings.unknown_managed_policy import UNKNOWN_MANAGED_POLICY
from guardrails.baseline.warnings.warning import BaselineWarning
from guardrails.baseline.warnings.wide_deployment_exemption import WIDE_DEPLOYMENT_EXEMPTION
from guardrails.errors import Finding

WARNINGS: tuple[BaselineWarning, ...] = (
    SHORT_EXTERNAL_ID,
    MISSING_BREAK_GLASS,
    WIDE_DEPLOYMENT_EXEMPTION,
    EXEMPT_CDK_QUALIFIER,
    SECOND_PERMISSION_SET,
    EXEMPTION_OF_NOBODY,
    AUDITOR_REGIONS,
    FULL_ACCESS_AT_ROOT,
    FULL_ACCESS_AUDIT_ROLE,
    FULL_ACCESS_GROUP_AT_ROOT,
    FULL_ACCESS_IN_MANAGEMENT,
    FULL_ACCESS_LONG_SESSION,
    OBJECT_LOCK_ENDS_EARLY,
    UNHEARD_EMERGENCY,
    TAG_POLICIES_DISAGREE,
    UNKNOWN_MANAGED_POLICY,
    INLINE_NOT_ACTION,
    INLINE_PASS_ROLE,
    INLINE_ARN_COLONS,
    FOREIGN_OUTDATED,
    FOREIGN_TREE_DIFFERS,
    EXISTING_SET_UNKNOWN,
    CLOSED_ACCOUNT_NAMED,
    CONTROL_TOWER_REGIONS,
    CONTROL_TOWER_SECURITY_UNIT,
    SECOND_ORGANIZATION_TRAIL,
    EXISTING_TRAIL_UNSEEN,
    ELEVATION_OUTLIVED,
)
"""Every warning, in the order of the page that lists them."""


def warnings(baseline: Baseline, today: dt.date | None = None) -> tuple[Finding, ...]:
    """Find what AWS takes and a careful reviewer would ask about on a day (UTC), accepted or not."""
    return tuple(sorted({finding for kind in WARNINGS for finding in kind.findings(baseline, today)}))
