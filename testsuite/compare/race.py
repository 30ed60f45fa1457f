"""Times whole processes on the same files, interleaved: sinter without and with verification, and onnxslim.

usage: race.py SINTER MODEL... [--rounds 5]
"""

import argparse
import math
import os
import statistics
import subprocess
import sys
import tempfile
import time


def tree(root):
    """Process ids of root and everything below it."""
    parents = {}
    for entry in os.listdir("/proc"):
        if entry.isdigit():
            try:
                with open(f"/proc/{entry}/stat") as f:
                    parents.setdefault(int(f.read().rsplit(")", 1)[1].split()[1]), []).append(int(entry))
            except OSError:
                pass
    found, left = [], [root]
    while left:
        pid = left.pop()
        found.append(pid)
        left += parents.get(pid, [])
    return found


def resident(pids):
    total = 0
    for pid in pids:
        try:
            with open(f"/proc/{pid}/statm") as f:
                total += int(f.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
        except OSError:
            pass
    return total


def timed(command, memory):
    """Wall seconds, or the peak of the resident memory summed over the processes, in MB."""
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    peak = 0
    while memory and process.poll() is None:
        peak = max(peak, resident(tree(process.pid)))
        time.sleep(0.01)
    status = process.wait()
    elapsed = time.perf_counter() - start
    if status != 0:
        sys.exit(f"{' '.join(command)} ended with {status}")
    return peak / 1e6 if memory else elapsed


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("sinter")
    parser.add_argument("models", nargs="+")
    parser.add_argument("--rounds", type=int, default=5)
    args = parser.parse_args()
    slim = "import sys, onnxslim; onnxslim.slim(sys.argv[1], sys.argv[2])"
    logs = {"plain": [], "verified": []}
    print(f"{'model':42} {'slim':>7} {'plain':>7} {'verified':>8} {'plain/slim':>10} {'verified/slim':>13} {'MB':>6} {'slim MB':>8}")
    with tempfile.TemporaryDirectory() as out:
        target = os.path.join(out, "out.onnx")
        for model in args.models:
            commands = {
                "slim": [sys.executable, "-c", slim, model, target],
                "plain": [args.sinter, "compile", model, "-o", target, "--no-verify", "-q"],
                "verified": [args.sinter, "compile", model, "-o", target, "-q"],
            }
            times = {name: [] for name in commands}
            for _ in range(args.rounds):
                for name, command in commands.items():
                    times[name].append(timed(command, False))
            median = {name: statistics.median(t) for name, t in times.items()}
            memory = timed(commands["plain"], True)
            slim_memory = timed(commands["slim"], True)
            for name, log in logs.items():
                log.append(math.log(median[name] / median["slim"]))
            print(
                f"{os.path.basename(model):42} {median['slim']:7.3f} {median['plain']:7.3f} {median['verified']:8.3f}"
                f" {median['plain'] / median['slim']:10.2f} {median['verified'] / median['slim']:13.2f}"
                f" {memory:6.0f} {slim_memory:8.0f}",
                flush=True,
            )
    for name, log in logs.items():
        print(f"{name}/slim: geometric mean {math.exp(statistics.mean(log)):.3f}, largest {math.exp(max(log)):.3f}")


if __name__ == "__main__":
    main()
