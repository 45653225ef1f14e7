"""What no baseline may look like: each mistake has one finding, at its place, with a remedy."""

from __future__ import annotations

import pytest

from tests.baselines import changed, findings_in, located

REGIONS = "[eu-central-1, eu-west-1]"
PRINCIPAL = "arn:aws:iam::*:role/break-glass"
BUDGET = "{ amount: 1000 }"
QUALIFIER = "is not the qualifier of a CDK bootstrap; use 1 to 10 lower-case letters and digits"

CASES = (
    (
        "a region that doesn't exist",
        (REGIONS, "[eu-central-1, §eu-west-9]"),
        'regions.allowed[1]: "eu-west-9" is not an AWS region; did you mean "eu-west-3"?',
    ),
    (
        "a region in another case",
        ("home_region: eu-central-1", "home_region: §EU-central-1"),
        'organization.home_region: "EU-central-1" is not an AWS region; did you mean "eu-central-1"?',
    ),
    (
        "a qualifier that CDK would take, but no bucket's name",
        ("home_region: eu-central-1", "home_region: eu-central-1\n  qualifier: §My_App"),
        f'organization.qualifier: "My_App" {QUALIFIER}',
    ),
    (
        "a qualifier too long for the names of roles",
        ("home_region: eu-central-1", "home_region: eu-central-1\n  qualifier: §guardrails1"),
        f'organization.qualifier: "guardrails1" {QUALIFIER}',
    ),
    (
        "a service that doesn't exist",
        ("[gamelift, workmail]", "[§gamelft, workmail]"),
        'services.denied[0]: "gamelft" is not an AWS service prefix; did you mean "gamelift"?',
    ),
    (
        "an unknown key",
        ("trail:\n  bucket: exampleorg1-trail", "trail:\n  §buckt: exampleorg1-trail\n  bucket: other-trail"),
        'trail.buckt: "buckt" is not a key here; did you mean "bucket"?',
    ),
    (
        "an unknown section",
        ("tags: {", "§tag: {"),
        'tag: "tag" is not a key here; did you mean "tags"?',
    ),
    (
        "an unknown key like no other",
        ("    owner: security@example.com", "    owner: security@example.com\n    §zzz: 1"),
        (
            'exemptions.break-glass.zzz: "zzz" is not a key here;'
            " known here: controls, expires, owner, principal, reason, remind_days"
        ),
    ),
    (
        "text where a list belongs",
        (REGIONS, "§eu-central-1"),
        (
            'regions.allowed: the text "eu-central-1" stands where a list belongs;'
            ' write [a, b], or one `- item` a line, such as ["eu-central-1", "eu-west-1"]'
        ),
    ),
    (
        "a list where a mapping belongs",
        ("tags: { cost-center: platform }", "tags: §[platform]"),
        (
            "tags: a list stands where a mapping belongs;"
            ' write one `name: value` a line, such as {"cost-center": "platform"}'
        ),
    ),
    (
        "a number where text belongs",
        ("cost-center: platform", "cost-center: §4711"),
        ('tags.cost-center: the number 4711 stands where text belongs; put it in quotes: "4711"'),
    ),
    (
        "nothing where a mapping belongs",
        ("tags: { cost-center: platform }", "§tags:"),
        (
            "tags: nothing stands where a mapping belongs;"
            ' write one `name: value` a line, such as {"cost-center": "platform"}'
        ),
    ),
    (
        "a missing key",
        ("trail:\n  bucket: exampleorg1-trail", "§trail:\n  name: organization-trail"),
        'trail.bucket: "bucket" is missing; add it: The name of the log bucket: unique in the world.',
    ),
    (
        "no region allowed",
        (REGIONS, "§[]"),
        "regions.allowed: an empty list here would deny everything; name at least one",
    ),
    (
        "no region allowed somewhere",
        ("Security: [eu-central-1]", "Security: §[]"),
        "regions.overrides.Security: an empty list here would deny everything; name at least one",
    ),
    (
        "no service allowed",
        ("Workloads: { denied: [gamelift] }", "Workloads: { allowed: §[] }"),
        "services.overrides.Workloads.allowed: an empty list here would deny everything; name at least one",
    ),
    (
        "an allow list without which nobody signs in",
        ("Workloads: { denied: [gamelift] }", "Workloads: §{ allowed: [s3] }"),
        (
            "services.overrides.Workloads: the allow list lacks iam and sts, without which nobody can sign"
            " in; add it"
        ),
    ),
    (
        "services allowed and denied at once",
        ("Workloads: { denied: [gamelift] }", "Workloads: §{ allowed: [iam, sts], denied: [] }"),
        "services.overrides.Workloads: needs either `allowed` or `denied`; keep one of the two lists",
    ),
    (
        "a budget without a subscriber",
        ("[finance@example.com]", "§[]"),
        "budgets.subscribers: a budget without a subscriber alerts nobody; name at least one e-mail address",
    ),
    (
        "a quota that AWS doesn't grant",
        ("regions:\n", "  quotas: { scp_characters: §20000 }\nregions:\n"),
        (
            "organization.quotas.scp_characters: 20000 is too much: AWS Organizations takes at most 10,240"
            " characters of a service control policy, white space included; write 10,240 or less"
        ),
    ),
    (
        "no slot for FullAWSAccess",
        ("regions:\n", "  reserved_slots: { default: §0 }\nregions:\n"),
        (
            "organization.reserved_slots.default: 0 is too little: AWS Organizations takes at least 1 service"
            " control policies attached to one root, unit or account; write 1 or more"
        ),
    ),
    (
        "a budget of nothing",
        (BUDGET, "{ amount: §0 }"),
        (
            "budgets.limits.everything.amount: 0 is too little: AWS Budgets takes at least 0.01 US dollars"
            " of a budget; write 0.01 or more"
        ),
    ),
    (
        "a budget without end",
        (BUDGET, "{ amount: §inf }"),
        (
            'budgets.limits.everything.amount: the text "inf" stands where a number belongs;'
            " write digits, such as 1000"
        ),
    ),
    (
        "more alerts than a budget takes",
        (BUDGET, "§{ amount: 1, actual: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10] }"),
        (
            "budgets.limits.everything: has 11 thresholds;"
            " AWS Budgets takes 1 to 10 of a budget, actual and forecasted together"
        ),
    ),
    (
        "a permission set with a long name",
        ("ReadOnly: {}", "ReadOnly: {}\n    §DeveloperWhoMayDoNearlyEverything: {}"),
        (
            'access.permission_sets.DeveloperWhoMayDoNearlyEverything: "DeveloperWhoMayDoNearlyEverything"'
            " is not the name of a permission set; use 1 to 32 letters, digits and any of + = , . @ - _"
        ),
    ),
    (
        "a session of a day",
        ("ReadOnly: {}", "ReadOnly: { session_hours: §24 }"),
        (
            "access.permission_sets.ReadOnly.session_hours: 24 is too much: IAM Identity Center takes at most"
            " 12 hours of a session; write 12 or less"
        ),
    ),
    (
        "a short account id",
        ('"222222222222"', '§"2222"'),
        (
            'organization.units.Security.accounts.log-archive: "2222" is not an account id;'
            " write its 12 digits in quotes"
        ),
    ),
    (
        "an account id in the digits of another script",
        ('"222222222222"', '§"٢٢٢٢٢٢٢٢٢٢٢٢"'),
        (
            'organization.units.Security.accounts.log-archive: "٢٢٢٢٢٢٢٢٢٢٢٢" is not an account id;'
            " write its 12 digits in quotes"
        ),
    ),
    (
        "an organizational unit's id that isn't one",
        ("id: ou-ex4m-security", "id: §ou-security"),
        (
            'organization.units.Security.id: "ou-security" is not the id of an organizational unit;'
            " copy it from `aws organizations list-organizational-units-for-parent`"
        ),
    ),
    (
        "a name with a slash",
        ("  units:\n    Security:", "  units:\n    §CI/CD: { id: ou-ex4m-sandbox02 }\n    Security:"),
        (
            'organization.units.CI/CD: "CI/CD" has a slash: AWS takes it in a name, but here it separates'
            " the names of a path; write it as CI-CD, since AWS knows it by its id; if it is a path, nest"
            " the names under `units` and `accounts`"
        ),
    ),
    (
        "a name that the message's own separator stands in",
        ("[finance@example.com]", '[§"finance; urgent"]'),
        'budgets.subscribers[0]: "finance; urgent" is not an e-mail address; write it as name@example.com',
    ),
    (
        "a value of several lines",
        ("[finance@example.com]", '[§"one\\ntwo\\e[31m"]'),
        'budgets.subscribers[0]: "one\\ntwo\\x1b[31m" is not an e-mail address; write it as name@example.com',
    ),
    (
        "a principal that is no ARN",
        (PRINCIPAL, "§break-glass"),
        (
            'exemptions.break-glass.principal: "break-glass" is not the ARN pattern of a role or user;'
            " write it as arn:aws:iam::*:role/NAME, with * and ? as wildcards"
        ),
    ),
    (
        "a date in another form",
        ("reason: Restores access", "reason: Restores access\n    expires: §30.6.2027"),
        'exemptions.break-glass.expires: "30.6.2027" is not a date; write it as YYYY-MM-DD',
    ),
    (
        "a date without hyphens, which could be seconds",
        ("reason: Restores access", "reason: Restores access\n    expires: §20270630"),
        'exemptions.break-glass.expires: "20270630" is not a date; write it as YYYY-MM-DD',
    ),
    (
        "a day that the calendar lacks",
        ("reason: Restores access", "reason: Restores access\n    expires: §2027-06-31"),
        ('exemptions.break-glass.expires: "2027-06-31" is no day of the calendar; write it as YYYY-MM-DD'),
    ),
    (
        "a guardrail that is nothing",
        ("- control: deny_iam_users\n    at", "- §at"),
        "guardrails[3]: needs one of `control`, `document` and `preset`; name one of the three",
    ),
    (
        "a guardrail that stands nowhere",
        ("at: [Workloads]\n", "at: §[]\n"),
        "guardrails[3].at: is empty; name at least one",
    ),
    (
        "a lock mode in lower case",
        ("trail:\n  bucket", "trail:\n  object_lock: { mode: §governance, days: 1 }\n  bucket"),
        (
            'trail.object_lock.mode: "governance" is not one of GOVERNANCE or COMPLIANCE;'
            ' did you mean "GOVERNANCE"?'
        ),
    ),
    (
        "log files that expire before they move",
        ("trail:\n  bucket", "trail:\n  §expire_after_days: 30\n  bucket"),
        "trail: log files expire before they move to GLACIER_IR; make expire_after_days the larger",
    ),
)
IDS = [case[0] for case in CASES]


@pytest.mark.parametrize(("change", "expected"), [case[1:] for case in CASES], ids=IDS)
def test_one_mistake_has_one_finding_where_it_stands(change: tuple[str, str], expected: str) -> None:
    """File, line, column, field, problem and remedy are all right, and nothing else is reported."""
    text, ((line, column),) = located(changed(change))
    assert [str(finding) for finding in findings_in(text)] == [f"baseline.yaml:{line}:{column} {expected}"]


@pytest.mark.parametrize(
    ("tag", "problem"),
    [
        (f"§{'k' * 129}: a", "is not taken as a tag's key by every service"),
        ('§"aws:a": a', "is not taken as a tag's key by every service"),
        (f"a: §{'v' * 257}", "is not taken as a tag's value by every service"),
        ('a: §""', "is not taken as a tag's value by every service"),
        ("a: §Größe", "is not taken as a tag's value by every service"),
    ],
)
def test_a_tag_is_one_that_every_resource_can_have(tag: str, problem: str) -> None:
    """Each gets the baseline's tags, and the strictest service decides."""
    text, (place,) = located(changed(("cost-center: platform", tag)))
    (found,) = findings_in(text)
    assert (found.location.line, found.location.column) == place
    assert problem in found.problem
