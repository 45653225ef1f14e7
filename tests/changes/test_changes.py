"""Two baselines compared in the sections that no policy shows: what each sentence of a change means."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pytest
from pydantic import BaseModel

from guardrails.baseline import Baseline, load_text
from guardrails.baseline.file import BaselineFile
from guardrails.baseline.resolve import edited
from guardrails.baseline.sections.access import Access, Assignment, Group, PermissionSet
from guardrails.baseline.sections.accounts import Accounts, AuditRole
from guardrails.baseline.sections.alerts import AlarmChoice, Alerts, Subscribers
from guardrails.baseline.sections.anomalies import Anomalies, AnomalyAlert, AnomalyGroup
from guardrails.baseline.sections.break_glass import BreakGlass
from guardrails.baseline.sections.budgets import Budget, Budgets
from guardrails.baseline.sections.elevations import Elevation
from guardrails.baseline.sections.exemptions import ExemptionEntry
from guardrails.baseline.sections.organization import OrganizationSection
from guardrails.baseline.sections.trail import Trail
from guardrails.baseline.sections.trail_existing import ExistingTrail
from guardrails.changes import (
    BaselinePair,
    Entry,
    SafetyDirection,
    alerts,
    anomalies,
    baseline_changes,
    budgets,
)
from guardrails.changes.access import PERMISSION_SET, SECTION
from guardrails.changes.exemptions import EXEMPTION
from guardrails.changes.rest import ORGANIZATION
from guardrails.changes.roles import AUDIT_ROLE, BREAK_GLASS
from guardrails.changes.run import _BY_POLICIES, _COMPARED
from guardrails.changes.trail import EXISTING, TRAIL
from guardrails.cli.compare_run import alarms_of
from guardrails.errors import counted
from tests.baselines import EXAMPLE, TODAY

TEXT = re.sub(
    r"object_lock: \{.*?\}",
    "object_lock: { mode: GOVERNANCE, days: 365 }",
    EXAMPLE.read_text(encoding="utf-8"),
)
W, N = SafetyDirection.WIDENED, SafetyDirection.NARROWED


def _load(text: str) -> Baseline:
    return load_text(
        text,
        "baseline.yaml",
        today=TODAY,
        read_file=lambda name: (EXAMPLE.parent / name).read_text(encoding="utf-8"),
    )


def _entries(before: str, after: str) -> tuple[Entry, ...]:
    old, new = _load(before), _load(after)
    return baseline_changes(BaselinePair(old, new, alarms=(alarms_of(old), alarms_of(new)))).entries


def _replaced(*changes: tuple[str, str]) -> str:
    text = TEXT
    for old, new in changes:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return text


AUDIT = "trusted_account: Security/audit #"
OUTSIDE = (AUDIT, 'trusted_account_id: "999999999999" #')
CHANGES: dict[str, tuple[tuple[str, str], SafetyDirection, str]] = {
    "developers become administrators in production": (
        ("developers, permission_set: Operator,", "developers, permission_set: Administrator,"),
        W,
        "with Administrator for 1 hour, in 3 accounts: Workloads/Prod/shop, Workloads/Prod/payments,",
    ),
    "ReadOnly becomes AdministratorAccess": (
        ("ReadOnly: {} #", "ReadOnly: { managed: [AdministratorAccess] } #"),
        W,
        "The permission set ReadOnly of everyone allows more of",
    ),
    "AdministratorAccess becomes read-only": (
        ("Administrator: { managed: [AdministratorAccess],", "Administrator: { managed: [ReadOnlyAccess],"),
        N,
        "The permission set Administrator of platform allows less of",
    ),
    "a policy that the pinned data lacks": (
        ("managed: [job-function/Billing]", "managed: [job-function/Billing, BrandNewAccess]"),
        W,
        "has other policies whose text isn't known here, which counts as widened: BrandNewAccess",
    ),
    "a policy that another contains": (
        (
            "Administrator: { managed: [AdministratorAccess],",
            "Administrator: { managed: [AdministratorAccess, ReadOnlyAccess],",
        ),
        SafetyDirection.NEUTRAL,
        "",
    ),
    "a group's id is exchanged": (
        ("99671a2b3c-0a1b2c3d", "99671a2b3c-ffffffff"),
        W,
        "everyone is another group, 99671a2b3c-ffffffff-4e5f-6071-8293-a4b5c6d7e8f9 instead of",
    ),
    "no boundary any more": (
        ("boundary: { managed: ReadOnlyAccess }, ", ""),
        W,
        "The permission set Consultant of consultants has no permissions boundary any more",
    ),
    "a longer session": (
        ("[AdministratorAccess], session_hours: 1 }", "[AdministratorAccess], session_hours: 12 }"),
        W,
        "A session lasts 12 hours instead of 1",
    ),
    "another attribute": (
        ("enterprise.costCenter", "title"),
        W,
        "aws:PrincipalTag/CostCenter get ${path:title}",
    ),
    "the audit role goes to an outside account": (
        OUTSIDE,
        W,
        "The audit role can be assumed by account 999999999999, outside the organization, instead",
    ),
    "the audit role as administrator": (
        (
            "external_id: exampleorg1-audit #",
            "external_id: exampleorg1-audit\n    policies: [AdministratorAccess] #",
        ),
        W,
        "The audit role allows more of",
    ),
    "an external ID is removed": (
        ("external_id: exampleorg1-audit #", "#"),
        W,
        "The audit role is assumed with the external ID none instead of exampleorg1-audit",
    ),
    "the audit role is switched off": (
        ("external_id: exampleorg1-audit #", "enabled: false #"),
        N,
        "The audit role guardrails-audit is removed, in 13 accounts",
    ),
    "emergencies from more addresses": (
        ("[203.0.113.0/24]", "[203.0.112.0/20]"),
        W,
        "The role break-glass can be assumed from 203.0.112.0/20 instead of 203.0.113.0/24",
    ),
    "fewer callers": (
        ("[user/rescue-1, user/rescue-2]", "[user/rescue-1]"),
        N,
        "The role break-glass can be assumed by user/rescue-1 instead of user/rescue-1, user/rescue-2",
    ),
    "alarms are removed": (
        ("{ threshold: 30 } }", "{ threshold: 30 }, root-use: { enabled: false } }"),
        W,
        "Nobody is told any more by 1 alarm: root-use",
    ),
    "a threshold is raised": (
        ("threshold: 30", "threshold: 300"),
        W,
        "The alarm unauthorized-calls is raised by 300 events instead of 30",
    ),
    "nobody at the pager": (
        (', https: ["https://pager.example.com/aws"]', ""),
        W,
        "no longer to https://pager.example.com/aws",
    ),
    "uses of break-glass are silent": (
        ("  break_glass: [break-glass] #", "  #"),
        W,
        "instead of break-glass",
    ),
    "retention is cut": (
        ("expire_after_days: 2557", "expire_after_days: 400"),
        W,
        "Log files are kept for 400 days instead of 2,557",
    ),
    "retention without end": (("expire_after_days: 2557", "expire_after_days: null"), N, "for all days"),
    "the lock is loosened": (
        ("{ mode: GOVERNANCE, days: 365 }", "{ mode: GOVERNANCE, days: 30 }"),
        W,
        "Log files are locked by days 30 mode GOVERNANCE instead of days 365 mode GOVERNANCE",
    ),
    "less is recorded": (
        ("exampleorg1-payments/", "exampleorg1-payments/new/"),
        W,
        "The trail no longer records calls that write AWS::S3::Object",
    ),
    "more is recorded": (
        ("only: write", "only: all"),
        N,
        "The trail records calls that read AWS::S3::Object",
    ),
    "an insight less": (
        ("[call_rate, error_rate]", "[call_rate]"),
        W,
        "CloudTrail reports unusual rates of call_rate",
    ),
    "a budget is raised tenfold": (
        ("organization: { amount: 10000,", "organization: { amount: 100000,"),
        W,
        "The budget organization is 100,000 US dollars monthly instead of 10,000 US dollars monthly",
    ),
    "an amount that AWS sets otherwise": (
        ("auto_adjust: { by: history }", "auto_adjust: { by: forecast }"),
        W,
        "The budget checkout is what AWS sets by forecast yearly instead of what AWS sets by history yearly",
    ),
    "another period of what AWS sets": (
        ("period: yearly, auto_adjust", "period: quarterly, auto_adjust"),
        W,
        "The budget checkout is what AWS sets by history quarterly",
    ),
    "a service less": (
        ("[Amazon Relational Database Service]", "[Amazon DynamoDB]"),
        W,
        "of services Amazon DynamoDB",
    ),
    "budgets stand in another region": (
        ("budgets:\n", "budgets:\n  region: us-east-1\n"),
        SafetyDirection.NEUTRAL,
        "Budgets and their topics stand in us-east-1 instead of eu-central-1, so that every subscriber",
    ),
    "budgets tell another topic": (
        ("budgets:\n", "budgets:\n  topics: { warning: company-costs }\n"),
        SafetyDirection.NEUTRAL,
        "Budgets tell of warning costs by the topic company-costs instead of guardrails-budget-alerts-w",
    ),
    "Identity Center lives in another region": (
        ("access:\n", "access:\n  region: eu-west-1\n"),
        SafetyDirection.NEUTRAL,
        "and assignments are made anew in eu-west-1; those in eu-central-1 stay until somebody deletes their",
    ),
    "a budget covers less": (
        ("workloads: { scope: Workloads,", "workloads: { scope: Workloads/Dev,"),
        W,
        "The budget workloads no longer counts the costs, in 5 accounts",
    ),
    "a threshold less": (
        ("actual: [50, 80, {", "actual: [80, {"),
        W,
        "no longer alerts at 50 % of the costs so far",
    ),
    "credits no longer count": (
        ("organization: { amount: 10000,", "organization: { without: [credits], amount: 10000,"),
        N,
        "The budget organization no longer counts credits, so it alerts earlier",
    ),
    "support no longer counts": (
        ("organization: { amount: 10000,", "organization: { without: [support], amount: 10000,"),
        W,
        "The budget organization no longer counts support, so it alerts later",
    ),
    "a later warning": (
        ("amount: 100, actual: [50, 100]", "amount: 100, actual: [60, 100]"),
        W,
        "but at 60 %",
    ),
    "an earlier warning": (
        ("amount: 100, actual: [50, 100]", "amount: 100, actual: [40, 100]"),
        N,
        "but at 40 %",
    ),
    "a person who pays hears nothing": (
        ("critical: [finance@example.com, platform@example.com]", "critical: [platform@example.com]"),
        W,
        "tell no longer finance@example.com",
    ),
    "an exemption gets a last day": (
        ("an alarm # expires: 2027-06-30", "an alarm\n    expires: 2027-06-30 #"),
        N,
        "The exemption break-glass ends after 2027-06-30 instead of no day",
    ),
    "an exemption from more controls": (
        (
            "protect_trail, deny_privileged_policies]",
            "protect_trail, deny_privileged_policies, deny_iam_users]",
        ),
        W,
        "The exemption stacksets holds for deny_iam_users, deny_privileged_policies, protect_audit_role",
    ),
    "another owner": (
        ("    owner: security@example.com", "    owner: nobody@example.com"),
        SafetyDirection.NEUTRAL,
        "is answered for by nobody@example.com",
    ),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", CHANGES)
def test_a_change_is_one_entry_and_its_reverse_is_the_opposite(name: str) -> None:
    """Direction, sentence and line, forth and back."""
    change, direction, words = CHANGES[name]
    changed = _replaced(change)
    entries = [
        each for each in _entries(TEXT, changed) if "can no longer sign in with Operator" not in each.sentence
    ]
    if not words:
        assert not entries
        return
    assert [entry.direction for entry in entries] == [direction]
    accounts = f", in {counted(len(entries[0].accounts), 'account')}: {', '.join(entries[0].accounts)}"
    assert words in entries[0].sentence + accounts
    lines = changed.splitlines()
    section = entries[0].field.partition(".")[0]
    start = next(index for index, line in enumerate(lines, 1) if line.startswith(f"{section}:"))
    assert entries[0].location.line > start
    if direction is N:
        assert W in {entry.direction for entry in _entries(changed, TEXT)}


@pytest.mark.parametrize(
    ("section", "direction"),
    [("trail", W), ("alerts", W), ("budgets", W), ("access", N), ("accounts", N)],
)
def test_a_whole_section_that_is_removed_is_told(section: str, direction: SafetyDirection) -> None:
    """Less recording and fewer people told widen; less access narrows."""
    old = _load(TEXT)
    new = edited(old, **{section: None})
    entries = baseline_changes(BaselinePair(old, new, alarms=(alarms_of(old), alarms_of(new)))).entries
    assert direction in {entry.direction for entry in entries if entry.field.startswith(section)}


def test_an_account_that_moves_is_told_by_what_its_people_and_its_budget_lose() -> None:
    """Nothing of access or budgets is written otherwise."""
    moved = _replaced(
        (', data: "444444444443" }', " }"),
        ('{ sandbox-ada: "777777777771" }', '{ sandbox-ada: "777777777771", data: "444444444443" }'),
    )
    sentences = [f"{entry.sentence} {entry.accounts}" for entry in _entries(TEXT, moved)]
    assert "developers can no longer sign in with Operator ('Sandbox/data',)" in sentences
    assert "The budget checkout no longer counts the costs ('Sandbox/data',)" in sentences
    assert "developers may sign in with Developer for 4 hours ('Sandbox/data',)" in sentences


def test_a_month_that_becomes_a_day_loses_the_forecast() -> None:
    """The amounts can't be held against each other, and AWS forecasts no day."""
    daily = _replaced(
        (
            "sandbox-ada: { scope: Sandbox/sandbox-ada, amount: 100,",
            "sandbox-ada: { scope: Sandbox/sandbox-ada, period: daily, amount: 5,",
        )
    )
    entries = [(entry.direction, entry.sentence) for entry in _entries(TEXT, daily)]
    assert entries == [
        (W, "The budget sandbox-ada is 5 US dollars daily instead of 100 US dollars monthly"),
        (W, "The budget sandbox-ada no longer alerts at 100 % of the forecast"),
    ]


def test_the_order_of_lists_says_nothing() -> None:
    """Nor does a group of accounts that is written by account."""
    changed = _replaced(
        ("at: [Workloads/Dev, Workloads/Test, Sandbox]", "at: [Sandbox, Workloads/Test, Workloads/Dev]"),
        ("[call_rate, error_rate]", "[error_rate, call_rate]"),
        (
            "at: [Workloads/Prod] }",
            "at: [Workloads/Prod/data, Workloads/Prod/shop, Workloads/Prod/payments] }",
        ),
    )
    assert not _entries(TEXT, changed)


TABLES: Sequence[tuple[type[BaseModel], frozenset[str]]] = (
    (BaselineFile, _COMPARED | _BY_POLICIES),
    (OrganizationSection, frozenset(ORGANIZATION) | {"units", "accounts"}),
    (ExemptionEntry, frozenset(EXEMPTION)),
    (Trail, frozenset(TRAIL) | {"archive_account", "data_events", "existing"}),
    (ExistingTrail, frozenset(EXISTING)),
    (Alerts, frozenset(alerts.ALERTS) | {"subscribers", "alarms"}),
    (Subscribers, frozenset(alerts.SUBSCRIBERS)),
    (AlarmChoice, frozenset({"enabled", "severity", "threshold"})),
    (Budgets, frozenset({"subscribers", "limits", "topics", "stacks", "region", "anomalies"})),
    (Budget, budgets.COMPARED),
    (Anomalies, anomalies.COMPARED),
    (AnomalyGroup, anomalies.COMPARED_OF_GROUPS),
    (AnomalyAlert, frozenset({"amount", "percent", "severity"})),
    (
        Access,
        frozenset(SECTION)
        | {"permission_sets", "groups", "assignments", "attributes", "region"}
        | {"elevations", "longest_elevation_hours"},
    ),
    (Elevation, frozenset(Elevation.model_fields)),
    (
        PermissionSet,
        frozenset(PERMISSION_SET) | {"existing", "like", "managed", "customer_managed", "inline", "boundary"},
    ),
    (Group, frozenset({"existing", "id", "description"})),
    (Assignment, frozenset({"group", "permission_set", "at"})),
    (Accounts, frozenset({"at", "audit_role", "break_glass", "operations", "closed"})),
    (AuditRole, frozenset(AUDIT_ROLE) | {"enabled", "trusted_account", "trusted_account_id", "policies"}),
    (BreakGlass, frozenset(BREAK_GLASS) | {"enabled", "policies"}),
)


@pytest.mark.parametrize(("model", "compared"), TABLES, ids=lambda value: getattr(value, "__name__", ""))
def test_no_field_of_the_file_is_forgotten(model: type[BaseModel], compared: frozenset[str]) -> None:
    """A new field fails here until somebody says what its change means."""
    assert frozenset(model.model_fields) == compared
