"""Checks that every file Sinter writes passes onnx.checker where its input does.

usage: check.py INPUT_FOLDER OUTPUT_FOLDER

Pairs files of the same relative name in both folders (see `sinter test --keep` and `sinter compile`).
"""

import pathlib
import sys

import onnx


def valid(path):
    try:
        onnx.checker.check_model(str(path))
        return None
    except Exception as e:  # the checker raises several kinds
        return str(e).strip().splitlines()[0]


def main():
    inputs, outputs = map(pathlib.Path, sys.argv[1:3])
    passed = failed = refused = missing = 0
    for source in sorted(inputs.rglob("*.onnx")):
        written = outputs / source.relative_to(inputs)
        if not written.exists():
            missing += 1
            continue
        if valid(source) is not None:
            refused += 1
            continue
        reason = valid(written)
        passed += reason is None
        failed += reason is not None
        if reason is not None:
            print(f"{source.relative_to(inputs)}: {reason}")
    print(f"{passed} passed, {failed} failed, {refused} inputs are refused themselves, {missing} were not written")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
