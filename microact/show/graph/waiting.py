"""A program that may take a while: after two seconds a line says that it runs, and for how long."""

import subprocess
import sys
import time

PATIENCE = 2.0
"""Seconds that nobody minds."""


def run_patiently(command: list[str], text: str) -> subprocess.CompletedProcess[bytes]:
    """Run a program on a text; say on the error stream how long it has been at it."""
    said, start = False, time.monotonic()
    given: bytes | None = text.encode()
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as program:
        wait = PATIENCE
        try:
            while True:
                try:
                    out, err = program.communicate(given, timeout=wait)
                    break
                except subprocess.TimeoutExpired:
                    seconds = time.monotonic() - start
                    _say(f"\rplacing {text.count(' -> ')} arrows: {seconds:.0f} s ")
                    said, wait, given = True, 1.0, None  # it has its text already
        except BaseException:
            program.kill()  # whoever interrupts us does not want it to go on
            raise
        finally:
            if said:
                _say("\n")
    return subprocess.CompletedProcess(command, program.returncode, out, err)


def _say(words: str) -> None:
    sys.stderr.write(words)
    sys.stderr.flush()
