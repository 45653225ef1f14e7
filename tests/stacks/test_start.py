"""A synth's two processes: what runs beside what, and that nothing gets lost on the way."""

from __future__ import annotations

import os
import subprocess
import sys

from tests.stacks.helpers import EXAMPLE, ROOT

NODE = ROOT / "guardrails" / "stacks" / "node.sh"


def _python(program: str, **environment: str) -> str:
    answer = subprocess.run(
        [sys.executable, "-c", program],
        env={**os.environ, **environment},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
        timeout=300,
    )
    return answer.stdout.strip()


def test_python_computes_while_the_rules_get_ready() -> None:
    """Each waits for the other here, which only two threads survive; the app is there when both are done."""
    program = """
from threading import Event
from guardrails.stacks import validation
from guardrails.stacks.start import Start
begun, noticed = Event(), Event()
def add(app):
    begun.set()
    assert noticed.wait(200)
    app.node.add_metadata("rules", "are there")
validation.add_validations = add
cdk = Start()
assert cdk.inputs().baseline.name == "baseline.yaml"
assert begun.wait(200)
noticed.set()
print([one.type for one in cdk.app().node.metadata])
"""
    assert _python(program) == "['rules']"


def test_the_app_does_not_go_on_without_its_validations() -> None:
    """Whatever keeps them from being added."""
    program = """
from guardrails.stacks import validation
def broken(_): raise ZeroDivisionError
validation.add_validations = broken
import app
app.build, app.synthesize = print, print
try:
    app.main()
except ZeroDivisionError:
    print("stopped")
"""
    assert _python(program, GUARDRAILS_BASELINE=str(EXAMPLE)) == "stopped"


def test_a_person_hears_of_the_baselines_mistake_first() -> None:
    """Whatever happens to CDK's rules."""
    program = """
from guardrails.stacks import validation
def broken(_): raise ZeroDivisionError
validation.add_validations = broken
import app
print(app.main())
"""
    assert _python(program, GUARDRAILS_BASELINE="missing.yaml") == "2"


def test_node_is_the_one_that_is_asked_for() -> None:
    """Ours, unless jsii's own variable names another."""
    program = "import os; from guardrails.stacks.start import Start; Start(); print(os.environ['JSII_NODE'])"
    assert _python(program, JSII_NODE="node") == "node"
    assert _python(f"import os; os.environ.pop('JSII_NODE', None); {program}") == str(NODE)


def test_node_takes_the_options_that_a_synth_gives_it() -> None:
    """An option that the pinned Node no longer knows would keep CDK's process from starting."""
    options = [word for word in NODE.read_text().split() if word.startswith("--")]
    asked = "process.stdout.write(process.execArgv.join())"
    answer = subprocess.run([NODE, "-e", asked], capture_output=True, text=True, check=True)
    assert answer.stdout.split(",")[: len(options)] == options


def test_importing_a_stack_s_rules_does_not_start_cdk() -> None:
    """The pages and the commands that only read facts from here answer at once."""
    program = "import sys, guardrails.stacks.trail.existing; print('jsii' in sys.modules)"
    assert _python(program) == "False"
