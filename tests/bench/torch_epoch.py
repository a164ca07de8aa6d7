#!/usr/bin/python3
"""One training epoch of LeNet on CIFAR-10 in PyTorch, as fast as it goes without leaving plain PyTorch.

The pictures are in memory, normalised beforehand; there is no data loader and no transfer: what is timed is
shuffling, forward, backward and update, as in the engine. Prints the median seconds of an epoch.

    torch_epoch.py DATA_FOLDER THREADS EPOCHS
"""
import statistics
import sys
import time

import numpy as np
import torch
from torch import nn

BATCH_SIZE = 64


def load(folder):
    records = np.concatenate([np.fromfile(f"{folder}/data_batch_{i}.bin", np.uint8) for i in range(1, 6)])
    records = records.reshape(-1, 3073)
    pictures = torch.from_numpy(records[:, 1:].reshape(-1, 3, 32, 32).astype(np.float32))
    mean = pictures.mean((0, 2, 3), keepdim=True)
    std = pictures.std((0, 2, 3), unbiased=False, keepdim=True)
    return (pictures - mean) / std, torch.from_numpy(records[:, 0].astype(np.int64))


def lenet():
    return nn.Sequential(
        nn.Conv2d(3, 6, 5), nn.ReLU(), nn.MaxPool2d(2),
        nn.Conv2d(6, 16, 5), nn.ReLU(), nn.MaxPool2d(2),
        nn.Flatten(),
        nn.Linear(400, 120), nn.ReLU(), nn.Linear(120, 84), nn.ReLU(), nn.Linear(84, 10),
    )


def main():
    folder, threads, epochs = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    torch.set_num_threads(threads)
    torch.manual_seed(1)
    pictures, labels = load(folder)
    model, loss_function = lenet(), nn.CrossEntropyLoss()
    optimiser = torch.optim.SGD(model.parameters(), lr=0.01)
    seconds = []
    for epoch in range(epochs + 1):
        start = time.monotonic()
        order = torch.randperm(len(pictures))
        loss_sum, correct = 0.0, 0
        for at in range(0, len(pictures), BATCH_SIZE):
            batch = order[at:at + BATCH_SIZE]
            optimiser.zero_grad(set_to_none=True)
            logits = model(pictures[batch])
            loss = loss_function(logits, labels[batch])
            loss.backward()
            optimiser.step()
            # the engine reports every step's loss and accuracy, so PyTorch keeps them too
            loss_sum += loss.item() * len(batch)
            correct += int((logits.argmax(1) == labels[batch]).sum())
        if epoch > 0 or epochs == 0:
            seconds.append(time.monotonic() - start)
    print(f"{statistics.median(seconds):.9g}")


if __name__ == "__main__":
    main()
