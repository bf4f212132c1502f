#!/usr/bin/env bash
# SMT 2.15.0 draws the lowest and the highest level of an ordinal half as often as those between.
#
# In Latin hypercubes and `sample_valid_x` of a design space an `OrdinalVariable` is drawn as a continuous number from
# its first to its last index and rounded, so the end levels own half a step each. An `IntegerVariable` of the same
# range gives every value its share. A knob with the settings 60, 120, 300 s is tried at 120 s in half of the cells.
#
# Seen: "60 runs: integer 1 to 3 [20, 20, 20], ordinal of three [15, 30, 15], of four [10, 20, 20, 10]".
# Fails when that changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet "smt==2.15.0"
venv/bin/python -W ignore - <<'PYTHON'
from collections import Counter

from smt.applications.mixed_integer import MixedIntegerSamplingMethod
from smt.design_space import DesignSpace, IntegerVariable, OrdinalVariable
from smt.sampling_methods import LHS

space = DesignSpace(
    [
        IntegerVariable(1, 3),
        OrdinalVariable(["60", "120", "300"]),
        OrdinalVariable(["60", "120", "300", "600"]),
    ],
    seed=1,
)
runs = MixedIntegerSamplingMethod(LHS, space, criterion="maximin", seed=1)(60)
valid, _ = space.sample_valid_x(60, seed=1)
shares = [
    [[n for _, n in sorted(Counter(column).items())] for column in design.T]
    for design in (runs, valid)
]
integer, three, four = shares[0]
print(f"60 runs: integer 1 to 3 {integer}, ordinal of three {three}, of four {four}")
expected = [[20, 20, 20], [15, 30, 15], [10, 20, 20, 10]]
assert shares == [expected, expected], "CHANGED"
PYTHON
