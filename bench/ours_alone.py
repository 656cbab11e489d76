"""Our side alone in a process of its own, as the opponent's is: answers one person after another and prints its peak memory in MB."""

from __future__ import annotations

import sys
import time

from bench.model import ON, draw_people
from hamroh.rulebook import load


def main() -> None:
    rulebook = load()
    people = draw_people(rulebook, 50, seed=7)
    begun, asked = time.perf_counter(), 0
    while time.perf_counter() - begun < float(sys.argv[1]) or asked < 3:
        rulebook.ask(people[asked % 50], on=ON).as_json("tg")
        asked += 1
    with open("/proc/self/status", encoding="ascii") as file:
        sys.stdout.write(next(str(int(line.split()[1]) / 1024) for line in file if line.startswith("VmHWM")))


if __name__ == "__main__":
    main()
