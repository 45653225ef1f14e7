"""Accounts that don't exist yet are proven like those that exist, in every unit."""

from __future__ import annotations

from dataclasses import replace

import pytest

from guardrails.baseline import Baseline
from guardrails.organization import Account
from guardrails.posture import Posture, compile_posture
from guardrails.posture.prove import prove
from tests.baselines import SOUND, load_small
from tests.posture.faults import Fault, at_accounts, denied_all, detached

pytestmark = pytest.mark.slow
_STANDS = "    Security: [eu-central-1]\n"
_WIDER = f"{_STANDS}    Workloads: [eu-central-1]\n    Workloads/Prod/shop: [eu-central-1, us-west-2]\n"


@pytest.mark.parametrize(
    ("fault", "name"),
    [(denied_all("Suspended"), "denied-without-intent"), (detached("Suspended"), "level-without-allow")],
)
def test_a_unit_without_accounts_is_proven(
    fault: Fault, name: str, baseline: Baseline, posture: Posture
) -> None:
    """The witness is a new account there; no account that exists is concerned, and the count stays theirs."""
    report = prove(baseline, fault(posture))
    assert report.accounts == len(posture.organization.accounts)
    failure = next(failure for failure in report.failures if failure.name == name)
    assert (failure.accounts, failure.units) == (0, ("Suspended",))
    assert failure.witness is not None
    assert failure.witness.account == "a new account in Suspended"
    assert "new-in" not in failure.witness.principal
    assert "in a new account in Suspended, arn:aws:iam::000000000000:" in str(failure.finding())
    assert "alike" not in str(failure.finding())


def test_protections_of_todays_accounts_are_missing_in_those_to_come(
    baseline: Baseline, posture: Posture
) -> None:
    """What stands at every account binds everybody today and nobody who joins tomorrow."""
    moved = at_accounts("Root", "protection")(posture)
    failures = {failure.name: failure for failure in prove(baseline, moved).failures}
    units = {node.path for node in posture.organization.nodes if not isinstance(node, Account)}
    trail = failures["trail-unprotected"]
    assert trail.accounts == 0
    assert set(trail.units) == units - {"Sandbox"}, "whose list of services lacks CloudTrail"
    assert "alike in new accounts of " in str(trail.finding())


def test_an_account_that_exists_is_the_witness_where_it_fails_too(
    baseline: Baseline, posture: Posture
) -> None:
    """A reader can look at an account; the new ones are named beside it."""
    failures = prove(baseline, detached("Sandbox")(posture)).failures
    failure = next(failure for failure in failures if failure.name == "level-without-allow")
    assert (failure.accounts, failure.units) == (1, ("Sandbox",))
    assert failure.witness is not None
    assert failure.witness.account == "Sandbox/sandbox-ada"
    assert "(and alike in new accounts of Sandbox)" in str(failure.finding())


def test_a_wider_list_of_an_account_is_left_open_for_new_ones_beside_it() -> None:
    """A unit can't deny what an account below may use, and must not deny more, nor less, than the rest."""
    assert SOUND.count(_STANDS) == 1
    baseline = load_small(SOUND.replace(_STANDS, _WIDER))
    posture = compile_posture(baseline)
    assert prove(baseline, posture).failures == ()
    narrowed = replace(
        posture,
        policies=tuple(
            replace(policy, target="Workloads/Prod")
            if (policy.target, policy.family) == ("Workloads", "regions")
            else policy
            for policy in posture.policies
        ),
    )
    units = {unit for failure in prove(baseline, narrowed).failures for unit in failure.units}
    assert units == {"Workloads"}


def test_accounts_to_come_share_the_work_of_their_siblings(baseline: Baseline, posture: Posture) -> None:
    """An account more in a unit that has some changes nothing of what is decided."""
    report = prove(baseline, posture)
    assert report.units == len(posture.organization.nodes) - len(posture.organization.accounts)
    assert report.worlds < report.accounts
