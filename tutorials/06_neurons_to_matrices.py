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
# # 6. From neurons to matrices
#
# **The question.** A network can be built of single numbers, one node for each weight, or of
# matrices, one node for all the weights of a layer. Is it the same network? And why use matrices?
#
# **Afterwards you can** read `X @ W + b` as a layer of neurons, say which shape each array has, and
# say what the gradient of a bias is that is added to every row.
#
# About twenty minutes. You need lessons 2 and 5.

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
import time

import numpy as np

import microact as ma
from microact.show.display import show

# %% [markdown]
# ## Three neurons, twice
#
# Two inputs, three neurons. First as in lesson 1: each neuron multiplies both inputs by weights of
# its own and adds a bias.

# %%
x = [1.0, 2.0]
weights = [[0.5, -1.0], [2.0, 0.0], [1.0, 1.0]]  # one row for each neuron
biases = [0.1, 0.2, 0.3]
print([sum(w * xi for w, xi in zip(ws, x)) + b for ws, b in zip(weights, biases)])

# %% [markdown]
# Now the same with arrays. A table of numbers with rows and columns is a **matrix**. We write the
# weights as a matrix `W` with a row for each input and a *column* for each neuron, so that the
# numbers of x meet the column of each neuron:

# %%
W = ma.Value([[0.5, 2.0, 1.0], [-1.0, 0.0, 1.0]], "W")
b = ma.Value([0.1, 0.2, 0.3], "b")
print((x @ W + b).data)

# %% [markdown]
# The same three numbers. `@` is the **matrix product**: walk along a row on the left and down a
# column on the right, multiply what meets, add up. That is a weighted sum, one for each column: a
# layer of neurons in one sign.
#
# And `x` may have many rows, one for each example. Then the result has as many:

# %%
X = np.array([[1.0, 2.0], [0.0, 0.0], [-1.0, 1.0], [3.0, 0.5]])
print("X", X.shape, "@ W", W.shape, "+ b", b.shape, "gives", (X @ W + b).shape)
print((X @ W + b).data)

# %% [markdown]
# `(4, 2)` is the **shape** of X: four rows, two columns. An array of numbers in one, two or more
# directions (axes) is also called a **tensor**.
#
# ## Predict
#
# The network of lesson 5 with two hidden layers of 16 has 337 weights and biases. As neurons that
# is 337 nodes to learn. How many is it as matrices? And when 100 dots go through: how many nodes
# has the whole graph with the loss, once as neurons, once as matrices? Guess. (The code that counts
# is below; you need not read it.)


# %%
def nodes(value: ma.Value) -> int:
    """Count the nodes that a value was computed from, itself included."""
    seen, waiting = set(), [value]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ma.Value) and id(node) not in seen:
            seen.add(id(node))
            waiting.extend(node.inputs)
    return len(seen)


def squares(outputs):
    """Return the sum of the squared outputs, as a loss to play with."""
    return sum(y * y for y in outputs)


dots, _ = ma.data.moons(100, seed=0)
model = ma.nn.MLP(2, [16, 16, 1])
net = model.to_neurons()  # the same network, each number a Value of its own

one_by_one = squares(net(list(dot)) for dot in dots)
outputs = model(dots)
at_once = (outputs * outputs).sum()
print(f"neurons:  {len(net.parameters())} to learn, {nodes(one_by_one):,} nodes in the graph")
print(f"matrices: {len(model.parameters())} to learn, {nodes(at_once):,} nodes in the graph")

# %% [markdown]
# Six against 337 to learn, and sixteen nodes against 64,000: as neurons every dot has its own copy
# of every product and every sum, some 640 for each.
#
# ## Is it the same network?
#
# Compare the losses, then the gradients. The weights of the first neuron are the first *column* of
# the first matrix, and so on through all 33 neurons.

# %%
one_by_one.backward()
at_once.backward()
print("losses:", f"{one_by_one.data:.6f}", f"{at_once.data:.6f}")
first = net.layers[0].neurons[0]
print("first neuron:", [f"{w.grad:.6f}" for w in first.w], f"{first.b.grad:.6f}")
print("first column:", [f"{g:.6f}" for g in model.layers[0].weight.grad[:, 0]],
      f"{model.layers[0].bias.grad[0]:.6f}")  # fmt: skip

ours = [w.grad for layer in net.layers for n in layer.neurons for w in [*n.w, n.b]]
theirs = [
    g
    for layer in model.layers
    for column, b in zip(layer.weight.grad.T, layer.bias.grad)
    for g in [*column, b]
]
print(f"all {len(ours)} gradients agree:", np.allclose(ours, theirs, rtol=1e-9))

# %% [markdown]
# The same numbers, all 337 of them but for rounding. A matrix is a way to write neurons down, not
# another kind of network.
#
# How much faster is it? The time of one step, there and back, as a ratio:


# %%
def seconds(step, repeats: int = 5) -> float:
    """Return the shortest of several runs: the others were disturbed."""
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        step()
        times.append(time.perf_counter() - start)
    return min(times)


slow = seconds(lambda: squares(net(list(dot)) for dot in dots).backward(), 3)
fast = seconds(lambda: (model(dots) ** 2).sum().backward())
print(f"one by one takes {slow / fast:.0f} × as long")

# %% [markdown]
# Hundreds of times. (How many exactly depends on the machine.) The sums are the same; but a Python
# step for each of them costs far more than the sum itself. With matrices, one Python step starts
# thousands of sums in compiled code.
#
# Two layers as matrices, three neurons and one. A card shows the numbers, `data` beside `grad`:
# blue cells are positive, orange ones negative, the stronger the larger. (Of more than six rows or
# columns it shows the colours only, with the smallest and the largest number.) An arrow that many
# numbers go through shows its smallest and largest local gradient. The arrows into `@` show none
# (nor does the one into the sum, where every slope is 1): there each number of the result depends
# on a whole row and a whole column, so there is no single slope.

# %%
small = ma.nn.MLP(2, [3, 1])
output = small(ma.Value(X, "X")).sum()
output.label = "sum"
output.backward()
show(ma.draw(output), "06-matrices")

# %% [markdown]
# ## One bias, many rows
#
# Look at `+ b` again. The product `X @ W` has shape (4, 3), the bias has shape (3,). NumPy repeats
# the bias for each row, and so does every tensor library. That is called **broadcasting**.
#
# What is the gradient of a bias, then? Each of its numbers is used once in every row. You know from
# lesson 2 what happens to a number that is used several times: the gradients of all its uses add
# up.

# %%
b = ma.Value([10.0, 20.0, 30.0], "b")
table = ma.Value(np.zeros((4, 3)), "table")
total = ((table + b) * np.array([[1.0], [2.0], [3.0], [4.0]])).sum()  # row 4 counts four times
total.backward()
summed = total.inputs[0].inputs[0]  # table + b: one operation before the product with the rows
print("gradient that arrives at table + b:")
print(summed.grad)
print("gradient of b:", b.grad)

# %% [markdown]
# 1 + 2 + 3 + 4 is 10: the gradient of `b` is the sum over the rows that it was repeated for. The
# shape tells you: a gradient has the same shape as the value it belongs to, so whatever was
# repeated must be summed back. A column of shape (4, 1) that is added to the table is repeated for
# each of its three columns: its gradient is summed along the rows, and has shape (4, 1) again. A
# single number, of shape (), is used twelve times, and gets the sum of everything.
#
# ## The code behind it
#
# The summing back stands in one place, `unbroadcast`. `extra` counts the axes that the value did
# not have at all; `repeated` lists those where it had size 1. Over both it sums:

# %%
import inspect

from microact.rules.chain_rule import unbroadcast

print(inspect.getsource(unbroadcast))

# %% [markdown]
# and the matrix product states what it passes on, for the usual case of two matrices:

# %%
source = inspect.getsource(ma.registry["matmul"].vjp)
print(source[: source.index("        # Give 1-D")])

# %% [markdown]
# (`swapaxes` is the **transpose**, written ᵀ: rows become columns.) Why these products? Take one
# weight, `W[0, 0]`. It is used once in each row of X, times `X[row, 0]`, for the result at `[row,
# 0]`. So its gradient is the sum over the rows of `X[row, 0]` times what arrives there: the first
# column of X meets the first column of the upstream gradient, and that is an entry of Xᵀ @
# upstream. The shapes agree: (2, 4) @ (4, 3) gives (2, 3), the shape of W; and upstream (4, 3) @ Wᵀ
# (3, 2) gives (4, 2), that of X.
#
# ## The maths, last
#
# With $Y = XW$, that is $Y_{ij} = \sum_k X_{ik} W_{kj}$, and upstream gradient $G$:
#
# $$\frac{\partial L}{\partial W_{kj}} = \sum_i X_{ik} G_{ij} = (X^\top G)_{kj} \qquad
# \frac{\partial L}{\partial X_{ik}} = \sum_j G_{ij} W_{kj} = (G W^\top)_{ik}$$
#
# With $Y_{ij} = Z_{ij} + b_j$: $\partial L / \partial b_j = \sum_i G_{ij}$.
#
# ## Exercises
#
# 1. **A prediction.** X has shape (50, 3), W (3, 4) and b (4,). What shape does the gradient of b
#    have? `exercises.check("06-1", (your, numbers))` (a shape of one number is written `(7,)`)
# 2. **A change.** A single number c is added to every number of an array of shape (5, 6), and the
#    result is summed. What is the gradient of c? `exercises.check("06-2", your_number)`
# 3. **Build.** Write `sum_back(gradient, shape)`: the gradient (an array) summed back to a shape
#    that was broadcast to it. Think of (3,), (4, 1), (1, 3) and () into (4, 3).
#    `exercises.check("06-3", sum_back)`

# %%
from microact import exercises

exercises.check("06-1", (50, 4))  # a first guess: put yours here

# %% [markdown]
# <details><summary>Solutions</summary>
#
# 1. A gradient has the shape of its number. `exercises.check("06-1", (4,))`
# 2. It is used thirty times, each time with slope 1. `exercises.check("06-2", 30)`
# 3. Sum away the axes in front that the shape lacks, then those of size 1:
#
# ```python
# def sum_back(gradient, shape):
#     while gradient.ndim > len(shape):
#         gradient = gradient.sum(axis=0)
#     for axis, size in enumerate(shape):
#         if size == 1:
#             gradient = gradient.sum(axis=axis, keepdims=True)
#     return gradient
#
# exercises.check("06-3", sum_back)
# ```
#
# </details>
