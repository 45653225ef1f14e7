"""The stacks that a change no longer declares, which stay in AWS until somebody deletes them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from guardrails.baseline.declared_stacks import DeclaredStack, declared_stacks
from guardrails.baseline.model import Baseline


@dataclass(frozen=True)
class RemainingStacks:
    """The stacks of an earlier baseline that a later one lacks, in the order in which they can be deleted."""

    source: str = ""
    """The earlier baseline as it was named, such as main."""
    stacks: tuple[DeclaredStack, ...] = ()
    management: str = ""
    """The id of the management account, where a person deploys."""

    def lines(self) -> Iterator[str]:
        """Render the stacks with the commands that delete them; nothing where none remains."""
        if not self.stacks:
            return
        names = ", ".join(stack.name for stack in self.stacks)
        yield f"Stacks that remain in AWS, because a deployment deletes none: {names}."
        yield f"Keep them, or delete them in this order, at the state of {self.source}:"
        for number, stack in enumerate(self.stacks, 1):
            kept = f"; {stack.kept} stay" if stack.kept else ""
            yield f"{number}. {stack.name} (account {stack.account}, {stack.region}){kept}"
            yield from (f"   {command}" for command in self.commands(stack))

    def commands(self, stack: DeclaredStack) -> tuple[str, str]:
        """Return the commands that delete a stack: its termination protection goes first."""
        profile = "" if stack.account == self.management else f"AWS_PROFILE={stack.account} "
        update = "aws cloudformation update-termination-protection --no-enable-termination-protection"
        protection = f"{profile}{update} --stack-name {stack.name} --region {stack.region}"
        return protection, f"{profile}cdk destroy --exclusively {stack.name}"

    def to_dict(self) -> list[dict[str, Any]]:
        """Render as JSON can hold it."""
        return [
            {
                "stack": stack.name,
                "account": stack.account,
                "region": stack.region,
                "section": stack.section,
                "kept": stack.kept,
                "commands": list(self.commands(stack)),
            }
            for stack in self.stacks
        ]


def remaining_stacks(source: str, before: Baseline, after: Baseline) -> RemainingStacks:
    """Find the stacks that only the earlier baseline declares; what needs others is deleted before them."""
    later = {_place(stack) for stack in declared_stacks(after)}
    gone: Sequence[DeclaredStack] = [stack for stack in declared_stacks(before) if _place(stack) not in later]
    return RemainingStacks(source, tuple(reversed(gone)), before.tree.management_account.id)


def _place(stack: DeclaredStack) -> tuple[str, str, str]:
    return stack.name, stack.account, stack.region
