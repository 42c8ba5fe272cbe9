"""Shortcuts for single floats and for arrays; each is held to the engine's plain way by a test.

Importing this package installs them; inside `with ma.plain():` none is taken.
"""

from microact.engine.shortcuts import install
from microact.fast.array_plans import on_arrays
from microact.fast.array_walk import back_on_arrays
from microact.fast.float_rules import on_floats
from microact.fast.float_walk import back_on_floats

install(on_floats, back_on_floats, on_arrays, back_on_arrays)
