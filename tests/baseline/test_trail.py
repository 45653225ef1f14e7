"""The section `trail`: what it takes, and what it says about everything else."""

from __future__ import annotations

import pytest

from guardrails.aws_facts.data_events import arn_service
from guardrails.baseline.sections.trail import Trail
from guardrails.baseline.sections.trail_parts import DataEvents
from guardrails.controls.kinds import shortened
from tests.baselines import changed, findings_in, load_small, located

KEY = "arn:aws:kms:eu-central-1:222222222222:key/0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9"

MISTAKES = (
    *(
        (
            f"a name that CloudTrail refuses: {name}",
            f"name: §{name}",
            (
                f'trail.name: "{shortened(name)}" is not the name of a trail; use 3 to 128 letters, digits'
                " and any of . _ - between two of them"
            ),
        )
        for name in ("a--b", "a._b", "192.168.1.1", "-ab", "ab.", "x" * 129)
    ),
    (
        "a time that S3 doesn't count",
        "expire_after_days: §10000000000",
        (
            "trail.expire_after_days: 10000000000 is too much: Amazon S3 takes at most 36,500 days in a rule"
            " for objects; write 36,500 or less"
        ),
    ),
    (
        "a resource of another service",
        'data_events: [§{ resource_type: lambda, resources: ["arn:aws:s3:::x/"] }]',
        (
            'trail.data_events[0]: "arn:aws:s3:::x/" is no resource of lambda, so nothing would be recorded; '
            "write it as arn:aws:lambda:…"
        ),
    ),
    (
        "the same data events in other words",
        "data_events: [{ resource_type: s3 }, §{ resource_type: AWS::S3::Object }]",
        "trail.data_events[1]: these data events stand in the list twice; keep one of the two",
    ),
    (
        "an ARN longer than a selector takes",
        f"data_events: [{{ resource_type: s3, resources: [§'arn:aws:s3:::{'x' * 2048}'] }}]",
        (
            "trail.data_events[0].resources[0]: an ARN of 2,061 characters; CloudTrail takes 2,048 characters"
            " of each"
        ),
    ),
    (
        "an insight that there isn't",
        "insights: [§call-rate]",
        ('trail.insights[0]: "call-rate" is not one of call_rate or error_rate; did you mean "call_rate"?'),
    ),
    (
        "an insight twice",
        "insights: §[call_rate, call_rate]",
        "trail.insights: names an insight twice; keep one of the two",
    ),
    (
        "data events of nothing known",
        "data_events: [{ resource_type: §lamda }]",
        (
            'trail.data_events[0].resource_type: "lamda" has no data events that are known here; '
            'did you mean "lambda"?'
        ),
    ),
    (
        "neither read nor write",
        "data_events: [{ resource_type: s3, only: §writes }]",
        ('trail.data_events[0].only: "writes" is not one of read, write or all; did you mean "write"?'),
    ),
    (
        "a resource that is no ARN",
        "data_events: [{ resource_type: s3, resources: [§payments] }]",
        (
            'trail.data_events[0].resources[0]: "payments" is not the beginning of an ARN; '
            "write it as arn:aws:s3:::BUCKET/, without a wildcard"
        ),
    ),
    (
        "the same data events twice",
        "data_events: [{ resource_type: sqs }, §{ resource_type: sqs }]",
        "trail.data_events[1]: these data events stand in the list twice; keep one of the two",
    ),
    (
        "the trail's own bucket",
        'data_events: [{ resource_type: s3, resources: [§"arn:aws:s3:::exampleorg1-trail/AWSLogs/"] }]',
        (
            'trail.data_events[0].resources[0]: "arn:aws:s3:::exampleorg1-trail/AWSLogs/" records what '
            "CloudTrail itself writes there, without end; remove it: the access logs tell who reads them"
        ),
    ),
    (
        "a storage class that there isn't",
        "storage: [{ to: §GLACIER_IA, after_days: 90 }]",
        'trail.storage[0].to: "GLACIER_IA" is not a storage class; did you mean "GLACIER_IR"?',
    ),
    (
        "a single zone",
        "storage: [{ to: §onezone_ia, after_days: 90 }]",
        (
            "trail.storage[0].to: ONEZONE_IA keeps log files in a single availability zone; "
            "use STANDARD_IA or GLACIER_IR"
        ),
    ),
    (
        "too young for the class",
        "storage: [§{ to: STANDARD_IA, after_days: 29 }]",
        "trail.storage[0]: S3 moves no file to STANDARD_IA before it is 30 days old; wait longer",
    ),
    (
        "up the stairs",
        "storage: [{ to: GLACIER, after_days: 1 }, { to: GLACIER_IR, after_days: 200 }]",
        "trail: S3 moves no file from GLACIER to GLACIER_IR; next can come DEEP_ARCHIVE",
    ),
    (
        "beyond the last step",
        "storage: [{ to: DEEP_ARCHIVE, after_days: 1 }, { to: GLACIER, after_days: 200 }]",
        "trail: S3 moves no file from DEEP_ARCHIVE to GLACIER; remove what follows",
    ),
    (
        "sooner than AWS stops charging",
        "storage: [{ to: STANDARD_IA, after_days: 30 }, { to: GLACIER_IR, after_days: 40 }]",
        (
            "trail: log files leave STANDARD_IA after 10 days, and AWS charges it for at least 30; "
            "let GLACIER_IR begin after 60 days or later"
        ),
    ),
    (
        "what would do nothing",
        "existing_bucket: true\n  storage: []",
        (
            "trail: existing_bucket leaves the bucket as it is, so storage would do nothing; "
            "set it on the bucket itself and remove it here"
        ),
    ),
    (
        "an alias for a key",
        "existing_key: §arn:aws:kms:eu-central-1:222222222222:alias/logs",
        (
            'trail.existing_key: "arn:aws:kms:eu-central-1:222222222222:alias/logs" is not the ARN of a key; '
            "copy it from `aws kms describe-key`"
        ),
    ),
    (
        "two keys",
        f"existing_key: {KEY}\n  key_alias: logs",
        "trail: names both key_alias and existing_key; keep one of the two",
    ),
    (
        "a key elsewhere",
        f"existing_key: §{KEY.replace('central', 'west')}",
        (
            "trail.existing_key: the key is in eu-west-1, the log bucket in eu-central-1; "
            "name a key in eu-central-1"
        ),
    ),
    (
        "a limit of nothing",
        "search: { scan_limit_gb: §0 }",
        (
            "trail.search.scan_limit_gb: 0 is too little: this product takes at least 1 gigabytes for one"
            " query to read; write 1 or more"
        ),
    ),
)


@pytest.mark.parametrize(("line", "expected"), [case[1:] for case in MISTAKES], ids=[c[0] for c in MISTAKES])
def test_one_mistake_has_one_finding_where_it_stands(line: str, expected: str) -> None:
    """Each is told with its place, its field and its remedy."""
    text, places = located(changed(("trail:\n", f"trail:\n  {line}\n")))
    (finding,) = findings_in(text)
    assert str(finding).partition(" ")[2] == expected
    if places:
        assert [(finding.location.line, finding.location.column)] == places


@pytest.mark.parametrize(
    ("services", "missing"),
    [
        ("Security: { allowed: [iam, sts, s3, kms] }", "athena and glue"),
        ("Security/log-archive: { denied: [glue] }", "glue"),
        ("Workloads/Prod: { denied: [glue] }", ""),
        ("Security: { denied: [workmail] }", ""),
    ],
)
def test_a_search_that_nobody_may_run(services: str, missing: str) -> None:
    """The archive account needs the services of a search, by whichever list stands nearest to it."""
    text = changed(
        ("trail:\n", "trail:\n  search: {}\n"),
        ("    Workloads: { denied: [gamelift] }\n", f"    {services}\n"),
    )
    if not missing:
        assert load_small(text)
        return
    (finding,) = findings_in(text)
    assert finding.problem == (
        f"Security/log-archive searches the log files, but its services leave out {missing}"
    )


def test_more_values_than_a_trail_takes() -> None:
    """The 500 values of all selectors are counted together."""
    arns = ", ".join(f'"arn:aws:lambda:eu-central-1:444444444441:function:f{index}"' for index in range(500))
    (finding,) = findings_in(
        changed(("trail:\n", f"trail:\n  data_events: [{{ resource_type: lambda, resources: [{arns}] }}]\n"))
    )
    assert (
        finding.problem
        == "its selectors hold up to 506 values; CloudTrail takes 500 of all selectors of a trail"
    )


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("s3", "AWS::S3::Object"),
        ("Lambda", "AWS::Lambda::Function"),
        ("AWS::Sky::Cloud", "AWS::Sky::Cloud"),
    ],
)
def test_a_resource_type_is_a_short_name_or_what_aws_writes(name: str, expected: str) -> None:
    """What AWS adds tomorrow can be named in AWS's own words today."""
    assert DataEvents(resource_type=name).type == expected


def test_files_move_down_all_the_stairs() -> None:
    """Every class that S3 has can follow the one before it, when its time has come."""
    stairs = (
        ("STANDARD_IA", 30),
        ("INTELLIGENT_TIERING", 60),
        ("GLACIER_IR", 61),
        ("glacier", 151),
        ("DEEP_ARCHIVE", 241),
    )
    moves = ", ".join(f"{{ to: {name}, after_days: {days} }}" for name, days in stairs)
    trail = load_small(changed(("trail:\n", f"trail:\n  storage: [{moves}]\n"))).trail
    assert trail is not None
    assert [step.to for step in trail.storage] == [name.upper() for name, _ in stairs]


def test_what_exists_already_is_taken_as_it_is() -> None:
    """The defaults of our own bucket are no mistake beside an existing one."""
    text = changed(("trail:\n", f"trail:\n  existing_bucket: true\n  existing_key: {KEY}\n"))
    trail = load_small(text).trail
    assert trail is not None
    assert trail.buckets == ("exampleorg1-trail",)
    assert Trail(bucket="logs").buckets == ("logs", "logs-access")


@pytest.mark.parametrize(
    "name",
    [
        "xn--logs",
        "logs-s3alias",
        "logs--ol-s3",
        "sthree-logs",
        "amzn-s3-demo-logs",
        "1.2.3.4",
        "a..b",
        "-ab",
        "ab",
    ],
)
def test_a_name_that_s3_keeps_is_no_bucket(name: str) -> None:
    """Or one of another form; S3 would refuse it when the rest is deployed."""
    (found,) = findings_in(changed(("bucket: exampleorg1-trail", f"bucket: {name}")))
    assert f'"{name}" is not a bucket name' in found.problem


def test_a_bucket_with_dots_is_taken_where_it_exists() -> None:
    """Older buckets have them; a new one would have no valid certificate."""
    dotted = changed(("bucket: exampleorg1-trail", "bucket: logs.example.com"))
    (found,) = findings_in(dotted)
    assert "no valid certificate" in found.problem
    kept = load_small(dotted.replace("bucket: logs", "existing_bucket: true\n  bucket: logs")).trail
    assert kept is not None
    assert kept.buckets == ("logs.example.com",)


def test_every_object_is_not_recorded_beside_a_bucket_of_yours() -> None:
    """Where S3 writes its access logs, what is recorded would be recorded again."""
    text = changed(
        ("bucket: exampleorg1-trail", "bucket: logs\n  existing_bucket: true\n  data_events: EVENTS")
    )
    (found,) = findings_in(text.replace("EVENTS", "[{ resource_type: s3 }]"))
    assert "would never end" in found.problem
    load_small(text.replace("EVENTS", "[{ resource_type: s3, resources: ['arn:aws:s3:::payments/'] }]"))


@pytest.mark.parametrize(
    ("name", "service"),
    [
        ("s3", "s3"),
        ("step-functions", "states"),
        ("ebs-snapshot", "ec2"),
        ("cognito-identity-pool", "cognito-identity"),
    ],
)
def test_an_arn_calls_the_service_as_arns_do(name: str, service: str) -> None:
    """Which is not always the type's own word in lower case."""
    assert arn_service(DataEvents(resource_type=name).type) == service
    assert arn_service("AWS::New::Thing") is None
