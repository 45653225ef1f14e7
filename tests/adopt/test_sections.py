"""Budgets and Identity Center: what a baseline can say exactly, and what it lists instead."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from guardrails.adopt import access_proof, access_text
from guardrails.baseline.warnings import warnings
from guardrails.capture import to_json
from guardrails.capture.sections.access import (
    CapturedAccess,
    CapturedAssignment,
    CapturedEntitlement,
    CapturedGroup,
    CapturedInstance,
    CapturedPermissionSet,
)
from guardrails.capture.sections.alerts import CapturedAlerts, CapturedSubscription, CapturedTopic
from guardrails.capture.sections.budgets import (
    CapturedAnomalyMonitor,
    CapturedAnomalySubscription,
    CapturedBudget,
    CapturedBudgetAction,
    CapturedBudgets,
    CapturedNotification,
)
from guardrails.capture.sections.trail import CapturedTrail, CapturedTrails
from guardrails.cli.main import app
from guardrails.posture import compile_posture
from guardrails.posture.advice import advice
from tests.adopt.organizations import LEAVING, MANAGEMENT, Builder, denying
from tests.adopt.test_adopt import adopted

INSTANCE = "arn:aws:sso:::instance/ssoins-69871a2b3c4d5e6f"
DEVELOPERS = "99671a2b3c-0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9"
ADMINS = "99671a2b3c-0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f0"
INLINE = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Action": "s3:ListBucket", "Resource": "*"}],
}


def _tree() -> Builder:
    builder = Builder()
    workloads = builder.unit("Workloads")
    builder.account(444444444441, "shop", workloads)
    builder.account(444444444442, "data", workloads)
    return builder


def _set(name: str, **more: Any) -> CapturedPermissionSet:
    fields: dict[str, Any] = {
        "session": "PT4H",
        "managed": ("arn:aws:iam::aws:policy/ReadOnlyAccess",),
        "customer_managed": (),
        "inline": "",
        "boundary": "",
        "tags": {},
    }
    return CapturedPermissionSet(
        arn=f"arn:aws:sso:::permissionSet/ssoins-69871a2b3c4d5e6f/ps-{name}", name=name, **fields | more
    )


def _assignment(name: str, account: str, principal: str, kind: str = "GROUP") -> CapturedAssignment:
    arn = f"arn:aws:sso:::permissionSet/ssoins-69871a2b3c4d5e6f/ps-{name}"
    return CapturedAssignment(permission_set=arn, account=account, principal_type=kind, principal=principal)


def _access(**more: Any) -> CapturedAccess:
    fields: dict[str, Any] = {
        "arn": INSTANCE,
        "identity_store": "d-99671a2b3c",
        "owner": MANAGEMENT,
        "status": "ACTIVE",
        "region": "eu-central-1",
        "permission_sets_enabled": True,
        "permission_sets": (
            _set(
                "Developer",
                description="Builds",
                inline=json.dumps(INLINE),
                boundary="/platform/limits",
                customer_managed=("/own",),
                tags={"team": "platform"},
            ),
            _set("Admin", managed=("arn:aws:iam::aws:policy/AdministratorAccess",), session=""),
        ),
        "groups": (
            CapturedGroup(id=DEVELOPERS, name="Developers: all", external=True),
            CapturedGroup(id=ADMINS, name="admins"),
        ),
        "assignments": (
            _assignment("Developer", "444444444441", DEVELOPERS),
            _assignment("Developer", "444444444442", DEVELOPERS),
            _assignment("Admin", MANAGEMENT, ADMINS),
        ),
        "attributes": {"CostCenter": "${path:enterprise.costCenter}"},
    }
    return CapturedAccess(instances=(CapturedInstance(**fields | more),), entitlements=())


def test_sets_groups_and_assignments_are_taken_over() -> None:
    """Each account is named, so that a new account gets nothing that it wouldn't have got."""
    adoption, baseline = adopted(_tree().capture(access=_access()))
    assert adoption.lacking == ()
    section = baseline.access
    assert section is not None
    developer = section.permission_sets["Developer"]
    assert (developer.session_hours, developer.managed, developer.customer_managed) == (
        4,
        ("ReadOnlyAccess",),
        ("own",),
    )
    assert developer.boundary is not None
    assert developer.boundary.customer_managed == "platform/limits"
    assert json.loads(adoption.files[developer.inline or ""]) == INLINE
    assert section.permission_sets["Admin"].session_hours == 1
    assert section.groups["Developers: all"].id == DEVELOPERS
    assert {(a.group, a.permission_set): a.at for a in section.assignments} == {
        ("Developers: all", "Developer"): ("Workloads/shop", "Workloads/data"),
        ("admins", "Admin"): ("management",),
    }
    assert section.attributes == {"CostCenter": "${path:enterprise.costCenter}"}


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({"owner": "444444444441"}, "it belongs to 444444444441"),
        (
            {"regions": ("eu-central-1", "eu-west-1")},
            "it is in eu-central-1, eu-west-1, and a baseline knows one region of it",
        ),
        ({"permission_sets_enabled": False}, "it gives access to applications alone"),
        ({"assignments": None}, "the capture doesn't know all of it"),
    ],
)
def test_an_instance_that_a_baseline_can_t_manage_is_listed(more: dict[str, Any], sentence: str) -> None:
    """With the reason, and without half of it in the file."""
    adoption, baseline = adopted(_tree().capture(access=_access(**more)))
    assert baseline.access is None
    assert [sentence in entry for entry in adoption.lacking] == [True]


@pytest.mark.parametrize(
    ("region", "written"), [("eu-west-1", "eu-west-1"), ("eu-central-1", None), ("", None)]
)
def test_an_instance_of_another_region_is_taken_over_there(region: str, written: str | None) -> None:
    """With its permission sets; the home region isn't written again."""
    access = _access(region=region, regions=(region,) if region else ())
    adoption, baseline = adopted(_tree().capture(access=access))
    assert adoption.lacking == ()
    assert baseline.access is not None
    assert (baseline.access.region, baseline.access_region) == (written, written or "eu-central-1")
    assert set(baseline.access.permission_sets) == {"Developer", "Admin"}


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({"session": "PT90M"}, "its sessions last PT90M"),
        (
            {"managed": ("arn:aws-cn:iam::aws:policy/ReadOnlyAccess",)},
            "is no policy of AWS in this partition",
        ),
        ({"inline": None}, "the capture doesn't know all of it"),
        ({"description": "\N{EM DASH}"}, "description"),
    ],
)
def test_a_set_that_no_section_says_exactly_stays_as_it_is(more: dict[str, Any], sentence: str) -> None:
    """Its assignments do, too: both are listed."""
    sets = (_set("Developer", **more), _set("Admin"))
    adoption, baseline = adopted(_tree().capture(access=_access(permission_sets=sets)))
    assert baseline.access is not None
    assert [*baseline.access.permission_sets] == ["Admin"]
    assert sentence in adoption.lacking[0]
    assert adoption.lacking[1].startswith("2 assignments stay as they are: the permission set")


def test_users_and_entitlements_are_listed() -> None:
    """A baseline assigns groups."""
    assignments = (_assignment("Admin", MANAGEMENT, "user-1", "USER"),)
    entitlements = (CapturedEntitlement(application="app", entitlement={}),)
    access = _access(assignments=assignments).model_copy(update={"entitlements": entitlements})
    adoption, _ = adopted(_tree().capture(access=access))
    assert adoption.lacking == (
        "IAM account access manager stays as it is: 1 entitlement, which no section says.",
        "1 assignment stays as it is: they name single users, such as user-1, and a baseline names groups.",
        "The permission sets Admin, Developer stay as they are: no group has one in an account of the file.",
    )


def test_a_set_that_no_group_has_stays_with_others() -> None:
    """Otherwise `check` refuses the result; the set keeps its identity, and foreign.json knows its name."""
    access = _access(assignments=(_assignment("Admin", MANAGEMENT, ADMINS),))
    adoption, baseline = adopted(_tree().capture(access=access))
    assert baseline.access is not None
    assert [*baseline.access.permission_sets] == ["Admin"]
    assert not [
        finding for finding in advice(baseline, compile_posture(baseline)) if "access" in finding.field
    ]
    assert "policies/permission-sets/developer.json" not in adoption.files
    center = json.loads(adoption.files["foreign.json"])["identity_center"]
    assert [entry["name"] for entry in center["permission_sets"]] == ["Developer"]
    sentence = "The permission set Developer stays as it is: no group has it in an account of the file."
    assert adoption.lacking == (sentence,)


def test_a_fault_that_would_give_access_is_caught(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The proof of access reads the loaded baseline, so a wrong section isn't written."""
    monkeypatch.chdir(tmp_path)
    hours = access_text._hours
    monkeypatch.setattr(access_text, "_hours", lambda session: hours(session) + 1)
    Path("capture.json").write_text(to_json(_tree().capture(access=_access())), encoding="utf-8")
    result = CliRunner().invoke(app, ["adopt", "--capture", "capture.json", "--out", "adopted"])
    assert result.exit_code == 1
    assert "Access: the permission set Developer would be another in session." in result.output
    assert not Path("adopted").exists()


@pytest.mark.parametrize("gained", [True, False])
def test_assignments_are_compared_one_by_one(*, gained: bool) -> None:
    """A group that gains or loses a set in one account is named."""
    capture = _tree().capture(access=_access())
    fewer = _access(assignments=(_assignment("Developer", "444444444441", DEVELOPERS),))
    before, after = (fewer, _access()) if gained else (_access(), fewer)
    _, baseline = adopted(capture.model_copy(update={"access": after}))
    changes = [*access_proof.access_changes(capture.model_copy(update={"access": before}), baseline)]
    verb = "gain" if gained else "lose"
    assert f"the group {DEVELOPERS} would {verb} Developer in 444444444442" in changes
    assert len(changes) == 2


def _budget(name: str, **more: Any) -> CapturedBudget:
    fields: dict[str, Any] = {
        "type": "COST",
        "unit": "MONTHLY",
        "amount": "1000.0",
        "currency": "USD",
        "filters": {},
        "cost_types": {"IncludeTax": True, "UseBlended": False},
        "notifications": (_passing(80.0), _passing(100.0, "FORECASTED")),
        "actions": (),
    }
    return CapturedBudget(name=name, **fields | more)


def _passing(at: float, kind: str = "ACTUAL", *people: tuple[str, str]) -> CapturedNotification:
    return CapturedNotification(
        type=kind,
        operator="GREATER_THAN",
        threshold=at,
        unit="PERCENTAGE",
        subscribers=people or (("EMAIL", "finance@example.com"),),
    )


def _dimension(key: str, *values: str) -> dict[str, Any]:
    return {"Dimensions": {"Key": key, "Values": list(values), "MatchOptions": ["EQUALS"]}}


def test_budgets_are_taken_over() -> None:
    """Amount, period, thresholds, subscribers and filters, in both of AWS's forms."""
    accounts = ("444444444441", "444444444442")
    both = {"And": [_dimension("LINKED_ACCOUNT", *accounts), {"Tags": {"Key": "team", "Values": ["shop"]}}]}
    budgets = (
        _budget("all of it"),
        _budget(
            "shop", filters={"LinkedAccount": ["444444444441"], "Service": ["Amazon S3"]}, unit="ANNUALLY"
        ),
        _budget(
            "workloads",
            filters=both,
            amount="12.5",
            notifications=(_passing(50.0, "ACTUAL", ("EMAIL", "b@example.com"), ("EMAIL", "a@example.com")),),
        ),
        _budget("follows", amount="", auto_adjust="FORECAST"),
    )
    adoption, baseline = adopted(_tree().capture(budgets=CapturedBudgets(budgets=budgets, monitors=())))
    assert adoption.lacking == ()
    section = baseline.budgets
    assert section is not None
    limits = section.limits
    assert (limits["all of it"].amount, limits["all of it"].scope, limits["all of it"].period) == (
        1000,
        "Root",
        "monthly",
    )
    shop = limits["shop"]
    assert (shop.scope, shop.services, shop.period) == ("Workloads/shop", ("Amazon S3",), "yearly")
    workloads = limits["workloads"]
    assert (workloads.scope, dict(workloads.tags), workloads.amount) == (
        "Workloads",
        {"team": ("shop",)},
        12.5,
    )
    assert [(kind, alert.at) for kind, alert in limits["all of it"].thresholds] == [
        ("ACTUAL", 80.0),
        ("FORECASTED", 100.0),
    ]
    [(_, alert)] = workloads.thresholds
    assert section.audiences[section.heard_as(alert.severity)] == ("a@example.com", "b@example.com")
    assert limits["follows"].auto_adjust is not None


def test_daily_budgets_and_cost_types_are_taken_over() -> None:
    """What the older switches leave out, and what a filter does, read alike."""
    record_types = {"Not": _dimension("RECORD_TYPE", "Support", "Tax")}
    both = {"And": [_dimension("LINKED_ACCOUNT", "444444444441"), record_types]}
    daily = {"unit": "DAILY", "notifications": (_passing(100.0),)}
    switches = {"IncludeCredit": False, "IncludeRefund": False, "IncludeTax": True, "UseBlended": False}
    budgets = (
        _budget("switched", **daily, cost_types=switches),
        _budget("filtered", **daily, cost_types={}, filters=both),
        _budget("days", **daily, auto_adjust="HISTORICAL", history_periods=45),
    )
    adoption, baseline = adopted(_tree().capture(budgets=CapturedBudgets(budgets=budgets, monitors=())))
    assert adoption.lacking == ()
    assert baseline.budgets is not None
    limits = baseline.budgets.limits
    assert {budget.period for budget in limits.values()} == {"daily"}
    assert limits["switched"].without == ("credits", "refunds")
    assert (limits["filtered"].scope, limits["filtered"].without) == ("Workloads/shop", ("support", "taxes"))
    assert limits["days"].auto_adjust is not None
    assert limits["days"].auto_adjust.periods == 45


TOPIC, PAGED, SILENT = (
    f"arn:aws:sns:eu-central-1:{MANAGEMENT}:{name}" for name in ("costs", "paged", "silent")
)
ACTION = CapturedBudgetAction(
    id="a",
    type="APPLY_SCP_POLICY",
    status="STANDBY",
    approval="AUTOMATIC",
    policy="p-stop",
    targets=("ou-1", "ou-2"),
)


def _telling(topic: str) -> CapturedNotification:
    return _passing(80, "ACTUAL", ("SNS", topic))


def _topics() -> CapturedAlerts:
    """Capture a topic with people, one with a machine as well, and one that nobody confirmed."""

    def told(*endpoints: tuple[str, str, bool]) -> tuple[CapturedSubscription, ...]:
        return tuple(
            CapturedSubscription(protocol=protocol, endpoint=endpoint, confirmed=confirmed)
            for protocol, endpoint, confirmed in endpoints
        )

    person = ("email", "finance@example.com", True)
    subscriptions = {
        TOPIC: told(person, ("email", "cfo@example.com", True), ("email", "old@example.com", False)),
        PAGED: told(person, ("sqs", "arn:aws:sqs:eu-central-1:111111111111:pages", True)),
        SILENT: told(("email", "old@example.com", False)),
    }
    topics = tuple(CapturedTopic(arn=arn, subscriptions=entries) for arn, entries in subscriptions.items())
    return CapturedAlerts(alarms=(), topics=topics)


def test_a_topic_of_people_becomes_subscribers() -> None:
    """Whoever confirmed hears of the budget as before; the topic itself is named as left alone."""
    told = _budget("told", notifications=(_telling(TOPIC),))
    budgets = CapturedBudgets(budgets=(told,), monitors=())
    adoption, baseline = adopted(_tree().capture(budgets=budgets, alerts=_topics()))
    assert baseline.budgets is not None
    assert baseline.budgets.audiences == {"warning": ("cfo@example.com", "finance@example.com")}
    [sentence] = adoption.lacking
    assert sentence.startswith(f"The topic {TOPIC} stays as it is, and the old budgets go on telling it")


def test_anomaly_monitors_are_named_with_what_tells_of_them() -> None:
    """They stay, since AWS takes no second one of services; a field tells the topics of that one."""
    arns = tuple(f"arn:aws:ce::111111111111:anomalymonitor/{number}" for number in (1, 2))
    monitors = (
        CapturedAnomalyMonitor(arn=arns[0], name="Default", type="DIMENSIONAL", dimension="SERVICE"),
        CapturedAnomalyMonitor(arn=arns[1], name="teams", type="CUSTOM"),
    )
    told = CapturedAnomalySubscription(arn="arn:told", name="told", frequency="DAILY", monitors=arns[:1])
    budgets = CapturedBudgets(budgets=(), monitors=monitors, anomaly_subscriptions=(told,))
    adoption, _ = adopted(_tree().capture(budgets=budgets))
    default = "The cost anomaly monitor Default stays as it is, with 1 subscription"
    assert adoption.lacking == (
        f"{default}; budgets.anomalies.existing.services tells the topics of it.",
        "The cost anomaly monitor teams stays as it is, with 0 subscriptions.",
    )


@pytest.mark.parametrize(
    ("unit", "planned", "starts", "amounts"),
    [
        ("MONTHLY", {f"2026-{month:02}-01": f"{month}.0" for month in (11, 12)}, "2026-11", (11, *[12] * 11)),
        ("MONTHLY", {"2026-10-01": "9", "2026-11-01": "10.5"}, "2026-11", (10.5,) * 12),
        ("MONTHLY", {"2026-06-01": "4"}, "2026-11", (4,) * 12),
        ("QUARTERLY", {"2026-07-01": "1", "2026-10-01": "2", "2027-01-01": "3"}, "2026-10", (2, 3, 3, 3)),
    ],
    ids=["from now", "goes on", "is over", "quarters"],
)
def test_a_plan_is_taken_over_from_the_present_period_on(
    unit: str, planned: dict[str, str], starts: str, amounts: tuple[float, ...]
) -> None:
    """AWS takes one that begins now, and goes on with the last amount of one that is over."""
    budget = _budget("planned", unit=unit, planned=planned)
    budgets = CapturedBudgets(budgets=(budget,), monitors=())
    adoption, baseline = adopted(_tree().capture(budgets=budgets))
    assert adoption.lacking == ()
    assert baseline.budgets is not None
    plan = baseline.budgets.limits["planned"].planned
    assert plan is not None
    assert (plan.starts, plan.amounts) == (starts, amounts)


def test_a_budget_that_follows_history_is_taken_over() -> None:
    """With the number of periods that AWS averages."""
    budget = _budget("usual", auto_adjust="HISTORICAL", history_periods=6)
    adoption, baseline = adopted(_tree().capture(budgets=CapturedBudgets(budgets=(budget,), monitors=())))
    assert adoption.lacking == ()
    assert baseline.budgets is not None
    adjust = baseline.budgets.limits["usual"].auto_adjust
    assert adjust is not None
    assert (adjust.by, adjust.periods) == ("history", 6)


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({"type": "USAGE"}, "of the type USAGE"),
        ({"unit": "CUSTOM"}, "its period is CUSTOM"),
        ({"currency": "EUR"}, "isn't one sum in US dollars"),
        ({"amount": ""}, "isn't one sum in US dollars"),
        ({"auto_adjust": "HISTORICAL"}, "by periods that the capture doesn't know"),
        ({"cost_types": {"UseAmortized": True}}, "it counts costs otherwise: UseAmortized"),
        ({"cost_types": {"IncludeDiscount": False}}, "it counts costs otherwise: IncludeDiscount"),
        ({"actions": None}, "the capture doesn't know all of it"),
        ({"filters": _dimension("REGION", "eu-central-1")}, "it counts by REGION"),
        ({"filters": {"Not": _dimension("AZ", "eu-central-1a")}}, "it counts by Not"),
        ({"filters": _dimension("LINKED_ACCOUNT", "444444444441", MANAGEMENT)}, "no unit and no account"),
        (
            {"notifications": (_telling("arn:x"),)},
            "the topic arn:x, whose subscribers",
        ),
        (
            {"notifications": (_telling(PAGED),)},
            f"{PAGED}, which has subscribers by sqs",
        ),
        (
            {"notifications": (_telling(SILENT),)},
            "nobody is known whom a threshold tells",
        ),
        ({"planned": {"2026-11-01": "5", "2027-01-01": "6"}}, "aren't one for each month or quarter"),
        ({"planned": {"2026-12-01": "5"}}, "begins in a period to come"),
        ({"planned": {"2026-01-01": "5"}, "unit": "ANNUALLY"}, "aren't one for each month or quarter"),
        ({"auto_adjust": "HISTORICAL", "history_periods": 13}, "at most 12 past periods"),
        ({"actions": (ACTION,)}, "goes on with them: APPLY_SCP_POLICY p-stop at ou-1, ou-2"),
        ({"name": "a/b"}, "name"),
    ],
)
def test_a_budget_that_no_section_says_exactly_is_listed(more: dict[str, Any], sentence: str) -> None:
    """With the reason; the others are taken over."""
    odd = _budget("odd").model_copy(update=more)
    budgets = CapturedBudgets(budgets=(odd, _budget("plain")), monitors=())
    adoption, baseline = adopted(_tree().capture(budgets=budgets, alerts=_topics()))
    assert baseline.budgets is not None
    assert [*baseline.budgets.limits] == ["plain"]
    assert [sentence in entry for entry in adoption.lacking] == [True]


def test_a_section_that_a_baseline_refuses_is_listed_whole() -> None:
    """The rest is taken over; the reason is the one that `check` would give."""
    odd = _budget("odd", filters={"Service": ["ec2"]})
    builder = _tree()
    builder.policy("leave", denying(*LEAVING))
    capture = builder.capture(budgets=CapturedBudgets(budgets=(odd,), monitors=()), access=_access())
    adoption, baseline = adopted(capture)
    assert baseline.budgets is None
    assert baseline.access is not None
    assert [guardrail.control for guardrail in baseline.guardrails] == ["deny_leaving_organization"]
    [sentence] = adoption.lacking
    assert sentence.startswith("The section budgets stays as it is: budgets.limits.odd.services[0]: ")
    assert sentence.endswith('"ec2" is a prefix of IAM; the bill calls services by name.')


def test_an_inline_policy_never_takes_the_place_of_another_policy() -> None:
    """Though a service control policy has the name of its permission set."""
    builder = _tree()
    builder.policy("inline Developer", denying("ec2:RunInstances"))
    builder.policy("Developer", denying("s3:DeleteBucket"))
    adoption, _ = adopted(builder.capture(access=_access()))
    documents = [name for name in adoption.files if name.startswith("policies/")]
    assert len(documents) == 3


def test_a_trail_is_listed_with_what_a_second_one_costs() -> None:
    """Nobody knows whose its bucket is, so no section names it."""
    trail = CapturedTrail(
        name="aws-controltower-BaselineCloudTrail",
        arn="arn:aws:cloudtrail:eu-central-1:111111111111:trail/aws-controltower-BaselineCloudTrail",
        home_region="eu-central-1",
        bucket="logs",
        organization=True,
        multi_region=True,
        global_events=True,
        validation=True,
    )
    adoption, baseline = adopted(_tree().capture(trails=CapturedTrails(trails=(trail,))))
    assert baseline.trail is None
    assert adoption.lacking[0].startswith("The organization trail aws-controltower-BaselineCloudTrail")


def test_what_the_capture_doesn_t_know_is_listed() -> None:
    """Nothing is taken for absent that AWS refused to tell."""
    adoption, _ = adopted(_tree().capture(trails=None, alerts=None, budgets=None, access=None))
    assert [entry.partition(" stay")[0] for entry in adoption.lacking] == [
        "Trails",
        "Alarms",
        "Budgets",
        "Identity Center",
    ]


@pytest.mark.parametrize("state", ["SUSPENDED", "PENDING_CLOSURE", "CLOSED"])
def test_a_suspended_account_is_listed_as_closed(state: str) -> None:
    """Nobody is assigned to it and no budget is its own; a policy that binds it stays, with a warning."""
    builder = _tree()
    old = builder.account(444444444443, "old", builder.units[0].id, state)
    builder.policy("own", denying("s3:DeleteBucket"), (old,))
    [instance] = _access().instances or ()
    assignments = (*(instance.assignments or ()), _assignment("Developer", old, DEVELOPERS))
    access = _access(assignments=assignments)
    budget = _budget("old", filters=_dimension("LINKED_ACCOUNT", old))
    budgets = CapturedBudgets(budgets=(budget,), monitors=())
    adoption, baseline = adopted(builder.capture(access=access, budgets=budgets))
    assert baseline.accounts is None
    assert baseline.tree.closed == {"Workloads/old"}
    assert "accounts:\n  closed: [Workloads/old]\n" in adoption.files["baseline.yaml"]
    assert adoption.lacking == (
        "The budget old stays as it is: it counts one suspended account, and a baseline has no budget of it.",
        "1 assignment stays as it is: the account is suspended, and a baseline assigns nobody to it.",
    )
    assert "closed-account-named" in {finding.id for finding in warnings(baseline)}


def test_an_account_that_is_being_activated_is_not_closed() -> None:
    """It becomes active when its owner has signed up."""
    builder = _tree()
    builder.account(444444444443, "new", builder.units[0].id, "PENDING_ACTIVATION")
    _, baseline = adopted(builder.capture())
    assert baseline.tree.closed == frozenset()
