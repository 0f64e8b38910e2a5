"""From the start of a process to its first reply, over what the bare interpreter takes.

What is judged are milliseconds of the processor: it waits for nothing but itself, and a clock tells
of what else the machine does.

``start.py SERVER`` starts that server (``hypersender-benches serve``), and ends with 1 if it takes
longer than is allowed.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time

from clients import INSTANCE, TOKEN
from compare import serving

TRIES = 61
SYNC = f"""
from hypersender import Client
health = Client({TOKEN!r}, base_url={{base!r}}).health({INSTANCE!r})
"""
# A status is one of an enum: the standard library's is imported with the first look at one.
LOOKED_AT = SYNC + "health.status\n"
ASYNC = f"""
import asyncio
from hypersender import AsyncClient
async def main():
    async with AsyncClient({TOKEN!r}, base_url={{base!r}}) as client:
        (await client.health({INSTANCE!r})).status
asyncio.run(main())
"""
# The bare program, the same with a call, and the most milliseconds between them.
STARTS: list[tuple[str, str, str, float | None]] = [
    ("sync, over the interpreter", "pass", SYNC, 4),
    ("sync, and its status looked at, over `import enum`", "import enum", LOOKED_AT, 4),
    ("`import enum`, over the interpreter", "pass", "import enum", None),
    ("async, over `asyncio.run`", "import asyncio; asyncio.run(asyncio.sleep(0))", ASYNC, 10),
]


def took(program: str) -> tuple[float, float]:
    """Give the milliseconds of the processor, and of the clock."""
    begun = time.perf_counter()
    process = subprocess.Popen([sys.executable, "-c", program])
    _, status, used = os.wait4(process.pid, 0)
    passed = time.perf_counter() - begun
    process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0
    return (used.ru_utime + used.ru_stime) * 1000, passed * 1000


def main() -> int:
    missed = 0
    print("| from start to first reply | ms of CPU | at most | ms of the clock |")
    print("|---|---|---|---|")
    with serving([sys.argv[1], "serve"]) as base:
        for name, bare, first, most in STARTS:
            program = first.format(base=base)
            more: list[tuple[float, float]] = []
            for _ in range(TRIES):
                without, whole = took(bare), took(program)
                more.append((whole[0] - without[0], whole[1] - without[1]))
            used, passed = (statistics.median(one) for one in zip(*more, strict=True))
            missed += most is not None and used > most
            print(f"| {name} | {used:.1f} | {most or ''} | {passed:.1f} |")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
