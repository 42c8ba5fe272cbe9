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
# # 11. Backprop, flattened
#
# **The question.** What does `backward()` do, line by line? And why does nobody train a large
# network by walking a graph of single numbers?
#
# **Afterwards you can** read a network as straight lines of products and sums, step through it,
# write such lines yourself, and say what freezes when a graph is recorded.
#
# About twenty minutes. You need lessons 2 and 6.

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
import time

import numpy as np

import microact as ma
from microact.show.display import show

# %% [markdown]
# ## One neuron
#
# A neuron and its loss, as so often: a product, a sum, tanh, and the square of how far the output
# is from 1.

# %%
w, x, b = ma.Value(0.5, "w"), ma.Value(2.0, "x"), ma.Value(-0.3, "b")
y = ma.tanh(w * x + b)
y.label = "y"
miss = y - 1.0
miss.label = "miss"
loss = miss * miss
loss.label = "loss"
loss.backward()
show(ma.draw(loss), "11-neuron")

# %% [markdown]
# ## Predict
#
# To walk back through this graph is to compute a gradient for each card. Written out, one line for
# each: how many lines? Which of them has a sum in it? Write them down before you look, with
# `d_loss`, `d_miss`, `d_y` and so on for the gradients.

# %%
step = ma.unroll(loss)
print(step)

# %% [markdown]
# There is no graph any more, no walk, no object: lines. The upper half goes forward, one operation
# a line; `v1` and `v2` are the product and the sum, which have no names of their own, and the
# comment says which operation it is. The lower half goes back: eight gradients for eight cards.
# Each is a product: what arrives, times the local gradient of the operation in the comment. Where
# that is 1, as with `+`, nothing needs to be multiplied. `miss` is used twice in `miss * miss`, so
# its line has a sum: two products, one for each use. (Here they are the same, so it is computed
# once, as `t1`.) That is all there is to the backward pass, also called **backpropagation**.
#
# (`d_miss` is short for "the derivative of the loss in miss": its gradient.)
#
# ## Step through it
#
# `step` is a function like any other, and debuggers find its lines. In a script, write
#
# ```python
# breakpoint()
# step(0.5, 2.0, -0.3)
# ```
#
# run it, type `s` until the first line of `step` is shown, then `n` for the next line and a name to
# see its number. In an editor, use its buttons for the same. Here we let Python run each line and
# print what it computed (how is not important).

# %%
names = {"w": 0.5, "x": 2.0, "b": -0.3, "tanh": math.tanh}
for written in step.source.splitlines()[1:-1]:
    code = written.strip().partition("  #")[0]
    exec(code, names)
    name = code.partition(" = ")[0]
    print(f"{code:<38} {names[name]:+.4f}")

# %% [markdown]
# They are the numbers behind the cards of the picture, to the last digit:

# %%
print(step(0.5, 2.0, -0.3) == (loss.data, (w.grad, x.grad, b.grad)))

# %% [markdown]
# ## A network
#
# Two inputs, three hidden neurons, one output, and a loss. `inputs` says what the function takes,
# `wrt` whose gradients it returns ("with respect to"). The names are numbered where several are
# alike: `w0_2` is the first weight of the second neuron. The beginning of both halves:

# %%
net = ma.neurons.MLP(2, [3, 1], activation="tanh")
for i, p in enumerate(net.parameters()):
    p.data = math.sin(i + 1.0)  # some numbers, the same each time
x0, x1, target = ma.Value(0.3, "x0"), ma.Value(-0.7, "x1"), ma.Value(1.0, "target")
miss = net([x0, x1]) - target
loss = miss * miss
loss.label = "loss"
inputs = [x0, x1, target, *net.parameters()]
step = ma.unroll(loss, inputs=inputs, wrt=net.parameters())
lines = str(step).splitlines()
back = next(i for i, text in enumerate(lines) if "it starts with 1" in text)
print("\n".join([*lines[1:9], "    ...", *lines[back : back + 8], "    ..."]))
print(len(lines) - 2, "lines in all")

# %% [markdown]
# ## How fast?
#
# Sixty lines for thirteen weights and biases: with ten thousand weights it would be tens of
# thousands. Walking a graph costs more still: for every number an object is made, linked, found
# again and thrown away, and that is why nobody trains a large network so. The lines know in advance
# what comes after what. And since they are plain arithmetic, they work with arrays as well: give
# x0, x1 and the target a hundred numbers each, and every line does its operation for a hundred
# dots. `batched` says which arguments hold one number for each dot; the gradients of the others are
# summed.

# %%
dots, colours = ma.data.moons(100, noise=0.15, seed=0)
wanted = 2.0 * colours - 1.0  # -1 for blue, 1 for pink
weights = [p.data for p in net.parameters()]
many = ma.unroll(loss, inputs=inputs, wrt=net.parameters(), batched=["x0", "x1", "target"])


def walk() -> list[float]:
    """Record and walk a graph for all dots."""
    total = sum((net(list(dot)) - t) ** 2 for dot, t in zip(dots, wanted))
    for p in net.parameters():
        p.grad = 0.0
    total.backward()
    return [p.grad for p in net.parameters()]


def one_by_one() -> list[float]:
    """Call the lines for each dot, and add up."""
    found = [step(*dot, t, *weights)[1] for dot, t in zip(dots.tolist(), wanted.tolist())]
    return [sum(column) for column in zip(*found)]


def all_at_once():
    """Call the lines once, with arrays."""
    return many(dots[:, 0], dots[:, 1], wanted, *weights)[1]


print("all agree:", np.allclose(walk(), one_by_one()) and np.allclose(walk(), all_at_once()))


def seconds(run) -> float:
    """Return the shortest of several runs: the others were disturbed."""
    times = []
    for _ in range(10):
        start = time.perf_counter()
        run()
        times.append(time.perf_counter() - start)
    return min(times)


slow = seconds(walk)
print(
    f"walking the graph takes {slow / seconds(one_by_one):.0f} × as long as the lines, dot by dot,"
)
print(f"and {slow / seconds(all_at_once):.0f} × as long as the lines with arrays")

# %% [markdown]
# The same sums. The second step is lesson 6's: one operation for a hundred dots at once. (How many
# times exactly depends on the machine.)
#
# With these lines a network can be trained in five more:


# %%
def share_right(weights: list[float]) -> float:
    """Put the weights into the neurons and return the share of dots they get right."""
    for p, weight in zip(net.parameters(), weights):
        p.data = weight
    right = [(net(list(dot)).data > 0) == (t > 0) for dot, t in zip(dots, wanted)]
    return float(np.mean(right))


for epoch in range(601):
    losses, gradients = many(dots[:, 0], dots[:, 1], wanted, *weights)
    weights = [weight - 0.1 * g / 100 for weight, g in zip(weights, gradients)]
    if epoch % 200 == 0:
        print(f"epoch {epoch}: loss {losses.mean():.2f}, {share_right(weights):.0%} right")

# %% [markdown]
# ## Matrices, flattened
#
# A network of matrices unrolls too, to lines of NumPy. `buffers=False` gives lines to read; without
# it they use memory that was set aside once, and are faster.

# %%
model = ma.nn.MLP(2, [4, 1], hidden="tanh")
X, t = ma.Value(dots, "X"), ma.Value(colours.astype(float), "t")
loss = ma.losses.mean_squared_error(model(X)[:, 0], t)
print(ma.unroll(loss, inputs=[X, t, *model.parameters()], wrt=model.parameters(), buffers=False))

# %% [markdown]
# Look for lesson 6 in it: `sum(..., axis=(0,))` is the gradient of a bias, `.T` the transpose in
# the gradient of a matrix product. (`v5[c1]` is `[:, 0]`, the one column of outputs, and `scatter1`
# puts its gradient back into that column; `broadcast_to` repeats one number for all dots.)
# `ma.train.fit(..., unroll=True)` trains with such lines.
#
# ## What is frozen
#
# What is fixed when a graph is recorded is **frozen**. A graph holds only the way that was taken.
# The lines above hold the number of dots, 100: with another number they refuse to run, and the
# graph must be recorded again. And if your code decides with `if`, the graph holds the way it went.
# Here is an absolute value, written with an `if`:


# %%
def careless(v: ma.Value) -> ma.Value:
    """Return v without its sign, the wrong way."""
    return v if v > 0 else -v


v = ma.Value(2.0, "v")
step = ma.unroll(careless(v) * 3.0)
print(step)
print("at 5:", step(5.0))
try:
    step(-2.0)
except ValueError as error:
    print("at -2:", error)

# %% [markdown]
# Without the line `way1` it would have answered −6 for the absolute value of −2, times 3: the graph
# was recorded at 2, where the sign stayed, and the other way is not in it. microact saw the
# comparison and wrote it into the lines: they ask again, and refuse where it comes out otherwise.
# The cure is an operation that holds both ways, `ma.abs`, `ma.maximum`, or a rule of your own with
# `xp.where`. (One thing leaves no trace: a number that your code reads. Recorded at 2, the lines of
# `v * v.data` are `v * 2.0` for ever.)

# %%
v = ma.Value(2.0, "v")  # a fresh one: with the old one the lines would ask again
step = ma.unroll(ma.abs(v) * 3.0)
print(step)
print("at -2:", step(-2.0))

# %% [markdown]
# ## The code behind it
#
# Who writes the lines? The rules themselves. Each rule is read once more, with **symbols** in the
# place of numbers: a symbol does not compute, it writes down what is done to it.

# %%
from microact.readings.symbols import Symbol, symbols

tanh = ma.tanh.rule()
print(tanh.forward(Symbol("v2"), xp=symbols))
print(tanh.local_gradient(Symbol("v2"), y=Symbol("y"), xp=symbols))

# %% [markdown]
# So an activation of your own, as in lesson 3, unrolls as well. And the same lines can be written
# for a browser (which calls `tanh` `Math.tanh`; a page puts a line above that says so):

# %%
print(ma.unroll(ma.tanh(ma.Value(0.5, "w") * ma.Value(2.0, "x")), language="javascript"))

# %% [markdown]
# ## The maths, last
#
# Number the nodes in the order in which they are computed: $v_1, \dots, v_N$, the last one the
# loss. With $\bar v_i = \partial v_N / \partial v_i$, going down from $\bar v_N = 1$:
#
# $$\bar v_i = \sum_{j \text{ uses } i} \bar v_j\, \frac{\partial v_j}{\partial v_i}$$
#
# Each $j$ comes after $i$, so every $\bar v_j$ on the right is known by then: one line for each
# $i$, a term for each use. That costs a small multiple of computing the loss, however many leaves
# there are (Baur and Strassen 1983).
#
# ## Exercises
#
# 1. **A prediction.** A weight is used in five places. How many products does the line of its
#    gradient add up? `exercises.check("11-1", your_number)`
# 2. **A change.** In `d_v2 = d_y * (1 - y * y)`, y is 0.6 and 2.0 arrives at y. What is `d_v2`?
#    `exercises.check("11-2", your_number)`
# 3. **Build.** Write `step(w, x, b, t)` by hand for the loss (sigmoid(w·x + b) − t)². It returns
#    the loss and the gradients in w, x and b: `return loss, (d_w, d_x, d_b)`. No microact.
#    `exercises.check("11-3", step)`

# %%
from microact import exercises

exercises.check("11-1", 1)  # a first guess: put yours here

# %% [markdown]
# <details><summary>Solutions</summary>
#
# 1. One for each use. `exercises.check("11-1", 5)`
# 2. What arrives, times the slope: `exercises.check("11-2", 2.0 * (1 - 0.6 * 0.6))`
# 3. Forward, then back:
#
# ```python
# def step(w, x, b, t):
#     y = 1 / (1 + np.exp(-(w * x + b)))
#     miss = y - t
#     loss = miss * miss
#     d_sum = 2 * miss * y * (1 - y)
#     return loss, (d_sum * x, d_sum * w, d_sum)
#
# exercises.check("11-3", step)
# ```
#
# </details>
