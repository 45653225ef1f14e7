"""Random decision cases: SCPs by level, RCPs and a request, such that the verdict hangs by a thread.

In most cases one statement decides, written near the request, and the rest lets it through. The condition
operators come in turn, so that every `len(COMBINATIONS)` cases have used each of them.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

from tests.policy.differential.conditions import COMBINATIONS, condition
from tests.policy.differential.dice import Dice
from tests.policy.differential.patterns import OTHER_ACTIONS, near_action, near_resource
from tests.policy.differential.requests import Caller, caller, context, target

Json = dict[str, Any]

_FULL_ACCESS: Json = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}],
}


def case(seed: int, index: int) -> Json:
    """Build one case, in the form that `guardrails decide` reads."""
    dice = Dice(f"{seed}:{index}")
    who, under_rcps = caller(dice), dice.chance(0.25)
    action, resource, account = target(dice, under_rcps=under_rcps)
    says = context(dice, who)
    author = _Author(dice, action, resource, says, COMBINATIONS[index % len(COMBINATIONS)])
    in_management = dice.chance(0.03)
    request = {
        "action": action if dice.chance(0.95) else _respelled(dice, action),
        "resource": resource,
        "principal": who.arn,
        "context": says,
        "principalAccount": who.account,
        "resourceAccount": account,
    }
    return {
        "name": f"random-{seed}-{index}",
        "layers": author.layers(focus=not under_rcps or dice.chance(0.2)),
        "rcps": author.rcps() if under_rcps else [],
        "request": request,
        **_standing(who, resource_in_management=in_management),
    }


def digest(built: Mapping[str, Any]) -> str:
    """Name a case by its content."""
    text = json.dumps(built, sort_keys=True, ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def _standing(who: Caller, *, resource_in_management: bool) -> dict[str, bool]:
    return {
        "principal_in_management_account": who.in_management,
        "principal_outside_org": who.outside,
        "resource_in_management_account": resource_in_management,
    }


def _respelled(dice: Dice, action: str) -> str:
    """Spell the action in another case; AWS doesn't care."""
    service, name = action.split(":")
    return f"{service}:{name.lower() if dice.chance(0.5) else name.swapcase()}"


class _Author:
    """Writes policies near one request; the first condition uses the operator whose turn it is."""

    def __init__(self, dice: Dice, action: str, resource: str, says: Json, turn: str) -> None:
        self.dice, self.action, self.resource, self.says = dice, action, resource, says
        self.turn: str | None = turn

    def layers(self, *, focus: bool) -> list[list[Json]]:
        """Write the SCPs of one to four levels; one of them has the statement that decides."""
        levels = [self._level() for _ in range(1 + self.dice.below(4))]
        if focus:
            place = self.dice.below(len(levels))
            levels[place] = self._deciding_level()
        return levels

    def rcps(self) -> list[Json]:
        """Write one or two RCPs."""
        return [self._document([self._rcp_statement()]) for _ in range(1 + self.dice.below(2))]

    def _level(self) -> list[Json]:
        """Write a level that seldom decides anything."""
        shape = self.dice.below(40)
        if shape == 0:
            return []
        if shape == 1:
            return [self._document([self._statement("Allow", near=True, conditions=0)])]
        if shape < 6:
            return [_FULL_ACCESS, self._document([self._statement("Deny", near=False, conditions=1)])]
        return [_FULL_ACCESS]

    def _deciding_level(self) -> list[Json]:
        shape = self.dice.below(10)
        if shape < 6:
            return [
                _FULL_ACCESS,
                self._document([self._statement("Deny", near=True, conditions=self._few())]),
            ]
        if shape < 8:
            allow = self._statement("Allow", near=True, conditions=self._few())
            return [self._document([allow])] if self.dice.chance(0.6) else self._split(allow)
        statements = [
            self._statement(
                self.dice.pick(("Deny", "Deny", "Allow")), near=self.dice.chance(0.7), conditions=self._few()
            )
            for _ in range(2 + self.dice.below(2))
        ]
        rest = [] if self.dice.chance(0.15) else [_FULL_ACCESS]
        return [*rest, self._document(statements[:1]), self._document(statements[1:])]

    def _split(self, allow: Json) -> list[Json]:
        """Put a second document beside an Allow: the level is their union."""
        beside = self._statement("Allow", near=self.dice.chance(0.5), conditions=1)
        return [self._document([beside]), self._document([allow])]

    def _few(self) -> int:
        return self.dice.pick((1, 1, 1, 1, 2, 2, 3, 0))

    def _document(self, statements: Sequence[Json]) -> Json:
        one = len(statements) == 1 and self.dice.chance(0.2)
        old = all("Principal" not in item for item in statements) and self.dice.chance(0.06)
        return {
            "Version": "2008-10-17" if old else "2012-10-17",
            "Statement": statements[0] if one else list(statements),
        }

    def _statement(self, effect: str, *, near: bool, conditions: int) -> Json:
        statement: Json = {"Sid": f"S{self.dice.below(1000)}"} if self.dice.chance(0.3) else {}
        statement["Effect"] = effect
        statement |= self._actions(near=near) | self._resources(near=near)
        return statement | self._conditions(conditions)

    def _rcp_statement(self) -> Json:
        service = self.action.split(":")[0]
        actions = [near_action(self.dice, self.action) for _ in range(1 + self.dice.below(2))]
        if self.dice.chance(0.5):
            actions.append(f"{service}:*")
        return {
            "Effect": "Deny",
            "Principal": "*",
            "Action": [f"{service}:*" if action == "*" else action for action in actions],
            **self._resources(near=True),
            **self._conditions(self._few()),
        }

    def _actions(self, *, near: bool) -> Json:
        if not near:
            return {"Action": self.dice.some(OTHER_ACTIONS[:-1], 1 + self.dice.below(3))}
        if self.dice.chance(0.25):
            return {
                "NotAction": self._list([*self.dice.some(OTHER_ACTIONS[:-1], 2), *self._perhaps_action(0.25)])
            }
        if self.dice.chance(0.4):
            return {"Action": self.dice.pick(("*", ["*"], f"{self.action.split(':')[0]}:*"))}
        return {
            "Action": self._list(
                [near_action(self.dice, self.action), *self.dice.some(OTHER_ACTIONS[:-1], self.dice.below(3))]
            )
        }

    def _perhaps_action(self, share: float) -> list[str]:
        return [near_action(self.dice, self.action)] if self.dice.chance(share) else []

    def _resources(self, *, near: bool) -> Json:
        if not near or self.dice.chance(0.35):
            return {"Resource": "*"}
        if self.dice.chance(0.3):
            elsewhere = ["arn:aws:s3:::audit-*", "arn:aws:iam::*:role/audit/*"]
            return {"NotResource": self._list([*self.dice.some(elsewhere, 1), *self._perhaps_arn(0.4)])}
        return {"Resource": self._list([near_resource(self.dice, self.resource), *self._perhaps_arn(0.3)])}

    def _perhaps_arn(self, share: float) -> list[str]:
        return [near_resource(self.dice, self.resource)] if self.dice.chance(share) else []

    def _conditions(self, count: int) -> Json:
        block: dict[str, dict[str, Any]] = {}
        for _ in range(count):
            operator, key, values = condition(self.dice, self._operator(), self.says)
            block.setdefault(operator, {})[key] = values
        return {"Condition": block} if block else {}

    def _operator(self) -> str:
        turn, self.turn = self.turn, None
        if turn is not None:
            return turn
        operator = self.dice.pick(COMBINATIONS)
        return operator.rpartition(":")[2] if self.dice.chance(0.6) else operator

    def _list(self, values: list[str]) -> str | list[str]:
        return values[0] if len(values) == 1 and self.dice.chance(0.6) else values
