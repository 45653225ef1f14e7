"""Check a person's question, and complete it to a request."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from guardrails import aws_facts
from guardrails.errors import Finding, InputError, Location
from guardrails.organization import Account, Node, Organization
from guardrails.posture.explain.principal import NoPrincipalError, Principal, read_principal
from guardrails.posture.explain.request import ANY_RESOURCE, RESOURCE_ARN, ExplainedRequest


@dataclass(frozen=True)
class Question:
    """The texts that a person types in."""

    account: str
    principal: str
    action: str
    resource: str | None = None
    region: str | None = None
    context: tuple[str, ...] = ()
    """Each as KEY=VALUE; a key that stands twice has both values."""


def ask(question: Question, organization: Organization, now: dt.datetime) -> ExplainedRequest:
    """Check a question and complete it.

    Args:
        question: what a person typed in.
        organization: whose accounts there are.
        now: the time of the request.

    Raises:
        InputError: with everything that is wrong with it.
    """
    reader = _QuestionReader(organization)
    account = reader.account(question.account)
    action = reader.action(question.action)
    region = reader.region(question.region, action)
    resource = reader.resource(question.resource, action)
    stated_context = reader.context(question.context)
    stated_regions = next(
        (values for key, values in stated_context.items() if key.lower() == "aws:requestedregion"), ()
    )
    principal = reader.principal(question.principal, account)
    if reader.findings or not (account and principal):
        raise InputError(reader.findings)
    notes = (*reader.notes, *([principal.note] if principal.note else []))
    region = stated_regions[0] if stated_regions else region
    return ExplainedRequest(
        organization, account, principal, action, resource, region, now, stated_context, notes
    )


class _QuestionReader:
    """Reads the parts of a question and collects what is wrong with them."""

    def __init__(self, organization: Organization) -> None:
        self._organization = organization
        self.findings: list[Finding] = []
        self.notes: list[str] = []

    def _wrong(self, option: str, problem: str, remedy: str) -> None:
        self.findings.append(Finding(Location(f"--{option}"), "", problem, remedy))

    def account(self, text: str) -> Account | None:
        by_path = self._organization.by_path
        node = by_path.get(text) or self._organization.by_id.get(text)
        if isinstance(node, Account):
            return node
        if node is not None:
            self._wrong(
                "account", f"{node.path} is no account", f"name one below it: {_accounts_below(node)}"
            )
            return None
        accounts = {path: account for path, account in by_path.items() if isinstance(account, Account)}
        same_name = [path for path, account in accounts.items() if account.name == text]
        near = same_name[0] if len(same_name) == 1 else aws_facts.nearest(text, accounts)
        remedy = f'did you mean "{near}"?' if near else "`python -m guardrails posture` lists the paths"
        self._wrong("account", f'"{text}" is no account of the baseline', remedy)
        return None

    def principal(self, text: str, account: Account | None) -> Principal | None:
        try:
            return read_principal(text, account or self._organization.management_account, self._organization)
        except NoPrincipalError as error:
            if account is not None:
                self._wrong("principal", error.problem, error.remedy)
            return None

    def action(self, text: str) -> str:
        service, colon, name = text.partition(":")
        if not colon or not name or "*" in text or "?" in text:
            self._wrong(
                "action", f'"{text}" names no action', "write one as service:Action, such as s3:GetObject"
            )
        elif not aws_facts.is_service(service):
            near = aws_facts.nearest(service, aws_facts.all_services())
            remedy = (
                f'did you mean "{near}:{name}"?'
                if near
                else "look it up in the Service Authorization Reference"
            )
            self._wrong("action", f'AWS has no service "{service}"', remedy)
        elif not aws_facts.is_action(text):
            near = aws_facts.nearest(text, aws_facts.actions_of(service))
            asof = f"as AWS listed them on {aws_facts.catalogue_date()}"
            remedy = (
                f'did you mean "{near}"?' if near else "look it up in the Service Authorization Reference"
            )
            self._wrong("action", f'{service} has no action "{name}", {asof}', remedy)
        else:
            return next(
                candidate for candidate in aws_facts.actions_of(service) if candidate.lower() == text.lower()
            )
        return text

    def region(self, text: str | None, action: str) -> str:
        if text is not None and not aws_facts.is_region(text):
            near = aws_facts.nearest(text, aws_facts.all_regions())
            remedy = f'did you mean "{near}"?' if near else "write its code, such as eu-central-1"
            self._wrong("region", f'"{text}" is not an AWS region', remedy)
        service = action.partition(":")[0]
        signing_region = aws_facts.signing_region(service)
        if signing_region is None:
            return text or self._organization.home_region
        if text not in (None, signing_region):
            self.notes.append(
                f"{service} is a global service: its requests carry {signing_region}, wherever they are made"
            )
        return signing_region

    def resource(self, text: str | None, action: str) -> str | None:
        if text is None or text == ANY_RESOURCE:
            return None
        if not RESOURCE_ARN.fullmatch(text):
            remedy = "write it in full, such as arn:aws:s3:::bucket/key, or leave --resource out"
            self._wrong("resource", f'"{text}" is not an ARN', remedy)
        elif aws_facts.is_action(action) and not aws_facts.supports_resources(action):
            self.notes.append(f"AWS checks {action} against no single resource: --resource was passed over")
            return None
        return text

    def context(self, texts: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
        context: dict[str, tuple[str, ...]] = {}
        for text in texts:
            key, equals, value = text.partition("=")
            prefix, colon, name = key.partition(":")
            if not (equals and prefix and colon and name):
                remedy = "write KEY=VALUE, such as aws:MultiFactorAuthPresent=true"
                self._wrong("context", f'"{text}" is no condition key with a value', remedy)
                continue
            spelled = next((stated_key for stated_key in context if stated_key.lower() == key.lower()), key)
            context[spelled] = (*context.get(spelled, ()), value)
            if spelled == key and len(context[key]) == 1:
                self._check_key(key)
        return context

    def _check_key(self, key: str) -> None:
        if aws_facts.is_condition_key(key) or "." in key.partition(":")[0]:
            return
        near = aws_facts.nearest(key, aws_facts.condition_keys_like(key))
        self.notes.append(f"AWS lists no condition key {key}" + (f"; did you mean {near}?" if near else ""))


def _accounts_below(node: Node) -> str:
    paths = [child.path for child in node.children]
    return ", ".join(paths[:5]) or "it has none"
