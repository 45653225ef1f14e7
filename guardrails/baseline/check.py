"""Check what no single field can tell: that names refer to something, and that the parts agree."""

from __future__ import annotations

from collections.abc import Iterator

from guardrails import marked
from guardrails.baseline.check_access import access
from guardrails.baseline.check_accounts import accounts
from guardrails.baseline.check_alerts import alerts
from guardrails.baseline.check_anomalies import anomalies
from guardrails.baseline.check_budgets import budgets
from guardrails.baseline.check_exemptions import exemptions
from guardrails.baseline.check_foreign import foreign
from guardrails.baseline.check_former import former
from guardrails.baseline.check_guardrails import guardrails
from guardrails.baseline.check_home_region import home_region
from guardrails.baseline.check_management_policies import management_policies
from guardrails.baseline.check_presets import presets
from guardrails.baseline.check_scope import scope
from guardrails.baseline.check_trail import trail
from guardrails.baseline.context import Context
from guardrails.errors import Finding
from guardrails.organization import ROOT_PATH


def check(context: Context) -> list[Finding]:
    """Find everything that is wrong between the parts of a baseline."""
    parts = (
        _tree,
        foreign,
        scope,
        _lists,
        presets,
        guardrails,
        exemptions,
        management_policies,
        trail,
        former,
        alerts,
        budgets,
        anomalies,
        access,
        accounts,
        home_region,
    )
    return [finding for part in parts for finding in part(context)]


def _tree(c: Context) -> Iterator[Finding]:
    yield from _ids(c)
    for path in sorted(c.paths_seen):
        if c.paths_seen[path] > 1:
            yield c.at(
                c.node_path(path),
                f'"{path}" names two things',
                "give the unit and the account different names",
            )
        if path.lower() == ROOT_PATH.lower():
            yield c.at(c.node_path(path), f'"{path}" reads like the root', "rename it")
    reserved = c.baseline.organization.reserved_slots
    for name, overrides in (("overrides", reserved.overrides), ("rcp_overrides", reserved.rcp_overrides)):
        for path in overrides:
            yield from c.bound(("organization", "reserved_slots", name, path), path)
    root = c.baseline.organization.root.removeprefix("r-")
    root_is_known = c.written("organization", "root") == f"r-{root}"
    for path, unit_id in c.unit_ids.items():
        if root_is_known and unit_id.split("-")[1] != root:
            problem = f'"{unit_id}" is not under the root r-{root}'
            yield c.at((*c.node_path(path), "id"), problem, f"its id starts with ou-{root}-")
        if path.count("/") >= c.MAX_DEPTH:
            yield c.at(
                c.node_path(path), f"stands {path.count('/') + 1} levels deep; AWS nests 5", "move it up"
            )


def _ids(c: Context) -> Iterator[Finding]:
    first: dict[str, str] = {}
    for path, account_id in c.account_ids:
        if account_id in first:
            problem = f'the account id "{account_id}" stands at {first[account_id]} too'
            yield c.value_at(c.node_path(path), problem, "correct one of the two")
        first.setdefault(account_id, path)
    first = {}
    for path, unit_id in c.unit_ids.items():
        if unit_id in first:
            problem = f'the id "{unit_id}" stands at {first[unit_id]} too'
            yield c.value_at((*c.node_path(path), "id"), problem, "correct one of the two")
        first.setdefault(unit_id, path)


def _lists(c: Context) -> Iterator[Finding]:
    regions, services = c.baseline.regions, c.baseline.services
    for section, overrides in (("regions", regions.overrides), ("services", services.overrides)):
        for path in overrides:
            yield from c.bound((section, "overrides", path), path)
    lists: list[tuple[marked.Path, tuple[str, ...] | None]] = [
        (("regions", "allowed"), regions.allowed),
        (("services", "allowed"), services.allowed),
        (("services", "denied"), services.denied),
    ]
    lists += [(("regions", "overrides", path), names) for path, names in regions.overrides.items()]
    for path, entry in services.overrides.items():
        lists.append((("services", "overrides", path, "allowed"), entry.allowed))
        lists.append((("services", "overrides", path, "denied"), entry.denied))
    for list_path, names in lists:
        for index, name in enumerate(names or ()):
            if name in (names or ())[:index]:
                yield c.at((*list_path, index), f'"{name}" stands in the list twice', "keep one of the two")
