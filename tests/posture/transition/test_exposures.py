"""Denials that move up a tree while a lower policy stays: found, and bridged by a posture in between."""

from __future__ import annotations

import pytest

from guardrails.errors import InputError
from guardrails.policy.language.document import SCP
from guardrails.posture import Policy, Posture, compile_posture
from guardrails.posture.compile.limits import Limits
from guardrails.posture.transition.exposures import bridged, exposures
from guardrails.posture.transition.order import states
from tests.baselines import changed, load_small
from tests.oracle import Request, denied
from tests.posture.trees import documents

LIMITS = {SCP: Limits(10_240, 10)}
LIGHTSAIL = Request("lightsail:CreateDisk")
WIDER = (
    "Workloads: { denied: [gamelift] }",
    "Workloads: { denied: [gamelift, workmail, lightsail, cloud9] }",
)
HIGHER = ("denied: [gamelift, workmail]\n", "denied: [gamelift, workmail, lightsail]\n")


def _posture(*changes: tuple[str, str]) -> Posture:
    return compile_posture(load_small(changed(*changes)))


def _open(before: Posture, after: Posture, path: str, request: Request) -> bool:
    """Tell whether a request that is denied before and after gets through in between."""
    stand = [Posture(after.organization, (*_aws(after), *state)) for state in states(before, after)]
    verdicts = [denied(documents(one), path, request) for one in stand]
    assert verdicts[0]
    assert verdicts[-1]
    return not all(verdicts)


def _aws(posture: Posture) -> tuple[Policy, ...]:
    return tuple(policy for policy in posture.policies if policy.aws_managed)


def test_a_denial_that_moves_up_leaves_a_policy_that_stays() -> None:
    """Lightsail was denied in Workloads beside cloud9 and is now denied everywhere; cloud9 stays there."""
    before, after = _posture(WIDER), _posture(WIDER, HIGHER)
    (exposure,) = exposures(before, after)
    assert (exposure.leaves.key, exposure.arrives.key) == ("services-ou-ex4m-workload1", "services-r-ex4m")
    assert str(exposure) == (
        "guardrails/services/Workloads-a5d739bc is updated before guardrails/services/Root-f9ad0f97:"
        " meanwhile nothing denies what DenyUnusedServices denied and DenyUnusedServices will deny"
    )
    assert _open(before, after, "Workloads/Prod/shop", LIGHTSAIL)


def test_the_posture_in_between_closes_it() -> None:
    """The lower policy keeps the denial until the higher one has it."""
    before, after = _posture(WIDER), _posture(WIDER, HIGHER)
    between = bridged(before, after, LIMITS)
    assert {policy.key for policy in between.declared} == {policy.key for policy in after.declared}
    differing = [one.key for one, two in zip(between.declared, after.declared, strict=True) if one != two]
    assert differing == ["services-ou-ex4m-workload1"]
    for one, other in ((before, between), (between, after)):
        assert not _open(one, other, "Workloads/Prod/shop", LIGHTSAIL)
        assert exposures(one, other) == ()


def test_what_needs_no_bridge_gets_none() -> None:
    """The way back is downwards, and safe as it is."""
    before, after = _posture(WIDER, HIGHER), _posture(WIDER)
    assert exposures(before, after) == ()
    assert bridged(before, after, LIMITS) == after
    assert not _open(before, after, "Workloads/Prod/shop", LIGHTSAIL)


def test_a_wider_exception_opens_nothing_elsewhere() -> None:
    """One unit may use one more region: all others get the old rule before the root's is relaxed."""
    before = _posture()
    after = _posture(
        ("Security: [eu-central-1]", "Security: [eu-central-1]\n    Sandbox: [eu-west-1, us-east-1]")
    )
    assert exposures(before, after) == ()
    elsewhere = Request("ec2:RunInstances", region="us-east-1")
    assert not _open(before, after, "Workloads/Prod/shop", elsewhere)
    assert not _open(after, before, "Workloads/Prod/shop", elsewhere)


def test_another_exemption_opens_nothing() -> None:
    """Every policy changes its text, one after the other, and some say the same of the same calls."""
    before = _posture(("- control: deny_iam_users", "- control: deny_root_user\n  - control: deny_iam_users"))
    entry = "  d: { principal: 'arn:aws:iam::*:role/deploy-1', owner: me, reason: it }\n"
    more = ("exemptions:\n", f"exemptions:\n{entry}")
    after = _posture(
        ("- control: deny_iam_users", "- control: deny_root_user\n  - control: deny_iam_users"), more
    )
    assert exposures(before, after) == ()
    assert exposures(after, before) == ()


def test_a_bridge_without_room_is_a_finding() -> None:
    """What must be kept is too much for one policy: it has to go in steps."""
    before, after = _posture(WIDER), _posture(WIDER, HIGHER)
    with pytest.raises(
        InputError, match="guardrails/services/Workloads-a5d739bc has no room for what it must"
    ):
        bridged(before, after, {SCP: Limits(200, 10)})
