"""Every list and mapping of the model, and examples in which each has two entries to exchange."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel

from guardrails import marked
from tests.stacks.helpers import data_of_example

Path = tuple[str, ...]
ITEM, VALUE = "[]", "*"
"""Stand in a path for any item of a list, and for any value of a mapping."""

MORE = """\
organization:
  accounts: { legacy: "888888888881", vendor: "888888888882" }
  units:
    Sandbox: { units: { Ada: { id: ou-ex4m-sandada01 }, Bob: { id: ou-ex4m-sandbob01 } } }
  reserved_slots:
    overrides: { Sandbox: 2, Security: 3 }
    rcp_overrides: { Sandbox: 2, Security: 3 }
services:
  overrides:
    Workloads/Dev: { denied: [gamelift, groundstation] }
exemptions:
  ci:
    principal: arn:aws:iam::*:role/ci
    owner: me@example.com
    reason: Tests
    controls: [deny_iam_users, deny_unused_regions]
guardrails:
  - preset: recommended
    without: [deny_billing_changes, deny_default_vpc]
  - { control: limit_instance_types, at: [Sandbox], parameters: { ec2: [t4g.*, t3.*], rds: [db.t4g.*] } }
  - { control: deny_iam_users, at: [Security, Infrastructure, Workloads] }
  - { document: policies/deny-large-instances.json, at: [Sandbox, Workloads/Dev] }
trail:
  data_events:
    - { resource_type: s3, only: write, resources: ["arn:aws:s3:::b/", "arn:aws:s3:::a/"] }
    - { resource_type: lambda }
  storage: [{ to: STANDARD_IA, after_days: 30 }, { to: DEEP_ARCHIVE, after_days: 300 }]
former:
  - { account: "222222222222", buckets: [exampleorg1-b, exampleorg1-a], since: 2026-01-01, reason: moved }
  - { account: "222222222222", key_alias: former-key, since: 2026-01-01, reason: moved }
alerts:
  subscribers:
    critical:
      emails: [b@example.com, a@example.com]
      https: ["https://b.example.com/", "https://a.example.com/"]
      queues: ["arn:aws:sqs:eu-central-1:111111111111:b", "arn:aws:sqs:eu-central-1:111111111111:a"]
      functions:
        - arn:aws:lambda:eu-central-1:111111111111:function:b
        - arn:aws:lambda:eu-central-1:111111111111:function:a
  break_glass: [break-glass, auditor]
  alarms: { root-use: { severity: critical }, unauthorized-calls: { threshold: 30 } }
budgets:
  limits:
    workloads:
      services: [Amazon Simple Storage Service, Amazon Relational Database Service]
      zones: [eu-central-1b, eu-central-1a]
      tags: { team: [shop, checkout], stage: [prod] }
      actual: [100, 50, { at: 80, severity: critical }]
      forecasted: [100, 90]
      without: [refunds, credits]
    season: { period: quarterly, planned: { starts: 2026-10, amounts: [4, 3, 2, 1] } }
  topics: { warning: company-costs, critical: company-alarms }
  anomalies:
    services: [{ amount: 100, severity: critical }, { percent: 40 }]
    accounts: [{ amount: 100, severity: critical }, { percent: 40 }]
    existing:
      services: arn:aws:ce::111111111111:anomalymonitor/b0b1b2b3-c4c5-d6d7-e8e9-f0f1f2f3f4f5
      accounts: arn:aws:ce::111111111111:anomalymonitor/a0a1a2a3-c4c5-d6d7-e8e9-f0f1f2f3f4f5
    groups:
      shop: { tags: { team: [shop, checkout] }, alerts: [{ amount: 99, severity: critical }, { percent: 9 }] }
      prod: { scope: Workloads/Prod, alerts: [{ amount: 50 }] }
access:
  permission_sets:
    Developer:
      { managed: [ReadOnlyAccess, PowerUserAccess], customer_managed: [team/b, team/a], tags: { b: b, a: a } }
  attributes: { Team: "${path:enterprise.division}" }
  elevations:
    repair:
      group: developers
      permission_set: Operator
      account: Workloads/Prod/shop
      starts: 2026-12-01T08:00Z
      ends: 2026-12-01T16:00Z
      reason: Tests
      approved_by: https://git.example.com/pulls/1
    inspect:
      group: finance
      permission_set: Billing
      account: Workloads/Prod/data
      starts: 2026-12-01T08:00Z
      ends: 2026-12-01T16:00Z
      reason: Tests
      approved_by: https://git.example.com/pulls/2
accounts:
  closed: [vendor, legacy]
  at: [Workloads, Sandbox, Security, Infrastructure]
  audit_role:
    policies: [SecurityAudit, ReadOnlyAccess]
    source_addresses: [203.0.113.0/24, 198.51.100.0/24]
  break_glass:
    source_addresses: [203.0.113.0/24, 198.51.100.0/24]
    policies: [AdministratorAccess, ReadOnlyAccess]
management_policies:
  no-training: { ai_opt_out: { default: optOut, lex: optIn } }
  debugging: { at: [Workloads/Test, Workloads/Dev] }
  images:
    at: [Sandbox]
    declarative_ec2:
      allowed_images:
        criteria:
          - { providers: ["222222222222", amazon], names: [b-*, a-*], product_codes: [b, a] }
          - { providers: [aws_marketplace] }
  hub: { security_hub: { enable: [eu-west-1, eu-central-1], disable: [us-west-1, us-east-1] } }
accept:
  - { id: full-access-at-root, owner: me@example.com, reason: none, until: 2027-01-01 }
  - { id: short-external-id, owner: me@example.com, reason: none, until: 2027-01-01 }
"""
INSTEAD = """\
services:
  denied: null
  allowed: [sts, s3, iam, ec2, athena, glue, kms, cloudformation]
budgets: { subscribers: [b@example.com, a@example.com] }
accounts:
  break_glass: { require_mfa: false, permission_sets: [Billing, Administrator] }
access:
  assignments:
    - { group: platform, permission_set: Administrator, at: [Sandbox, management] }
    - { group: finance, permission_set: Billing, at: [management] }
"""
WITHIN = """\
scope: [Workloads, Sandbox]
budgets: { anomalies: { tags: { team: [{ amount: 100, severity: critical }, { percent: 40 }] } } }
"""


def collections_of(kind: Any, path: Path = (), within: frozenset[type] = frozenset()) -> Iterator[Path]:
    """Yield the path of every list and mapping that a type has anywhere in it, such as regions.allowed."""
    origin, parts = get_origin(kind), get_args(kind)
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        if kind not in within:
            kind.model_rebuild()
            for name, field in kind.model_fields.items():
                yield from collections_of(field.annotation, (*path, name), within | {kind})
    elif origin is Annotated:
        yield from collections_of(parts[0], path, within)
    elif origin in (Union, UnionType):
        for part in parts:
            yield from collections_of(part, path, within)
    elif origin in (tuple, list, set, frozenset):
        yield path
        for part in parts:
            yield from collections_of(part, (*path, ITEM), within)
    elif origin in (dict, Mapping):
        yield path
        yield from collections_of(parts[1], (*path, VALUE), within)


def exchanged(data: Any, path: Path | None = None) -> tuple[Any, int]:
    """Reverse the list or mapping at a path, or every one; say how many had two entries that differ."""
    changed = copy.deepcopy(data)
    return changed, _reverse_all(changed) if path is None else _reverse_at(changed, path)


def _reverse_at(data: Any, path: Path) -> int:
    if not path:
        return _reverse(data) if isinstance(data, list | dict) else 0
    step, rest = path[0], path[1:]
    if step == ITEM:
        return sum(_reverse_at(child, rest) for child in data) if isinstance(data, list) else 0
    if not isinstance(data, dict):
        return 0
    children = data.values() if step == VALUE else [data[step]] if step in data else []
    return sum(_reverse_at(child, rest) for child in children)


def _reverse_all(data: Any) -> int:
    if not isinstance(data, list | dict):
        return 0
    children = data.values() if isinstance(data, dict) else data
    return sum(map(_reverse_all, children)) + _reverse(data)


def _reverse(data: list[Any] | dict[str, Any]) -> int:
    if isinstance(data, list):
        before = list(data)
        data.reverse()
        return int(data != before)
    entries = list(data.items())
    data.clear()
    data.update(reversed(entries))
    return int(len(data) > 1)


def examples() -> tuple[Any, ...]:
    """Return the example with more in it, with what can't stand beside that, and limited to some units."""
    data = data_of_example()
    merged = _merged(data, marked.read(MORE, "more.yaml").data)
    instead = _merged(merged, marked.read(INSTEAD, "instead.yaml").data)
    return merged, instead, _merged(data, marked.read(WITHIN, "within.yaml").data)


def _merged(data: Any, more: Any) -> Any:
    """Merge mappings; a list takes the place of another."""
    if not (isinstance(data, dict) and isinstance(more, dict)):
        return more
    return {
        key: _merged(data[key], more[key]) if key in data and key in more else more.get(key, data.get(key))
        for key in {**data, **more}
    }
