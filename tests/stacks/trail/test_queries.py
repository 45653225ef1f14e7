"""The named queries answer what they promise: each is run, over events that it should and shouldn't find."""

from __future__ import annotations

import re
import sqlite3
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from guardrails.baseline.resolve import edited
from guardrails.stacks.trail.queries import PRINCIPAL, like, named_queries
from tests.stacks.helpers import ARCHIVE, HOME
from tests.stacks.trail.athena import Athena

if TYPE_CHECKING:
    from guardrails.baseline import Baseline

SHOP = "444444444441"
TODAYS = datetime.now(UTC).strftime("%Y/%m/%d")
EVENT = {
    "day": TODAYS,
    "account": SHOP,
    "region": HOME,
    "eventtime": "2026-11-22T10:00:00Z",
    "eventsource": "ec2.amazonaws.com",
    "eventname": "RunInstances",
    "readonly": "false",
    "eventtype": "AwsApiCall",
    "useridentity.type": "AssumedRole",
    "useridentity.arn": f"arn:aws:sts::{SHOP}:assumed-role/dev/ada",
    "useridentity.sessioncontext.sessionissuer.arn": f"arn:aws:iam::{SHOP}:role/dev",
}
SCP = (
    "User: x is not authorized to perform: ec2:RunInstances with an explicit deny in a service control policy"
)


def _sql(baseline: Baseline, name: str) -> str:
    (query,) = [query for query in named_queries(baseline) if query.name == name]
    return query.sql


@pytest.mark.parametrize("position", range(6))
def test_a_query_is_sql_over_the_tables_columns(baseline: Baseline, position: int) -> None:
    """It runs on an empty table: no unknown column, no alias or expression where Athena wants a position."""
    query = named_queries(baseline)[position]
    assert Athena().ask(query.sql, *["2026/11/22"] * query.sql.count("?")) == []
    for grouped in re.findall(r"GROUP BY (.*)", query.sql):
        assert re.fullmatch(r"\d(, \d)*", grouped)
    assert not query.sql.rstrip().endswith(";")
    assert '"' not in query.sql
    assert re.search(r"\bday (>=|BETWEEN)", query.sql)


def test_a_misspelt_column_would_be_found() -> None:
    """The test above can fail."""
    with pytest.raises(sqlite3.OperationalError, match=r"useridentity\.arm"):
        Athena().ask("SELECT useridentity.arm FROM events WHERE useridentity.type = 'Root'")


def test_who_did_what(baseline: Baseline) -> None:
    """One account's changes on the days that are asked for, each with the role behind the session."""
    other = {**EVENT, "account": ARCHIVE}
    athena = Athena(EVENT, other, {**EVENT, "day": "2020/01/01"}, {**EVENT, "readonly": "true"})
    (found,) = athena.ask(_sql(baseline, "who did what"), SHOP, "2026/01/01", TODAYS)
    assert found["principal"] == f"arn:aws:iam::{SHOP}:role/dev"
    assert found["eventname"] == "RunInstances"


def test_root_use(baseline: Baseline) -> None:
    """The root user himself, of any account, not a service on his behalf."""
    root = {**EVENT, "useridentity.type": "Root"}
    athena = Athena(
        EVENT,
        root,
        {**root, "useridentity.invokedby": "support.amazonaws.com"},
        {**root, "eventtype": "AwsServiceEvent"},
        {**root, "day": "2020/01/01"},
    )
    assert len(athena.ask(_sql(baseline, "root use"))) == 1


def test_calls_denied_by_a_guardrail(baseline: Baseline) -> None:
    """Counted by principal and call; what identity policies deny is none of it."""
    denied = {**EVENT, "errorcode": "Client.UnauthorizedOperation", "errormessage": SCP}
    identity = SCP.replace("a service control policy", "an identity-based policy")
    athena = Athena(EVENT, denied, denied, {**denied, "errormessage": identity})
    (found,) = athena.ask(_sql(baseline, "calls denied by a guardrail"))
    assert (found["calls"], found["account"], found["message"]) == (2, SHOP, SCP)


def test_use_of_exemptions(baseline: Baseline) -> None:
    """Sessions of the roles that the baseline exempts, and nobody else."""
    issuer = "useridentity.sessioncontext.sessionissuer.arn"
    used = {**EVENT, issuer: f"arn:aws:iam::{SHOP}:role/break-glass"}
    athena = Athena(EVENT, used, {**used, issuer: f"arn:aws:iam::{SHOP}:role/break-glass-not"})
    (found,) = athena.ask(_sql(baseline, "use of exemptions"))
    assert found["principal"] == used[issuer]
    without = edited(baseline, exemptions={})
    assert "use of exemptions" not in {query.name for query in named_queries(without)}


def test_changes_to_the_baseline(baseline: Baseline) -> None:
    """What was written at Organizations, CloudTrail and Identity Center."""
    stopped = {**EVENT, "eventsource": "cloudtrail.amazonaws.com", "eventname": "StopLogging"}
    athena = Athena(EVENT, stopped, {**stopped, "readonly": "true"})
    (found,) = athena.ask(_sql(baseline, "changes to the baseline"))
    assert found["eventname"] == "StopLogging"


def test_sign_ins_without_a_second_factor(baseline: Baseline) -> None:
    """Of IAM users and root users, when they succeed."""
    signed_in = {
        **EVENT,
        "eventsource": "signin.amazonaws.com",
        "eventname": "ConsoleLogin",
        "useridentity.type": "IAMUser",
        "additionaleventdata": '{"MFAUsed": "No"}',
        "responseelements": '{"ConsoleLogin": "Success"}',
    }
    athena = Athena(
        signed_in,
        {**signed_in, "additionaleventdata": '{"MFAUsed": "Yes"}'},
        {**signed_in, "responseelements": '{"ConsoleLogin": "Failure"}'},
        {**signed_in, "useridentity.type": "AssumedRole"},
    )
    assert len(athena.ask(_sql(baseline, "sign-ins without a second factor"))) == 1


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("arn:aws:iam::*:role/break-glass", "arn:aws:iam::%:role/break-glass"),
        ("role/a_b?c%", r"role/a\_b_c\%"),
        ("o'neill", "o''neill"),
    ],
)
def test_wildcards_of_arns_become_those_of_sql(pattern: str, expected: str) -> None:
    """What is literal stays literal, and no name ends the text."""
    assert like(pattern) == expected


def test_principals_are_compared_as_exemptions_are() -> None:
    """The issuer of a session comes before the session itself."""
    assert PRINCIPAL.index("sessionissuer") < PRINCIPAL.index("useridentity.arn")
