"""Baselines for tests: the example, a small one, and how to load either without a disk or a clock."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest

from guardrails.baseline import Baseline, load_text
from guardrails.errors import Finding, InputError

REPOSITORY = Path(__file__).parents[1]
EXAMPLE = REPOSITORY / "tests" / "example" / "baseline.yaml"
"""The example as it is shipped; a fork edits baseline.yaml, and these tests go on with this one."""
MINIMAL = REPOSITORY / "baseline.minimal.yaml"
"""The smallest baseline that keeps the promises: where README's "Make it yours" begins."""
TODAY = date(2026, 6, 1)
LISTED = """\
guardrails:
  - control: deny_unused_regions
  - control: deny_unused_services
  - control: protect_trail
  - control: protect_exempt_roles
  - control: protect_audit_role
  - control: protect_baseline_stacks
  - control: protect_policies
  - control: deny_deployment_roles
  - control: deny_delegated_stack_sets
  - control: deny_account_changes
  - control: deny_leaving_organization
  - control: protect_identity_center
  - control: deny_temporary_delegation
  - control: deny_outbound_federation
  - control: protect_sign_in
  - control: deny_root_user
  - control: deny_region_opt_in
  - control: deny_iam_users
    at: [Security, Infrastructure, Workloads]
  - document: policies/deny-large-instances.json
    at: [Sandbox, Workloads/Dev]
"""
"""Few guardrails, each with a line of its own: what tests of single requests want of the example."""
HERE = "§"
"""Marks in a text where a finding is expected; it is taken out before the text is loaded."""

SMALL = """\
organization:
  id: o-exampleorg1
  root: r-ex4m
  home_region: eu-central-1
  management_account: { name: management, id: "111111111111" }
  accounts: { legacy: "888888888888" }
  units:
    Security:
      id: ou-ex4m-security
      accounts: { log-archive: "222222222222" }
    Workloads:
      id: ou-ex4m-workload1
      units:
        Prod:
          id: ou-ex4m-workprod1
          accounts: { shop: "444444444441" }
    Sandbox:
      id: ou-ex4m-sandbox01
regions:
  allowed: [eu-central-1, eu-west-1]
  overrides:
    Security: [eu-central-1]
services:
  denied: [gamelift, workmail]
  overrides:
    Workloads: { denied: [gamelift] }
exemptions:
  break-glass:
    principal: arn:aws:iam::*:role/break-glass
    owner: security@example.com
    reason: Restores access
guardrails:
  - control: deny_unused_regions
  - control: deny_unused_services
  - control: protect_trail
  - control: deny_iam_users
    at: [Workloads]
  - document: policies/own.json
    at: [Security]
trail:
  bucket: exampleorg1-trail
  archive_account: Security/log-archive
budgets:
  subscribers: [finance@example.com]
  limits:
    everything: { amount: 1000 }
access:
  instance: arn:aws:sso:::instance/ssoins-69871a2b3c4d5e6f
  identity_store: d-99671a2b3c
  permission_sets:
    ReadOnly: {}
    Developer: { managed: [PowerUserAccess], inline: policies/limits.json }
  groups:
    developers: {}
  assignments:
    - { group: developers, at: [Workloads] }
    - { group: developers, permission_set: Developer, at: [Sandbox] }
tags: { cost-center: platform }
"""

OWN = '{"Version": "2012-10-17", "Statement": {"Effect": "Deny", "Action": "s3:*", "Resource": "*"}}'
FILES = {"policies/own.json": OWN, "policies/limits.json": OWN}

SOUND = (
    SMALL.replace("    at: [Security]\n", "    at: [Sandbox]\n")
    .replace(
        "  - control: protect_trail\n",
        "  - control: protect_trail\n  - control: protect_exempt_roles\n"
        "  - control: protect_baseline_stacks\n  - control: protect_policies\n"
        "  - control: deny_deployment_roles\n  - control: deny_account_changes\n",
    )
    .replace(
        "  - control: deny_iam_users\n",
        "  - control: deny_leaving_organization\n  - control: protect_identity_center\n"
        "  - control: deny_temporary_delegation\n  - control: deny_outbound_federation\n"
        "  - control: protect_sign_in\n  - control: deny_iam_users\n",
    )
    .replace(
        "Developer: { managed: [PowerUserAccess],",
        "Developer: { managed: [PowerUserAccess], session_hours: 4,",
    )
    .replace(
        "guardrails:\n",
        "  deployment:\n    principal: 'arn:aws:iam::222222222222:role/cdk-guardrails-*'\n"
        "    owner: me@example.com\n    reason: Deploys\n"
        "guardrails:\n",
    )
)
"""The small baseline with all that its proof asks for."""


def load_small(text: str = SMALL, files: Mapping[str, str] | None = None) -> Baseline:
    """Load a text as `baseline.yaml`, with the files that it may name."""
    known = {**FILES, **(files or {})}

    def read_file(name: str) -> str:
        try:
            return known[name]
        except KeyError:
            raise FileNotFoundError(2, "No such file or directory") from None

    return load_text(text, "baseline.yaml", today=TODAY, read_file=read_file)


def listed_example() -> str:
    """Return the example with the guardrails listed one by one instead of by a preset."""
    text = EXAMPLE.read_text(encoding="utf-8")
    start, end = text.index("guardrails:\n"), text.index("\ntrail:\n")
    return f"{text[:start]}{LISTED}{text[end:]}"


def load_listed() -> Baseline:
    """Load the example with the guardrails listed one by one."""

    def read_file(name: str) -> str:
        return (EXAMPLE.parent / name).read_text(encoding="utf-8")

    return load_text(listed_example(), "baseline.yaml", today=TODAY, read_file=read_file)


def findings_in(text: str, files: Mapping[str, str] | None = None) -> tuple[Finding, ...]:
    """Return what is wrong with a text; the test fails when nothing is."""
    with pytest.raises(InputError) as caught:
        load_small(text, files)
    return caught.value.findings


def changed(*changes: tuple[str, str]) -> str:
    """Return the small baseline with parts replaced, each of which stands in it exactly once."""
    text = SMALL
    for old, new in changes:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return text


def located(text: str) -> tuple[str, list[tuple[int, int]]]:
    """Take the marks out of a text and return where they stood: (line, column), counted from 1."""
    places = []
    while HERE in text:
        before, _, after = text.partition(HERE)
        places.append((before.count("\n") + 1, len(before) - before.rfind("\n")))
        text = before + after
    return text, places
