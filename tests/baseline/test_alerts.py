"""The section `alerts`: what it takes, and each mistake's finding, at its place, with a remedy."""

from __future__ import annotations

import pytest

from tests.baselines import changed, findings_in, load_small, located

SOMEBODY = "subscribers: { critical: { emails: [ops@example.com] } }"
CASES = (
    (
        "nobody at all",
        "alerts: { subscribers: §{} }",
        "alerts.subscribers: alarms that nobody hears alert nobody; name at least one severity's subscribers",
    ),
    (
        "a severity that isn't one",
        "alerts: { subscribers: { §urgent: { emails: [ops@example.com] } } }",
        ('alerts.subscribers.urgent: "urgent" is not one of critical, warning or info; pick one of them'),
    ),
    (
        "an address over plain HTTP",
        'alerts: { subscribers: { info: { https: [§"http://example.com/hook"] } } }',
        (
            'alerts.subscribers.info.https[0]: "http://example.com/hook" is not an HTTPS address;'
            " write it as https://host/path"
        ),
    ),
    (
        "a queue's URL",
        'alerts: { subscribers: { info: { queues: [§"https://sqs.example.com/q"] } } }',
        (
            'alerts.subscribers.info.queues[0]: "https://sqs.example.com/q" is not the ARN of a queue;'
            " write it as arn:aws:sqs:REGION:ACCOUNT:NAME"
        ),
    ),
    (
        "a function's name",
        "alerts: { subscribers: { info: { functions: [§page] } } }",
        (
            'alerts.subscribers.info.functions[0]: "page" is not the ARN of a function;'
            " write it as arn:aws:lambda:REGION:ACCOUNT:function:NAME"
        ),
    ),
    (
        "a change to an alarm that nothing raises",
        f"alerts: {{ {SOMEBODY}, alarms: {{ §break-glass-use: {{ severity: info }} }} }}",
        (
            "alerts.alarms.break-glass-use: no exemption is named whose use would raise this alarm;"
            " name one in alerts.break_glass"
        ),
    ),
)
IDS = [case[0] for case in CASES]


@pytest.mark.parametrize(("section", "expected"), [case[1:] for case in CASES], ids=IDS)
def test_one_mistake_has_one_finding_where_it_stands(section: str, expected: str) -> None:
    """File, line, column, field, problem and remedy are all right, and nothing else is reported."""
    text, ((line, column),) = located(changed(("tags:", f"{section}\ntags:")))
    assert [str(finding) for finding in findings_in(text)] == [f"baseline.yaml:{line}:{column} {expected}"]


def test_an_alarm_that_there_is_none_is_found() -> None:
    """The ids are known before anything is built, and a near one is offered."""
    text, ((line, column),) = located(
        changed(("tags:", f"alerts: {{ {SOMEBODY}, alarms: {{ §root-used: {{}} }} }}\ntags:"))
    )
    (finding,) = findings_in(text)
    assert str(finding).startswith(
        f'baseline.yaml:{line}:{column} alerts.alarms.root-used: "root-used" is not'
    )
    assert finding.remedy == 'did you mean "root-use"?'


def test_alarms_without_a_trail_have_nothing_to_watch() -> None:
    """The log group that they read is the trail's."""
    trail = "trail:\n  bucket: exampleorg1-trail\n  archive_account: Security/log-archive\n"
    text, ((line, column),) = located(
        changed((trail, f"§alerts: {{ {SOMEBODY} }}\n"), ("  - control: protect_trail\n", ""))
    )
    problem = "the alarms watch what the organization trail records, and there is none"
    remedy = "add the section `trail`, or remove `alerts`"
    expected = f"baseline.yaml:{line}:{column} alerts: {problem}; {remedy}"
    assert [str(finding) for finding in findings_in(text)] == [expected]


def test_everybody_who_can_be_told_is_taken() -> None:
    """E-mail, HTTPS, queues and functions."""
    told = (
        "emails: [ops@example.com], https: ['https://pager.example.com/x?y=1'],"
        " queues: ['arn:aws:sqs:eu-central-1:111111111111:alerts'],"
        " functions: ['arn:aws:lambda:eu-central-1:111111111111:function:page:live']"
    )
    loaded = load_small(
        changed(("tags:", f"alerts: {{ subscribers: {{ info: {{ {told} }} }} }}\ntags:"))
    ).alerts
    assert loaded is not None
    assert loaded.subscribers["info"].functions == (
        "arn:aws:lambda:eu-central-1:111111111111:function:page:live",
    )
