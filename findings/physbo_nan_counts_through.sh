#!/usr/bin/env bash
# PHYSBO 3.2.1: after one observation that is NaN the Bayesian search goes through the candidates in their order.
#
# A cell that broke has no resistance, and NaN is what NumPy has for it. `bayes_search` takes it, warns of an
# ill-conditioned matrix at most, and from then on its acquisition is NaN everywhere: the next candidates are those of
# the lowest index that are left, whatever was measured. The best so far is the cell without a value.
#
# Seen: "chosen after the NaN: [0, 1, 2, 3, 4, 5]; best nan at candidate 30 of 41". Fails when that changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet "physbo==3.2.1"
venv/bin/python -W ignore - <<'PYTHON'
import numpy as np
import physbo

X = np.linspace(0.0, 1.0, 41)[:, None]
policy = physbo.search.discrete.Policy(test_X=X)
policy.set_seed(1)
for candidate in (8, 16, 24, 36):
    policy.write([candidate], [-((float(X[candidate, 0]) - 0.3) ** 2)])
policy.write([30], [np.nan])
chosen = []
for _ in range(6):
    (action,) = policy.bayes_search(
        max_num_probes=1, simulator=None, score="EI", interval=0, is_disp=False
    )
    chosen.append(int(action))
    policy.write([action], [-((float(X[action, 0]) - 0.3) ** 2)])
best, where = policy.history.export_sequence_best_fx()
print(f"chosen after the NaN: {chosen}; best {best[-1]} at candidate {where[-1]} of 41")
assert chosen == [0, 1, 2, 3, 4, 5] and np.isnan(best[-1]) and where[-1] == 30, "CHANGED"
PYTHON
