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
            'regions.allowed: "eu-central-1": input should be a valid tuple;'
            " write a list: [a, b] or one `- item` a line"
        ),
    ),
    (
        "a list where a mapping belongs",
        ("tags: { cost-center: platform }", "tags: §[platform]"),
        "tags: a list: input should be a valid dictionary; write a mapping: one `name: value` a line",
    ),
    (
        "a number where text belongs",
        ("cost-center: platform", "cost-center: §4711"),
        (
            'tags.cost-center: "4711": input should be a valid string;'
            " write text, in quotes where it looks like a number"
        ),
    ),
    (
        "nothing where a mapping belongs",
        ("tags: { cost-center: platform }", "§tags:"),
        "tags: nothing: input should be a valid dictionary; write a mapping: one `name: value` a line",
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
            'organization.quotas.scp_characters: "20000": input should be less than or equal to 10240;'
            " correct the value"
        ),
    ),
    (
        "no slot for FullAWSAccess",
        ("regions:\n", "  reserved_slots: { default: §0 }\nregions:\n"),
        (
            'organization.reserved_slots.default: "0": input should be greater than or equal to 1;'
            " correct the value"
        ),
    ),
    (
        "a budget of nothing",
        (BUDGET, "{ amount: §0 }"),
        (
            'budgets.limits.everything.amount: "0": input should be greater than or equal to 0.01; '
            "correct the value"
        ),
    ),
    (
        "a budget without end",
        (BUDGET, "{ amount: §inf }"),
        'budgets.limits.everything.amount: "inf": input should be a finite number; correct the value',
    ),
    (
        "more alerts than a budget takes",
        (BUDGET, "§{ amount: 1, actual: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10] }"),
        "budgets.limits.everything: has 11 thresholds; AWS takes 1 to 10 a budget",
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
            'access.permission_sets.ReadOnly.session_hours: "24": input should be less than or equal to 12;'
            " correct the value"
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
        ("  units:\n    Security:", "  units:\n    §Sand/box: { id: ou-ex4m-sandbox02 }\n    Security:"),
        (
            'organization.units.Sand/box: "Sand/box" can\'t be addressed by path;'
            ' use 1 to 128 characters without "/"'
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
        (
            'exemptions.break-glass.expires: "2027-06-31": input should be a valid date or datetime, day'
            " value is outside expected range; write a date as YYYY-MM-DD"
        ),
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
            "trail.object_lock.mode: \"governance\" is not one of 'GOVERNANCE' or 'COMPLIANCE';"
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
