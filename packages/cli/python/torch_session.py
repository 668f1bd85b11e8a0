"""PyTorch as a backend of `umbra bench`: reads one JSON request a line, writes one JSON answer a line.

The network comes as layers whose float32 weights lie in a file, each array as its first element and length. Maps are made as Captum's Occlusion makes them, by running
covered copies in batches, but with the copies written directly rather than through masks, which is faster; the batch
is the caller's to choose (Captum: `perturbations_per_eval`). Needs torch and numpy.
"""

import base64
import json
import resource
import sys
import time

import numpy as np
import torch
from torch import nn


def floats(text):
    return np.frombuffer(base64.b64decode(text), np.float32).copy()


def encoded(values):
    return base64.b64encode(np.ascontiguousarray(values, np.float32).tobytes()).decode()


class Flatten(nn.Module):
    """Channels last, as the weights after it expect."""

    def forward(self, x):
        return x.permute(0, 2, 3, 1).flatten(1) if x.dim() == 4 else x


class GlobalAverage(nn.Module):
    def forward(self, x):
        return x.mean((2, 3))


class ScaleShift(nn.Module):
    def __init__(self, scale, shift):
        super().__init__()
        self.scale, self.shift = nn.Parameter(scale), nn.Parameter(shift)

    def forward(self, x):
        return x * over(self.scale, x) + over(self.shift, x)


class Add(nn.Module):
    def forward(self, first, *others):
        for other in others:
            first = first + other
        return first


class Gate(nn.Module):
    """A map times a factor for each channel, or another map."""

    def forward(self, x, factors):
        return x * (over(factors, x) if factors.dim() < x.dim() else factors)


class Concat(nn.Module):
    def forward(self, *inputs):
        return torch.cat(inputs, 1)


def over(channels, x):
    return channels[..., None, None] if x.dim() == 4 else channels


ACTIVATIONS = {"relu": nn.ReLU, "relu6": nn.ReLU6, "swish": nn.SiLU, "sigmoid": nn.Sigmoid}
PLAIN = {"flatten": Flatten, "globalAveragePool": GlobalAverage, "add": Add, "multiply": Gate, "concat": Concat}


def module_of(layer, floats):
    kind = layer["kind"]
    if kind in ("conv2d", "depthwiseConv2d"):
        filters = layer["bias"][1]
        # A depthwise kernel [kh, kw, C, M] is one of as many groups as channels, value for value.
        kernel = torch.from_numpy(floats(layer["kernel"]).reshape(*layer["kernelSize"], -1, filters)).permute(3, 2, 0, 1)
        groups = layer["inputChannels"] // kernel.shape[1]
        conv = nn.Conv2d(kernel.shape[1] * groups, filters, kernel.shape[2:], layer["strides"], dilation=layer["dilation"], groups=groups)
        conv.weight = nn.Parameter(kernel.contiguous())
        conv.bias = nn.Parameter(torch.from_numpy(floats(layer["bias"])))
        top, bottom, left, right = layer["padding"]
        if (top, left) == (bottom, right):
            conv.padding = (top, left)
            return conv
        return nn.Sequential(nn.ZeroPad2d((left, right, top, bottom)), conv)
    if kind == "dense":
        kernel = torch.from_numpy(floats(layer["kernel"]).reshape(-1, layer["bias"][1])).T
        dense = nn.Linear(kernel.shape[1], kernel.shape[0])
        dense.weight = nn.Parameter(kernel.contiguous())
        dense.bias = nn.Parameter(torch.from_numpy(floats(layer["bias"])))
        return dense
    if kind == "scaleShift":
        return ScaleShift(*(torch.from_numpy(floats(layer[name])) for name in ("scale", "shift")))
    if kind == "maxPool":
        return nn.MaxPool2d(layer["windowSize"], layer["strides"], (layer["padding"][0], layer["padding"][2]))
    if kind == "averagePool":
        return nn.AvgPool2d(layer["windowSize"], layer["strides"], (layer["padding"][0], layer["padding"][2]))
    if kind == "activation":
        return ACTIVATIONS[layer["activation"]["name"]]()
    return PLAIN[kind]()


class Graph(nn.Module):
    """Layers that read the outputs of earlier ones, -1 being the images; what is read no more is let go of."""

    def __init__(self, layers, floats):
        super().__init__()
        self.steps = nn.ModuleList(module_of(layer, floats) for layer in layers)
        self.inputs = [layer["inputs"] for layer in layers]
        readers = {i: index for index, inputs in enumerate(self.inputs) for i in inputs}
        self.last = [[i for i, reader in readers.items() if reader == index] for index in range(len(layers))]

    def forward(self, x):
        values = {-1: x}
        for index, (step, inputs) in enumerate(zip(self.steps, self.inputs)):
            values[index] = step(*(values[i] for i in inputs))
            for done in self.last[index]:
                del values[done]
        return values[len(self.steps) - 1]


class Session:
    def __init__(self, request):
        torch.set_num_threads(request["threads"])
        self.layers = request["layers"]
        self.weights = np.fromfile(request["weights"], np.float32)
        height, width, channels = request["shape"]
        pixels = floats(request["images"]).reshape(-1, height, width, channels)
        self.images = torch.from_numpy(pixels.transpose(0, 3, 1, 2).copy())
        self.labels = torch.tensor(request["labels"]) if request.get("labels") else None
        self.model = self.build().eval()
        self.detail = f"PyTorch {torch.__version__}, {request['threads']} threads"

    def build(self):
        return Graph(self.layers, lambda place: self.weights[place[0] : place[0] + place[1]].copy())

    @torch.inference_mode()
    def score(self, n, windows, batch=128):
        base = self.model(self.images[:n]).numpy()
        covered = np.zeros((n, len(windows), base.shape[1]), np.float32)
        for i in range(n):
            for start in range(0, len(windows), batch):
                some = windows[start : start + batch]
                copies = self.images[i].repeat(len(some), 1, 1, 1)
                for copy, (y0, x0, c0, y1, x1, c1) in zip(copies, some):
                    copy[c0:c1, y0:y1, x0:x1] = 0
                covered[i, start : start + len(some)] = self.model(copies).numpy()
        return base, covered

    def maps(self, n, windows, batch):
        base, covered = self.score(n, windows, batch)
        _, _, height, width = self.images.shape
        maps = np.zeros((n, height, width), np.float32)
        for i in range(n):
            target = base[i].argmax()
            sums, counts = np.zeros((height, width)), np.zeros((height, width))
            for drop, (y0, x0, _, y1, x1, _) in zip(base[i, target] - covered[i, :, target], windows):
                sums[y0:y1, x0:x1] += drop
                counts[y0:y1, x0:x1] += 1
            maps[i] = sums / counts
        return maps

    def train(self, batch, steps):
        model = self.build().train()
        optimiser = torch.optim.Adam(model.parameters(), 0.001)
        losses = []
        for step in range(steps):
            x = self.images[step * batch : (step + 1) * batch]
            loss = nn.functional.cross_entropy(model(x), self.labels[step * batch : (step + 1) * batch])
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            losses.append(loss.item())
            if step == 0:
                began = time.perf_counter()
        return (time.perf_counter() - began) * 1000 / (steps - 1), losses

    def once(self, work):
        if work["task"] == "forward":
            return self.score(work["images"], [])[0]
        if work["whole"]:
            return self.maps(work["images"], work["windows"], work["batch"])
        return self.score(work["images"], work["windows"], work["batch"])[1]

    def measure(self, work, repetitions):
        if work["task"] == "training":
            milliseconds, losses = self.train(work["images"], work["steps"])
            return {"milliseconds": milliseconds, "output": encoded(losses)}
        spent, began = time.process_time(), time.perf_counter()
        for _ in range(repetitions):
            output = self.once(work)
        return {
            "milliseconds": (time.perf_counter() - began) * 1000 / repetitions,
            "processorMilliseconds": (time.process_time() - spent) * 1000 / repetitions,
            "output": encoded(output),
        }


def peak_bytes():
    try:
        with open("/proc/self/status") as status:
            return next(int(line.split()[1]) * 1024 for line in status if line.startswith("VmHWM"))
    except (OSError, StopIteration):
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)


session = None
for line in sys.stdin:
    request = json.loads(line)
    try:
        if request["call"] == "open":
            session = Session(request)
            answer = {"detail": session.detail}
        elif request["call"] == "score":
            base, covered = session.score(request["images"], request["windows"])
            answer = {"base": encoded(base), "covered": encoded(covered)}
        else:
            answer = session.measure(request["work"], request["repetitions"])
            answer["peakBytes"] = peak_bytes()
    except Exception as error:
        answer = {"message": f"{type(error).__name__}: {error}"}
    print(json.dumps(answer), flush=True)
