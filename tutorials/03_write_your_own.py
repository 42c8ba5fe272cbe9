# ---
# jupyter:
#   jupytext:
#     formats: ipynb,py:percent
#     text_representation:
#       extension: .py
#       format_name: percent
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # 3. Write your own
#
# **The question.** A slope written by hand may be wrong, and a network with a wrong slope still
# runs: it only learns badly. How do you find out?
#
# **Afterwards you can** add an activation of your own, check its slope by experiment, choose a
# good size for the nudge, and tell a corner of a curve from a mistake.
#
# About fifteen minutes. You need lessons 1 and 2.

# %%
# Install what this lesson needs, where it is missing (a bare Jupyter).
import importlib.util
import subprocess
import sys
from pathlib import Path

if importlib.util.find_spec("microact") is None:
    project = ".." if Path("../pyproject.toml").exists() else "."
    subprocess.run([sys.executable, "-m", "pip", "install", "-q", f"{project}[plots]"], check=True)

# %%
import math

import numpy as np

import microact as ma
from microact.check import GradientMismatch
from microact.show.display import show
from microact.show.plots import plot_activation

# %% [markdown]
# ## Five lines
#
# An activation is a class that states two things: the curve (`forward`) and its slope
# (`local_gradient`). Take a bump, the curve of e to the power of minus x squared. Its slope needs
# the rule for e (its own slope) and the chain rule of lesson 2 for what is inside: minus 2 times
# x, times the value y.


# %%
class Bump(ma.Activation):
    """A smooth hill at 0, flat far away."""

    formula = "exp(-x ** 2)"
    derivative = "-2 * x * y"

    def forward(self, x, xp):
        return xp.exp(-x * x)

    def local_gradient(self, x, y, xp):
        return -2 * x * y


# %% [markdown]
# `xp` stands for what computes `exp`: Python's math for one number, NumPy for many. Nothing needs
# to be registered. The class works like the built-in ones at once.

# %%
x = ma.Value(0.5, "x")
y = Bump()(x * 2.0)
y.label = "y"
y.backward()
print(f"y = {y.data:.4f}, x.grad = {x.grad:.4f}")
show(ma.draw(y), "03-bump-in-a-graph")
show(plot_activation(Bump), "03-bump")

# %% [markdown]
# ## The check
#
# Is the slope right? Lesson 1 measured a slope: nudge the number a little both ways, see how far
# the result moves, divide. `gradcheck` does that, carefully, and compares.

# %%
print(ma.gradcheck(Bump(), [-1.5, 0.0, 0.3, 2.0]))

# %% [markdown]
# Now make a mistake on purpose. The 2 is forgotten.


# %%
class CarelessBump(ma.Activation):
    """The same hill, with a slope that forgets the 2."""

    derivative = "-x * y"

    def forward(self, x, xp):
        return xp.exp(-x * x)

    def local_gradient(self, x, y, xp):
        return -x * y


try:
    ma.gradcheck(CarelessBump(), [-1.5, 0.0, 0.3, 2.0])
except GradientMismatch as mismatch:
    print(mismatch)

# %% [markdown]
# It says at which entry, shows both numbers, and quotes the formula they came from. At x = 0 the
# wrong slope is right by luck. That is why one tries several points.
#
# ## Predict
#
# How large should the nudge be? Smaller seems better: a slope is what is left when the nudge goes
# to nothing. Take tanh at 0.5 and nudges of a tenth, a hundredth, and so on down to a
# quadrillionth (fifteen zeros). Where will the error be smallest? Write your guess down.

# %%
exact = 1 - math.tanh(0.5) ** 2
nudges = [10.0**-k for k in range(1, 16)]
errors = []
for h in nudges:
    measured = (math.tanh(0.5 + h) - math.tanh(0.5 - h)) / (2 * h)
    errors.append(abs(measured - exact))
for h, error in zip(nudges, errors):
    print(f"nudge {h:.0e}   error {error:.0e}")
best = nudges[int(np.argmin(errors))]
print(f"best: {best:.0e}")

# %%
import matplotlib.pyplot as plt

axes = plt.figure(figsize=(5, 3.2), layout="constrained").subplots()
axes.loglog(nudges, np.maximum(errors, 1e-17), "o-", color="#0072B2")
axes.set_xlabel("nudge")
axes.set_ylabel("error of the measured slope")
show(axes, "03-errors")

# %% [markdown]
# A **V**. On the right the nudge is too large: the curve bends within it. On the left it is too
# small: the two values are so alike that their difference is mostly rounding, and dividing by a
# tiny number makes that large. The best nudge is in between, near 10⁻⁵, and no nudge gives all
# sixteen digits.
#
# `gradcheck` takes several nudges, each half the one before, and works out from their trend what
# the slope would be at nudge 0 (**extrapolation**). That gains some more digits:

# %%
from microact.check import derivative

slope, nudge = derivative(math.tanh, 0.5)
print(f"extrapolated: error {abs(slope - exact):.0e} (one nudge at best {min(errors):.0e})")

# %% [markdown]
# ## A corner is not a mistake
#
# ReLU has a corner at 0, a **kink**: slope 0 on its left, slope 1 on its right. Nudging both ways
# gives one half. ReLU's own slope at 0 is 0. Who is wrong?

# %%
print(ma.gradcheck(ma.relu, [-1.0, 0.0, 1.0]))

# %% [markdown]
# Nobody. At a kink there is no single slope; any number between the two is a fair choice, called
# a **subgradient**. The check measures both sides by themselves, sees that they differ, and
# accepts what lies between them. A slope of 2 would be refused.
#
# ## The code behind it
#
# The comparison stands in `microact/check.py`. The heart of it is `_tableau`: a row of nudges,
# and the extrapolation.

# %%
import inspect

from microact.check import _tableau

print(inspect.getsource(_tableau))

# %% [markdown]
# ## The maths, last
#
# For a smooth $f$ the measured slope differs from the true one by even powers of the nudge $h$:
#
# $$\frac{f(x + h) - f(x - h)}{2h} = f'(x) + \frac{f'''(x)}{6} h^2 + \dots$$
#
# and rounding adds an error of about $\varepsilon / h$, with $\varepsilon \approx 10^{-16}$.
# The sum is smallest near $h \approx \varepsilon^{1/3}$. Two nudges $h$ and $h/2$ can be combined
# so that the $h^2$ terms cancel: $\frac{4 D(h/2) - D(h)}{3}$ (Richardson, 1911).
#
# ## Exercises
#
# 1. **A prediction.** What is the slope of the bump at x = 1? Four decimals.
#    `exercises.check("03-1", your_number)`
# 2. **A change.** A kink: max(x, 3 · x) has its corner at 0. Give the largest slope at 0 that the
#    check accepts. `exercises.check("03-2", your_number)`
# 3. **Build.** Write the class of x · |x| with its slope, as an activation.
#    `exercises.check("03-3", YourClass)`

# %%
from microact import exercises

exercises.check("03-1", -0.5)  # a first guess: put yours here

# %% [markdown]
# <details><summary>Solutions</summary>
#
# 1. −2 · x · y at x = 1 is −2 / e. `exercises.check("03-1", -2 * np.exp(-1))`
# 2. Left of 0 the larger of x and 3x is x, right of it 3x: slopes 1 and 3.
#    `exercises.check("03-2", 3)`
# 3. The slope of x · |x| is 2|x|, on both sides:
#
# ```python
# class Signed(ma.Activation):
#     def forward(self, x, xp):
#         return x * abs(x)
#
#     def local_gradient(self, x, y, xp):
#         return 2 * abs(x)
#
# exercises.check("03-3", Signed)
# ```
#
# </details>
