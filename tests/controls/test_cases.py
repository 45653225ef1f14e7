"""The cases that every control carries as data, decided by the engine; and what its statements have to be."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import pytest
from pydantic_core import PydanticUndefined

from guardrails import aws_facts
from guardrails.aws_facts import measured_size, quota
from guardrails.controls import Control, cases_of, controls
from guardrails.controls.case import EXEMPT_STRANGER, STRANGER, Case
from guardrails.controls.example import EXEMPT_PATTERNS, decide, decide_statements, example
from guardrails.described import field_docs
from guardrails.policy import Document, Statement
from guardrails.policy.action_set import bits_of, catalogue_actions, names
from guardrails.policy.language.document import RCP, SCP, from_dict
from guardrails.policy.language.patterns import arn_matches, matches
from guardrails.policy.lint import PolicyType, check_policy
from tests.controls.settings import settings

pytestmark = pytest.mark.slow
ALL = tuple(controls().values())
CASES = [
    pytest.param(found, case, id=f"{found.id}-{number}-{case.expect}-{case.action}")
    for found in ALL
    for number, case in enumerate(cases_of(found.id))
]


SETTINGS = [
    pytest.param(found, parameters, id=f"{found.id}-{number}")
    for found in ALL
    for number, parameters in enumerate(settings(found))
]


def _document(found: Control, parameters: Mapping[str, Any], **context: Any) -> Document:
    return Document(tuple(found.statements(example(found, parameters, **context))))


@pytest.mark.parametrize(("found", "case"), CASES)
def test_a_case_is_decided_as_the_control_says(found: Control, case: Case) -> None:
    """Denied is denied by a statement, untouched isn't, and exempted is denied but for the exemption."""
    verdict = decide(found, case)
    assert verdict.decision == ("deny" if case.expect == "denied" else "allow")
    assert {cause.kind for cause in verdict.causes} <= {"explicit-deny"}
    if case.expect == "exempted":
        assert any(arn_matches(pattern, case.principal) for pattern in EXEMPT_PATTERNS)
        assert decide(found, case, exempt=()).decision == "deny"


@pytest.mark.parametrize("found", ALL, ids=lambda found: found.id)
def test_a_control_has_cases_of_all_kinds(found: Control) -> None:
    """One that it denies, one that it leaves alone, one that an exemption frees where any can."""
    expected = {"denied", "untouched", "exempted"} if found.honors_exemptions else {"denied", "untouched"}
    assert {case.expect for case in cases_of(found.id)} == expected
    assert all(aws_facts.is_action(case.action) for case in cases_of(found.id))


@pytest.mark.parametrize("found", ALL, ids=lambda found: found.id)
def test_every_parameter_is_shown_by_a_case(found: Control) -> None:
    """A parameter that no case sets could do anything; and what it does stands in its docstring."""
    for name, field in found.parameters.model_fields.items():
        shown = [found.parameters.model_validate(case.parameters) for case in cases_of(found.id)]
        default = field.get_default(call_default_factory=True)
        changed = [one for one in shown if getattr(one, name) != default]
        assert default is PydanticUndefined or changed, name
        assert field_docs(found.parameters)[name], name


@pytest.mark.parametrize("found", ALL, ids=lambda found: found.id)
def test_every_statement_condition_and_resource_is_shown_by_a_case(found: Control) -> None:
    """Without any one of them some case would be decided otherwise."""
    unseen = {fault for case in cases_of(found.id) for fault, _ in _faults(found, case)}
    for case in cases_of(found.id):
        wanted = "deny" if case.expect == "denied" else "allow"
        for fault, statements in _faults(found, case):
            if fault in unseen and decide_statements(statements, case, found.type).decision != wanted:
                unseen.remove(fault)
    assert unseen == set()


def _faults(found: Control, case: Case) -> Iterator[tuple[tuple[str, str], tuple[Statement, ...]]]:
    """Leave out each statement, each of its own conditions and its resources, one at a time."""
    statements = tuple(found.statements(example(found, case.parameters)))
    for place, one in enumerate(statements):
        before, after = statements[:place], statements[place + 1 :]
        yield (one.sid, "statement"), (*before, *after)
        for number, (operator, key, _) in enumerate(one.conditions):
            if (operator, key) != ("ArnNotLike", "aws:PrincipalArn"):
                rest = one.conditions[:number] + one.conditions[number + 1 :]
                yield (one.sid, f"{operator} {key}"), (*before, replace(one, conditions=rest), *after)
        if one.resources != ("*",):
            anywhere = replace(one, resources=("*",), not_resources=())
            yield (one.sid, "resources"), (*before, anywhere, *after)


@pytest.mark.parametrize(("found", "parameters"), SETTINGS)
def test_lint_finds_nothing(found: Control, parameters: Mapping[str, Any]) -> None:
    """Neither what AWS would refuse nor what people regret, with exemptions and without any."""
    for exempt in (EXEMPT_PATTERNS, ()):
        document = _document(found, parameters, exempt=exempt)
        if document.statements:
            kind = PolicyType.SCP if found.type == SCP else PolicyType.RCP
            checked = check_policy(json.dumps(document.to_dict()), found.id, kind)
            assert [str(issue) for issue in checked.issues] == []


@pytest.mark.parametrize(("found", "parameters"), SETTINGS)
def test_every_key_is_carried_by_every_action(found: Control, parameters: Mapping[str, Any]) -> None:
    """A Deny with a key that an action doesn't carry never matches it, or always."""
    for statement in _document(found, parameters).statements:
        for _, key, _ in statement.conditions:
            if not aws_facts.is_global_key(key) and not _is_claim(statement, key):
                assert statement.actions
                assert all(aws_facts.carries_key(action, key) for action in _actions(statement)), key


@pytest.mark.parametrize(("found", "parameters"), SETTINGS)
def test_every_statement_exempts_whom_exemptions_name(found: Control, parameters: Mapping[str, Any]) -> None:
    """Of root users only those that can be meant: a role's pattern frees no root user. Of outsiders none."""
    for statement in _document(found, parameters).statements:
        freed = {
            value
            for operator, key, values in statement.conditions
            if (operator, key) == ("ArnNotLike", "aws:PrincipalArn")
            for value in values
        }
        roots = ("ArnLike", "aws:PrincipalArn", ("arn:aws:iam::*:root",)) in statement.conditions
        outsiders = any(key == "aws:PrincipalOrgID" for _, key, _ in statement.conditions)
        wanted = [
            one
            for one in EXEMPT_PATTERNS
            if (not roots or matches("arn:aws:iam::*:root", one)) and (not outsiders or "::*:" not in one)
        ]
        wanted = wanted if found.honors_exemptions else []
        assert freed >= set(wanted), statement.sid
        assert found.type == SCP or freed == set(wanted), statement.sid


@pytest.mark.parametrize("found", [one for one in ALL if one.type == RCP], ids=lambda found: found.id)
def test_no_stranger_is_exempt_for_his_name(found: Control) -> None:
    """Anybody can call a role as an exemption does: of other accounts it takes one that is spelled out."""
    for case in cases_of(found.id):
        if case.principal == STRANGER:
            bearing = replace(case, principal=EXEMPT_STRANGER)
            assert decide(found, bearing).decision == decide(found, case).decision
    named = tuple(one.replace("*", "999999999999") for one in EXEMPT_PATTERNS)
    exempt = [decide(found, one, named) for one in cases_of(found.id) if one.principal == EXEMPT_STRANGER]
    assert {one.decision for one in exempt} == ({"allow"} if found.honors_exemptions else set())


@pytest.mark.parametrize(("found", "parameters"), SETTINGS)
def test_what_aws_stores_says_the_same(found: Control, parameters: Mapping[str, Any]) -> None:
    """JSON has each operator and key once, so a second test of the same would get lost; and it fits."""
    document = _document(found, parameters)
    stored = document.to_dict()
    assert from_dict(stored).statements == document.statements
    assert measured_size(stored) <= quota(found.type).max_characters
    assert {one.principal for one in document.statements} <= {"*" if found.type == RCP else ""}


def _is_claim(statement: Statement, key: str) -> bool:
    """Tell whether a key is what an issuer says of who federates; issuers are as many as people make."""
    return statement.actions == ("sts:AssumeRoleWithWebIdentity",) and key.endswith(":sub")


def _actions(statement: Statement) -> tuple[str, ...]:
    return names(bits_of(statement.actions) & catalogue_actions())
