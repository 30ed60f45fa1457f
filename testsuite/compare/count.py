"""Counts nodes of ONNX files, subgraphs and functions included.

The second number leaves out Constant, ConstantOfShape and reshapes of what they make; the third leaves out whatever
depends on such constants and initializers alone, an Expand of a vector for example.

usage: count.py MODEL...
"""

import sys

import onnx

MAKERS = {"Constant", "ConstantOfShape"}
SHAPERS = {"Reshape", "Squeeze", "Unsqueeze", "Flatten"}


def graphs(nodes):
    for node in nodes:
        for attribute in node.attribute:
            for graph in [attribute.g] if attribute.HasField("g") else attribute.graphs:
                yield graph.node


def count(nodes, stored):
    made, fixed = set(), set(stored)
    every = real = computing = 0
    for node in nodes:
        every += 1
        maker = node.op_type in MAKERS or (node.op_type in SHAPERS and node.input[0] in made)
        if maker:
            made.update(node.output)
        constant = maker or (bool(node.input) and all(i in fixed for i in node.input if i))
        if constant:
            fixed.update(node.output)
        real += not maker
        computing += not constant
    for inner in graphs(nodes):
        counts = count(inner, fixed)
        every, real, computing = (a + b for a, b in zip((every, real, computing), counts))
    return every, real, computing


def main():
    for path in sys.argv[1:]:
        model = onnx.load(path, load_external_data=False)
        counts = count(model.graph.node, {t.name for t in model.graph.initializer})
        for function in model.functions:
            counts = tuple(a + b for a, b in zip(counts, count(function.node, set())))
        print("{:6} {:6} {:6} {}".format(*counts, path))


if __name__ == "__main__":
    main()
