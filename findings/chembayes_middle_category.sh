#!/usr/bin/env bash
# ChemBayes 1.0.2: of three categories the one in the middle of the list is tried twice as often as the others.
#
# `Sampler.qmc_sampling` draws a category as a number from 0 to the last index and rounds it, so the first and the last
# one own half a step each; which material gets most cells depends on the order of the list. `force_edges=False`, which
# is to leave the Halton numbers as they are, changes nothing for categories.
# A second `Sampler()` starts with the parameters of the first (a mutable default): its plan has knobs of another study.
#
# Seen: "60 runs: {'bare': 15, 'PTFE': 30, 'nickel': 15}; second sampler has ['foil', 'dwell_s']".
# Fails when that changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet "chembayes==1.0.2"
MPLBACKEND=agg venv/bin/python -W ignore - <<'PYTHON'
from chembayes import Sampler

foils = ["bare", "PTFE", "nickel"]
first = Sampler()
first.add_categoric("foil", foils)
counts = []
for force_edges in (True, False):
    first.qmc_sampling(60, force_edges=force_edges)
    plan = list(first.get_df()["foil"])
    counts.append({foil: plan.count(foil) for foil in foils})
second = Sampler()
second.add_float("dwell_s", 10, 600)
second.qmc_sampling(4)
knobs = list(second.get_df().columns)
print(f"60 runs: {counts[0]}; second sampler has {knobs}")
assert counts == [{"bare": 15, "PTFE": 30, "nickel": 15}] * 2 and knobs == ["foil", "dwell_s"], "CHANGED"
PYTHON
