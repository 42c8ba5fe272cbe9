"""How long `import microact` takes, as a ratio to `import numpy`: each in fresh processes."""

import os
import statistics
import subprocess
import sys
import time

# Without its compiled files, Python would translate the package anew at each start.
ENVIRONMENT = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}


def seconds(statement: str) -> float:
    start = time.perf_counter()
    subprocess.run([sys.executable, "-c", statement], check=True, env=ENVIRONMENT)
    return time.perf_counter() - start


def main(runs: int = 15) -> None:
    ratios = []
    for run in range(runs + 1):
        bare, ours = seconds("import numpy"), seconds("import microact")
        if run:  # the first fills the caches
            ratios.append(ours / bare)
    low, middle, high = min(ratios), statistics.median(ratios), max(ratios)
    print(f"import microact / import numpy: {middle:.2f} (from {low:.2f} to {high:.2f})")


if __name__ == "__main__":
    main()
