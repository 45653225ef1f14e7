"""Let services use the key of the topic that they publish to."""

from __future__ import annotations

from collections.abc import Iterator

from guardrails.stacks.rules.engine import Template, TemplateRule, Violation, allowing, text
from guardrails.stacks.rules.engine.publishers import publications

_ACTIONS = ("kms:GenerateDataKey", "kms:Decrypt")


def check(template: Template) -> Iterator[Violation]:
    """Find topics encrypted with AWS's own key, or with one whose policy doesn't let a service use it."""
    for service, topic in publications(template):
        key_id = topic.get("KmsMasterKeyId")
        if text(key_id).endswith("alias/aws/sns"):
            yield Violation.at(topic, "KmsMasterKeyId", f"AWS's own key doesn't let {service} use it")
        elif (key := template.key(key_id)) is not None:
            missing = [action for action in _ACTIONS if not allowing(key.get("KeyPolicy"), service, action)]
            if missing:
                problem = f"the key {key.id} doesn't let {service} {' and '.join(missing)}"
                yield Violation.at(topic, "KmsMasterKeyId", problem)


RULE = TemplateRule(
    id="GR-SNS-002",
    title="Let a service use the key of the topic that it publishes to",
    why="A service that may publish and may not encrypt loses its message, and nobody is told; AWS's own "
    "key lets no service in and can't be changed.",
    fix="Encrypt the topic with a customer managed key and allow the service kms:GenerateDataKey* and "
    "kms:Decrypt.",
    source="https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html",
    check=check,
)
