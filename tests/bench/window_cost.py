#!/usr/bin/python3
"""What the window costs: start-up, memory while it trains, how long its main loop lets one wait while all processors
train, the frames it draws, and how much longer an epoch takes because somebody watches it. Prints rows of the
benchmark's table.

Run on the desktop that tests/ui/desktop makes, with RECEPTIVE the program and FRAME_LOG_MODULE the module that notes its
frames; bench.py does both.
"""
import csv
import os
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
MOVES = 500
CLICKS = 240
WATCHING_ROUNDS = 4
WATCHING_SECONDS = 6


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


class Frames:
    """The frames that the program has painted between two moments."""

    def __init__(self, log):
        self.log = log
        self.begin = time.monotonic()

    def rate(self):
        end = time.monotonic()
        times = [int(line.split()[0]) / 1e6 for line in self.log.read_text().splitlines() if line.count(" ") == 1]
        return sum(self.begin <= t <= end for t in times) / (end - self.begin)


def sweep(program):
    """The pointer over the chart, faster than frames come, as one process."""
    box = driver.extents(program.find("Loss", "image"))
    left, top = program.origin()
    moves = []
    for i in range(MOVES):
        x, y = left + box.x + 60 + i * 3 % (box.width - 200), top + box.y + box.height // 2 + i % 40
        moves += ["mousemove", x, y, "sleep", "0.008"]
    program.xdotool(*moves)


def scroll(program):
    """The wheel over the pictures, a notch a frame."""
    program.click("Data", "list item")
    program.point(program.find("Pictures", "table"), button=None)
    time.sleep(1)
    frames = Frames(program.folder / "frames")
    program.xdotool("click", "--repeat", CLICKS, "--delay", 16, 5)
    return frames.rate()


def epochs(program):
    """The seconds of each epoch's steps so far."""
    file = next((program.folder / "home/receptive/runs").glob("*/metrics.csv"))
    with file.open() as lines:
        return [float(row["train_seconds"]) for row in csv.DictReader(lines) if row["val_acc"]]


def watch(program):
    """How much longer an epoch takes with a page shown than with Data, which follows no run; they take turns."""
    seconds = {"Training": [], "Data": [], "Network": []}
    for _ in range(WATCHING_ROUNDS):
        for page, list_ in seconds.items():
            program.click(page, "list item")
            time.sleep(1)
            before = len(epochs(program))
            time.sleep(WATCHING_SECONDS)
            # the first one began before
            list_ += epochs(program)[before + 1:]
    unwatched = statistics.median(seconds["Data"])
    return {page: statistics.median(list_) / unwatched - 1 for page, list_ in seconds.items() if page != "Data"}


def main():
    starts = [start_up() for _ in range(6)][1:]
    print(f"| start-up of the window, to its first frame | {statistics.median(starts) * 1e3:.0f} ms |")

    with tempfile.TemporaryDirectory(prefix="receptive-bench-") as folder:
        folder = pathlib.Path(folder)
        environment = {"LD_PRELOAD": os.environ["FRAME_LOG_MODULE"], "FRAME_LOG": str(folder / "frames")}
        if len(sys.argv) > 1:
            environment["RECEPTIVE_DATA_DIR"] = sys.argv[1]
        program = driver.Program(folder, ["--page", "training"], environment)
        program.wait_for_window()
        program.set_value("Epochs", 1000)
        program.click("Start")
        program.find("Pause")
        frames = Frames(folder / "frames")
        time.sleep(3)
        first_rate = frames.rate()
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
        frames = Frames(folder / "frames")
        sweep(program)
        hover_rate = frames.rate()
        cost = watch(program)
        program.click("Training", "list item")
        program.click("Stop")
        program.find("Start", "push button")
        frames = Frames(folder / "frames")
        time.sleep(2)
        rest_rate = frames.rate()
        scroll_rate = scroll(program)
        program.end()
    answers.sort()
    print(f"| memory of the window while it trains, the dataset's mapped files aside | {memory / 2**20:.0f} MiB |")
    print(f"| the main loop answers while it trains: median | {statistics.median(answers) * 1e3:.1f} ms |")
    print(f"| … 99 % within | {answers[int(len(answers) * 0.99)] * 1e3:.1f} ms |")
    print(f"| … the longest of {len(answers):,} | {answers[-1] * 1e3:.1f} ms |")
    print(f"| frames in the first three seconds of a training | {first_rate:.0f}/s |")
    print(f"| … while the pointer moves over the chart of a training that goes on | {hover_rate:.0f}/s |")
    print(f"| … while the wheel turns over the 60,000 pictures | {scroll_rate:.0f}/s |")
    print(f"| … while nothing moves | {rest_rate:.0f}/s |")
    for page, share in cost.items():
        print(f"| an epoch with the page {page} shown, against one with the page Data | {share:+.1%} |")


if __name__ == "__main__":
    main()
