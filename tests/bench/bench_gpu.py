#!/usr/bin/env python3
"""Measures training on a GPU, ours beside PyTorch's on the same card in one run, and prints a table in Markdown.

LeNet, CIFAR-10, batches of 64, float32 without TF32, all data on the GPU: 3 epochs to warm up, then the median of 10.
Ours and PyTorch's take turns, in rounds. Run it with the Python that has PyTorch:

    meson setup build --buildtype=release && tests/bench/bench_gpu.py

Options: --build DIR (build), --data DIR (where receptive-cli fetch puts CIFAR-10), --rounds N (3), --device NAME
(cuda; any device that receptive-cli has, to try the script), --skip-torch.
"""
import argparse
import json
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
WARM_UP, EPOCHS, LONG = 3, 10, 50


def run(*command, **options):
    done = subprocess.run([str(c) for c in command], capture_output=True, text=True, **options)
    if done.returncode != 0:
        sys.exit(f"{pathlib.Path(str(command[0])).name}: {done.stderr.strip() or done.returncode}")
    return done.stdout


def timed(*command, **options):
    start = time.monotonic()
    out = run(*command, **options)
    return time.monotonic() - start, out


def data_folder(given):
    homes = [given] if given else [os.environ.get("RECEPTIVE_DATA_DIR"), pathlib.Path(
        os.environ.get("XDG_DATA_HOME", pathlib.Path.home() / ".local/share")) / "receptive"]
    for home in filter(None, homes):
        for folder in (pathlib.Path(home) / "cifar10", pathlib.Path(home), pathlib.Path(home) / "cifar-10-batches-bin"):
            if (folder / "data_batch_1.bin").exists():
                return pathlib.Path(home), folder
    sys.exit("CIFAR-10 is not there; receptive-cli fetch cifar10 gets it")


class Ours:
    title = "Receptive"

    def __init__(self, build, device, home):
        self.device = device
        self.program, self.cli = build / "tests/bench/bench-device", build / "src/cli/receptive-cli"
        run("ninja", "-C", build, "tests/bench/bench-device", "src/cli/receptive-cli")
        self.environment = os.environ | {"RECEPTIVE_DATA_DIR": str(home)}
        module = build / "engine/backend/cuda"
        if (module / "receptive-cuda.so").exists():
            self.environment.setdefault("RECEPTIVE_MODULE_DIR", str(module))

    def detail(self):
        devices = json.loads(run(self.cli, "devices", "--json", env=self.environment))
        device = next((each for each in devices if each["name"] == self.device), None)
        if device is None or not device["usable"]:
            print(f"skipped: {device['reason'] if device else f'there is no device {self.device}'}", file=sys.stderr)
            sys.exit(77)
        return device["detail"]

    def measure(self):
        return json.loads(run(self.program, self.device, WARM_UP, EPOCHS, env=self.environment))

    def train(self, epochs):
        """Seconds of the whole process, and its lines, one an epoch: training, evaluation, checkpoints and all."""
        with tempfile.TemporaryDirectory() as folder:
            seconds, out = timed(self.cli, "train", "--dataset", "cifar10", "--device", self.device, "--epochs", epochs,
                                 "--run", f"{folder}/run", "--json", env=self.environment)
        return seconds, [json.loads(line) for line in out.splitlines()]

    def whole(self):
        return self.train(EPOCHS)[0]


class Torch:
    def __init__(self, mode, folder):
        self.title, self.mode, self.folder = f"PyTorch, {mode}", mode, folder

    def measure(self):
        return json.loads(run(sys.executable, HERE / "torch_gpu.py", self.folder, self.mode, WARM_UP, EPOCHS))

    def whole(self):
        return timed(sys.executable, HERE / "torch_gpu.py", self.folder, self.mode, 0, EPOCHS)[0]


def torch_version():
    done = subprocess.run([sys.executable, "-c", "import torch; print(torch.__version__, torch.cuda.is_available())"],
                          capture_output=True, text=True)
    version, _, usable = done.stdout.strip().partition(" ")
    return version if usable == "True" else None


def milliseconds(seconds):
    return f"{seconds * 1e3:.2f}"


def main():
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("--build", type=pathlib.Path, default=ROOT / "build")
    parser.add_argument("--data")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--device", default="cuda")
    parser.add_argument("--skip-torch", action="store_true")
    options = parser.parse_args()
    home, folder = data_folder(options.data)
    ours = Ours(options.build.resolve(), options.device, home)
    detail = ours.detail()
    version = None if options.skip_torch else torch_version()
    rivals = [ours] + ([Torch("eager", folder), Torch("graph", folder)] if version else [])

    epochs, evaluations, wholes = ({each.title: [] for each in rivals} for _ in range(3))
    for number in range(options.rounds):
        for each in rivals:
            print(f"round {number + 1} of {options.rounds}: {each.title}", file=sys.stderr, flush=True)
            figures = each.measure()
            epochs[each.title] += figures["epoch"]
            evaluations[each.title] += figures["evaluation"]
            wholes[each.title].append(each.whole())

    print(f"{detail}; PyTorch {version or 'is not there, or has no GPU'}\n")
    print("| LeNet, CIFAR-10, batches of 64 | epoch, ms (least … most) | evaluation, ms | 10 epochs, whole process, s | ours is … times as fast |")
    print("| --- | --: | --: | --: | --: |")
    mine = statistics.median(epochs[ours.title])
    for each in rivals:
        seconds = epochs[each.title]
        middle = statistics.median(seconds)
        print(f"| {each.title} | {milliseconds(middle)} ({milliseconds(min(seconds))} … {milliseconds(max(seconds))}) "
              f"| {milliseconds(statistics.median(evaluations[each.title]))} | {statistics.median(wholes[each.title]):.2f} "
              f"| {middle / mine:.2f} |")
    if version:
        figure = json.loads(run(sys.executable, HERE / "torch_gpu.py", "boundary"))["boundary"]
        print(f"\nFrom one small kernel of a graph to the next: {figure:.2f} µs.")
    seconds, lines = ours.train(LONG)
    last = lines[-1]
    total = sum(line["train_seconds"] + line["val_seconds"] for line in lines)
    print(f"\n{LONG} epochs with evaluation: {total:.3f} s of training and evaluating, {seconds:.2f} s the whole process, "
          f"{last['val_acc'] * 100:.1f} % of the test pictures right.")


if __name__ == "__main__":
    main()
