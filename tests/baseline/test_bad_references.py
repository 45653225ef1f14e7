"""Parts of a baseline that don't agree: each mistake has one finding, at its place, with a remedy."""

from __future__ import annotations

import pytest

from tests.baselines import changed, findings_in, located

REGIONS = "[eu-central-1, eu-west-1]"
PRINCIPAL = "arn:aws:iam::*:role/break-glass"
BUDGET = "{ amount: 1000 }"

CASES = (
    (
        "an override for what isn't there",
        ("Security: [eu-central-1]", "§Securty: [eu-central-1]"),
        'regions.overrides.Securty: "Securty" is not in the organization; did you mean "Security"?',
    ),
    (
        "an override whose value stands on the next line",
        ("Workloads: { denied: [gamelift] }", "§Workload:\n      denied: [gamelift]"),
        'services.overrides.Workload: "Workload" is not in the organization; did you mean "Workloads"?',
    ),
    (
        "an override for the management account",
        ("Security: [eu-central-1]", "§management: [eu-central-1]"),
        (
            'regions.overrides.management: "management" is the management account, which no policy binds;'
            " keep workloads out of it, and name member accounts here"
        ),
    ),
    (
        "reserved slots where nothing is",
        ("regions:\n", "  reserved_slots: { overrides: { §Securty: 2 } }\nregions:\n"),
        (
            'organization.reserved_slots.overrides.Securty: "Securty" is not in the organization;'
            ' did you mean "Security"?'
        ),
    ),
    (
        "reserved slots of the management account",
        ("regions:\n", "  reserved_slots: { overrides: { §management: 2 } }\nregions:\n"),
        (
            'organization.reserved_slots.overrides.management: "management" is the management account,'
            " which no policy binds; keep workloads out of it, and name member accounts here"
        ),
    ),
    (
        "a guardrail on an account that isn't there",
        ("at: [Workloads]\n", "at: [§Workloads/Prod/shp]\n"),
        (
            'guardrails[3].at[0]: "Workloads/Prod/shp" is not in the organization;'
            ' did you mean "Workloads/Prod/shop"?'
        ),
    ),
    (
        "a guardrail below itself",
        ("at: [Workloads]\n", "at: [Workloads, §Workloads/Prod]\n"),
        (
            "guardrails[3].at[1]: deny_iam_users stands at Workloads already, by guardrails[3];"
            " keep the one at Workloads, which binds everything below it"
        ),
    ),
    (
        "a control that doesn't exist",
        ("control: deny_iam_users", "control: §deny_iam_user"),
        'guardrails[3].control: there is no control "deny_iam_user"; did you mean "deny_iam_users"?',
    ),
    (
        "a parameter that the control hasn't",
        ("at: [Workloads]\n", "at: [Workloads]\n    parameters: { §user: true }\n"),
        'guardrails[3].parameters.user: deny_iam_users has no parameter "user"; did you mean "users"?',
    ),
    (
        "a parameter of the wrong type",
        ("at: [Workloads]\n", "at: [Workloads]\n    parameters: { users: §maybe }\n"),
        (
            'guardrails[3].parameters.users: the text "maybe" stands where true or false belongs;'
            " write true or false, such as false"
        ),
    ),
    (
        "a region lock with a hole for everything",
        (
            "- control: deny_unused_regions",
            "- control: deny_unused_regions\n    parameters: { except_actions: [§'*'] }",
        ),
        (
            'guardrails[0].parameters.except_actions[0]: "*" is not an action of an AWS service;'
            " write it as service:Action"
        ),
    ),
    (
        "parameters of a document",
        ("at: [Security]", "at: [Security]\n    §parameters: { a: 1 }"),
        "guardrails[4].parameters: a document of your own takes no parameters; remove them",
    ),
    (
        "a region twice",
        (REGIONS, "[eu-central-1, eu-west-1, §eu-central-1]"),
        'regions.allowed[2]: "eu-central-1" stands in the list twice; keep one of the two',
    ),
    (
        "an account id twice",
        ('"444444444441"', '§"222222222222"'),
        (
            'organization.units.Workloads.units.Prod.accounts.shop: the account id "222222222222"'
            " stands at Security/log-archive too; correct one of the two"
        ),
    ),
    (
        "a member with the management account's id",
        ('"888888888888"', '§"111111111111"'),
        (
            'organization.accounts.legacy: the account id "111111111111" stands at management too;'
            " correct one of the two"
        ),
    ),
    (
        "an organizational unit's id twice",
        ("ou-ex4m-workprod1", "§ou-ex4m-security"),
        (
            'organization.units.Workloads.units.Prod.id: the id "ou-ex4m-security" stands at Security too;'
            " correct one of the two"
        ),
    ),
    (
        "a unit of another organization",
        ("id: ou-ex4m-security", "§id: ou-zzzz-security"),
        (
            'organization.units.Security.id: "ou-zzzz-security" is not under the root r-ex4m;'
            " its id starts with ou-ex4m-"
        ),
    ),
    (
        "units nested deeper than AWS allows",
        (
            "    Sandbox:\n      id: ou-ex4m-sandbox01\n",
            (
                "    Sandbox:\n      id: ou-ex4m-sandbox01\n      units: {B: {id: ou-ex4m-nested02,"
                " units: {C: {id: ou-ex4m-nested03, units: {D: {id: ou-ex4m-nested04,"
                " units: {E: {id: ou-ex4m-nested05, units:"
                " {§F: {id: ou-ex4m-nested06}}}}}}}}}}\n"
            ),
        ),
        (
            "organization.units.Sandbox.units.B.units.C.units.D.units.E.units.F: stands 6 levels deep;"
            " AWS nests 5; move it up"
        ),
    ),
    (
        "an expired exemption",
        ("reason: Restores access", "reason: Restores access\n    expires: §2026-05-17"),
        (
            "exemptions.break-glass.expires: the exemption expired on 2026-05-17;"
            " remove it, or renew it with its owner"
        ),
    ),
    (
        "an exemption in an account of somebody else",
        (PRINCIPAL, "§arn:aws:iam::999999999999:role/break-glass"),
        (
            "exemptions.break-glass.principal: 999999999999 is not an account of the organization;"
            " name one of its accounts, * for all of them, or only `controls` that bind everybody"
        ),
    ),
    (
        "an exemption from what isn't a control",
        ("reason: Restores access", "reason: Restores access\n    controls: [§protect_trial]"),
        (
            'exemptions.break-glass.controls[0]: there is no control "protect_trial";'
            ' did you mean "protect_trail"?'
        ),
    ),
    (
        "an archive that is a unit",
        ("archive_account: Security/log-archive", "archive_account: §Security"),
        'trail.archive_account: "Security" is not an account; name an account, such as Security/log-archive',
    ),
    (
        "a budget for what isn't there",
        (BUDGET, "{ amount: 1, scope: §Sandbx }"),
        'budgets.limits.everything.scope: "Sandbx" is not in the organization; did you mean "Sandbox"?',
    ),
    (
        "a budget for nobody",
        (BUDGET, "{ amount: 1, scope: §Sandbox }"),
        'budgets.limits.everything.scope: there is no account in "Sandbox"; name another scope',
    ),
    (
        "the same alert twice",
        (BUDGET, "{ amount: 1, §actual: [50, 50.0] }"),
        "budgets.limits.everything.actual: a threshold stands in the list twice; keep one of the two",
    ),
    (
        "an assignment to a group that isn't there",
        ("{ group: developers, at:", "{ group: §developer, at:"),
        'access.assignments[0].group: there is no group "developer"; did you mean "developers"?',
    ),
    (
        "an assignment of a permission set that isn't there",
        ("permission_set: Developer", "permission_set: §Develper"),
        (
            'access.assignments[1].permission_set: there is no permission set "Develper";'
            ' did you mean "Developer"?'
        ),
    ),
    (
        "an assignment twice",
        ("permission_set: Developer, at: [Sandbox]", "at: [§Workloads]"),
        (
            "access.assignments[1].at[0]: stands at Workloads already, by access.assignments[0];"
            " keep one of the two"
        ),
    ),
    (
        "a document that isn't there",
        ("policies/own.json", "§policies/none.json"),
        (
            'guardrails[4].document: "policies/none.json" can\'t be read: No such file or directory;'
            " name a UTF-8 file inside the folder of the baseline, such as policies/x.json"
        ),
    ),
)
TWO_PLACES = (
    (
        "an account named like a unit beside it",
        ("  units:\n    Security:", "  units:\n    legacy: { id: ou-ex4m-sandbox02 }\n    Security:"),
        '"legacy" names two things; give the unit and the account different names',
    ),
    (
        "a unit named like the root",
        ("  units:\n    Security:", "  units:\n    Root: { id: ou-ex4m-sandbox02 }\n    Security:"),
        '"Root" reads like the root; rename it',
    ),
    (
        "an archive that may not use the home region",
        ("Security: [eu-central-1]", "Security: [eu-west-1]"),
        (
            "the log bucket is made in the home region eu-central-1, which this account may not use:"
            " regions.overrides.Security (line 22) doesn't list it; add eu-central-1 to"
            " regions.overrides.Security"
        ),
    ),
)
IDS = [case[0] for case in CASES]


@pytest.mark.parametrize(("change", "expected"), [case[1:] for case in CASES], ids=IDS)
def test_one_mistake_has_one_finding_where_it_stands(change: tuple[str, str], expected: str) -> None:
    """File, line, column, field, problem and remedy are all right, and nothing else is reported."""
    text, ((line, column),) = located(changed(change))
    assert [str(finding) for finding in findings_in(text)] == [f"baseline.yaml:{line}:{column} {expected}"]


IDS_TWO = [case[0] for case in TWO_PLACES]


@pytest.mark.parametrize(("change", "expected"), [case[1:] for case in TWO_PLACES], ids=IDS_TWO)
def test_a_mistake_of_two_places_is_reported_once(change: tuple[str, str], expected: str) -> None:
    """Two parts that don't agree are one finding, at the one or the other."""
    (finding,) = findings_in(changed(change))
    assert str(finding).endswith(f": {expected}")
    assert finding.location.line
