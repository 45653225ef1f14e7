"""The questions that are asked of the log files again and again, as SQL for Athena.

Each reads the newest days alone: what a query costs is what it reads. A `?` is a value that Athena asks for.
Columns are grouped by position, because Athena knows no alias in GROUP BY.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from string import Template

from guardrails.aws_facts.arns import service_principal
from guardrails.baseline import Baseline
from guardrails.stacks.trail.table import TABLE

DAYS = 30
"""How far back the queries look that don't ask for a day."""
PRINCIPAL = "coalesce(useridentity.sessioncontext.sessionissuer.arn, useridentity.arn)"
"""Who called: of a session the role, of everybody else himself."""


@dataclass(frozen=True)
class Query:
    """A named query.

    Attributes:
        id: Its construct id: short and stable.
        name: What Athena's console lists.
        description: What it answers and which values it asks for.
        sql: The statement, in Athena's SQL.
    """

    id: str
    name: str
    description: str
    sql: str


def named_queries(baseline: Baseline) -> list[Query]:
    """Return the named queries; the one about exemptions is there where the baseline has any."""
    principals = sorted({exemption.principal for exemption in baseline.exemptions.values()})
    return [
        _WHO_DID_WHAT,
        _ROOT_USE,
        _DENIED,
        *([_exempt_use(principals)] if principals else []),
        _BASELINE_CHANGES,
        _WITHOUT_MFA,
    ]


def like(pattern: str) -> str:
    r"""Turn an ARN pattern's wildcards into those of SQL's LIKE, with `\` before what is meant literally."""
    literal = pattern.replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_")
    return literal.replace("*", "%").replace("?", "_").replace("'", "''")


_RECENT = f"day >= date_format(date_add('day', -{DAYS}, current_date), '%Y/%m/%d')"


def _query(id_: str, name: str, description: str, sql: str, **more: str) -> Query:
    statement = Template(sql).substitute(events=TABLE, principal=PRINCIPAL, recent=_RECENT, **more)
    return Query(id_, name, description, statement)


_WHO_DID_WHAT = _query(
    "WhoDidWhat",
    "who did what",
    "Changes in one account between two days; it asks for the account's id and both days, YYYY/MM/DD",
    """\
SELECT eventtime, $principal AS principal, eventsource, eventname, region, sourceipaddress,
       errorcode, requestparameters
FROM $events
WHERE account = ? AND day BETWEEN ? AND ?
  AND readonly = 'false'
ORDER BY eventtime DESC
LIMIT 1000""",
)
_ROOT_USE = _query(
    "RootUse",
    "root use",
    f"Calls by the root user of any account in the last {DAYS} days, without services on its behalf",
    """\
SELECT eventtime, account, eventsource, eventname, region, sourceipaddress, useragent, errorcode
FROM $events
WHERE $recent
  AND useridentity.type = 'Root'
  AND useridentity.invokedby IS NULL
  AND eventtype <> 'AwsServiceEvent'
ORDER BY eventtime DESC""",
)
_DENIED = _query(
    "DeniedByGuardrail",
    "calls denied by a guardrail",
    f"Calls denied by a service or resource control policy in the last {DAYS} days, by caller and number",
    """\
SELECT account, $principal AS principal, eventsource, eventname, region, count(*) AS calls,
       max(eventtime) AS latest, max(errormessage) AS message
FROM $events
WHERE $recent
  AND errorcode IS NOT NULL
  AND (errormessage LIKE '%service control policy%' OR errormessage LIKE '%resource control policy%')
GROUP BY 1, 2, 3, 4, 5
ORDER BY calls DESC""",
)
_BASELINE_CHANGES = _query(
    "BaselineChanges",
    "changes to the baseline",
    f"Who changed policies of the organization, a trail or permission sets in the last {DAYS} days",
    """\
SELECT eventtime, account, $principal AS principal, eventsource, eventname, errorcode, requestparameters
FROM $events
WHERE $recent
  AND eventsource IN ('$organizations', '$cloudtrail', '$identity_center')
  AND readonly = 'false'
ORDER BY eventtime DESC""",
    organizations=service_principal("organizations"),
    cloudtrail=service_principal("cloudtrail"),
    identity_center=service_principal("sso"),
)
_WITHOUT_MFA = _query(
    "SignInWithoutMfa",
    "sign-ins without a second factor",
    f"Which users of IAM signed in to the console without one in the last {DAYS} days",
    """\
SELECT eventtime, account, useridentity.type AS kind, useridentity.arn AS principal, sourceipaddress
FROM $events
WHERE $recent
  AND eventsource = '$sign_in' AND eventname = 'ConsoleLogin'
  AND useridentity.type IN ('IAMUser', 'Root')
  AND json_extract_scalar(additionaleventdata, '$$.MFAUsed') = 'No'
  AND json_extract_scalar(responseelements, '$$.ConsoleLogin') = 'Success'
ORDER BY eventtime DESC""",
    sign_in=service_principal("signin"),
)


def _exempt_use(principals: Iterable[str]) -> Query:
    matches = "\n    OR ".join(
        rf"{PRINCIPAL} LIKE '{like(principal)}' ESCAPE '\'" for principal in principals
    )
    return _query(
        "ExemptUse",
        "use of exemptions",
        f"Changes by principals that exemptions name in the last {DAYS} days, with their number",
        """\
SELECT account, $principal AS principal, eventsource, eventname, count(*) AS calls, max(eventtime) AS latest
FROM $events
WHERE $recent
  AND readonly = 'false'
  AND ($matches)
GROUP BY 1, 2, 3, 4
ORDER BY latest DESC""",
        matches=matches,
    )
