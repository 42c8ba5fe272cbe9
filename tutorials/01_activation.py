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
# # 1. What is an activation?
#
# **The question.** A neural network is made of neurons. What does one of them do, and what is
# the curve at its end good for?
#
# **Afterwards you can** compute a neuron by hand, read a curve and its slope, say what happens to
# a neuron that is driven far to one side, and run a whole network of three layers.
#
# About ten minutes. You need a little Python and the idea of a slope.

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
from microact.neurons import MLP
from microact.show.display import show
from microact.show.plots import plot_activation

# %% [markdown]
# ## A sum, then a curve
#
# A **neuron** takes numbers in. It multiplies each by a **weight**, adds the products up, and
# adds one number more, the **bias**. Then it sends that sum through a fixed curve: its
# **activation**. What comes out goes to the next neurons.
#
# Here is a neuron with one input. Its activation is the **sigmoid**, an S-shaped curve.

# %%
w = ma.Value(1.5, "w")  # the weight
x = ma.Value(2.0, "x")  # the input
b = ma.Value(-2.0, "b")  # the bias

total = w * x + b
total.label = "sum"
y = ma.sigmoid(total)
y.label = "y"
print(f"sum = {w.data} × {x.data} + ({b.data}) = {total.data}")
print(f"y = sigmoid({total.data}) = {y.data:.4f}")

# %% [markdown]
# A `Value` is a number that remembers how it was computed. So the computation can be drawn: one
# card for each number, and an arrow from each number into the step that uses it.

# %%
show(ma.draw(y), "01-neuron")

# %% [markdown]
# The last card shows the curve, and a dot where this neuron sits on it.
#
# ## The curve
#
# The sigmoid takes any number and gives one between 0 and 1. Look at the solid line first.

# %%
axes = plot_activation("sigmoid", reach=8)
axes.set_xlabel("the sum")
show(axes, "01-sigmoid")

# %% [markdown]
# You can compute it by hand. Take the number *e*, about 2.718, to the power of minus the sum.
# Add 1. Divide 1 by that: sigmoid(s) = 1 / (1 + e⁻ˢ), with *s* for the sum. For our neuron the
# sum is 1:

# %%
print(f"e = {math.e:.3f},  e to the power of -1 = {math.exp(-1):.4f}")
print(f"1 / (1 + {math.exp(-1):.4f}) = {1 / (1 + math.exp(-1)):.4f}")

# %% [markdown]
# A large sum makes e⁻ˢ tiny, so the output is almost 1. A very negative sum makes it huge, so the
# output is almost 0.
#
# ## Predict
#
# Take two neurons. The sum of the first is 0, the sum of the second is 8. Now both sums grow by
# one. How much does each output change? A lot, a little, nothing? Write your guess down before
# you look at the next cell.

# %%
for start in (0.0, 8.0):
    before, after = ma.sigmoid(start), ma.sigmoid(start + 1)
    print(f"sum {start:g} → {start + 1:g}:  y {before:.6f} → {after:.6f}", end="")
    print(f",  change {after - before:.6f}")

# %% [markdown]
# The same push, and the second neuron hardly moves. It sits on the flat part of the curve. We say
# that it is **saturated**.
#
# ## The slope
#
# How steep the curve is at a point is its **slope** there. It says how much the output changes
# when the sum changes a little. You can measure it: nudge the sum by a thousandth to either side,
# see how far the output moves between the two, and divide by the distance between the two.

# %%
nudge = 0.001
print("   sum         y   slope by nudging")
for s in (-8.0, -2.0, 0.0, 1.0, 8.0):
    slope = (ma.sigmoid(s + nudge) - ma.sigmoid(s - nudge)) / (2 * nudge)
    print(f"{s:6.1f}  {ma.sigmoid(s):8.5f}  {slope:8.5f}")

# %% [markdown]
# In the middle the slope is 0.25, and that is its maximum. At 8 it is 0.00034, nearly nothing.
#
# The dashed line in the picture above is this slope, for every sum. Why does it matter? To
# **learn** is to change the weights a little, so that the output gets better. For that a network
# must know how its output changes when a number changes a little. Where the slope is nearly 0, a
# neuron hardly learns. (Lesson 4 shows what that does to a deep network.)
#
# Nudging costs two more computations for each number. There is a shorter way: a formula. For the
# sigmoid it needs only the output *y*: the slope is *y* · (1 − *y*).

# %%
print("   sum   by nudging   by formula")
for s in (-8.0, -2.0, 0.0, 1.0, 8.0):
    slope = (ma.sigmoid(s + nudge) - ma.sigmoid(s - nudge)) / (2 * nudge)
    y_s = ma.sigmoid(s)
    print(f"{s:6.1f}     {slope:8.5f}     {y_s * (1 - y_s):8.5f}")

# %% [markdown]
# The same numbers. microact, the package of these lessons, finds them by itself: `backward()`
# starts at the last card, goes back along the arrows, and works out for each number how much the
# result changes with it. That is called the **gradient** for this number, and stands on its card
# as `grad`. The last card has 1: the result changes exactly as much as itself.

# %%
y.backward()
print(f"by backward(): slope at the sum = {total.grad:.5f}")
print(f"by formula:    y · (1 − y)      = {y.data * (1 - y.data):.5f}")
show(ma.draw(y), "01-neuron-with-gradients")

# %% [markdown]
# The number on each arrow is the slope of that one step in that one number: its **local
# gradient**. How the `grad` of each card comes from them is the next lesson's story.
#
# ## Three layers
#
# A network is **layers** of neurons. Every neuron of a layer looks at all outputs of the layer
# before. Below: five inputs, two layers of four neurons with the activation ReLU (it keeps
# positive numbers and makes the rest 0), and a last neuron. Its sum goes through a sigmoid, so
# that the result can be read as "how sure am I that the answer is yes". Such a network is called
# a multilayer perceptron, MLP for short: `MLP(5, [4, 4, 1])` says five inputs, then the sizes of
# the three layers.
#
# Nobody has taught it anything yet: its weights are random numbers. So its answer means nothing.
# But it can be run.

# %%
import random

random.seed(3)
network = MLP(5, [4, 4, 1], activation="relu")
features = [ma.Value(v, f"x{i + 1}") for i, v in enumerate([0.5, -1.0, 2.0, 0.0, 1.5])]
answer = ma.sigmoid(network(features))
answer.label = "answer"
print(f"answer = {answer.data:.4f}")
show(ma.draw(answer, depth=1), "01-network")

# %% [markdown]
# Each purple card is one neuron, **folded**: its weights, its bias, its products, its additions and
# its activation in one card, 5 + 1 + 5 + 5 + 1 = 17 nodes in the first layer (adding up takes five
# additions). `gives` is the number that comes out of it. The first neuron's sum is negative, so its
# ReLU gives
# 0. The last neuron's card stops at the sum, which is negative too; its curve, the sigmoid, is the
# green card.
#
# How many weights and biases are there? A neuron has one weight for each of its inputs, and a
# bias. So four neurons with 5 + 1 numbers each, four with 4 + 1, and one with 4 + 1:

# %%
print(4 * (5 + 1) + 4 * (4 + 1) + 1 * (4 + 1), "=", len(network.parameters()))

# %% [markdown]
# ## Why not leave the curve out?
#
# Without activations, layers are wasted. Let one neuron compute 2x + 1, and let the next one
# compute 3 times that, plus 4. Together: 3 · (2x + 1) + 4 = 6x + 7. One neuron could have done
# that. A straight line of a straight line is a straight line.
#
# With many neurons it is the same. A layer's weights are a table of numbers, a matrix, and `@`
# does all products and sums of a layer at once. Here 5 inputs go into 4 neurons, and these into 1
# (without biases, to keep it short). We send three examples through the two layers, and through
# one layer that has the product of both tables. Three examples, three answers:

# %%
rng = np.random.default_rng(1)
first, second = rng.normal(size=(5, 4)), rng.normal(size=(4, 1))
inputs = rng.normal(size=(3, 5))
two_layers = (inputs @ first) @ second
one_layer = inputs @ (first @ second)
print("two layers, no activation: ", two_layers.ravel().round(4))
print("one layer:                 ", one_layer.ravel().round(4))
print("two layers, ReLU between:  ", (ma.relu(inputs @ first) @ second).ravel().round(4))

# %% [markdown]
# The first two rows are equal. The third is not: the curve between the layers is what makes a
# network more than one layer.
#
# ## The code behind it
#
# All there is to know about the sigmoid stands in one short class, `Sigmoid` in
# `microact/rules/activations.py`: the formula, its slope, and how both are computed. Read it; it
# is the second half of this lesson.

# %%
import inspect

print(inspect.getsource(ma.sigmoid.rule))

# %% [markdown]
# `where(c, a, b)` is a where c holds, and b elsewhere. So for positive x this is the formula you
# know. For negative x it is eˣ / (1 + eˣ), which is the same: multiply both parts of the fraction
# by eˣ. Why two ways? e to the power of a thousand is more than a computer can hold, and this way
# it never has to. `xp` stands for what computes `exp` and `where`: microact's own few functions
# for one number, NumPy for many.
#
# ## The maths, last
#
# $$\sigma(x) = \frac{1}{1 + e^{-x}} \qquad
# \sigma'(x) = \frac{e^{-x}}{(1 + e^{-x})^2} = \sigma(x)\,\bigl(1 - \sigma(x)\bigr)$$
#
# A neuron with inputs $x_1, \dots, x_n$ gives $y = \sigma(w_1 x_1 + \dots + w_n x_n + b)$.
#
# ## Exercises
#
# 1. **A prediction.** At which sum is the sigmoid 0.9? Two decimals are enough.
#    `exercises.check("01-1", your_number)`
# 2. **A change.** Keep w = 1.5 and x = 2. Which bias makes the output exactly one half?
#    `exercises.check("01-2", your_number)`
# 3. **Build.** Write a function that takes the sizes of a network, the inputs first, such as
#    `[5, 4, 4, 1]`, and returns how many weights and biases it has.
#    `exercises.check("01-3", your_function)`

# %%
from microact import exercises

exercises.check("01-1", 3.0)  # a first guess: put yours here

# %% [markdown]
# <details><summary>Solutions</summary>
#
# 1. Turn the formula round: 1 / (1 + e⁻ˣ) = 0.9 means 1 + e⁻ˣ = 1 / 0.9, so e⁻ˣ = 1 / 9 and eˣ = 9.
#    The number whose power of e is 9 is the logarithm of 9: x = log 9 = 2.197.
#    `exercises.check("01-1", np.log(9))`
# 2. Sigmoid is one half at 0, so w·x + b = 0 and b = −w·x. `exercises.check("01-2", -1.5 * 2)`
# 3. Each neuron has one weight per input, and a bias:
#
# ```python
# def count(sizes):
#     return sum((before + 1) * after for before, after in zip(sizes, sizes[1:]))
#
# exercises.check("01-3", count)
# ```
#
# </details>
