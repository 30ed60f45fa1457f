"""Writes a model of MATRICES products of 2048 x 2048 with a scale each, 17 MB a product, with its weights inside or beside it.

usage: large.py OUT.onnx [--matrices 62] [--external]
"""

import argparse

import numpy
import onnx
from onnx import TensorProto, helper, numpy_helper

SIZE = 2048


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("out")
    parser.add_argument("--matrices", type=int, default=62)
    parser.add_argument("--external", action="store_true")
    args = parser.parse_args()
    random = numpy.random.default_rng(0)
    weights, nodes, x = [], [], "x"
    for i in range(args.matrices):
        matrix = random.standard_normal((SIZE, SIZE), dtype=numpy.float32) / SIZE**0.5
        weights.append(numpy_helper.from_array(matrix, f"w{i}"))
        weights.append(numpy_helper.from_array(numpy.array([1.25], numpy.float32), f"s{i}"))
        nodes.append(helper.make_node("MatMul", [x, f"w{i}"], [f"m{i}"]))
        nodes.append(helper.make_node("Mul", [f"m{i}", f"s{i}"], [f"y{i}"]))
        x = f"y{i}"
    signature = [helper.make_tensor_value_info(name, TensorProto.FLOAT, [1, SIZE]) for name in ("x", x)]
    graph = helper.make_graph(nodes, "large", signature[:1], signature[1:], weights)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], ir_version=8)
    onnx.save(model, args.out, save_as_external_data=args.external)


if __name__ == "__main__":
    main()
