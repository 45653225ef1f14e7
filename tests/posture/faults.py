"""How to damage a posture: small edits of its policies, each named by where and what."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from guardrails.policy import Document, Statement
from guardrails.policy.action_set import bits_of, catalogue_actions, names
from guardrails.policy.language.document import FULL_ACCESS
from guardrails.posture import Policy, Posture

Fault = Callable[[Posture], Posture]
Edit = Callable[[Statement], tuple[Statement, ...]]


def at(target: str, sid: str, edit: Edit) -> Fault:
    """Edit one statement of one node; the posture must have it."""

    def damage(posture: Posture) -> Posture:
        return _each(
            posture, lambda policy: _edited(policy, sid, edit) if policy.target == target else policy
        )

    return damage


def together(*faults: Fault) -> Fault:
    """Damage one after the other."""

    def damage(posture: Posture) -> Posture:
        for fault in faults:
            posture = fault(posture)
        return posture

    return damage


def _edited(policy: Policy, sid: str, edit: Edit) -> Policy:
    statements = tuple(
        new for one in policy.document.statements for new in (edit(one) if one.sid == sid else (one,))
    )
    if statements == policy.document.statements:
        return policy
    return replace(policy, document=Document(statements, version=policy.document.version))


def _each(posture: Posture, change: Callable[[Policy], Policy | None]) -> Posture:
    changed = (change(policy) for policy in posture.policies)
    return replace(posture, policies=tuple(policy for policy in changed if policy is not None))


def without_policy(target: str, family: str) -> Fault:
    """Leave out the policy of a family at a node, as if its target had been forgotten."""
    return lambda posture: _each(
        posture, lambda one: None if (one.target, one.family) == (target, family) else one
    )


def moved(target: str, family: str, to: str) -> Fault:
    """Attach a policy elsewhere."""
    return lambda posture: _each(
        posture, lambda one: replace(one, target=to) if (one.target, one.family) == (target, family) else one
    )


def at_accounts(target: str, family: str) -> Fault:
    """Attach the policies of a family to the accounts below a node instead of the node."""

    def damage(posture: Posture) -> Posture:
        accounts = [account.path for account in posture.organization.accounts_under(target)]
        policies: list[Policy] = []
        for policy in posture.policies:
            targets = accounts if (policy.target, policy.family) == (target, family) else [policy.target]
            policies += (replace(policy, target=path) for path in targets)
        return replace(posture, policies=tuple(policies))

    return damage


def denied_all(target: str) -> Fault:
    """Attach a policy that denies everything."""
    deny = replace(FULL_ACCESS.statements[0], effect="Deny")

    def damage(posture: Posture) -> Posture:
        full = next(one for one in posture.policies if (one.target, one.family) == (target, "aws"))
        added = replace(full, key="nothing", name="Nothing", document=Document((deny,)), aws_managed=False)
        return replace(posture, policies=(*posture.policies, added))

    return damage


def detached(target: str) -> Fault:
    """Detach FullAWSAccess from a node."""
    return without_policy(target, "aws")


def narrowed_access(target: str) -> Fault:
    """Put an Allow of one service in the place of FullAWSAccess."""
    allow = replace(FULL_ACCESS.statements[0], actions=("s3:*",))
    return lambda posture: _each(
        posture,
        lambda one: (
            replace(one, document=Document((allow,))) if (one.target, one.family) == (target, "aws") else one
        ),
    )


def dropped(_: Statement) -> tuple[Statement, ...]:
    """Leave the statement out."""
    return ()


def with_(**parts: Any) -> Edit:
    """Replace parts of the statement."""
    return lambda one: (replace(one, **parts),)


def without_action(name: str) -> Edit:
    """Leave out an action; it must be there, or a verb that covers it."""

    def edit(one: Statement) -> tuple[Statement, ...]:
        listed = one.actions or one.not_actions
        [covering] = [pattern for pattern in listed if bits_of((pattern,)) & bits_of((name,))]
        rest = names(bits_of((covering,)) & catalogue_actions() & ~bits_of((name,)))
        left = (*(pattern for pattern in listed if pattern != covering), *rest)
        return (replace(one, actions=left) if one.actions else replace(one, not_actions=left),)

    return edit


def more_not_actions(*names: str) -> Edit:
    """Free further actions."""
    return lambda one: (replace(one, not_actions=(*one.not_actions, *names)),)


def split_not_action(one: Statement) -> tuple[Statement, ...]:
    """Spread a NotAction over two statements, which together deny nearly everything."""
    half = len(one.not_actions) // 2
    first, second = one.not_actions[:half], one.not_actions[half:]
    return (replace(one, not_actions=first), replace(one, sid=one.sid + "2", not_actions=second))


def swapped_sides(one: Statement) -> tuple[Statement, ...]:
    """Write Action for NotAction, or the other way round."""
    return (replace(one, actions=one.not_actions, not_actions=one.actions),)


def operator(old: str, new: str) -> Edit:
    """Write another operator; the old one must be there."""

    def edit(one: Statement) -> tuple[Statement, ...]:
        assert old in {name for name, _, _ in one.conditions}
        changed = tuple((new if name == old else name, key, values) for name, key, values in one.conditions)
        return (replace(one, conditions=changed),)

    return edit


def key(old: str, new: str) -> Edit:
    """Test another condition key; the old one must be there."""

    def edit(one: Statement) -> tuple[Statement, ...]:
        assert old in {name for _, name, _ in one.conditions}
        changed = tuple((op, new if name == old else name, values) for op, name, values in one.conditions)
        return (replace(one, conditions=changed),)

    return edit


def values(name: str, change: Callable[[tuple[str, ...]], tuple[str, ...]]) -> Edit:
    """Change the values that a condition key is compared with; they must change."""

    def edit(one: Statement) -> tuple[Statement, ...]:
        changed = tuple(
            (op, found, change(given) if found == name else given) for op, found, given in one.conditions
        )
        assert changed != one.conditions
        return (replace(one, conditions=changed),)

    return edit


def without_condition(name: str) -> Edit:
    """Leave out the conditions on a key; it must be there."""

    def edit(one: Statement) -> tuple[Statement, ...]:
        left = tuple(part for part in one.conditions if part[1] != name)
        assert left != one.conditions
        return (replace(one, conditions=left),)

    return edit


def plus(*more: str) -> Callable[[tuple[str, ...]], tuple[str, ...]]:
    """Add values."""
    return lambda given: (*given, *more)


def minus(value: str) -> Callable[[tuple[str, ...]], tuple[str, ...]]:
    """Take a value away."""
    return lambda given: tuple(one for one in given if one != value)


def instead(old: str, new: str) -> Callable[[tuple[str, ...]], tuple[str, ...]]:
    """Put a value in another's place."""
    return lambda given: tuple(new if one == old else one for one in given)
