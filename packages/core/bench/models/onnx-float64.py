"""Scores of ONNX models in double precision, which is what both Umbra and ONNX Runtime round away from.

    python3 onnx-float64.py FILE.onnx …      (or folders of them)

Goes through the nodes of a file with PyTorch's operators in float64, its weights as they are. Writes FILE.float64.json beside each:
the scores of onnx-agreement.mjs's four images, uncovered and under three windows. Needs onnx and torch.
"""

import glob
import json
import os
import sys

import numpy as np
import onnx
import torch
import torch.nn.functional as F
from onnx import numpy_helper

torch.set_grad_enabled(False)


def random_image(shape):
    """[H, W, C] in 0 … 1, as onnx-agreement.mjs makes it (Numerical Recipes' generator), in float32."""
    state, values = 7, np.empty(int(np.prod(shape)))
    for i in range(values.size):
        state = (state * 1664525 + 1013904223) % 2**32
        values[i] = state / 2**32
    return values.astype(np.float32).reshape(shape)


def covered(image):
    """The image, and copies in which a window is grey: [4, H, W, C]."""
    height, width, _ = image.shape
    side = max(1, round(min(height, width) / 4))
    corners = [(0, 0), ((height - side) // 2, (width - side) // 3), (height - side, width - side)]
    copies = [image]
    for y, x in corners:
        copy = image.copy()
        copy[y : y + side, x : x + side] = 0.5
        copies.append(copy)
    return np.stack(copies)


def ends(attributes, pooled=None):
    """Padding as F.pad takes it, [left, right, top, bottom], of zeros or of a value that no maximum takes."""
    if attributes.get("auto_pad", b"NOTSET") not in (b"NOTSET", b"VALID"):
        raise NotImplementedError("auto_pad")
    top, left, bottom, right = attributes.get("pads", [0, 0, 0, 0])
    return [left, right, top, bottom]


def conv(a, x, w, b=None):
    return F.conv2d(F.pad(x, ends(a)), w, b, a.get("strides", 1), 0, a.get("dilations", 1), a.get("group", 1))


def max_pool(a, x):
    x = F.pad(x, ends(a), value=float("-inf"))
    return F.max_pool2d(x, a["kernel_shape"], a.get("strides", 1), ceil_mode=bool(a.get("ceil_mode", 0)))


def average_pool(a, x):
    if any(a.get("pads", [0])) and not a.get("count_include_pad", 0):
        ones = F.avg_pool2d(F.pad(torch.ones_like(x), ends(a)), a["kernel_shape"], a.get("strides", 1))
        return F.avg_pool2d(F.pad(x, ends(a)), a["kernel_shape"], a.get("strides", 1)) / ones
    return F.avg_pool2d(F.pad(x, ends(a)), a["kernel_shape"], a.get("strides", 1), ceil_mode=bool(a.get("ceil_mode", 0)))


def padded(a, x, pads=None, value=None):
    if a.get("mode", b"constant") != b"constant":
        raise NotImplementedError("a mirrored Pad")
    pads = a["pads"] if pads is None else pads.tolist()
    sides = [pads[axis + half * x.ndim] for axis in reversed(range(x.ndim)) for half in (0, 1)]
    return F.pad(x, sides, value=float(a.get("value", 0) if value is None else value))


def gemm(a, x, w, b=0.0):
    x, w = (x.T if a.get("transA", 0) else x), (w.T if a.get("transB", 0) else w)
    return a.get("alpha", 1.0) * (x @ w) + a.get("beta", 1.0) * b


def batch_norm(a, x, scale, bias, mean, variance):
    return F.batch_norm(x, mean, variance, scale, bias, eps=a.get("epsilon", 1e-5))


def sliced(a, x, starts, ends_, axes=None, steps=None):
    axes = range(len(starts)) if axes is None else axes.tolist()
    steps = [1] * len(starts) if steps is None else steps.tolist()
    for start, end, axis, step in zip(starts.tolist(), ends_.tolist(), axes, steps):
        x = torch.index_select(x, axis, torch.arange(x.shape[axis])[slice(start, end, step)])
    return x


def reshaped(a, x, shape):
    return x.reshape([x.shape[i] if size == 0 else size for i, size in enumerate(shape.tolist())])


def norm(a, x, scale, bias=None):
    axis = a.get("axis", -1)
    return F.layer_norm(x, x.shape[axis:], scale, bias, a.get("epsilon", 1e-5))


def mean(a, x, axes=None):
    axes = a["axes"] if axes is None else axes.tolist()
    return x.mean(axes, keepdim=bool(a.get("keepdims", 1)))


def squeezed(a, x, axes=None):
    axes = a.get("axes") if axes is None else axes.tolist()
    return x.squeeze() if axes is None else x.reshape([s for i, s in enumerate(x.shape) if i not in [k % x.ndim for k in axes]])


def unsqueezed(a, x, axes=None):
    for axis in a["axes"] if axes is None else axes.tolist():
        x = x.unsqueeze(axis)
    return x


def clip(a, x, least=None, most=None):
    least, most = a.get("min", least), a.get("max", most)
    return torch.clamp(x, None if least is None else float(least), None if most is None else float(most))


def cast(a, x):
    kinds = {1: torch.float64, 11: torch.float64, 6: torch.int64, 7: torch.int64, 9: torch.bool}
    return x.to(kinds[a["to"]])


OPERATORS = {
    "Conv": conv, "Pad": padded, "MaxPool": max_pool, "AveragePool": average_pool, "Gemm": gemm, "BatchNormalization": batch_norm,
    "GlobalAveragePool": lambda a, x: x.mean((2, 3), keepdim=True), "ReduceMean": mean, "LayerNormalization": norm,
    "Relu": lambda a, x: F.relu(x), "Sigmoid": lambda a, x: torch.sigmoid(x), "Tanh": lambda a, x: torch.tanh(x),
    "HardSwish": lambda a, x: x * torch.clamp(x / 6 + 0.5, 0, 1), "Clip": clip, "Erf": lambda a, x: torch.erf(x),
    "HardSigmoid": lambda a, x: torch.clamp(a.get("alpha", 0.2) * x + a.get("beta", 0.5), 0, 1),
    "Sqrt": lambda a, x: torch.sqrt(x), "Softmax": lambda a, x: torch.softmax(x, a.get("axis", -1)),
    "Add": lambda a, x, y: x + y, "Sub": lambda a, x, y: x - y, "Mul": lambda a, x, y: x * y, "Pow": lambda a, x, y: x**y,
    "Div": lambda a, x, y: x / y if x.is_floating_point() or y.is_floating_point() else torch.div(x, y, rounding_mode="trunc"),
    "MatMul": lambda a, x, y: x @ y, "Concat": lambda a, *x: torch.cat(x, a["axis"]), "Flatten": lambda a, x: x.flatten(a.get("axis", 1)),
    "Reshape": reshaped, "Transpose": lambda a, x: x.permute(*a["perm"]), "Slice": sliced, "Identity": lambda a, x: x,
    "Split": lambda a, x, s=None: torch.split(x, (a["split"] if s is None else s.tolist()), a.get("axis", 0)),
    "Shape": lambda a, x: torch.tensor(x.shape), "Squeeze": squeezed, "Unsqueeze": unsqueezed, "Cast": cast, "Dropout": lambda a, x, *_: x,
    "Gather": lambda a, x, i: x.index_select(a.get("axis", 0), i.reshape(-1)).reshape(
        [*x.shape[: a.get("axis", 0)], *i.shape, *x.shape[a.get("axis", 0) + 1 :]]
    ),
}


def doubled(array):
    tensor = torch.from_numpy(np.array(array))
    return tensor.double() if tensor.is_floating_point() else tensor


def scores(path):
    model = onnx.load(path)
    graph = model.graph
    known = {weight.name: doubled(numpy_helper.to_array(weight)) for weight in graph.initializer}
    [image] = [value for value in graph.input if value.name not in known]
    _, channels, height, width = [d.dim_value or 1 for d in image.type.tensor_type.shape.dim]
    images = covered(random_image((height, width, channels)))
    rows = []
    for one in images:
        values = {**known, "": None, image.name: doubled(one).permute(2, 0, 1)[None]}
        for node in graph.node:
            attributes = {a.name: onnx.helper.get_attribute_value(a) for a in node.attribute}
            if node.op_type == "Constant":
                given = [doubled(numpy_helper.to_array(attributes["value"]))]
            else:
                given = OPERATORS[node.op_type](attributes, *[values[name] for name in node.input])
                given = [given] if isinstance(given, torch.Tensor) else given
            values.update(zip(node.output, given))
        rows.append(values[graph.output[0].name].reshape(-1).tolist())
    return rows


for given in sys.argv[1:]:
    for path in sorted(glob.glob(f"{given}/*.onnx")) if os.path.isdir(given) else [given]:
        try:
            with open(path[: -len(".onnx")] + ".float64.json", "w") as file:
                json.dump(scores(path), file)
            print(path, flush=True)
        except (KeyError, NotImplementedError) as error:
            os.remove(path[: -len(".onnx")] + ".float64.json")
            print(f"{path}: not computed, lacks {error}", flush=True)
