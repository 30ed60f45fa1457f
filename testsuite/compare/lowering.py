"""CPU time of whole processes that lower programs of the model language, beyond that of the smallest program.

Interleaved; the median of the rounds. The programs are generated: one of as many lines as asked for, of blocks that
are written out and called once each, and one with as many layers.

usage: lowering.py SINTER [--lines 2000] [--layers 1000] [--rounds 5]
"""

import argparse
import os
import resource
import statistics
import subprocess
import sys
import tempfile

SMALLEST = "model Smallest {\n  input x: f32[N, 8]\n  output y = relu(x)\n}\n"

BLOCK = """
/// Block {i}: a convolution with a gate, and what is added to its input.
block stage{i}(x: f32[N, C, H, W], expand: int = {expand}, ratio: float = 0.{ratio}) {{
  param scale: f32[C] = ones()
  param shift: f32[C] = zeros()
  param wide: f32[C * expand, C, 1, 1] = he_normal()
  param deep: f32[C * expand, 1, 3, 3] = he_normal()
  param narrow: f32[C, C * expand, 1, 1] = he_normal()
  mean = reduce_mean(x, axes = [1], keepdims = true)
  centered = x - mean
  variance = reduce_mean(centered * centered, axes = [1], keepdims = true)
  normal = centered / sqrt(variance + 1e-5)
  y = normal * reshape(scale, [1, C, 1, 1]) + reshape(shift, [1, C, 1, 1])
  y = conv(y, wide)
  y = y * sigmoid(y)
  y = conv(y, deep, pads = [1, 1, 1, 1], group = C * expand)
  gate = sigmoid(reduce_mean(y, axes = [2, 3], keepdims = true) * ratio)
  y = conv(y * gate, narrow)
  return x + y
}}
"""


def written_out(lines):
    parts = []
    while sum(part.count("\n") for part in parts) < lines - 60:
        i = len(parts)
        parts.append(BLOCK.format(i=i, expand=2 + i % 3, ratio=1 + i % 9))
    calls = "".join(f"  x = stage{i}(x)\n" for i in range(len(parts)))
    return "".join(parts) + "\nmodel Long {\n  input x: f32[N, 16, H, W]\n" + calls + "  output y = x\n}\n"


def deep(layers):
    return (
        "model Deep {\n  input x: f32[N, 64]\n"
        f"  for i in 0..{layers} {{\n    x = x + relu(linear(layer_norm(x), 64))\n  }}\n"
        "  output y = x\n}\n"
    )


def cpu_seconds(command):
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    status = subprocess.call(command, stdout=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if status != 0:
        sys.exit(f"{' '.join(command)} ended with {status}")
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("sinter")
    parser.add_argument("--lines", type=int, default=2000)
    parser.add_argument("--layers", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=5)
    args = parser.parse_args()
    programs = {"smallest": SMALLEST, "written out": written_out(args.lines), "deep": deep(args.layers)}
    with tempfile.TemporaryDirectory() as folder:
        times = {name: [] for name in programs}
        for name, text in programs.items():
            with open(os.path.join(folder, name + ".sinter"), "w", encoding="utf-8") as f:
                f.write(text)
        for _ in range(args.rounds):
            for name in programs:
                path = os.path.join(folder, name + ".sinter")
                times[name].append(cpu_seconds([args.sinter, "lint", "-q", path]))
    median = {name: statistics.median(t) for name, t in times.items()}
    for name, text in programs.items():
        beyond = median[name] - median["smallest"]
        lines = text.count("\n")
        print(f"{name:12} {lines:6} lines {median[name]:6.2f} s of CPU time, {beyond:5.2f} s beyond the smallest")


if __name__ == "__main__":
    main()
