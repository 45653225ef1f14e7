"""A policy is recognised by what it denies, whatever its text looks like."""

from __future__ import annotations

import json
import random
from collections.abc import Mapping
from typing import Any

import pytest

from guardrails.adopt.candidates import Facts
from guardrails.adopt.recognise import Recognition, recognise
from guardrails.controls import ControlContext, control, control_ids
from guardrails.policy import action_set
from guardrails.policy.language.document import RCP, SCP
from guardrails.policy.language.read import read_document
from guardrails.policy.name_set import NameSet
from tests.controls.settings import settings

pytestmark = pytest.mark.slow

FACTS = Facts("o-exampleorg1", "111111111111")
MEMBERS = frozenset({"222222222222"})
EXEMPT = ("arn:aws:iam::*:role/break-glass", "arn:aws:iam::222222222222:role/deploy-*")
DENIED = {
    "regions": NameSet.all_but("eu-central-1", "eu-west-1"),
    "services": NameSet.of("gamelift", "workmail"),
}
WHOLE = {"protect_trail", "protect_audit_role", "protect_exempt_roles"}
"""Controls that say nothing without another section of the baseline."""
UNREAD = {"partners_of", "services_elsewhere", "bedrock_geographies", "allow_bedrock_inference"}
"""Parameters that stand in several places of a policy together: with them, policies stay documents."""


def recognised(document: Mapping[str, Any], policy_type: str = SCP) -> Recognition:
    """Recognise a document of the example organization."""
    return recognise(read_document(document), policy_type, FACTS, "r-ex4m", MEMBERS)


def _otherwise(statements: list[dict[str, Any]]) -> dict[str, Any]:
    """Write statements in another order, under other names, and their actions in other letters."""
    dice = random.Random(7)  # noqa: S311 - the same on every machine
    dice.shuffle(statements)
    for number, statement in enumerate(statements):
        statement["Sid"] = f"S{number}"
        actions = statement.get("Action")
        if isinstance(actions, list):
            dice.shuffle(actions)
            statement["Action"] = [action.upper() for action in actions]
    return {"Version": "2012-10-17", "Statement": statements}


def _cases() -> list[tuple[str, Mapping[str, Any]]]:
    return [
        (control_id, parameters)
        for control_id in control_ids()
        if control_id not in WHOLE
        for parameters in settings(control(control_id))
        if not UNREAD & {*parameters}
    ]


@pytest.mark.parametrize(("control_id", "parameters"), _cases())
def test_every_control_is_recognised_by_its_effect(control_id: str, parameters: Mapping[str, Any]) -> None:
    """With its parameters and the principals that it exempts, or as others that say the same together."""
    definition = control(control_id)
    context = ControlContext(
        definition.parameters.model_validate(parameters),
        exempt=EXEMPT if definition.honors_exemptions else (),
        all_exempt=EXEMPT,
        organization=FACTS.organization,
        management_account=FACTS.management_account,
        denied=DENIED.get(definition.places, NameSet()),
    )
    statements = [statement.to_dict() for statement in definition.statements(context)]
    recognition = recognised(_otherwise(statements), definition.type)
    assert recognition.controls, recognition.near
    if not parameters:
        assert control_id in {candidate.control for candidate in recognition.controls}


def _denying(*actions: str, **more: Any) -> dict[str, Any]:
    return {"Effect": "Deny", "Action": list(actions), "Resource": "*", **more}


LEAVING = ("organizations:LeaveOrganization", "organizations:AcceptHandshake")


def test_two_controls_in_one_policy_are_told_apart() -> None:
    """Each with the principals that its statements exempt."""
    exempting = {"Condition": {"ArnNotLike": {"aws:PrincipalArn": EXEMPT[0]}}}
    opting = ("account:EnableRegion", "account:DisableRegion")
    document = {"Version": "2012-10-17", "Statement": [_denying(*LEAVING), _denying(*opting, **exempting)]}
    found = {candidate.control: candidate.exempt for candidate in recognised(document).controls}
    assert found == {"deny_leaving_organization": (), "deny_region_opt_in": (EXEMPT[0],)}


def test_a_policy_that_denies_less_is_near_and_the_difference_is_told() -> None:
    """The document stays; nothing is replaced by what would deny more."""
    document = {"Version": "2012-10-17", "Statement": _denying(LEAVING[0])}
    recognition = recognised(document)
    assert recognition.controls == ()
    assert [candidate.control for candidate in recognition.near] == ["deny_leaving_organization"]
    assert action_set.names(recognition.difference.narrowed) == (LEAVING[1],)
    assert recognition.difference.widened == 0


def test_a_policy_that_denies_more_is_near_too() -> None:
    """One action that no control denies keeps the whole document."""
    document = {"Version": "2012-10-17", "Statement": _denying(*LEAVING, "organizations:CloseAccount")}
    recognition = recognised(document)
    assert recognition.controls == ()
    assert action_set.names(recognition.difference.widened) == ("organizations:CloseAccount",)


@pytest.mark.parametrize(
    "condition",
    [
        {"StringNotEquals": {"aws:PrincipalAccount": "222222222222"}},
        {"StringNotLike": {"aws:PrincipalOrgPaths": "o-exampleorg1/r-ex4m/ou-ex4m-security/*"}},
    ],
)
def test_a_policy_that_asks_for_the_account_is_never_a_control(condition: Mapping[str, Any]) -> None:
    """In an account that the condition doesn't name it would look like one."""
    document = {"Version": "2012-10-17", "Statement": _denying(*LEAVING, Condition=condition)}
    assert recognised(document) == Recognition()


def test_a_principal_of_one_account_is_an_exemption_there() -> None:
    """A role that a member account alone can have is decided in that account."""
    exempting = {"Condition": {"ArnNotLike": {"aws:PrincipalArn": EXEMPT[1]}}}
    document = {"Version": "2012-10-17", "Statement": _denying(*LEAVING, **exempting)}
    assert [candidate.exempt for candidate in recognised(document).controls] == [(EXEMPT[1],)]


def test_an_exemption_that_no_entry_can_name_keeps_the_document() -> None:
    """A session of a role isn't what an exemption names, so no control exempts just that."""
    session = "arn:aws:sts::*:assumed-role/admin/*"
    exempting = {
        "Condition": {"ArnNotLike": {"aws:PrincipalArn": [EXEMPT[0], session, "arn:aws:iam::*:group/x"]}}
    }
    document = {"Version": "2012-10-17", "Statement": _denying(*LEAVING, **exempting)}
    for candidate in recognised(document).controls:
        assert candidate.exempt == (EXEMPT[0],)


def test_an_open_partition_is_this_one() -> None:
    """Published policies write arn:*:iam, and every principal here is of the partition aws."""
    exempting = {"Condition": {"ArnNotLike": {"aws:PrincipalARN": "arn:*:iam::*:role/break-glass"}}}
    document = {"Version": "2012-10-17", "Statement": _denying(*LEAVING, **exempting)}
    assert [candidate.exempt for candidate in recognised(document).controls] == [(EXEMPT[0],)]


def test_what_allows_something_stays_a_document() -> None:
    """An Allow counts where FullAWSAccess is detached."""
    allowing = {"Effect": "Allow", "Action": "*", "Resource": "*"}
    assert recognised({"Version": "2012-10-17", "Statement": [allowing, _denying(*LEAVING)]}) == Recognition()


def test_the_type_counts() -> None:
    """A resource control policy binds others than a service control policy."""
    plain = _denying("s3:*", Principal="*", Condition={"Bool": {"aws:SecureTransport": "false"}})
    document = json.loads(json.dumps({"Version": "2012-10-17", "Statement": plain}))
    as_rcp = {candidate.control for candidate in recognised(document, RCP).controls}
    assert as_rcp == {"require_tls_by_anybody"}
