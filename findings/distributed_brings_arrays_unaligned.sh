#!/usr/bin/env bash
# dask.distributed 2026.8.0: a NumPy array that is sent to a worker of another process is not aligned there.
#
# A good guess: an array of float64 arrives as NumPy makes one, aligned to 8 bytes at least
# (flags.aligned), whatever the way; how fast a product of matrices is does not hang on where it came from.
# Seen: arrays of 120 bytes to 63 MB that were scattered arrive with flags.aligned False, contiguous and writeable,
# at odd addresses; a copy is aligned. A product of two such matrices was measured at 1.7 times that of
# copies (NumPy 2.4.6, OpenBLAS); times are not asserted here.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q numpy==2.4.6 "dask==2026.8.0" "distributed==2026.8.0" 2>/dev/null
cat > "$work/look.py" <<'PYTHON'
import distributed
import numpy as np
from distributed import Client, LocalCluster

SHAPES = [(5, 3), (1_000, 784), (10_000, 784)]


def look(x):
    return x.flags.aligned, x.flags.c_contiguous, x.flags.writeable, np.array(x).flags.aligned


def main():
    assert distributed.__version__ == "2026.8.0", distributed.__version__
    with (
        LocalCluster(n_workers=1, threads_per_worker=1, dashboard_address=None) as cluster,
        Client(cluster) as client,
    ):
        found = {}
        for shape in SHAPES:
            sent = client.scatter(np.ones(shape))
            found[shape] = client.submit(look, sent).result()
            print(f"{shape}: aligned {found[shape][0]}, a copy of it {found[shape][3]}")
    assert set(found.values()) == {(False, True, True, True)}, found
    print("as stated")


if __name__ == "__main__":
    main()
PYTHON
"$work/venv/bin/python" -W ignore "$work/look.py"
