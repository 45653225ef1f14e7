"""unheard-emergency: who may get in when everything else fails is seen at once."""

from __future__ import annotations

import pytest

from tests.baseline.warnings.helpers import warned
from tests.baselines import changed

ALERTS = (
    "alerts: { subscribers: { critical: { emails: [me@example.com] } }, break_glass: [break-glass] }\ntags:"
)


@pytest.mark.parametrize(
    ("name", "principal", "more", "found"),
    [
        ("rescue", "arn:aws:iam::*:role/helpers", "controls: [deny_iam_users], ", True),
        ("helpers", "arn:aws:iam::*:role/BreakGlass", "controls: [deny_iam_users], ", True),
        ("night", "arn:aws:iam::*:user/emergency-1", "controls: [deny_iam_users], ", True),
        ("admins", "arn:aws:iam::*:role/OrganizationAdmin", "", True),
        ("admins", "arn:aws:iam::*:role/OrganizationAdmin", "controls: [deny_iam_users], ", False),
        ("tower", "arn:aws:iam::*:role/AWSControlTowerExecution", "", False),
        ("stacksets", "arn:aws:iam::*:role/stacksets-exec-*", "", False),
        ("deployment", "arn:aws:iam::222222222222:role/cdk-guardrails-*", "", False),
    ],
)
def test_who_is_meant(name: str, principal: str, more: str, *, found: bool) -> None:
    """By its name, by its principal, or because it frees a person of everything."""
    fields = f"principal: '{principal}', {more}owner: me, reason: needed"
    entry = f"  {'§' * found}{name}: {{ {fields} }}\nguardrails:\n"
    text = changed(("guardrails:\n", entry), ("tags:", ALERTS))
    heard = warned("unheard-emergency", text)
    assert heard.fields == [f"exemptions.{name}"] * found
    assert heard.remedies == [f"write break_glass: [break-glass, {name}] under alerts"] * found


def test_without_alerts_nobody_hears() -> None:
    """The small baseline has no alarms at all."""
    assert warned("unheard-emergency", changed()).fields == ["exemptions.break-glass"]
    assert warned("unheard-emergency", changed(("tags:", ALERTS))).fields == []
