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
# # 4. Four gates
#
# **The question.** Sigmoid, tanh, ReLU, leaky ReLU: four activations you meet everywhere. A network
# learns from gradients, and every gradient has to come back through them. Which of the four lets it
# through?
#
# **Afterwards you can** say from a neuron's sum whether it is alive, saturated or dead, work out
# what is left of a gradient after six activations, and say what a leak of 0.01 or 0.001 changes.
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
import matplotlib.pyplot as plt
import numpy as np

import microact as ma
from microact.show.display import show
from microact.show.plots import plot_activation

# %% [markdown]
# ## Gates
#
# Think of a stream that flows back through a row of gates. Every gate is open a little or a lot.
# Behind the last one arrives what all of them let through. A gate that is shut stops everything,
# however open the others are.
#
# The stream is the gradient. The gates are the activations, and how far each is open is its local
# gradient: the slope of the curve at the point where the neuron sits.
#
# ## The four curves
#
# Solid is the curve, dashed its slope: how far the gate is open. The number that goes in, x, is a
# neuron's sum.

# %%
FOUR = ["sigmoid", "tanh", "relu", "leaky_relu"]
figure, grid = plt.subplots(2, 2, figsize=(7, 6), layout="constrained")
for name, axes in zip(FOUR, grid.flat):
    plot_activation(name, ax=axes)
    axes.set_ylim(-1.2, 2.2)  # one scale for all four
show(grid[0, 0], "04-four-curves")

# %% [markdown]
# - **Sigmoid** squeezes every number between 0 and 1.
# - **Tanh** squeezes every number between −1 and 1.
# - **ReLU** keeps a positive number and makes the rest 0.
# - **Leaky ReLU** keeps a positive number and multiplies a negative one by a small number, its
#   **leak**: here 0.01, too little to see. (In the code it is called `slope`.)
#
# The slopes at five sums:


# %%
def slope(activation, s: float) -> float:
    """Return the slope of an activation at the sum s."""
    x = ma.Value(s)
    activation(x).backward()
    return float(x.grad)


print("     sum" + "".join(f"{name:>13}" for name in FOUR))
for s in (-6.0, -1.0, 0.5, 1.0, 6.0):
    print(f"{s:8g}" + "".join(f"{slope(ma.activations[name], s):13.6f}" for name in FOUR))

# %% [markdown]
# Three words for what you see:
#
# - **alive**: the gate is open, the neuron learns. All four at 0.5.
# - **saturated**: the sum is far out on a flat end of the curve, and the slope is nearly 0, let us
#   say below 0.01. Sigmoid and tanh at 6 and at −6. Such a neuron learns very slowly.
# - **dead**: the slope is exactly 0. ReLU at negative sums. Nothing comes through. (At 0 itself,
#   the corner, microact takes ReLU's slope to be 0 too.)
#
# A leaky ReLU with a leak of 0.01 is barely alive at negative sums: its gate is open by a crack.
#
# ## Tanh is a sigmoid in disguise
#
# Sigmoid and tanh have the same S shape. Take a sigmoid, squeeze it to half its width, stretch it
# to twice its height, move it down by 1: that is tanh, exactly. Measured over a thousand points:

# %%
x = np.linspace(-5, 5, 1001)
disguised = 2 * ma.sigmoid(2 * x) - 1
print(f"largest difference: {np.abs(ma.tanh(x) - disguised).max():.0e}")
print(f"mean of the outputs: sigmoid {ma.sigmoid(x).mean():.2f}, tanh {ma.tanh(x).mean():.2f}")

# %% [markdown]
# The difference is rounding. But tanh is stretched as well as shifted: it is steeper (its largest
# slope is 1, the sigmoid's is 0.25), and its outputs lie around 0, not around 0.5. Which of the two
# helps the next layer is a question for lesson 9, with measurements.
#
# ## Predict
#
# Now six gates in a row. The number 1.5 goes through the same activation six times, and the
# gradient comes back. How much of it arrives at the start? Put the four in an order, from most to
# least. Then the same for −1.5. Write both orders down.

# %%
show(ma.draw_flow(FOUR, depth=6, x=1.5), "04-six-gates-positive")

# %%
show(ma.draw_flow(FOUR, depth=6, x=-1.5), "04-six-gates-negative")

# %% [markdown]
# Read each lane from right to left: it starts with 1, and every arrow multiplies by the number on
# it. A thick arrow carries much, a thin one little, a grey dashed one nothing, or less than a
# thousandth. (`1e-12` is 1 divided by a million millions.)
#
# For 1.5 the order is: ReLU and leaky ReLU (everything), tanh (2%), sigmoid (less than 0.01%). For
# −1.5 it is: tanh, sigmoid, leaky ReLU (a millionth of a millionth), ReLU (nothing at all).
#
# **Sigmoid.** No gate is open by more than a quarter. Six of them pass at most 0.25 · 0.25 · 0.25 ·
# 0.25 · 0.25 · 0.25, and here they pass less:

# %%
print(f"at most: {0.25**6:.6f}")


def six_times(activation, start: float) -> float:
    """Send a number through an activation six times; return the gradient that comes back."""
    x = ma.Value(start)
    y = x
    for _ in range(6):
        y = activation(y)
    y.backward()
    return float(x.grad)


print(f"sigmoid: {six_times(ma.sigmoid, 1.5):.6f}")
print(f"tanh:    {six_times(ma.tanh, 1.5):.6f}")

# %% [markdown]
# That is a **vanishing gradient**: each step loses some, and the losses multiply. **Tanh** loses
# less: its gate opens four times as wide, and its outputs come closer to 0 at every step, where it
# is widest.
#
# **ReLU** is all or nothing. A positive number passes untouched, and so does its gradient. A
# negative number finds the first gate shut. The other five see 0 and are shut too. **Leaky ReLU**
# passes one hundredth at each negative number. Six negative numbers in a row are rare: a network
# has weights in between, and they make some sums positive again.
#
# ## A network of six layers
#
# So let us look at a network: six layers of ten neurons, random weights, and one number that comes
# out at the end. How large is the gradient that arrives at the outputs of the first layer, and at
# those of the last? And how large is what arrives at their weights? We take average sizes, and
# average over 20 networks. A share is first layer divided by last layer.


# %%
def sizes(activation, seed: int, times: float = 1.0) -> list[float]:
    """Return sizes in the first and last of six layers: at the outputs, and at the weights."""
    rng = np.random.default_rng(seed)
    weights = [ma.Value(times * rng.normal(size=(10, 10)) / np.sqrt(10)) for _ in range(6)]
    signals = [rng.normal(size=(50, 10))]  # 50 examples at once
    for weight in weights:
        signals.append(activation(signals[-1] @ weight))
    signals[-1].mean().backward()
    ends = [signals[1], signals[-1], weights[0], weights[-1]]
    return [float(np.abs(node.grad).mean()) for node in ends]


print("              at the outputs                    at the weights")
print("              first      last       share       first      last       share")
for name in FOUR:
    row = np.mean([sizes(ma.activations[name], seed) for seed in range(20)], axis=0)
    parts = [f"{a:<10.6f} {b:<10.6f} {a / b:<11.4f}" for a, b in (row[:2], row[2:])]
    print(f"{name:<13} {' '.join(parts)}".rstrip())
for times in (0.1, 1.0, 10.0):
    row = np.mean([sizes(ma.relu, seed, times) for seed in range(20)], axis=0)
    shares = f"{row[0] / row[1]:.0e} at the outputs, {row[2] / row[3]:.2f} at the weights"
    print(f"relu, weights times {times:4}: {shares}")

# %% [markdown]
# Through the sigmoids nearly nothing comes back: the first layer of this network would learn
# thousands of times more slowly than its last. Tanh loses least. Leaky ReLU and ReLU let a gradient
# through about equally well: half of their gates are open, and the leak hardly counts.
#
# But look at ReLU's two shares. What arrives at a weight is the gradient *times the signal that
# comes in* (lesson 2: the slope of a product is the other factor). Through ReLU both shrink on
# their way, or both grow, the gradient backwards and the signal forwards, and by about the same
# factor. So the weights of first and last layer end up about alike, whatever the size of the
# weights (the last three lines). That ReLU loses gradient too, and how much depends on the weights,
# shows at the outputs only. Lesson 9 looks there, and at how large weights should be.
#
# ## 0.001 or 0.01?
#
# The article that these lessons answer, "How Neural Networks work: activation functions", gives
# leaky ReLU two different leaks: 0.001 in its formula, 0.01 in the sentence after it. Does it
# matter? Six gates, all at negative numbers (the picture shows four of them):

# %%
leaks = [ma.LeakyReLU(0.001), ma.LeakyReLU(0.01), ma.LeakyReLU(0.1)]
for leak in leaks:
    one, six = slope(leak, -1.5), six_times(leak, -1.5)
    print(f"leak {leak.slope:5g}:  one gate {one:5g}   six gates {six:.0e}")
show(ma.draw_flow(leaks, depth=4, x=-1.5), "04-leaks")

# %% [markdown]
# Through one gate, ten times less. Through six, a million times less. Neither is wrong; 0.01 is the
# number of the paper that introduced it (Maas and others, 2013), and microact's default.
#
# ## Back to life
#
# What is a crack in the gate good for? Here is a neuron that starts at a bad place: its bias is −3,
# so its sum is negative for each of three inputs. We would like its outputs to be 1. One number,
# the **loss**, says how bad they are: how far each output is from 1, squared, all added up. The
# gradient of the loss says which way it grows. So each step moves the weight and the bias a little
# the other way. (That is how all networks learn.) How many steps until the first of the three sums
# is positive, so that the neuron is wide awake?


# %%
def steps_to_wake_up(activation, most: int = 5_000) -> int | None:
    """Train one neuron until its sum is positive for some input; return the number of steps."""
    inputs = np.array([0.5, 1.0, 2.0])
    w, b = ma.Value(0.5, "w"), ma.Value(-3.0, "b")
    for step in range(most):
        sums = w * inputs + b  # three sums at once
        if sums.data.max() > 0:
            return step
        loss = ((activation(sums) - 1.0) ** 2).sum()  # how far the three outputs are from 1
        w.grad = b.grad = 0.0
        loss.backward()
        w.data -= 0.05 * w.grad  # a small part of the gradient, against it
        b.data -= 0.05 * b.grad
    return None


print("ReLU:       ", steps_to_wake_up(ma.relu) or "never, in 5 000 steps")
for leak in reversed(leaks):
    print(f"leak {leak.slope:5g}: ", steps_to_wake_up(leak), "steps")

# %% [markdown]
# ReLU never wakes up. Its gradient is exactly 0, so a step changes nothing, and the next step is
# like the first. A dead neuron cannot revive itself. With a leak it crawls back to where the gate
# is open, and with a leak ten times smaller it takes ten times as long.
#
# One step of the dead neuron, drawn: nothing flows into w and b.

# %%
w, x, b = ma.Value(0.5, "w"), ma.Value(2.0, "x"), ma.Value(-3.0, "b")
loss = (ma.relu(w * x + b) - 1.0) ** 2
loss.label = "loss"
loss.backward()
show(ma.draw(loss), "04-dead")

# %% [markdown]
# Now revive it yourself. On the page below, press One step under Descend: nothing moves. Then drag
# b to the right until the ReLU's card is no longer grey, and press Descend. Reset the numbers,
# choose leaky_relu for relu under "Another activation", and descend again: after some two hundred
# steps it wakes.

# %%
show(ma.explore(loss, title="A dead neuron"), "04-explore")

# %% [markdown]
# ## The code behind it
#
# The four stand one below the other at the top of `microact/rules/activations.py`. In each,
# `local_gradient` is the gate:

# %%
import inspect

for name in FOUR:
    print(name)
    print(inspect.getsource(ma.activations[name].rule.local_gradient))

# %% [markdown]
# ## The maths, last
#
# $$\sigma'(x) = \sigma(x)(1 - \sigma(x)) \le \tfrac14 \qquad \tanh'(x) = 1 - \tanh^2(x) \le 1$$
#
# $$\mathrm{ReLU}'(x) = \begin{cases} 1 & x > 0 \\ 0 & x < 0 \end{cases} \qquad
# \mathrm{leaky}'(x) = \begin{cases} 1 & x > 0 \\ a & x < 0 \end{cases}$$
#
# Through $n$ activations the chain rule gives a product, $f'(x_1)\, f'(x_2) \cdots f'(x_n)$. If
# every factor is at most $q < 1$, the product is at most $q^n$: it vanishes exponentially. And
# $\tanh(x) = 2\sigma(2x) - 1$: put $2x$ into the formula of $\sigma$ and simplify.
#
# ## Exercises
#
# 1. **A prediction.** Ten sigmoids in a row, each of them exactly where it is steepest. What share
#    of the gradient comes through? `exercises.check("04-1", your_number)`
# 2. **A change.** Which leak lets one hundredth of the gradient through four gates, all at negative
#    numbers? Three decimals. `exercises.check("04-2", your_number)`
# 3. **Build.** Write a function of an activation and a sum that returns "alive", "saturated" (a
#    slope below 0.01, but not 0) or "dead" (a slope of 0). `exercises.check("04-3", your_function)`

# %%
from microact import exercises

exercises.check("04-1", 2.5)  # a first guess: put yours here

# %% [markdown]
# <details><summary>Solutions</summary>
#
# 1. A quarter, ten times: about one in a million. `exercises.check("04-1", 0.25**10)`
# 2. Four leaks multiplied give 0.01, so the leak is its fourth root. `exercises.check("04-2",
#    0.01**0.25)`
# 3. Ask the graph for the slope:
#
# ```python
# def state(activation, s):
#     x = ma.Value(s)
#     activation(x).backward()
#     if x.grad == 0:
#         return "dead"
#     return "saturated" if abs(x.grad) < 0.01 else "alive"
#
# exercises.check("04-3", state)
# ```
#
# </details>
