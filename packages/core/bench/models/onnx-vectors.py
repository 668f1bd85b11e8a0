"""Writes ONNX's own test vectors of single operators as models of one image that give a vector, for onnx-vectors.mjs.

    python3 onnx-vectors.py FOLDER

Each vector of the installed onnx package becomes NAME.onnx and NAME.json: its first input is the image, the others are
constants, and its first output is flattened. Where inputs are batches, every image is a case of its own.
"""

import json
import sys

import numpy as np

# The vectors of onnx 1.12 are written for an older NumPy.
for name, kind in (("float", float), ("bool", bool), ("int", int), ("object", object)):
    if name not in np.__dict__:
        setattr(np, name, kind)

import onnx
from onnx import TensorProto, helper, numpy_helper
from onnx.backend.test.case.node import collect_testcases

FLOATS = (np.float32, np.float16, np.float64)


def split(image, outputs):
    """Images of a batch, each with its own output; none where what is made of them is no batch."""
    count = image.shape[0] if image.ndim == 4 else 1
    if count == 1:
        return [(image, outputs)]
    if outputs.ndim == 0 or outputs.shape[0] != count:
        return []
    return [(image[i : i + 1], outputs[i : i + 1]) for i in range(count)]


def write(folder, case):
    graph = case.model.graph
    inputs, outputs = case.data_sets[0]
    if not all(isinstance(value, (np.ndarray, np.generic)) for value in (*inputs, outputs[0])):
        return None
    arrays = [np.asarray(value) for value in inputs]
    result = np.asarray(outputs[0])
    if not arrays or arrays[0].dtype not in FLOATS or result.dtype not in (*FLOATS, np.int64):
        return None
    if arrays[0].size == 0 or result.size == 0 or not 1 <= arrays[0].ndim <= 4:
        return None
    pairs = split(arrays[0], result)
    if not pairs:
        return None
    nodes = list(graph.node)
    first = graph.output[0].name
    weights = [numpy_helper.from_array(a, i.name) for a, i in zip(arrays[1:], list(graph.input)[1:])]
    weights.append(numpy_helper.from_array(np.array([1, -1]), "all_in_one"))
    nodes.append(helper.make_node("Reshape", [first, "all_in_one"], ["vector"], name="vector"))
    given = helper.make_tensor_value_info(graph.input[0].name, TensorProto.FLOAT, pairs[0][0].shape)
    made = helper.make_tensor_value_info("vector", TensorProto.FLOAT, [1, pairs[0][1].size])
    # What operators mean that are as old as 6 or 1 is what they mean in 7.
    opsets = [helper.make_opsetid(o.domain, max(7, o.version)) for o in case.model.opset_import]
    model = helper.make_model(helper.make_graph(nodes, "vector", [given], [made], weights), opset_imports=opsets)
    onnx.save(model, f"{folder}/{case.name}.onnx")
    cases = [{"image": i.astype(float).ravel().tolist(), "outputs": o.astype(float).ravel().tolist()} for i, o in pairs]
    with open(f"{folder}/{case.name}.json", "w") as file:
        json.dump({"operator": case.model.graph.node[0].op_type, "dims": pairs[0][0].shape, "cases": cases}, file)
    return case.name


folder = sys.argv[1]
names = [write(folder, case) for case in collect_testcases(None) if case.model is not None]
print(f"{sum(name is not None for name in names)} of {len(names)} vectors written")
