"""The stack of the alarms on what the organization trail records, and of the topics that tell people."""

from __future__ import annotations

from aws_cdk import App
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_logs as logs
from constructs import Construct

from guardrails.aws_facts.arns import alarm_arn, service_principal
from guardrails.baseline import Baseline
from guardrails.baseline.declared_stacks import ALERTS_STACK
from guardrails.baseline.sections.alerts import Alerts, Severity, Subscribers
from guardrails.baseline.sections.trail import Trail
from guardrails.stacks.alerts.alarms import Alarm, chosen_alarms
from guardrails.stacks.alerts.alarms.dashboard import dashboard_body
from guardrails.stacks.common.stack import BaselineStack
from guardrails.stacks.common.topic import AlertTopic, Endpoint, on_behalf_of, topic_key, use_of_key

NAME = ALERTS_STACK
NAMESPACE = "Guardrails"
"""Of the metrics that the filters count into."""
PUBLISHER = service_principal("cloudwatch")
RUNBOOK = "docs/runbooks/alarm.md"
"""The page of this repository that every alarm's description names."""


class AlertsStack(BaselineStack):
    """One topic a severity, one alarm a danger, and the filters that count what raises it."""

    def __init__(self, app: App, baseline: Baseline, section: Alerts, trail: Trail) -> None:
        alarms = chosen_alarms(baseline, section, trail)
        super().__init__(app, NAME, baseline, description="Tells people what the trail shows")
        self.organization = baseline.tree
        self.section = section
        self.topics = self._topics()
        filters, raised = Construct(self, "Filters"), Construct(self, "Alarms")
        for alarm in alarms:
            for place, filter_pattern in enumerate(alarm.patterns, start=1):
                metric_filter(filters, alarm, place, filter_pattern, trail.log_group)
            metric_alarm(
                raised,
                alarm,
                self.topics[section.audience[alarm.severity]].ref,
                baseline.tree.management_account.id,
            )
        if section.dashboard:
            cloudwatch.CfnDashboard(
                self,
                "Dashboard",
                dashboard_name=NAME,
                dashboard_body=dashboard_body(alarms, self.organization, NAMESPACE),
            )

    def _topics(self) -> dict[Severity, AlertTopic]:
        account, region = self.organization.management_account.id, self.organization.home_region
        sources = alarm_arn(region, account, "*")
        # CloudWatch says to KMS on whose behalf it asks, which EventBridge doesn't:
        # https://aws.github.io/modern-data-architecture-accelerator/typedocs/functions/_aws-mdaa_cloudwatch-constructs.grantCloudWatchAlarmsTopicAccess.html
        key = topic_key(
            self,
            account=account,
            description="Encrypts the topics of the alerts",
            use=use_of_key(PUBLISHER, on_behalf_of(account, sources)),
        )
        scope = Construct(self, "Topics")
        return {
            severity: AlertTopic(
                scope,
                severity,
                name=f"guardrails-alerts-{severity}",
                display_name=f"AWS alerts, {severity}",
                account=account,
                region=region,
                publisher=PUBLISHER,
                sources=sources,
                subscribers=subscribers.emails,
                endpoints=endpoints(subscribers),
                key=key,
            )
            for severity, subscribers in self.section.subscribers.items()
        }


def endpoints(section: Subscribers) -> list[Endpoint]:
    """List who is told otherwise than by e-mail."""
    by_protocol = {"https": section.https, "sqs": section.queues, "lambda": section.functions}
    return [Endpoint(protocol, address) for protocol, all_of in by_protocol.items() for address in all_of]


def metric_filter(
    scope: Construct, alarm: Alarm, place: int, filter_pattern: str, log_group: str
) -> logs.CfnMetricFilter:
    """Count what one of an alarm's patterns matches into the alarm's metric."""
    name = alarm.id if place == 1 else f"{alarm.id}-{place}"
    return logs.CfnMetricFilter(
        scope,
        name,
        filter_name=f"guardrails/{name}",
        log_group_name=log_group,
        filter_pattern=filter_pattern,
        metric_transformations=[
            logs.CfnMetricFilter.MetricTransformationProperty(
                metric_name=alarm.id, metric_namespace=NAMESPACE, metric_value="1", unit="Count"
            )
        ],
    )


def metric_alarm(scope: Construct, alarm: Alarm, topic_arn: str, account: str) -> cloudwatch.CfnAlarm:
    """Tell a topic when an alarm's metric reaches its threshold; no event is good news.

    CloudWatch knows no account but its own: the runbook says how to find the event's.
    """
    return cloudwatch.CfnAlarm(
        scope,
        alarm.id,
        alarm_name=f"guardrails/{alarm.id}",
        alarm_description=(
            f"{alarm.title}. {alarm.why} The trail of the management account {account} saw it: {RUNBOOK} says"
            f" how to find the event's account, and what to do. {alarm.source}"
        ),
        namespace=NAMESPACE,
        metric_name=alarm.id,
        statistic="Sum",
        period=alarm.period,
        evaluation_periods=1,
        datapoints_to_alarm=1,
        threshold=alarm.threshold,
        comparison_operator="GreaterThanOrEqualToThreshold",
        treat_missing_data="notBreaching",
        alarm_actions=[topic_arn],
    )
