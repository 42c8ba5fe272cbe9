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
# # 12. Slopes of slopes
#
# **The question.** A slope says which way is down. How far should one go? The slope of the slope
# knows something about that. What is it, when is there none, and why is it so rarely used?
#
# **Afterwards you can** compute second derivatives with a graph of a graph, say what curvature is
# and why a kink has none, and take a step with Newton's method and say when it fails.
#
# About twenty minutes. You need lessons 2, 3 and 4.

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
import matplotlib.pyplot as plt
import numpy as np

import microact as ma
from microact.show.display import show

# %% [markdown]
# ## A gradient that is a graph
#
# `ma.grad(f)` is the function that gives f's slope. microact computes a slope with the same
# operations as everything else, so the slope is a graph too, and has a slope. That one is the
# **second derivative**: how fast the slope changes.

# %%
slope = ma.grad(ma.tanh)
second = ma.grad(slope)
for x in (-1.0, 0.0, 1.0):
    bend = second(x) + 0.0  # so that -0 is shown as 0
    print(f"tanh at {x:+}: {ma.tanh(x):+.3f}, slope {slope(x):.3f}, slope of slope {bend:+.3f}")

# %% [markdown]
# ## Predict
#
# Draw tanh on paper, from −4 to 4. Below it its slope: where is it large, where small? Below that
# the slope of the slope: where is it positive, where negative, where 0?

# %%
positions = np.linspace(-4, 4, 161)
figure, axes = plt.subplots(figsize=(6.5, 3.2), layout="constrained")
for f, text, style in (
    (ma.tanh, "tanh", "-"),
    (slope, "slope", "--"),
    (second, "slope of the slope", ":"),
):
    axes.plot(positions, [f(x) for x in positions], style, lw=2, label=text)
axes.axhline(0, color="#D0D7DE", lw=0.8)
axes.legend(frameon=False, fontsize=9)
axes.set_xlabel("x")
show(axes, "12-three-curves")

# %% [markdown]
# Left of 0 the curve gets steeper: the slope grows, its slope is positive. The curve bends upwards,
# like a bowl. Right of 0 it flattens and bends downwards, like a hill. At 0, where it is steepest,
# the slope stands still for a moment, and the slope of the slope is 0. That bend is called
# **curvature**.
#
# Is it right? Nudge x and look how the slope changes, as in lesson 3:

# %%
nudge = 1e-5
for x in (-1.0, 0.5, 2.0):
    measured = (slope(x + nudge) - slope(x - nudge)) / (2 * nudge)
    print(f"at {x:+}: by the graph {second(x):+.6f}, by nudging {measured:+.6f}")

# %% [markdown]
# ## Why a kink has no curvature
#
# ReLU is two straight lines. A straight line does not bend, so the second derivative is 0, left and
# right. And at the corner, at 0, all of the bend sits in one point. Nudge there and see:

# %%
relu_slope = ma.grad(ma.relu)
for nudge in (0.1, 0.01, 0.001, 0.0001):
    print(f"nudge {nudge}: {(relu_slope(nudge) - relu_slope(-nudge)) / (2 * nudge):g}")
print("by the graph:", ma.grad(relu_slope)(0.0))

# %% [markdown]
# The smaller the nudge, the larger the answer: there is no number it comes closer to. A kink has no
# second derivative, not even a choice like the subgradient of lesson 3. microact says 0, which is
# right everywhere but there. So a ReLU network has pieces without any bend, and curvature tells
# nothing about its activations. Softplus, a ReLU with the corner rounded off, has all its bend
# around 0:

# %%
bend = ma.grad(ma.grad(ma.softplus))
print("softplus bends by", [f"{bend(x):.3f} at {x:g}" for x in (-5.0, -1.0, 0.0, 1.0, 5.0)])

# %% [markdown]
# ## How far to go
#
# Gradient descent goes a fixed share of the slope. Too small a share, and it creeps; too large, and
# it jumps over the valley. If one knows the curvature too, one can do better: near the place where
# one stands, the curve looks like a parabola, and the bottom of a parabola is exactly slope divided
# by curvature away. That is **Newton's step**.


# %%
def valley(x):
    """A valley: steep on the left, less so on the right."""
    return ma.softplus(x) + ma.exp(-x)


f1 = ma.grad(valley)
f2 = ma.grad(f1)
x = y = -2.0
print("step   gradient descent, rate 0.1   Newton")
for step in range(9):
    if step in (0, 1, 2, 3, 4, 6, 8):
        print(f"{step:4} {x:28.8f} {y:11.8f}")
    x = x - 0.1 * f1(x)
    y = y - f1(y) / f2(y)

# %% [markdown]
# Newton has all eight decimals after a few steps: near the bottom each step doubles their number.
# Gradient descent has none of them yet.
#
# ## Two weights
#
# With two weights there are four second derivatives: how the slope in each changes with each. The
# table is called the **Hessian**. For a long narrow valley:


# %%
def narrow(v):
    """A long valley with its bottom at (0, 0): steep across, nearly flat along."""
    across, along = 2 * v[1] - v[0], v[0] + v[1] / 2
    return ma.exp(across) + ma.exp(-across) + along * along / 10


def hessian(f, v):
    """Return the table of second derivatives: a row for each slope."""
    return np.array([ma.grad(lambda u, i=i: ma.grad(f)(u)[i])(v) for i in range(len(v))])


start = np.array([-2.5, 0.3])
print("slopes: ", ma.grad(narrow)(start))
print("Hessian:")
print(hessian(narrow, start))

# %% [markdown]
# Newton's step solves Hessian · step = slopes: it goes far where the ground bends little and
# carefully where it bends much, in each direction by its own measure.

# %%
paths = {"gradient descent": [start], "Newton": [start]}
for _ in range(40):
    v = paths["gradient descent"][-1]
    paths["gradient descent"].append(v - 0.05 * ma.grad(narrow)(v))
for _ in range(6):
    v = paths["Newton"][-1]
    paths["Newton"].append(v - np.linalg.solve(hessian(narrow, v), ma.grad(narrow)(v)))

figure, axes = plt.subplots(figsize=(6.5, 3.6), layout="constrained")
right, up = np.meshgrid(np.linspace(-3, 1, 120), np.linspace(-2.1, 1, 120))
height = 2 * np.cosh(2 * up - right) + (right + up / 2) ** 2 / 10
axes.contour(right, up, height, levels=np.geomspace(2.05, 40, 14), colors="#AFB8C1", linewidths=0.8)
for (name, path), colour in zip(paths.items(), ("#0072B2", "#D55E00")):
    points = np.array(path)
    axes.plot(*points.T, "o-", color=colour, markersize=4, label=f"{name}, {len(path) - 1} steps")
axes.plot(0, 0, "*", color="#1F2328", markersize=12, label="the bottom")
axes.legend(frameon=False, fontsize=9, loc="lower right")
show(axes, "12-newton")
bottom = narrow(np.zeros(2))
for name, path in paths.items():
    print(f"{name + ':':<17} {narrow(path[-1]) - bottom:.1e} above the bottom")

# %% [markdown]
# Every ring of the picture is a height. Gradient descent falls into the valley and then creeps
# along it. Newton strides.
#
# ## Then why does not everybody use it?
#
# **It may go up.** Newton's step aims at the place where the slope is 0. On a hill that is the top.
# Here is sin, from 1.2, where the curve bends downwards; the lowest points lie at −1.57 and 4.71:

# %%
down, newton = 1.2, 1.2
for _ in range(60):
    down = down - 0.3 * ma.grad(ma.sin)(down)
for _ in range(5):
    newton = newton - ma.grad(ma.sin)(newton) / ma.grad(ma.grad(ma.sin))(newton)
print(f"gradient descent ends at {down:.2f}, where sin is {ma.sin(down):.2f}")
print(f"Newton ends at {newton:.2f}, where sin is {ma.sin(newton):.2f}")
print("the lowest points:", round(-np.pi / 2, 2), round(3 * np.pi / 2, 2))

# %% [markdown]
# It has found the highest point. **And it may go too far:** where the curvature is near 0, as on
# the flat ends of a sigmoid, slope divided by curvature is anything.
#
# **It is large.** A network with n weights has n² second derivatives, and solving for the step
# takes about n³ operations:

# %%
for sizes in ([16, 16, 1], [64, 64, 1]):
    n = sum(p.size for p in ma.nn.MLP(2, sizes).parameters())
    print(f"2-{'-'.join(map(str, sizes))}: {n:,} weights and biases, {n**2:,} second derivatives")

# %% [markdown]
# Adam (lesson 10) is a cheap relative: it too gives each weight a step of its own measure, from
# nothing but the gradients of the past.
#
# ## The code behind it
#
# Where do the second derivatives come from? Look at tanh's local gradient again: it is written with
# operators, so when a gradient is to be recorded, the numbers it is given are nodes.

# %%
import inspect

print(inspect.getsource(ma.registry["tanh"].local_gradient))
x = ma.Value(1.0, "x")
y = ma.tanh(x)
y.backward(create_graph=True)
x.grad.label = "slope"
show(ma.draw(x.grad), "12-graph-of-the-slope")

# %% [markdown]
# ## The maths, last
#
# Near $x$ a smooth $f$ is, but for terms of third order, $f(x + s) \approx f(x) + f'(x)\,s +
# \tfrac12 f''(x)\,s^2$. The right side is least (if $f''(x) > 0$) at
#
# $$s = -\frac{f'(x)}{f''(x)}, \qquad \text{in several dimensions} \quad s = -H^{-1} \nabla f.$$
#
# For tanh, with $y = \tanh x$: $y' = 1 - y^2$ and $y'' = -2 y\,y' = -2y(1 - y^2)$. At a kink the
# limit of $(f'(h) - f'(-h)) / 2h$ does not exist.
#
# ## Exercises
#
# 1. **A prediction.** What is the second derivative of x³ at 2? `exercises.check("12-1",
#    your_number)`
# 2. **A change.** Newton's step for x⁴ from x = 3: where does it land? `exercises.check("12-2",
#    your_number)`
# 3. **Build.** Write `newton(f, x, steps)` that takes so many of Newton's steps from x and returns
#    where it ends, with `ma.grad`. `exercises.check("12-3", newton)`

# %%
from microact import exercises

exercises.check("12-1", 8)  # a first guess: put yours here

# %% [markdown]
# <details><summary>Solutions</summary>
#
# 1. The slope is 3x², its slope 6x. `exercises.check("12-1", 6 * 2)`
# 2. 3 − (4 · 27) / (12 · 9). `exercises.check("12-2", 3 - (4 * 3**3) / (12 * 3**2))`
# 3. Two gradients, one division:
#
# ```python
# def newton(f, x, steps):
#     slope = ma.grad(f)
#     curvature = ma.grad(slope)
#     for _ in range(steps):
#         x = x - slope(x) / curvature(x)
#     return x
#
# exercises.check("12-3", newton)
# ```
#
# </details>
