"""The order of lists and entries in the file changes nothing in AWS."""

from __future__ import annotations

import json
from typing import Any

import pytest
from pydantic import ValidationError

from guardrails.baseline.canonical import ORDERED, canonical, canonical_model
from guardrails.baseline.file import BaselineFile
from guardrails.baseline.resolve import resolve
from guardrails.controls import control, control_ids
from tests.controls.settings import settings
from tests.stacks.helpers import loaded, synthesized
from tests.stacks.orders import ITEM, VALUE, Path, collections_of, examples, exchanged

EXAMPLES = examples()
PATHS = tuple(dict.fromkeys(collections_of(BaselineFile)))
IN_ORDER: dict[Path, str] = {
    ("budgets", "limits", VALUE, "planned", "amounts"): "an amount a period, the first first",
    ("trail", "storage"): "`check` refuses moves that aren't in the order of time",
}
"""The lists whose order means something, with the reason."""
OF_ONE_ENTRY: tuple[Path, ...] = (
    ("budgets", "anomalies", "tags"),
    ("budgets", "anomalies", "groups", VALUE, "tags"),
)
"""The mappings that take one entry, so that there is no order."""


def _name(path: Path) -> str:
    return ".".join(path)


def _canonical(data: Any) -> str:
    """Write what templates are made of, without the places in the file; nothing where an order is refused."""
    try:
        return canonical(resolve(BaselineFile.model_validate(data))).file.model_dump_json()
    except ValidationError:
        return ""


@pytest.mark.parametrize("path", PATHS, ids=_name)
def test_each_list_of_the_model_is_put_into_one_order(path: Path) -> None:
    """A new list fails here until it has two entries in the example above, or a reason for its order."""
    changed = [(data, *exchanged(data, path)) for data in EXAMPLES]
    if path in OF_ONE_ENTRY:
        assert not any(count for _, _, count in changed)
        return
    assert any(count for _, _, count in changed), f"no example has two entries at {_name(path)}"
    same = {_canonical(data) == _canonical(other) for data, other, count in changed if count}
    assert same == {path not in IN_ORDER}


def test_the_reasons_are_of_lists_that_exist() -> None:
    """Each list that keeps its order is one of the model, and is named here with the same reason."""
    assert IN_ORDER.keys() <= set(PATHS)
    assert len(ORDERED) == len(IN_ORDER)
    assert all(field in {path[-1] for path in IN_ORDER} for _, field in ORDERED)


def _all_but_ordered(data: Any) -> Any:
    changed, count = exchanged(data)
    assert count > 40
    for path in IN_ORDER:
        changed, _ = exchanged(changed, path)  # back to how it was
    return changed


@pytest.mark.parametrize("data", EXAMPLES, ids=["more", "instead", "a scope"])
def test_templates_stay_the_same_byte_for_byte(data: Any) -> None:
    """Every list and mapping the other way round."""
    before, after = (synthesized(loaded(each)) for each in (data, _all_but_ordered(data)))
    assert before.stacks.keys() == after.stacks.keys()
    for stack in before.stacks:
        texts = [(each.directory / f"{stack}.template.json").read_bytes() for each in (before, after)]
        assert texts[0] == texts[1], stack


PARAMETERS = [
    (name, path)
    for name in control_ids()
    for path in collections_of(control(name).parameters)
    if path[-1] not in (ITEM, VALUE)
]


@pytest.mark.parametrize(("name", "path"), PARAMETERS, ids=[f"{name}-{path[0]}" for name, path in PARAMETERS])
def test_lists_of_parameters_are_put_into_one_order(name: str, path: Path) -> None:
    """A control gets the same parameters whichever order they are written in."""
    model = control(name).parameters
    for setting in settings(control(name)):
        other, _ = exchanged(setting, path)
        one, two = (canonical_model(model.model_validate(each)) for each in (setting, other))
        assert json.dumps(one.model_dump(mode="json")) == json.dumps(two.model_dump(mode="json"))
