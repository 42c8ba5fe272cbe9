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
import numpy as np

import microact as ma
from microact.check import GradientMismatch
from microact.show.display import show
from microact.show.plots import plot_activation

# %% [markdown]
# ## A bump
#
# An activation is a class that states two things: the curve (`forward`) and its slope
# (`local_gradient`). Let us write one that gives a hill: 1 in the middle, 0 far away. Take the
# number *e* to the power of −(x · x).
#
# Its slope, by the chain rule of lesson 2. First step: u = −(x · x). Two arrows lead from x into
# x · x, each with x on it, so that the local gradient of this step is −2x. Second step: e to the
# power of u. This curve has a famous property: its slope is its own value. The value is *y*. So
# the slope of both steps together is −2x · y.


# %%
class Bump(ma.Activation):
    """A smooth hill at 0, flat far away."""

    def forward(self, x, xp):
        return xp.exp(-x * x)

    def local_gradient(self, x, y, xp):
        return -2 * x * y


# %% [markdown]
# `x` is what goes in, `y` what came out, and `xp` is what computes `exp`: for one number or for
# many. Nothing needs to be registered. `Bump()` makes one, and it works like the built-in
# activations at once.

# %%
bump = Bump()
x = ma.Value(0.5, "x")
y = bump(x * 3.0)
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
print(ma.gradcheck(bump, [-1.5, 0.0, 0.3, 2.0]))

# %% [markdown]
# A row for each number (`entry` counts them from 0): the slope that your code gave, the slope
# that was measured (*numerical*), and the **relative error**: their difference, divided by the
# larger of the two. (`e-14` at the end of a number means: move its point fourteen places to the
# left.) Measuring a slope with small nudges is called the method of **finite differences**.
#
# Now make a mistake on purpose. The 2 is forgotten.


# %%
class CarelessBump(ma.Activation):
    """The same hill, with a slope that forgets the 2."""

    derivative = "-x * y"  # for people to read: it is shown when something is wrong

    def forward(self, x, xp):
        return xp.exp(-x * x)

    def local_gradient(self, x, y, xp):
        return -x * y


try:
    ma.gradcheck(CarelessBump(), [-1.5, 0.0, 0.3, 2.0])
except GradientMismatch as mismatch:
    print(mismatch)

# %% [markdown]
# It says where, shows both numbers, and quotes the formula that you wrote. A relative error of
# one half: your slope is half of what it should be. But look at the row of x = 0. There the wrong
# slope is right, by luck. That is why one tries several points.
#
# ## Predict
#
# How large should the nudge be? Smaller seems better: a slope is what is left when the nudge goes
# to nothing. Take the sigmoid at 0.5 and nudges of a tenth, a hundredth, and so on, fifteen times.
# Where will the error be smallest? Write your guess down. (You know the exact slope of the
# sigmoid from lesson 1, y · (1 − y). So we can tell the error.)

# %%
exact = ma.sigmoid(0.5) * (1 - ma.sigmoid(0.5))
nudges = [10.0**-k for k in range(1, 16)]
errors = []
for h in nudges:
    measured = (ma.sigmoid(0.5 + h) - ma.sigmoid(0.5 - h)) / (2 * h)
    errors.append(abs(measured - exact))
for h, error in zip(nudges, errors):
    print(f"nudge {h:.0e}   off by {error:.0e}")
best = nudges[int(np.argmin(errors))]
print(f"best: {best:.0e}")

# %%
import matplotlib.pyplot as plt

axes = plt.figure(figsize=(5, 3.2), layout="constrained").subplots()
axes.loglog(nudges, np.maximum(errors, 1e-17), "o-", color="#0072B2")
axes.set_xlabel("nudge (each dot a tenth of the one on its right)")
axes.set_ylabel("measured slope is off by")
show(axes, "03-errors")

# %% [markdown]
# A **V**. On the right the nudge is too large: the curve bends within it. On the left it is too
# small. A computer keeps about sixteen digits of a number. The two values are then so alike that
# their difference has few digits left, and dividing it by a tiny nudge makes that error large.
# The best nudge is in between. As a rule of thumb: 10⁻⁵, one hundred-thousandth.
#
# `gradcheck` can do better. On the right branch of the V, a nudge of half the size makes the error
# four times smaller: of 4 parts it takes away 3, and 1 is still missing. That is a third of what it
# took away, so we can add it. Such a look ahead is called **extrapolation**. With two large nudges:

# %%
coarse = (ma.sigmoid(0.6) - ma.sigmoid(0.4)) / 0.2  # a nudge of 0.1
fine = (ma.sigmoid(0.55) - ma.sigmoid(0.45)) / 0.1  # a nudge of 0.05
ahead = fine + (fine - coarse) / 3
for name, slope in [("nudge 0.1", coarse), ("nudge 0.05", fine), ("both", ahead)]:
    print(f"{name:<10}  slope {slope:.10f}  off by {abs(slope - exact):.2e}")

# %% [markdown]
# `gradcheck` does this with ten nudges, each half the one before, from a large one downwards. (The
# `h` in its message is the nudge at which that went best.)

# %%
from microact.check.finite_differences import derivative

slope, _ = derivative(ma.sigmoid, 0.5)
print(f"off by {abs(slope - exact):.0e}; one nudge alone, at best {min(errors):.0e}")

# %% [markdown]
# ## A corner is not a mistake
#
# ReLU keeps positive numbers and makes the rest 0. At 0 it has a corner, a **kink**.

# %%
show(plot_activation("relu", reach=2), "03-relu")
nudge = 0.001
print("nudged both ways:", (ma.relu(nudge) - ma.relu(-nudge)) / (2 * nudge))
print("ReLU's own slope:", ma.grad(ma.relu)(0.0))

# %% [markdown]
# The slope is 0 on the left of the kink and 1 on its right. Nudging both ways gives one half, and
# ReLU's own code says 0. Who is wrong?

# %%
print(ma.gradcheck(ma.relu, [-1.0, 0.0, 1.0]))

# %% [markdown]
# Nobody. At a kink there is no single slope; any number between the two is a fair choice, called
# a **subgradient**. The check measures both sides by themselves, sees that they differ, and
# accepts what lies between, the two themselves included. It does not accept everything:


# %%
class SteepReLU(ma.Activation):
    """A ReLU that claims a slope of 2 at its corner."""

    def forward(self, x, xp):
        return xp.maximum(x, 0.0)

    def local_gradient(self, x, y, xp):
        return xp.where(x > 0, 1.0, xp.where(x < 0, 0.0, 2.0))


print(ma.gradcheck(SteepReLU(), [-1.0, 0.0, 1.0], raise_error=False))

# %% [markdown]
# ## The code behind it
#
# The comparison stands in `microact/check/gradient_check.py`, the measuring in
# `microact/check/finite_differences.py`. Here is what looks ahead, for those who want to know. It
# is the cell above with ten nudges, and it looks ahead several times over. (`row.append(...)` is
# the line you know: with k = 1, `4**k - 1` is 3.)

# %%
import inspect

from microact.check.finite_differences import tableau

print(inspect.getsource(tableau))

# %% [markdown]
# ## The maths, last
#
# For a smooth $f$ the measured slope differs from the true one by even powers of the nudge $h$:
#
# $$\frac{f(x + h) - f(x - h)}{2h} = f'(x) + \frac{f'''(x)}{6} h^2 + \dots$$
#
# and rounding adds an error of about $\varepsilon / h$, with $\varepsilon \approx 10^{-16}$.
# The sum is smallest near $h \approx \varepsilon^{1/3}$. Two nudges $h$ and $h/2$ can be combined
# so that the $h^2$ terms cancel: $\frac{4 D(h/2) - D(h)}{3}$ (Richardson, 1911). That is the fine
# slope plus a third of the difference.
#
# ## Exercises
#
# 1. **A prediction.** What is the slope of the bump at x = 1? Four decimals.
#    `exercises.check("03-1", your_number)`
# 2. **A change.** A kink: max(x, 3 · x) has its corner at 0. Give the largest slope at 0 that the
#    check accepts. `exercises.check("03-2", your_number)`
# 3. **Build.** Write the class of x · |x| as an activation: x² for positive x, −x² for negative x.
#    (`abs(x)` works.) For its slope, look at positive x first, then at negative x.
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
