"""The README's one command: a PyTorch block becomes a picture of its gradients."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("torch", reason="without PyTorch")
README = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")


def test_the_command_draws_a_transformer_block(tmp_path):
    (command,) = re.findall(r"```bash\n(.*?)```", README, re.DOTALL)
    install, code = command.split(" && python -c ")
    assert install == "python -m pip install -e . torch"
    done = subprocess.run(
        [sys.executable, "-c", code.strip().strip('"')],
        capture_output=True, text=True, cwd=tmp_path, check=False,
    )  # fmt: skip
    assert done.stderr == ""
    assert done.returncode == 0
    assert (tmp_path / "block.png").read_bytes()[:4] == b"\x89PNG"
