"""Check the section `management_policies`: where its policies stand, and what they come to in an account."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from guardrails import aws_facts
from guardrails.baseline.context import Context
from guardrails.baseline.management import SECTION, all_management
from guardrails.errors import Finding
from guardrails.management_policies import BY_API_NAME, InheritedState, ManagementPolicy, ManagementPolicyType
from guardrails.management_policies.check import gaps_in
from guardrails.management_policies.effective import Effective, effective
from guardrails.management_policies.grammar import Fault
from guardrails.management_policies.inheritance import settings

_SHOWN = 3


def management_policies(c: Context) -> Iterator[Finding]:
    """Find what is wrong with the section `management_policies`."""
    yield from _places(c)
    by_type: dict[str, list[ManagementPolicy]] = defaultdict(list)
    for policy in all_management(c.baseline):
        by_type[policy.type].append(policy)
    for api_name, policies in by_type.items():
        declared = [policy for policy in policies if not policy.foreign]
        if declared:
            yield from _sizes(c, api_name, declared)
            yield from _slots(c, api_name, policies)
            yield from _effects(c, BY_API_NAME[api_name], policies)


def _places(c: Context) -> Iterator[Finding]:
    for name, entry in c.baseline.management_policies.items():
        for position, path in enumerate(entry.at):
            at_path = (SECTION, name, "at", position)
            yield from c.exists(at_path, path)
            if path in entry.at[:position]:
                yield c.value_at(at_path, f"stands at {path} twice", "keep one of the two")
            if path == c.management:
                problem = f'"{path}" is the management account, which has no place in the tree'
                yield c.value_at(at_path, problem, "name Root, from which it inherits")


def _sizes(c: Context, api_name: str, policies: Sequence[ManagementPolicy]) -> Iterator[Finding]:
    quota = aws_facts.published_quota(api_name)
    for name, policy in {policy.entry: policy for policy in policies}.items():
        size = aws_facts.measured_size(policy.to_dict())
        if quota is not None and size > quota.max_characters:
            problem = (
                f"the policy has {size:,} characters; AWS takes at most {quota.max_characters:,} of its type,"
            )
            problem += " white space included"
            yield c.at((SECTION, name), problem, "split it into two entries")


def _slots(c: Context, api_name: str, policies: Sequence[ManagementPolicy]) -> Iterator[Finding]:
    quota = aws_facts.published_quota(api_name)
    standing: dict[str, list[ManagementPolicy]] = defaultdict(list)
    for policy in policies:
        standing[policy.target].append(policy)
    for path, attached in standing.items():
        for policy in attached[quota.max_attached_per_target :] if quota is not None else ():
            if policy.foreign:
                continue  # attached already
            most = quota.max_attached_per_target if quota is not None else 0
            others = sum(attached_policy.foreign for attached_policy in attached)
            by_others = f" ({others} by others)" if others else ""
            problem = (
                f"{path} has {len(attached)} policies of the type{by_others};"
                f" AWS Organizations attaches at most {most}"
            )
            problem += " of a type to one root, unit or account, inherited ones not counted"
            yield c.at((SECTION, policy.entry), problem, "put some together, or attach them elsewhere")


def _effects(
    c: Context, policy_type: ManagementPolicyType, policies: Sequence[ManagementPolicy]
) -> Iterator[Finding]:
    entries = {policy.name: policy.entry for policy in policies if not policy.foreign}
    computed = effective(c.baseline.tree, policies)
    for conflict in computed.conflicts:
        if conflict.at_one_node and policy_type.id == "tag":
            continue  # a warning, not an error: AWS takes both and says which one counts
        if conflict.policy not in entries:
            continue  # nothing that this file says
        problem = f"at {conflict.node} it {_short(conflict.problem, entries)}"
        yield c.at((SECTION, entries[conflict.policy]), problem, _short(conflict.remedy, entries))
    for state, accounts in _groups(c, computed):
        for fault in gaps_in(policy_type, state):
            problem = f"{'.'.join(map(str, fault.path))}: {fault.problem}, in {_listed(accounts)}"
            nearest = _nearest(state, fault) or policies[0].name
            place = (SECTION, entries[nearest]) if nearest in entries else ("organization", "foreign")
            yield c.at(place, problem, fault.remedy)


def _short(text: str, entries: dict[str, str]) -> str:
    """Call the policies by the names that the baseline has for them."""
    for name in sorted(entries, key=len, reverse=True):
        text = text.replace(name, f'"{entries[name]}"')
    return text


def _groups(c: Context, computed: Effective) -> Iterator[tuple[InheritedState, list[str]]]:
    """Put accounts together for which the same is effective: those under one node share its state."""
    grouped: dict[int, tuple[InheritedState, list[str]]] = {}
    for account in (*c.baseline.tree.accounts, c.baseline.tree.management_account):
        state = computed.states[account.path]
        grouped.setdefault(id(state), (state, []))[1].append(account.path)
    yield from grouped.values()


def _listed(accounts: Sequence[str]) -> str:
    more = len(accounts) - _SHOWN
    return ", ".join(accounts[:_SHOWN]) + (f" and {more} more" if more > 0 else "")


def _nearest(state: InheritedState, fault: Fault) -> str:
    """Return the policy that said last what is nearest to a fault."""
    best: tuple[int, str] = (-1, "")
    for path, _, by in settings(state):
        shared = next(
            (
                index
                for index, (part, fault_part) in enumerate(zip(path, fault.path, strict=False))
                if part != fault_part
            ),
            min(len(path), len(fault.path)),
        )
        if shared >= best[0]:
            best = (shared, by[-1].policy)
    return best[1]
