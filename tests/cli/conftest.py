"""What the tests of commands share."""

import pytest


@pytest.fixture
def undrawn(monkeypatch):
    """Let `microact train` leave its pictures out, where a test is about something else."""
    from microact.cli import training

    monkeypatch.setattr(training, "_draw", lambda folder, fitted, goal: None)
