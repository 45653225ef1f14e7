"""Keep alarms, the topics that they tell, event rules and log groups of a name as they were deployed."""

from __future__ import annotations

from pydantic import Field

from guardrails.aws_facts.arns import alarm_arn, arn_anywhere, log_group_arn, topic_arn
from guardrails.controls.control import Control, ControlContext, Parameters, listed
from guardrails.controls.kinds import Name
from guardrails.policy import Statement

_ALARMS = listed("""cloudwatch:Delete* cloudwatch:Disable* cloudwatch:Put* cloudwatch:SetAlarmState
    cloudwatch:TagResource cloudwatch:UntagResource""")
_TOPICS = listed("""sns:AddPermission sns:Delete* sns:Put* sns:Remove* sns:Set* sns:TagResource
    sns:Unsubscribe sns:UntagResource""")
_RULES = listed("""events:DeleteRule events:DisableRule events:PutRule events:PutTargets events:RemoveTargets
    events:TagResource events:UntagResource""")
_LOGS = listed("""logs:AssociateKmsKey logs:Delete* logs:DisassociateKmsKey logs:ProcessWithPipeline
    logs:PutBearerTokenAuthentication logs:PutDataProtectionPolicy logs:PutLogGroupDeletionProtection
    logs:PutMetricFilter logs:PutRetentionPolicy logs:PutSubscriptionFilter logs:PutSyslogConfiguration
    logs:PutTransformer logs:TagLogGroup logs:TagResource logs:UntagLogGroup logs:UntagResource""")


class ProtectAlarmsParameters(Parameters):
    """The protected alarms."""

    names: tuple[Name, ...] = Field(default=("guardrails-*",), min_length=1)
    """The names of the alarms, topics, event rules and log groups."""


def statements(context: ControlContext) -> tuple[Statement, ...]:
    """Deny changing, silencing or deleting what bears one of the names."""
    choice = context.chosen(ProtectAlarmsParameters)
    parts = (
        ("ProtectAlarms", _ALARMS, (alarm_arn("*", "*", "{}"),)),
        ("ProtectAlarmTopics", _TOPICS, (topic_arn("*", "*", "{}"),)),
        ("ProtectEventRules", _RULES, (arn_anywhere("events", "rule/{}"),)),
        ("ProtectLogGroups", _LOGS, (log_group_arn("*", "*", "{}"), log_group_arn("*", "*", "{}:*"))),
    )
    return tuple(
        context.deny(sid, actions, [arn.format(name) for name in choice.names for arn in arns])
        for sid, actions, arns in parts
    )


CONTROL = Control(
    id="protect_alarms",
    title="Protect alarms, their topics and log groups",
    family="protection",
    severity="high",
    why="An intruder who silences the alarm first is not heard afterwards.",
    source="https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoncloudwatch.html",
    statements=statements,
    parameters=ProtectAlarmsParameters,
    limits="The alarms of this baseline live in the management account, which no policy binds: this is for "
    "those that you deploy into member accounts.",
)
