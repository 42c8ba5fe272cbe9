"""Shortcuts that the engine runs without; each is held to the plain way by a test.

Importing this package installs them; inside `with ma.plain():` none is taken.
"""

from microact.engine.shortcuts import install
from microact.fast import float_rules, float_walk

install(float_rules.value, float_walk.walk_back)
