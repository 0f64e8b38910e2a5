"""A second interpreter in the process can't have the module, and the first one goes on."""

from __future__ import annotations

from .program import run

PROGRAM = """
try:
    import _interpreters as interpreters  # CPython 3.13 and newer
except ImportError:
    import warnings
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import _xxsubinterpreters as interpreters
from hypersender import NotFoundError
from hypersender.testing import Sandbox

IN_ANOTHER = '''
try:
    import hypersender
except ImportError as error:
    print(error, flush=True)
'''
another = interpreters.create()
for _ in range(2):
    interpreters.run_string(another, IN_ANOTHER)
with Sandbox() as sandbox, sandbox.client() as client:
    try:
        client.health("no-such-instance")
    except NotFoundError as error:
        print(type(error).__name__)
interpreters.destroy(another)
"""


def test_another_interpreter_is_refused_with_a_reason_and_harms_nobody() -> None:
    first, again, of_the_first = run(PROGRAM).splitlines()
    assert first == again
    assert "interpreter" in first
    assert of_the_first == "NotFoundError"
