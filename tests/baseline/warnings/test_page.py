"""docs/warnings.md says what the warnings say; each has an id and a test of its own."""

from __future__ import annotations

import importlib
import pkgutil

from guardrails.baseline import warnings as package
from guardrails.baseline.warnings import WARNINGS
from guardrails.baseline.warnings.warning import BaselineWarning
from scripts.warnings_page import PAGE, page
from tests.baselines import REPOSITORY
from tests.committed import assert_fresh


def test_the_page_is_fresh() -> None:
    """It has the warnings' own texts."""
    assert_fresh(PAGE, page())


def test_every_file_of_a_warning_is_listed() -> None:
    """One that `WARNINGS` leaves out would never be found, and nothing else would say so."""
    modules = [
        importlib.import_module(f"{package.__name__}.{module.name}")
        for module in pkgutil.iter_modules(package.__path__)
    ]
    defined = {
        value.id
        for module in modules
        for value in vars(module).values()
        if isinstance(value, BaselineWarning)
    }
    assert defined == {kind.id for kind in WARNINGS}, "list it in guardrails/baseline/warnings/__init__.py"


def test_ids_are_unique_and_every_warning_has_a_test_of_its_own() -> None:
    """A warning without a test in this folder can be broken unseen."""
    ids = [kind.id for kind in WARNINGS]
    assert len(ids) == len(set(ids))
    tests = "".join(
        file.read_text("utf-8") for file in (REPOSITORY / "tests/baseline/warnings").glob("test_*.py")
    )
    untested = [id_ for id_ in ids if id_ not in tests]
    assert untested == [], "write a test that names the id in tests/baseline/warnings/"
