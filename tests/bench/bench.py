#!/usr/bin/python3
"""Measures Receptive on this machine, beside PyTorch and OpenCV where they are installed, and prints the tables of docs/benchmark.md.

Everything is measured in rounds, ours and theirs in turn, so that a machine whose speed drifts treats both alike; the
figures are medians, the comparisons ratios within this one run. Options: --rounds N (3), --quick (one round, one
epoch), --filters (these only), --build DIR (build).
"""
import argparse
import os
import pathlib
import platform
import shutil
import statistics
import subprocess
import sys
import time

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
# forward, both backward passes and no input gradient for the first layer; see docs/benchmark.md
GFLOP_AN_EPOCH = 160.236


def run(*command, **options):
    done = subprocess.run([str(c) for c in command], capture_output=True, text=True, **options)
    if done.returncode != 0:
        raise RuntimeError(f"{pathlib.Path(command[0]).name}: {done.stderr.strip() or done.returncode}")
    return done.stdout.strip()


def say(text):
    print(text, file=sys.stderr, flush=True)


def data_folder():
    """Where the engine finds CIFAR-10, or None."""
    homes = [os.environ["RECEPTIVE_DATA_DIR"]] if "RECEPTIVE_DATA_DIR" in os.environ else [
        pathlib.Path(os.environ.get("XDG_DATA_HOME", pathlib.Path.home() / ".local/share")) / "receptive"]
    for home in map(pathlib.Path, homes):
        for folder in (home / "cifar10", home, home / "cifar-10-batches-bin"):
            if (folder / "data_batch_1.bin").exists():
                return folder
    return None


def has_module(name):
    return subprocess.run(["/usr/bin/python3", "-c", f"import {name}"], capture_output=True).returncode == 0


class Engine:
    def __init__(self, build):
        subprocess.run(["ninja", "-C", build, "tests/bench/bench-engine"], check=True, stdout=subprocess.DEVNULL)
        self.program = build / "tests/bench/bench-engine"

    def __call__(self, *arguments):
        return float(run(self.program, *arguments))


def thread_counts():
    cores = len(os.sched_getaffinity(0))
    return sorted({1, 2, cores // 2, cores} - {0} - {n for n in (2,) if cores < 2})


def measure_training(engine, folder, rounds, epochs):
    counts = thread_counts()
    ours = {n: [] for n in counts}
    theirs = {n: [] for n in counts} if folder is not None and has_module("torch") else {}
    peaks = {n: [] for n in counts}
    for number in range(rounds):
        for n in counts:
            peaks[n].append(engine("peak", n))
            ours[n].append(engine("epoch", n, epochs))
            say(f"round {number + 1}: {n} threads: ours {ours[n][-1]:.3f} s, peak {peaks[n][-1]:.0f} GFLOP/s")
        for n in theirs:
            theirs[n].append(float(run("/usr/bin/python3", HERE / "torch_epoch.py", folder, n, 1)))
            say(f"round {number + 1}: {n} threads: PyTorch {theirs[n][-1]:.3f} s")
    middle = {name: {n: statistics.median(v) for n, v in d.items()} for name, d in
              (("ours", ours), ("theirs", theirs), ("peaks", peaks))}
    return middle


def best(figures):
    count = min(figures, key=figures.get)
    return count, figures[count]


def print_training(figures):
    peak = max(figures["peaks"].values())
    print("| training epoch of `lenet`, 50,000 pictures | threads | seconds | of the FMA peak |")
    print("| --- | --: | --: | --: |")
    for name, title in (("ours", "Receptive"), ("theirs", "PyTorch")):
        for n, seconds in figures[name].items():
            share = GFLOP_AN_EPOCH / seconds / peak
            print(f"| {title} | {n} | {seconds:.3f} | {share:.1%} |")
    print()
    print(f"FMA peak, fp32: {', '.join(f'{v:.0f} GFLOP/s with {n}' for n, v in figures['peaks'].items())} threads.")
    if figures["theirs"]:
        (our_n, our), (their_n, their) = best(figures["ours"]), best(figures["theirs"])
        print(f"Receptive at its best ({our_n} threads) is {their / our:.2f} times as fast as PyTorch at its best "
              f"({their_n} threads).")
    print(f"Receptive at its best runs at {GFLOP_AN_EPOCH / best(figures['ours'])[1] / peak:.1%} of the peak.\n")


def print_filters(engine, rounds):
    """The filter beside OpenCV's filter2D, both on one core; each round is one process of ours and one of theirs."""
    theirs_too = has_module("cv2")
    print("| filtering a megapixel of colour, one core | Receptive | OpenCV | ours / theirs |")
    print("| --- | --: | --: | --: |")
    for fractions in (0, 1):
        for side in (3, 5, 7):
            ours, theirs = [], []
            for _ in range(rounds):
                ours.append(engine("filter", side, fractions, 21))
                if theirs_too:
                    theirs.append(float(run("/usr/bin/python3", HERE / "opencv_filter.py", side, fractions, 21)))
            our = statistics.median(ours)
            their = statistics.median(theirs) if theirs else None
            kind = "fractions" if fractions else "whole numbers"
            print(f"| {side} × {side}, {kind} | {our * 1e3:.2f} ms | "
                  + (f"{their * 1e3:.2f} ms | {our / their:.2f} |" if their else "– | – |"))
    print()


def window_command(build):
    """How the window is started on a private X server, or None where that cannot be done."""
    desktop = ROOT / "tests/ui/desktop"
    program = build / "src/receptive"
    if not program.exists() or not desktop.exists() or shutil.which("Xvfb") is None:
        return None
    subprocess.run(["ninja", "-C", build, "tests/bench/frame-log.so"], check=True, stdout=subprocess.DEVNULL)
    frames = build.resolve() / "tests/bench/frame-log.so"
    return [desktop, "env", f"RECEPTIVE={program}", f"FRAME_LOG_MODULE={frames}", "/usr/bin/python3", "-W", "ignore",
            HERE / "window_cost.py"]


def print_rest(engine, build, rounds, folder):
    counts = thread_counts()
    evaluation = {n: statistics.median(engine("evaluate", n, 5) for _ in range(rounds)) for n in counts}
    latency = statistics.median(engine("latency", 500) for _ in range(rounds))
    starts = []
    for _ in range(max(rounds, 5)):
        begin = time.monotonic()
        run(build / "src/cli/receptive-cli", "--version")
        starts.append(time.monotonic() - begin)
    print("| what | figure |")
    print("| --- | --: |")
    for n, seconds in evaluation.items():
        print(f"| evaluating 10,000 pictures, threads: {n} | {seconds * 1e3:.1f} ms |")
    print(f"| forward pass of one picture, every layer kept | {latency * 1e6:.0f} µs |")
    print(f"| start-up of `receptive-cli` | {statistics.median(starts) * 1e3:.0f} ms |")
    subprocess.run(["ninja", "-C", build, "tests/bench/bench-chart"], check=True, stdout=subprocess.DEVNULL)
    print(run(build / "tests/bench/bench-chart"))
    window = window_command(build)
    if window is not None:
        # the buses that the desktop starts talk as well
        print("\n".join(line for line in run(*window, folder).splitlines() if line.startswith("|")))
    print()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--filters", action="store_true", help="only the filters, for which no dataset is needed")
    parser.add_argument("--build", type=pathlib.Path, default=ROOT / "build")
    options = parser.parse_args()
    rounds = 1 if options.quick else options.rounds
    if options.filters:
        return print_filters(Engine(options.build), rounds)
    folder = data_folder()
    if folder is None:
        sys.exit("bench: CIFAR-10 is not here; fetch it with “receptive-cli fetch cifar10”")
    engine = Engine(options.build)
    processor = next((line.split(":")[1].strip() for line in open("/proc/cpuinfo") if line.startswith("model name")),
                     platform.machine())
    print(f"{processor}, {len(os.sched_getaffinity(0))} processors\n")
    print_training(measure_training(engine, folder, rounds, 1 if options.quick else 3))
    print_filters(engine, rounds)
    print_rest(engine, options.build, rounds, folder)


if __name__ == "__main__":
    try:
        main()
    except RuntimeError as error:
        sys.exit(f"bench: {error}")
