"""short-external-id: where it warns and where it doesn't."""

from __future__ import annotations

import pytest

from guardrails.baseline.warnings import warnings
from tests.baselines import changed, load_small

ROLE = "accounts: {{ audit_role: {{ trusted_account: Security/log-archive{} }} }}\ntags:"


@pytest.mark.parametrize(
    ("external_id", "warned"),
    [(", external_id: fifteen-charact", True), (", external_id: sixteen-characte", False), ("", False)],
)
def test_an_id_under_sixteen_characters_is_warned_of(external_id: str, *, warned: bool) -> None:
    """The bound itself is fine, and a role without an id has nothing to guess."""
    baseline = load_small(changed(("tags:", ROLE.format(external_id))))
    found = [finding for finding in warnings(baseline) if finding.id == "short-external-id"]
    assert [finding.field for finding in found] == ["accounts.audit_role.external_id"] * warned
    assert all(finding.location.line and finding.remedy for finding in found)
