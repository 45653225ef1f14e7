"""Every control, by id."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from guardrails.controls import (
    deny_iam_users,
    deny_leaving_organization,
    deny_region_opt_in,
    deny_root_user,
    deny_unused_regions,
    deny_unused_services,
    protect_audit_role,
    protect_exempt_roles,
    protect_trail,
)
from guardrails.controls.control import Control


@cache
def controls() -> Mapping[str, Control]:
    """Return every control, by id, in the order of the alphabet."""
    modules = (
        deny_iam_users,
        deny_leaving_organization,
        deny_region_opt_in,
        deny_root_user,
        deny_unused_regions,
        deny_unused_services,
        protect_audit_role,
        protect_exempt_roles,
        protect_trail,
    )
    return {module.CONTROL.id: module.CONTROL for module in modules}


def control(control_id: str) -> Control:
    """Return one control.

    Raises:
        KeyError: when there is no control of that id.
    """
    return controls()[control_id]
