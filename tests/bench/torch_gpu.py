#!/usr/bin/env python3
"""LeNet on CIFAR-10 in PyTorch on a GPU, as fast as it goes without leaving plain PyTorch. For bench_gpu.py.

The pictures are on the GPU, normalised beforehand; the order of an epoch goes there in one copy; the loss and the
accuracy of every step are kept there and read once an epoch; float32 without TF32, cuDNN's fastest algorithms.
"eager" launches every step anew, "graph" has captured the whole step, from gathering the batch to the update, and
replays it. Prints one JSON object: seconds of each epoch after WARM-UP others, seconds of each evaluation, accuracy.

    torch_gpu.py DATA_FOLDER eager|graph WARM-UP EPOCHS
    torch_gpu.py boundary                  microseconds from one small kernel of a graph to the next
"""
import json
import statistics
import sys
import time

import numpy as np
import torch
from torch import nn

BATCH_SIZE = 64
DEVICE = "cuda"


def load(folder):
    def read(names):
        records = np.concatenate([np.fromfile(f"{folder}/{name}.bin", np.uint8) for name in names]).reshape(-1, 3073)
        return (torch.from_numpy(records[:, 1:].reshape(-1, 3, 32, 32).astype(np.float32)).to(DEVICE),
                torch.from_numpy(records[:, 0].astype(np.int64)).to(DEVICE))

    pictures, labels = read([f"data_batch_{i}" for i in range(1, 6)])
    test_pictures, test_labels = read(["test_batch"])
    mean = pictures.mean((0, 2, 3), keepdim=True)
    std = pictures.std((0, 2, 3), unbiased=False, keepdim=True)
    return (pictures - mean) / std, labels, (test_pictures - mean) / std, test_labels


def lenet():
    return nn.Sequential(
        nn.Conv2d(3, 6, 5), nn.ReLU(), nn.MaxPool2d(2),
        nn.Conv2d(6, 16, 5), nn.ReLU(), nn.MaxPool2d(2),
        nn.Flatten(),
        nn.Linear(400, 120), nn.ReLU(), nn.Linear(120, 84), nn.ReLU(), nn.Linear(84, 10),
    )


class Training:
    def __init__(self, folder):
        torch.manual_seed(1)
        self.pictures, self.labels, self.test_pictures, self.test_labels = load(folder)
        self.model = lenet().to(DEVICE)
        self.loss = nn.CrossEntropyLoss()
        self.optimiser = torch.optim.SGD(self.model.parameters(), lr=0.01)
        self.steps = -(-len(self.labels) // BATCH_SIZE)
        self.losses = torch.zeros(self.steps, device=DEVICE)
        self.hits = torch.zeros(self.steps, dtype=torch.int64, device=DEVICE)

    def step(self, batch):
        """Mean loss and hits of a batch, which stay on the GPU."""
        self.optimiser.zero_grad(set_to_none=True)
        labels = self.labels[batch]
        logits = self.model(self.pictures[batch])
        loss = self.loss(logits, labels)
        loss.backward()
        self.optimiser.step()
        return loss.detach(), (logits.detach().argmax(1) == labels).sum()

    def prepare(self):
        pass

    def run(self, i, batch):
        self.losses[i], self.hits[i] = self.step(batch)

    def epoch(self):
        order = torch.randperm(len(self.labels)).to(DEVICE)
        for i in range(self.steps):
            self.run(i, order[i * BATCH_SIZE:(i + 1) * BATCH_SIZE])
        return self.losses.cpu(), self.hits.cpu()

    def evaluate(self):
        with torch.no_grad():
            logits = torch.cat([self.model(part) for part in self.test_pictures.split(1000)])
            losses = nn.functional.cross_entropy(logits, self.test_labels, reduction="none")
            return losses.cpu(), (logits.argmax(1) == self.test_labels).float().mean().item()


class Graph(Training):
    """A graph for full batches and one for the last, which is smaller."""

    def prepare(self):
        self.graphs = {}
        for size in {BATCH_SIZE, len(self.labels) % BATCH_SIZE or BATCH_SIZE}:
            batch = torch.zeros(size, dtype=torch.int64, device=DEVICE)
            stream = torch.cuda.Stream()
            stream.wait_stream(torch.cuda.current_stream())
            with torch.cuda.stream(stream):
                for _ in range(3):
                    self.step(batch)
            torch.cuda.current_stream().wait_stream(stream)
            graph = torch.cuda.CUDAGraph()
            with torch.cuda.graph(graph):
                result = self.step(batch)
            self.graphs[size] = (graph, batch, result)

    def run(self, i, batch):
        graph, slot, (loss, hits) = self.graphs[len(batch)]
        slot.copy_(batch)
        graph.replay()
        self.losses[i] = loss
        self.hits[i] = hits


def timed(function):
    torch.cuda.synchronize()
    start = time.perf_counter()
    result = function()
    torch.cuda.synchronize()
    return time.perf_counter() - start, result


def boundary():
    """A chain of kernels that do nothing to speak of: what is left is the way from one to the next."""
    nodes = 1000
    value = torch.zeros(1, device=DEVICE)
    value.add_(1)
    torch.cuda.synchronize()
    graph = torch.cuda.CUDAGraph()
    with torch.cuda.graph(graph):
        for _ in range(nodes):
            value.add_(1)
    graph.replay()
    return statistics.median(timed(graph.replay)[0] for _ in range(21)) / nodes * 1e6


def main():
    torch.backends.cuda.matmul.allow_tf32 = False
    torch.backends.cudnn.allow_tf32 = False
    torch.backends.cudnn.benchmark = True
    if sys.argv[1] == "boundary":
        print(json.dumps({"boundary": boundary()}))
        return
    folder, mode, warm_up, epochs = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
    training = {"eager": Training, "graph": Graph}[mode](folder)
    training.prepare()
    seconds, evaluations = [], []
    for epoch in range(warm_up + epochs):
        train_seconds, _ = timed(training.epoch)
        test_seconds, (_, accuracy) = timed(training.evaluate)
        if epoch >= warm_up:
            seconds.append(train_seconds)
            evaluations.append(test_seconds)
    print(json.dumps({"epoch": seconds, "evaluation": evaluations, "accuracy": accuracy}))


if __name__ == "__main__":
    main()
