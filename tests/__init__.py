"""The tests. Each worker has one core: a linear algebra of several threads would only wait."""

import os

for _library in ("OPENBLAS", "OMP", "MKL"):  # before anything imports NumPy
    os.environ.setdefault(f"{_library}_NUM_THREADS", "1")
