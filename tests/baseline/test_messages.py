"""What a person reads who wrote something of another type: our own words, at its place, with a remedy."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from pydantic import ValidationError
from pydantic_core._pydantic_core import list_all_errors

from guardrails import marked
from guardrails.baseline.limits import LIMITS
from guardrails.errors import Finding, InputError
from tests.baselines import changed, findings_in, load_small
from tests.model_fields import ModelField, every_field

pytestmark = pytest.mark.slow
FIELDS = every_field()
WRONG: tuple[Any, ...] = ([], ["zzz", 1], {}, {"zzz": [1]}, "zzz", "", 4711.5, -7, 10**10, None, True)


def _pydantic_sentences() -> Iterator[str]:
    """List what pydantic says of wrong input, as patterns, where it says more than a word of two."""
    for error in list_all_errors():
        for key in ("message_template_python", "message_template_json"):
            template = str(error.get(key, ""))
            fixed = [re.escape(part) for part in re.split(r"\{\w+\}", template)]
            if max(map(len, fixed)) > len("Value error, "):
                yield ".*".join(fixed)


FOREIGN = re.compile("|".join(sorted(set(_pydantic_sentences()))), re.IGNORECASE)


def _refused(field: ModelField, value: object) -> bool:
    try:
        field.adapter.validate_python(value)
    except ValidationError:
        return True
    return False


def _findings(text: str) -> tuple[Finding, ...]:
    try:
        load_small(text)
    except InputError as error:
        return error.findings
    return ()


def test_what_pydantic_says_is_recognised() -> None:
    """The test below would pass if it knew no sentence of pydantic's."""
    assert FOREIGN.search("input should be a valid tuple")
    assert FOREIGN.search("Input should be greater than or equal to 7")
    assert not FOREIGN.search('"12" stands where a whole number belongs')
    assert len(FIELDS) > 250


@pytest.mark.parametrize("field", FIELDS, ids=lambda field: field.key)
def test_a_value_of_a_wrong_type_is_refused_in_our_words(field: ModelField) -> None:
    """Each finding has file, line, field, problem and remedy; what the field doesn't take is found in it."""
    for value in WRONG:
        text = field.text(value)
        source = marked.read(text, "baseline.yaml")
        findings = _findings(text)
        for finding in findings:
            assert finding.location.line, finding
            assert finding.problem, finding
            assert finding.remedy, finding
            assert not FOREIGN.search(f"{finding.problem}; {finding.remedy}"), finding
        if _refused(field, value):
            name = source.name(field.path)
            own = [finding for finding in findings if re.match(rf"{re.escape(name)}($|[.\[])", finding.field)]
            assert own, (value, findings)
            assert min(finding.location.line for finding in own) >= source.locate(field.path).line


def _bounded(field: ModelField) -> bool:
    """Return whether a field has a limit that only says a number."""
    return bool(re.search(r"\b(?:ge|gt|le|lt|max_length)=(?!None)", repr(field.type)))


def test_each_limit_says_whose_it_is() -> None:
    """A message on a limit names who sets it and what it counts."""
    bounded = {field.key for field in FIELDS if _bounded(field)}
    assert bounded == set(LIMITS)


@pytest.mark.parametrize(
    ("service", "problem", "remedy"),
    [
        ("Amazon EC2", "is not a prefix that IAM knows a service by", "write ec2,"),
        ("aws lambda", "is not a prefix that IAM knows a service by", "write lambda,"),
        ("ec2.amazonaws.com", "is not a prefix that IAM knows a service by", "write ec2,"),
        ("Cognito User Pools", "is not a prefix that IAM knows a service by", "write cognito-idp,"),
        ("Identity and Access Management", "is not a prefix that IAM knows a service by", "write iam,"),
        ("Relational Database Service", "is not an AWS service prefix", "write what its actions begin with"),
    ],
)
def test_a_service_is_known_by_its_name(service: str, problem: str, remedy: str) -> None:
    """The console calls services by names that no policy takes; the finding has the prefix."""
    (finding,) = findings_in(changed(("[gamelift, workmail]", f"[gamelift, {service}]")))
    assert finding.field == "services.denied[1]"
    assert finding.problem == f'"{service}" {problem}'
    assert finding.remedy.startswith(remedy)


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (
            ("allowed: [eu-central-1, eu-west-1]", "allowed: [eu-central-1, cn-north-1]"),
            '"cn-north-1" is a region',
        ),
        (("home_region: eu-central-1", "home_region: us-gov-west-1"), '"us-gov-west-1" is a region'),
        (
            ("arn:aws:iam::*:role/break", "arn:aws-cn:iam::*:role/break"),
            '"arn:aws-cn:iam::*:role/break-glass" is',
        ),
        (
            ("arn:aws:sso:::inst", "arn:aws-us-gov:sso:::inst"),
            '"arn:aws-us-gov:sso:::instance/ssoins-69871a2b3',
        ),
    ],
)
def test_another_partition_is_named(change: tuple[str, str], problem: str) -> None:
    """China and GovCloud have organizations of their own, which this product isn't for."""
    (finding,) = findings_in(changed(change))
    assert finding.problem.startswith(problem)
    assert "of the partition aws-" in finding.problem
    assert finding.problem.endswith("and this product is for the partition aws alone")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (
            ("ReadOnly: {}", "ReadOnly: { session_hours: twelve }"),
            'the text "twelve" stands where a whole number',
        ),
        (("ReadOnly: {}", 'ReadOnly: { session_hours: "12" }'), "remove the quotes: 12"),
        (("ReadOnly: {}", "ReadOnly: { session_hours: 8.5 }"), "the number 8.5 stands where a whole number"),
        (("amount: 1000", "amount: true"), "true stands where a number belongs"),
        (("amount: 1000", "amount: $1000"), 'the text "$1000" stands where a number belongs'),
        (
            ('"222222222222"', "4.44e11"),
            "the number 444000000000.0 stands where text belongs; put it in quotes",
        ),
        (('"222222222222"', "0o1234"), '"0o1234" is not an account id; write its 12 digits in quotes'),
        (("trail:\n", "trail:\n  existing_bucket: yes\n"), "YAML reads yes, no, on, off"),
        (("trail:\n", "trail:\n  existing_bucket: 1\n"), "the number 1 stands where true or false belongs"),
        (("trail:\n", "trail:\n  existing_bucket: 'true'\n"), "what is in quotes as text"),
    ],
)
def test_a_value_of_another_type_says_what_to_write(change: tuple[str, str], said: str) -> None:
    """Text for a number, a number for text, a word for true."""
    (finding,) = findings_in(changed(change))
    assert said in str(finding)
