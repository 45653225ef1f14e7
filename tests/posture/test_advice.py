"""Advice: what a baseline says to no effect."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from guardrails.aws_facts import GLOBAL_ACTIONS
from guardrails.posture import compile_posture
from guardrails.posture.advice import advice
from guardrails.posture.prove import prove
from guardrails.posture.prove.lists import wanted_lists
from tests.baselines import SMALL, changed, load_small, located

CASES = (
    (
        "an override that repeats what stands above",
        [("Security: [eu-central-1]", "§Security: [eu-west-1, eu-central-1]")],
        "regions.overrides.Security: says the same as Root does already; remove it",
    ),
    (
        "a list that nothing enforces",
        [("  - control: deny_unused_services\n", ""), ("services:", "§services:")],
        (
            "services: no guardrail deny_unused_services stands anywhere: in a new account in Sandbox,"
            " arn:aws:iam::000000000000:role/anybody may call gamelift:AcceptMatch in eu-central-1;"
            " add `- control: deny_unused_services` to guardrails"
        ),
    ),
    (
        "an override that no guardrail reaches",
        [
            (
                "  - control: deny_unused_regions\n",
                "  - control: deny_unused_regions\n    at: [Workloads/Prod]\n",
            ),
            ("    Security: [eu-central-1]", "    §Security: [eu-central-1]\n    Workloads: [eu-west-1]"),
        ],
        (
            "regions.overrides.Security: deny_unused_regions stands neither here nor above nor below;"
            " add the path to the `at` of deny_unused_regions, or remove it"
        ),
    ),
    (
        "a guardrail with nothing to deny",
        [
            ("denied: [gamelift, workmail]", "denied: []"),
            ("  overrides:\n    Workloads: { denied: [gamelift] }\n", ""),
            ("- control: deny_unused_services", "- §control: deny_unused_services"),
        ],
        (
            "guardrails[1]: deny_unused_services denies nothing where it stands;"
            " remove it, or give it something to deny"
        ),
    ),
    (
        "an exemption from what stands nowhere",
        [
            ("  break-glass:", "  §break-glass:"),
            ("reason: Restores access", "reason: Restores access\n    controls: [deny_root_user]"),
        ],
        (
            "exemptions.break-glass: none of the controls that it names stands anywhere;"
            " remove it, or correct the controls"
        ),
    ),
    (
        "a group that nobody assigns",
        [("    developers: {}\n", "    developers: {}\n    §auditors: {}\n")],
        'access.groups.auditors: no assignment uses "auditors"; assign it, or remove it',
    ),
    (
        "a permission set that nobody gets",
        [("    ReadOnly: {}\n", "    ReadOnly: {}\n    §Billing: {}\n")],
        'access.permission_sets.Billing: no assignment uses "Billing"; assign it, or remove it',
    ),
)


def _advice(text: str) -> list[str]:
    loaded = load_small(text)
    return [str(finding) for finding in advice(loaded, compile_posture(loaded))]


@pytest.mark.parametrize(("changes", "expected"), [c[1:] for c in CASES], ids=[c[0] for c in CASES])
def test_what_has_no_effect_is_said(changes: list[tuple[str, str]], expected: str) -> None:
    """One finding, at the place, with what to do."""
    text, ((line, column),) = located(changed(*changes))
    assert _advice(text) == [f"baseline.yaml:{line}:{column} {expected}"]


def test_there_is_no_advice_on_a_baseline_that_means_what_it_says() -> None:
    """Silence is the rule."""
    assert _advice(SMALL) == []


ALLOWING = '{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:*", "Resource": "*"}}'


def test_a_document_that_only_allows_has_no_effect() -> None:
    """FullAWSAccess beside it allows everything; the entry is named, with the way that works."""
    text, ((line, column),) = located(
        changed(("- document: policies/own.json", "- §document: policies/own.json"))
    )
    loaded = load_small(text, {"policies/own.json": ALLOWING})
    (finding,) = advice(loaded, compile_posture(loaded))
    assert str(finding) == (
        f"baseline.yaml:{line}:{column} guardrails[4]: policies/own.json only allows, which has no "
        "effect while FullAWSAccess is attached; list what is used under services.allowed, with "
        "`- control: deny_unused_services`; CloudFormation can't detach FullAWSAccess"
    )


def test_a_document_that_also_denies_has_an_effect() -> None:
    """What it denies counts."""
    both = ALLOWING.replace(
        '"Statement": {', '"Statement": [{"Effect": "Deny", "Action": "s3:*", "Resource": "*"}, {'
    )
    loaded = load_small(files={"policies/own.json": both[:-1] + "]}"})
    assert advice(loaded, compile_posture(loaded)) == ()


def test_where_full_access_is_detached_a_document_that_allows_counts() -> None:
    """Only FullAWSAccess makes it idle."""
    loaded = load_small(files={"policies/own.json": ALLOWING})
    posture = compile_posture(loaded)
    detached = replace(
        posture,
        policies=tuple(
            each for each in posture.policies if not (each.aws_managed and each.target == "Security")
        ),
    )
    assert advice(loaded, detached) == ()


_UNLISTED_REGIONS = {
    "Effect": "Deny",
    "NotAction": [*GLOBAL_ACTIONS],
    "Resource": "*",
    "Condition": {
        "StringNotEquals": {"aws:RequestedRegion": ["eu-central-1", "eu-west-1"]},
        "ArnNotLike": {"aws:PrincipalArn": ["arn:aws:iam::*:role/break-glass"]},
    },
}
_WITHOUT_CONTROL = changed(
    ("  - control: deny_unused_regions\n", "  - document: policies/regions.json\n"),
    ("  overrides:\n    Security: [eu-central-1]\n", ""),
)


def _advice_beside(statement: dict[str, Any]) -> list[str]:
    document = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    baseline = load_small(_WITHOUT_CONTROL, {"policies/regions.json": document})
    return [str(finding) for finding in advice(baseline, compile_posture(baseline))]


def test_a_document_that_denies_the_same_is_no_missing_control() -> None:
    """Whoever locks regions in his own words needs no control; what he leaves open is shown."""
    assert _advice_beside(_UNLISTED_REGIONS) == []
    wider = {"StringNotEquals": {"aws:RequestedRegion": ["eu-central-1", "eu-west-1", "us-east-1"]}}
    [finding] = _advice_beside({**_UNLISTED_REGIONS, "Condition": wider})
    assert "regions: no guardrail deny_unused_regions stands anywhere: in Workloads/Prod/shop" in finding
    assert "in us-east-1; add `- control: deny_unused_regions` to guardrails" in finding


def test_without_documents_nothing_denies_what_a_section_leaves_out() -> None:
    """There is no need to show a request."""
    text = changed(
        ("  - control: deny_unused_services\n", ""),
        ("  - document: policies/own.json\n    at: [Security]\n", ""),
    )
    baseline = load_small(text)
    [finding] = advice(baseline, compile_posture(baseline))
    assert "stands anywhere: nothing denies what this section doesn't allow" in str(finding)


def test_a_file_without_regions_lacks_no_guardrail() -> None:
    """No list, nothing to deny, now and in regions to come."""
    text = changed(
        ("  - control: deny_unused_regions\n", ""),
        ("regions:\n  allowed: [eu-central-1, eu-west-1]\n  overrides:\n    Security: [eu-central-1]\n", ""),
    )
    baseline = load_small(text)
    assert advice(baseline, compile_posture(baseline)) == ()
    assert not any(baseline.denied["regions"].values())
    assert not any(wanted_lists(baseline)["regions"].values())
    report = prove(baseline, compile_posture(baseline))
    assert (1, "no regions in this file: every region may be used") in {
        (each.obligation, each.reason) for each in report.unasked
    }
