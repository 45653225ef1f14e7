"""The seeds by their names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from emulator.seeds import control_tower, sizes

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from emulator.baseline import Seed

NAMED: Mapping[str, Callable[[], Seed]] = {
    **{f"accounts-{count}": sizes.of(count) for count in (12, 300, 5_000)},
    control_tower.CONTENT: control_tower.seed,
}
"""The seeds by their names."""
