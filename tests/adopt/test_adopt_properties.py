"""Organizations that nobody thought of: whatever is attached where, nobody gains or loses anything."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guardrails.policy.language.document import RCP, SCP
from tests.adopt.organizations import LEAVING, ROOT, Builder, denying, exempting
from tests.adopt.test_adopt import adopted

pytestmark = pytest.mark.slow
NAMES = st.one_of(
    st.sampled_from(["shop", "Shop", "root", "Root", "a/b", "yes", "1", "x: y", "# z", "é", "Prod"]),
    st.text(min_size=1, max_size=12),
)
OPTING = ("account:EnableRegion", "account:DisableRegion")
ALLOWING = {
    "Version": "2012-10-17",
    "Statement": {"Effect": "Allow", "Action": ["s3:*", "ec2:*"], "Resource": "*"},
}
DOCUMENTS: tuple[tuple[str, dict[str, Any]], ...] = (
    (SCP, denying(*LEAVING)),
    (SCP, denying(*LEAVING, Condition=exempting("admin"))),
    (SCP, denying(*LEAVING, Condition=exempting("AWSControlTowerExecution", "admin"))),
    (SCP, denying(*OPTING, Condition=exempting("admin"))),
    (SCP, denying(*LEAVING, *OPTING)),
    (SCP, denying("gamelift:*", "workmail:*")),
    (SCP, denying("lightsail:*")),
    (SCP, denying("ec2:RunInstances", Condition={"StringNotLike": {"ec2:InstanceType": "t3.*"}})),
    (SCP, denying("s3:*", Condition={"StringEquals": {"aws:PrincipalAccount": "400000000001"}})),
    (SCP, denying("s3:DeleteBucket", Condition={"ArnNotLike": {"aws:PrincipalArn": "*:role/x"}})),
    (SCP, ALLOWING),
    (RCP, denying("s3:*", Principal="*", Condition={"Bool": {"aws:SecureTransport": "false"}})),
    (RCP, denying("s3:DeleteObject", Principal="*")),
)


@st.composite
def organizations(draw: st.DrawFn) -> Builder:
    """Draw a tree, and policies on any of its nodes."""
    builder = Builder(types=(SCP, RCP))
    parents = [ROOT]
    for number in range(draw(st.integers(0, 4))):
        parent = draw(st.sampled_from(parents))
        parents.append(builder.unit(draw(NAMES), parent, f"ou-ex4m-{number:08}"))
    builder.management_parent = draw(st.sampled_from(parents))
    nodes = [
        builder.account(400_000_000_000 + number, draw(NAMES), draw(st.sampled_from(parents)))
        for number in range(draw(st.integers(1, 4)))
    ]
    nodes = [*parents, *nodes]
    for number in range(draw(st.integers(0, 4))):
        kind, document = draw(st.sampled_from(DOCUMENTS))
        targets = draw(st.lists(st.sampled_from(nodes), min_size=1, max_size=4, unique=True))
        name = draw(st.sampled_from(["own", "aws-guardrails-abcdef"]))
        builder.policy(f"{name}{number}", document, targets, kind)
    builder.narrowed = draw(st.sets(st.sampled_from(nodes), max_size=1))
    return builder


@settings(max_examples=40, deadline=None)
@given(organizations())
def test_nobody_gains_or_loses_anything(builder: Builder) -> None:
    """Whatever stands on what, with whatever names."""
    adopted(builder.capture())
