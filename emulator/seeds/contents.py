"""Plant everything of a named seed that accounts and units aren't."""

from __future__ import annotations

from typing import TYPE_CHECKING

from emulator.seeds import control_tower, sized, sizes
from emulator.seeds.control_tower import content

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from emulator.baseline import Seed
    from emulator.organization.state import OrganizationState

CONTENTS: Mapping[str, Callable[[Seed, OrganizationState], None]] = {
    sizes.CONTENT: sized.plant,
    control_tower.CONTENT: content.plant,
}
"""The content of each kind of seed, as the function that plants it."""
