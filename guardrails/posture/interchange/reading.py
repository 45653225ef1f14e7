"""Read a posture from its JSON form, whoever wrote it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from pydantic import ValidationError

from guardrails.baseline.written import faulty, ungrammatical
from guardrails.errors import Finding, InputError, Location
from guardrails.management_policies import BY_API_NAME, ManagementPolicy
from guardrails.marked import field_name
from guardrails.organization import Account, Organization, OrganizationalUnit, Provenance, Root
from guardrails.organization.form import FOREIGN, NodeForm, PolicyForm, PostureForm, tree_faults
from guardrails.policy.language.document import TYPES
from guardrails.policy.language.read import read_document
from guardrails.posture.model import Policy, Posture

_REMEDY = "write it with `python -m guardrails posture`, or as docs/posture.md describes"


def from_json(text: str, file: str) -> Posture:
    """Read a posture; policies of types that nothing here knows are left out.

    Raises:
        InputError: with everything that is wrong with it.
    """
    return from_form(_form(decoded(text, file), file), file)


def decoded(text: str, file: str) -> Any:
    """Decode JSON.

    Raises:
        InputError: with the place where it isn't JSON.
    """
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        location = Location(file, error.lineno, error.colno)
        raise InputError([Finding(location, "", f"this is not JSON: {error.msg}", _REMEDY)]) from None
    except RecursionError:
        raise InputError([Finding(Location(file), "", "this nests too deep", _REMEDY)]) from None


def _form(data: Any, file: str) -> PostureForm:
    try:
        return PostureForm.model_validate(data)
    except ValidationError as error:
        raise InputError(
            Finding(Location(file), field_name(detail["loc"]), detail["msg"], _REMEDY)
            for detail in error.errors(include_url=False)
        ) from None


def from_form(form: PostureForm, file: str) -> Posture:
    """Build a posture from its form.

    Raises:
        InputError: with everything that is wrong with its tree or its documents.
    """
    findings = list(_tree_findings(form, file))
    policies: list[Policy] = []
    settings: list[ManagementPolicy] = []
    for index, node in enumerate(form.nodes):
        for number, policy in enumerate(node.policies):
            field = f"nodes[{index}].policies[{number}].document"
            if policy.type in BY_API_NAME:
                findings += faulty(policy.document, Location(file), field)
                settings.append(_management(policy, node, Location(file)))
            if policy.type in TYPES:
                if refused := tuple(ungrammatical(policy, Location(file), field)):
                    findings += refused
                    continue
                try:
                    policies.append(_policy(policy, node, Location(file)))
                except ValueError as error:
                    findings.append(Finding(Location(file), field, str(error), "correct the document"))
    if findings:
        raise InputError(findings)
    management = form.organization.management_account
    organization = Organization(
        id=form.organization.id,
        home_region=form.organization.home_region,
        management_account=Account(management.id, management.path),
        root=_root(form),
        center_region=form.organization.center_region,
    )
    read = Provenance(form.read.on, form.read.by) if form.read is not None else None
    return Posture(organization, tuple(policies), tuple(settings), form.scope, read)


def _tree_findings(form: PostureForm, file: str) -> Iterator[Finding]:
    for path, problem in tree_faults(form):
        yield Finding(Location(file), field_name(path), problem, _REMEDY)


def _root(form: PostureForm) -> Root:
    units: dict[str, list[OrganizationalUnit]] = {}
    accounts: dict[str, list[Account]] = {}
    for node in reversed(form.nodes):  # children stand behind their parents
        inside = (tuple(reversed(units.get(node.path, ()))), tuple(reversed(accounts.get(node.path, ()))))
        if node.kind == "root":
            return Root(node.id, node.path, *inside)
        if node.kind == "unit":
            units.setdefault(node.parent or "", []).append(OrganizationalUnit(node.id, node.path, *inside))
        else:
            accounts.setdefault(node.parent or "", []).append(Account(node.id, node.path))
    raise AssertionError  # pragma: no cover - a form without a root has been refused


def _policy(form: PolicyForm, node: NodeForm, origin: Location) -> Policy:
    return Policy(
        key=f"{node.id}/{form.name}",
        name=form.name,
        type=form.type,
        family=form.family,
        target=node.path,
        description=form.description,
        document=read_document(form.document),
        intents=form.intents,
        origins=(origin,),
        aws_managed=form.aws_managed,
    )


def _management(form: PolicyForm, node: NodeForm, origin: Location) -> ManagementPolicy:
    return ManagementPolicy(
        key=f"{node.id}/{form.type}/{form.name}",
        name=form.name,
        type=form.type,
        target=node.path,
        description=form.description,
        text=json.dumps(form.document, ensure_ascii=False),
        entry=form.intents[0] if form.intents else "",
        origin=origin,
        foreign=form.family == FOREIGN,
    )
