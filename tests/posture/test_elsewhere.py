"""An exemption that names one account stands in the policies that bind this account, and in no others."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from guardrails.posture import Posture, compile_posture
from guardrails.posture.prove import prove
from tests.baselines import SOUND, load_small

SHOP, ARCHIVE, LEGACY = "444444444441", "222222222222", "888888888888"
MANAGEMENT, STRANGER = "111111111111", "999999999999"
ROOT = "- control: protect_exempt_roles\n"
UNITS = f"{ROOT}    at: [Workloads, Security, Sandbox, legacy]\n"
LINEAGES = {
    SHOP: {"Root", "Workloads", "Workloads/Prod", "Workloads/Prod/shop"},
    ARCHIVE: {"Root", "Security", "Security/log-archive"},
    LEGACY: {"Root", "legacy"},
}


def _posture(account: str | None, text: str = SOUND, *, kind: str = "role", more: str = "") -> Posture:
    entry = (
        f"  extra: {{ principal: 'arn:aws:iam::{account}:{kind}/extra',"
        f" owner: me@example.com, reason: tries{more} }}\n"
    )
    return compile_posture(
        load_small(text.replace("exemptions:\n", f"exemptions:\n{entry if account else ''}"))
    )


def _texts(posture: Posture) -> Mapping[tuple[str, str], str]:
    return {(policy.target, policy.name): str(policy.document.to_dict()) for policy in posture.declared}


def _differing(before: Posture, after: Posture) -> set[str]:
    old, new = _texts(before), _texts(after)
    return {key[0] for key in old.keys() | new.keys() if old.get(key) != new.get(key)}


@pytest.mark.slow
@pytest.mark.parametrize("text", [SOUND, SOUND.replace(ROOT, UNITS)], ids=["at the root", "at units"])
@pytest.mark.parametrize("more", ["", ", expires: 2027-01-31", ", controls: [deny_iam_users]"])
@pytest.mark.parametrize("kind", ["role", "user"])
@pytest.mark.parametrize("account", LINEAGES)
def test_only_policies_that_bind_the_account_name_it(account: str, kind: str, more: str, text: str) -> None:
    """Everywhere else not a character changes; a policy at the root binds every account."""
    before, after = _posture(None, text), _posture(account, text, kind=kind, more=more)
    differing = _differing(before, after)
    assert differing <= LINEAGES[account]
    naming = {target for (target, _), document in _texts(after).items() if "/extra" in document}
    assert naming == differing
    if not more:
        with_policies = {policy.target for policy in after.declared if policy.family != "own"}
        assert differing == with_policies & LINEAGES[account]


@pytest.mark.parametrize("account", ["*", "2222222222??*"])
def test_a_pattern_of_accounts_stands_everywhere(account: str) -> None:
    """It may match an account to come."""
    after = _posture(account)
    assert _differing(_posture(None), after) == {one.target for one in after.declared if one.family != "own"}


def test_resource_policies_name_it_everywhere() -> None:
    """They bind whoever reaches an account's resources, from another account as well."""
    text = SOUND.replace(
        "guardrails:\n", "guardrails:\n  - control: require_tls_by_anybody\n    at: [Security]\n"
    )
    after = _posture(SHOP, text)
    [policy] = [policy for policy in after.declared if policy.type == "RESOURCE_CONTROL_POLICY"]
    assert "/extra" in str(policy.document.to_dict())


@pytest.mark.slow
@pytest.mark.parametrize("account", [SHOP, ARCHIVE, LEGACY, "*"])
@pytest.mark.parametrize("text", [SOUND, SOUND.replace(ROOT, UNITS)], ids=["at the root", "at units"])
def test_the_proof_holds_and_asks_the_account_alone(account: str, text: str) -> None:
    """The principal is exempt and protected in its account; elsewhere nobody can be it."""
    entry = (
        f"  extra: {{ principal: 'arn:aws:iam::{account}:role/extra', owner: me@example.com, reason: it }}\n"
    )
    baseline = load_small(text.replace("exemptions:\n", f"exemptions:\n{entry}"))
    report = prove(baseline, compile_posture(baseline))
    subjects = {failure.subject for failure in report.failures}
    # At the units, nothing protects principals in an account that is yet to be created in the root.
    open_in_root = {"exemptions.break-glass"} | ({"exemptions.extra"} if account == "*" else set())
    assert subjects == (open_in_root if text != SOUND else set())
    assert report.unproven == ()


@pytest.mark.slow
def test_the_proof_notices_where_the_account_is_left_out() -> None:
    """The policies as they were before the exemption lock its principal out, and don't protect it."""
    entry = f"  extra: {{ principal: 'arn:aws:iam::{SHOP}:role/extra', owner: me@example.com, reason: it }}\n"
    baseline = load_small(SOUND.replace("exemptions:\n", f"exemptions:\n{entry}"))
    names = {failure.name for failure in prove(baseline, _posture(None)).failures}
    assert {"locked-out", "exempt-principal-unprotected"} <= names
