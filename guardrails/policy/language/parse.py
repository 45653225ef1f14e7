"""Read a policy that somebody else wrote, and say where its grammar is wrong."""

from __future__ import annotations

from typing import Any

from guardrails import marked
from guardrails.errors import Finding
from guardrails.policy.language.document import Document, from_dict

_TOP_LEVEL = {"Version", "Id", "Statement"}
_IN_STATEMENT = {
    "Sid", "Effect", "Action", "NotAction", "Resource", "NotResource", "Condition",
}  # fmt: skip
_PRINCIPALS = {"Principal", "NotPrincipal"}
_VERSIONS = ("2012-10-17", "2008-10-17")


def parse_scp(text: str, file: str) -> Document | tuple[Finding, ...]:
    """Read a service control policy, or say everything that is wrong with it.

    Source: https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_syntax.html
    """
    return _parse(text, file, principals=False)


def parse_rcp(text: str, file: str) -> Document | tuple[Finding, ...]:
    """Read a resource control policy, or return everything that is wrong with it.

    `lint` finds elements that a resource control policy alone may not have, such as Allow.

    Source: https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps_syntax.html
    """
    return _parse(text, file, principals=True)


def _parse(text: str, file: str, *, principals: bool) -> Document | tuple[Finding, ...]:
    source = marked.read_json(text, file)
    if source.data is None and source.findings:
        return source.findings
    grammar = _Grammar(source, principals=principals)
    grammar.document(source.data)
    return tuple(grammar.findings) or from_dict(source.data)


class _Grammar:
    def __init__(self, source: marked.SourceMap, *, principals: bool) -> None:
        self.source, self.principals = source, principals
        self.findings: list[Finding] = list(source.findings)

    def add(self, path: marked.Path, problem: str, remedy: str) -> None:
        field = marked.field_name(path)
        self.findings.append(Finding(self.source.locate(path), field, problem, remedy))

    def document(self, document: Any) -> None:
        if not isinstance(document, dict):
            self.add((), "not a policy: the file holds no JSON object", 'start with {"Version": "2012-10-17"')
            return
        for key in document.keys() - _TOP_LEVEL:
            self.add((key,), f'"{key}" is not part of a policy', "remove it")
        if document.get("Version") not in _VERSIONS:
            self.add(("Version",), "the policy has no valid Version", f'write "Version": "{_VERSIONS[0]}"')
        statements = document.get("Statement")
        if isinstance(statements, dict):
            self.statement(("Statement",), statements)
        elif isinstance(statements, list) and statements:
            for index, statement in enumerate(statements):
                self.statement(("Statement", index), statement)
        else:
            self.add(("Statement",), "the policy has no statement", "add one, or don't attach the policy")

    def statement(self, path: marked.Path, statement: Any) -> None:
        if not isinstance(statement, dict):
            self.add(path, "a statement is a JSON object", "write it in braces")
            return
        for key in statement.keys() & _PRINCIPALS if not self.principals else ():
            self.add((*path, key), f"a service control policy has no {key}", "test aws:PrincipalArn instead")
        for key in statement.keys() - _IN_STATEMENT - _PRINCIPALS:
            self.add((*path, key), f'"{key}" is not part of a statement', "remove it")
        if statement.get("Effect") not in ("Allow", "Deny"):
            self.add((*path, "Effect"), "Effect must be Allow or Deny", 'write "Effect": "Deny"')
        for positive, negative in (("Action", "NotAction"), ("Resource", "NotResource")):
            if (positive in statement) == (negative in statement):
                problem = f"a statement needs either {positive} or {negative}"
                self.add(path, problem, f'write one of them, such as "{positive}": "*"')
        for key in statement.keys() & {"Action", "NotAction", "Resource", "NotResource", "Sid"}:
            self.texts((*path, key), statement[key], single=key == "Sid")
        self.conditions((*path, "Condition"), statement.get("Condition", {}))

    def texts(self, path: marked.Path, value: Any, *, single: bool = False) -> None:
        items = value if isinstance(value, list) and not single else [value]
        if not items or not all(isinstance(item, str) and item for item in items):
            self.add(path, "must be text or a list of texts", 'write it in quotes, such as "s3:*"')

    def conditions(self, path: marked.Path, block: Any) -> None:
        if not isinstance(block, dict):
            self.add(path, "Condition must be an object", 'write {"StringEquals": {"key": "value"}}')
            return
        for operator, keys in block.items():
            if not isinstance(keys, dict) or not keys:
                self.add(
                    (*path, operator),
                    "an operator holds keys and their values",
                    'write {"aws:RequestedRegion": ["eu-west-1"]}',
                )
                continue
            for key, values in keys.items():
                items = values if isinstance(values, list) else [values]
                if not all(isinstance(item, str | bool | int | float) for item in items):
                    problem = "a condition key holds a value or a list of values"
                    self.add((*path, operator, key), problem, 'write them in quotes, such as ["eu-west-1"]')
