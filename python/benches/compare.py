"""All clients in one interleaved run, as ratios: ours to the peer's of the same round.

``compare.py SERVER`` starts that server (``hypersender-benches serve``) and prints the table of
``README.md``. It ends with 1 if a ratio misses the least that is asked for.
"""

from __future__ import annotations

import json
import os
import platform
import statistics
import subprocess
import sys
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

ROUNDS = int(os.environ.get("ROUNDS", "9"))
OURS = "hypersender"
SLOW = {"httpx", "requests"}  # fewer calls tell as much

# Ours to the peer's: what is asked for at least, and the aim, of latency, throughput and processor
# time of a call. Memory is asked for of aiohttp alone.
Bounds = tuple[float, float]
ROWS: list[tuple[str, str, Bounds, Bounds, Bounds, float | None]] = [
    ("sync", "requests", (0.10, 0.06), (12, 16), (0.08, 0.04), None),
    ("sync", "urllib3", (0.28, 0.16), (5, 6), (0.20, 0.11), None),
    ("sync", "httpx", (0.17, 0.10), (15, 30), (0.12, 0.06), None),
    ("sync", "primp", (0.95, 0.57), (1.15, 1.5), (0.90, 0.49), None),
    ("sync", "wreq", (0.95, 0.57), (1.15, 1.5), (0.90, 0.49), None),
    ("async", "aiohttp", (0.60, 0.50), (2.5, 3.2), (0.40, 0.31), 0.8),
    ("uvloop", "aiohttp", (0.60, 0.50), (2.5, 3.2), (0.40, 0.31), 0.8),
    ("async", "httpx", (0.10, 0.07), (40, 80), (0.02, 0.02), None),
    ("async", "wreq", (0.75, 0.62), (1.4, 1.8), (0.70, 0.55), None),
]
Result = dict[str, float]


@contextmanager
def serving(command: list[str]) -> Iterator[str]:
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout is not None
            yield f"http://127.0.0.1:{server.stdout.readline().strip()}"
        finally:
            server.kill()


def measured(kind: str, name: str, mode: str, base: str, pinned: list[str]) -> Result:
    calls = {"latency": 1500, "throughput": 16_000}[mode] // (5 if name in SLOW else 1)
    program = Path(__file__).with_name("measure.py")
    command = [*pinned, sys.executable, str(program), kind, name, mode, str(calls), base]
    ran = subprocess.run(command, capture_output=True, text=True, check=True)
    result: Result = json.loads(ran.stdout)
    return result


def rounds(server: str) -> dict[tuple[str, str], list[Result]]:
    """Every client once a round, latency and throughput, in the same order."""
    clients = sorted({(kind, name) for kind, peer, *_ in ROWS for name in (OURS, peer)})
    results: dict[tuple[str, str], list[Result]] = {client: [] for client in clients}
    one_core = ["taskset", "--cpu-list", "0"]
    with serving([*one_core, server, "serve"]) as near, serving([server, "serve"]) as far:
        for number in range(ROUNDS):
            print(f"round {number + 1} of {ROUNDS}", file=sys.stderr)
            for client in clients:
                latency = measured(*client, "latency", near, one_core)
                results[client].append(latency | measured(*client, "throughput", far, []))
    return results


def main() -> int:
    results = rounds(sys.argv[1])
    names = sorted({peer for _, peer, *_ in ROWS} | {OURS, "uvloop"})
    print(f"CPython {platform.python_version()}; " + ", ".join(f"{n} {version(n)}" for n in names))
    print()
    print("| against | latency | throughput | CPU a call | memory |")
    print("|---|---|---|---|---|")
    missed = 0
    for kind, peer, *bounds in ROWS:
        cells = [f"{kind}, {peer}"]
        for what, bound in zip(("latency", "throughput", "cpu", "memory"), bounds, strict=True):
            pairs = zip(results[kind, OURS], results[kind, peer], strict=True)
            ratio = statistics.median(own[what] / other[what] for own, other in pairs)
            cell, fine = judged(what, ratio, bound)
            missed += not fine
            cells.append(cell)
        print("| " + " | ".join(cells) + " |")
    print()
    print("| client | latency p50 (µs) | calls a second | CPU a call (µs) | peak memory (MB) |")
    print("|---|---|---|---|---|")
    for (kind, name), all_of_it in results.items():
        middle = {what: statistics.median(one[what] for one in all_of_it) for what in all_of_it[0]}
        print(
            f"| {kind}, {name} | {middle['latency'] * 1e6:.0f} | {middle['throughput']:.0f} "
            f"| {middle['cpu'] * 1e6:.0f} | {middle['memory'] / 1024:.0f} |"
        )
    return 1 if missed else 0


def judged(what: str, ratio: float, bound: Bounds | float | None) -> tuple[str, bool]:
    """Give the cell of the table, and whether the least is reached."""
    if bound is None:
        return f"{ratio:.2f}", True
    least, aim = (bound, bound) if isinstance(bound, float) else bound
    more = what == "throughput"
    reached = [ratio >= it if more else ratio <= it for it in (least, aim)]
    word = "aim" if reached[1] else "least" if reached[0] else "**missed**"
    return f"{ratio:.2f} ({least:g} / {aim:g}: {word})", reached[0]


if __name__ == "__main__":
    sys.exit(main())
