#!/usr/bin/python3
"""What the window costs: start-up, memory while it trains, and how long its main loop lets one wait while all
processors train. Prints rows of the benchmark's table.

Run on the desktop that tests/ui/desktop makes, with RECEPTIVE the program; bench.py does both.
"""
import pathlib
import re
import statistics
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "ui"))
import driver  # noqa: E402

TRAINING_SECONDS = 20


def start_up():
    begin = time.monotonic()
    subprocess.run([driver.PROGRAM, "--exit-after-startup"], check=True, capture_output=True)
    return time.monotonic() - begin


def resident(pid):
    """Resident memory in bytes without the dataset's mapped files."""
    total, skip = 0, False
    for line in open(f"/proc/{pid}/smaps"):
        if re.match(r"[0-9a-f]+-[0-9a-f]+ ", line):
            skip = "_batch" in line
        elif line.startswith("Rss:") and not skip:
            total += int(line.split()[1]) * 1024
    return total


def main():
    starts = [start_up() for _ in range(6)][1:]
    print(f"| start-up of the window, to its first frame | {statistics.median(starts) * 1e3:.0f} ms |")

    with tempfile.TemporaryDirectory(prefix="receptive-bench-") as folder:
        data = {"RECEPTIVE_DATA_DIR": sys.argv[1]} if len(sys.argv) > 1 else {}
        program = driver.Program(pathlib.Path(folder), ["--page", "training"], data)
        program.wait_for_window()
        program.click("Start")
        program.find("Pause")
        application = program.application()
        memory, answers = 0, []
        end = time.monotonic() + TRAINING_SECONDS
        while time.monotonic() < end:
            # the main loop answers this question itself: it takes as long as whatever it is busy with
            asked = time.monotonic()
            application.clear_cache()
            application.get_child_count()
            answers.append(time.monotonic() - asked)
            if len(answers) % 50 == 0:
                memory = max(memory, resident(program.process.pid))
            time.sleep(0.003)
        program.end()
    answers.sort()
    print(f"| memory of the window while it trains, the dataset's mapped files aside | {memory / 2**20:.0f} MiB |")
    print(f"| the main loop answers while it trains: median | {statistics.median(answers) * 1e3:.1f} ms |")
    print(f"| … 99 % within | {answers[int(len(answers) * 0.99)] * 1e3:.1f} ms |")
    print(f"| … the longest of {len(answers):,} | {answers[-1] * 1e3:.1f} ms |")


if __name__ == "__main__":
    main()
