"""One contender in a process of its own, as its users run it: started and timed by `race.py`.

It is told what to make; then each line of its input asks for a turn, and is answered with the
processor's seconds that one run took. It is run as a file, so that `--package` may be an older
checkout: the code it runs is found beside it, `microact` there.
"""

import gc
import importlib
import json
import sys
import time

AS_SET, BEFORE, OFF = "as Python sets it", "run before each", "off"
"""What Python's garbage collector does meanwhile."""


def turn(step, repeats, collector):
    """Run a step so many times; return the seconds of one."""
    seconds = 0.0
    if collector == AS_SET:
        start = time.process_time()
        for _ in range(repeats):
            step()
        return (time.process_time() - start) / repeats
    if collector == OFF:
        gc.disable()
    for _ in range(repeats):
        gc.collect()
        start = time.process_time()
        step()
        seconds += time.process_time() - start
    gc.enable()
    return seconds / repeats


def main():
    package, module, function, given = sys.argv[1:]
    if package:
        sys.path.insert(0, package)
    made = getattr(importlib.import_module(module), function)(**json.loads(given))
    print(json.dumps(made() if callable(made) else made), flush=True)
    for line in sys.stdin:
        print(json.dumps(turn(made, **json.loads(line))), flush=True)


if __name__ == "__main__":
    main()
