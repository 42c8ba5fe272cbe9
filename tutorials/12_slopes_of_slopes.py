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
    change = second(x) + 0.0  # so that -0 is shown as 0
    print(f"tanh at {x:+}: {ma.tanh(x):+.3f}, slope {slope(x):.3f}, slope of slope {change:+.3f}")

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
# ## At a kink curvature does not exist
#
# ReLU is two straight lines. A straight line does not bend, so the second derivative is 0, left and
# right. At the corner, at 0, nudge and see how much the slope changes per step:

# %%
relu_slope = ma.grad(ma.relu)
for nudge in (0.1, 0.01, 0.001, 0.0001):
    print(f"nudge {nudge}: {(relu_slope(nudge) - relu_slope(-nudge)) / (2 * nudge):g}")
print("by the graph:", ma.grad(relu_slope)(0.0))

# %% [markdown]
# The smaller the nudge, the larger the answer: there is no number it comes closer to. At a kink the
# second derivative does not exist. So ReLU's is of no use: it is 0 everywhere but at the corner,
# and there is none there (microact returns 0 there too). To divide by it, as we shall below, one
# would divide by 0. Softplus, log(1 + eˣ), is a ReLU with the corner rounded off; nearly all its
# bend lies between −5 and 5:

# %%
bend = ma.grad(ma.grad(ma.softplus))
for x in (-5.0, -1.0, 0.0, 1.0, 5.0):
    print(f"softplus at {x:+}: curvature {bend(x):.3f}")

# %% [markdown]
# ## How far to go
#
# Plain gradient descent goes a fixed share of the slope. Too small a share, and it creeps; too
# large, and it jumps over the valley. If one knows the curvature too, one can do better. Take x².
# At 3 its slope is 6 and its curvature 2, and 6 / 2 = 3 is exactly how far away the bottom is. This
# is true from every place on x², and a smooth valley looks nearly like such a curve from close by.
# To go slope divided by curvature is **Newton's step**. (On a ReLU it would divide by 0.)


# %%
def valley(x):
    """A valley: steep on the left, less so on the right."""
    return ma.softplus(x) + ma.exp(-x)


f1 = ma.grad(valley)
f2 = ma.grad(f1)
bottom = 0.0
for _ in range(20):
    bottom = bottom - f1(bottom) / f2(bottom)
downhill = newton = -2.0
print("distance to the bottom:   gradient descent, rate 0.1       Newton")
for step in range(8):
    print(f"step {step} {abs(downhill - bottom):35.8f} {abs(newton - bottom):23.8f}")
    downhill = downhill - 0.1 * f1(downhill)
    newton = newton - f1(newton) / f2(newton)

# %% [markdown]
# Newton's distance shrinks faster and faster: from a tenth to a hundredth to three
# hundred-thousandths, to nothing one can print. Near the bottom each step about doubles the number
# of right decimals. Gradient descent takes off a share at each step, and the share falls: 29% at
# first, an eighth in the last rows, in the end a twelfth: the rate times the curvature at the
# bottom. With a larger rate it would do better here (try 0.5). Newton needs no rate, but a start
# that is not too far off: from 4 its first step lands at −23.
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


def hessian(f, v: np.ndarray) -> np.ndarray:
    """Return the table of second derivatives: a row for each slope."""
    return np.array([ma.grad(lambda u, i=i: ma.grad(f)(u)[i])(v) for i in range(len(v))])


start = np.array([-2.5, 0.3])
slopes, table = ma.grad(narrow)(start), hessian(narrow, start)
print("slopes: ", slopes)
print("Hessian:")
print(table)
newtons = np.linalg.solve(table, slopes)
print("Newton's step:", newtons, "  Hessian times step:", table @ newtons)

# %% [markdown]
# Read it: 22 says how fast the first slope changes if the first weight moves, 89 the second with
# the second; −44 stands twice, because the first slope changes with the second weight as the second
# with the first. With one weight the step was slope divided by curvature; with several, it is the
# step for which Hessian times step gives the slopes (`np.linalg.solve` finds it). The last line
# printed it, and the proof. It goes far along the valley, where the ground bends little, and
# carefully across, where it bends much.

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
axes.set(xlabel="first weight", ylabel="second weight")
axes.legend(frameon=False, fontsize=9, loc="lower right")
show(axes, "12-newton")
lowest = narrow(np.zeros(2))
for name, path in paths.items():
    print(f"{name + ':':<17} {narrow(path[-1]) - lowest:.1e} above the bottom")

# %% [markdown]
# Each grey line joins points of equal height. Gradient descent overshoots, and then creeps along
# the valley floor. Newton is there after six steps (the last ones too short to see), but each of
# its steps computes four second derivatives as well.
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
# It has found the highest point. **And it may go too far**, where the curvature is near 0 and the
# slope is not. The middle of a sigmoid is such a place; how far Newton's step would go from there:

# %%
s1, s2 = ma.grad(ma.sigmoid), ma.grad(ma.grad(ma.sigmoid))
for x in (2.0, 0.5, 0.1, 0.01):
    print(f"sigmoid at {x}: slope {s1(x):.3f}, curvature {s2(x):.4f}, step {-s1(x) / s2(x):.1f}")

# %% [markdown]
# **The Hessian is large.** A network with n weights has n² second derivatives (and to solve for the
# step takes about n³ operations):

# %%
for sizes in ([16, 16, 1], [64, 64, 1]):
    n = sum(p.size for p in ma.nn.MLP(2, sizes).parameters())
    print(f"2-{'-'.join(map(str, sizes))}: {n:,} weights and biases, {n**2:,} second derivatives")

# %% [markdown]
# (The optimizer Adam, lesson 10, also gives each weight a step of its own size, from past gradients
# alone.)
#
# ## The code behind it
#
# Where do the second derivatives come from? Look at tanh's local gradient again. It is written with
# operators, so it computes with nodes as well as with numbers. `create_graph=True` asks for that:
# the gradient of x becomes a node, with a graph of its own behind it, and we can walk back through
# that. (Of the two constants 1 in its picture one is the gradient that starts the walk, the other
# the 1 of the formula.)

# %%
import inspect

print(inspect.getsource(ma.tanh.rule.local_gradient))
x = ma.Value(1.0, "x")
y = ma.tanh(x)
y.backward(create_graph=True)
slope_at_1, x.grad = x.grad, 0.0
slope_at_1.label = "slope"
slope_at_1.backward()
print(f"the slope of the slope: {x.grad:.3f}")
show(ma.draw(slope_at_1), "12-graph-of-the-slope")

# %% [markdown]
# ## The maths, last
#
# Near $x$ a smooth $f$ is, but for terms of third order,
# $f(x + s) \approx f(x) + f'(x)\,s + \tfrac12 f''(x)\,s^2$. The right side is least (if
# $f''(x) > 0$) at
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
# 2. **A change.** Newton's step for x⁴ from x = 3: where does it land? (`ma.grad` tells you the
#    slopes.) `exercises.check("12-2", your_number)`
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
