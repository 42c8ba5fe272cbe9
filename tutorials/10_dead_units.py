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
# # 10. Dead units
#
# **The question.** A ReLU can die, and then no gradient passes it (lesson 4). How does that happen
# to a whole network, how does one notice, and what brings it back to life?
#
# **Afterwards you can** kill a network with one wrong number, find its dead units, say why their
# own gradient cannot revive them, and say when a leak can.
#
# About twenty minutes. You need lessons 4, 5 and 9.

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
from microact.diagnosis import diagnose
from microact.show.display import show

# %% [markdown]
# ## Killed by one number
#
# Two ReLU networks, the same dots, the same starting weights (two hidden layers of 12). They differ
# in one number, the learning rate: how far a step goes. One takes 0.1, the other 10.

# %%
X, y = ma.data.moons(200, noise=0.15, seed=0)
healthy, ruined = (ma.nn.MLP(2, [12, 12, 1], hidden="relu", seed=3) for _ in range(2))
for model, rate in ((healthy, 0.1), (ruined, 10.0)):
    ma.train.fit(model, X, y, optimizer="sgd", lr=rate, epochs=5, verbose=False)
    print(f"learning rate {rate:4}: {ma.metrics.accuracy(y, model.predict(X)):.0%} right")

# %% [markdown]
# ## Predict
#
# The ruined network guesses. Now lower its learning rate to 0.1 and give it ten times as many
# epochs. Does it recover? Think of what a step needs.

# %%
ma.train.fit(ruined, X, y, optimizer="sgd", lr=0.1, epochs=50, verbose=False)
print(f"after 50 careful epochs: {ma.metrics.accuracy(y, ruined.predict(X)):.0%} right")

# %% [markdown]
# ## The diagnosis

# %%
print(diagnose(ruined, X, y))

# %% [markdown]
# (A unit is a neuron. The last two columns give the mean and, after ±, the spread: of the outputs,
# and of the gradients that arrive at the outputs.) A ReLU unit is **dead** if its sum is positive
# for *no* dot: its output is 0 each time, with slope 0. (In lesson 4 a gate was dead at one sum. A
# unit that is shut for some dots and open for others is what a ReLU should be.) The large steps
# threw the weights so far that every unit of the second layer ended up there. Gradients still
# arrive at its outputs, but none gets through: what arrives at layer 1 is 0, also for those of its
# units that are alive. Whichever dot goes in, the same number comes out. (For points where no dot
# lies a unit may still be alive. "Rows" in the table are dots.)
#
# As a picture. A dead unit has a dashed border, its curve is grey, and the lines that lead to it
# are dashed: they get nothing.

# %%
show(ma.draw_network(ruined, X, y), "10-network")

# %% [markdown]
# The sums of the second layer, a row for each unit and a stroke for each dot; orange units are
# dead. (The scale is logarithmic to both sides of 0; most of the ruined sums lie between −1 and
# −100, some in the thousands.)

# %%
figure, grid = plt.subplots(1, 2, figsize=(8, 3), layout="constrained")
for model, name, axes in ((healthy, "healthy", grid[0]), (ruined, "ruined", grid[1])):
    sums = model.layers[1](model.layer_outputs(X)[0]).data
    dead = sums.max(axis=0) <= 0
    for unit in range(12):
        colour = "#D55E00" if dead[unit] else "#0072B2"
        axes.plot(sums[:, unit], np.full(200, unit + 1), "|", color=colour, markersize=7)
    axes.axvline(0, color="#57606A", lw=0.8)
    axes.set_xscale("symlog", linthresh=1)
    axes.set_xticks([-1000, -10, 0, 10], ["−1000", "−10", "0", "10"])
    axes.set_xlim(-10_000, 50)
    axes.set_title(f"{name}: {dead.sum()} of 12 dead", fontsize=9)
    axes.set_xlabel("sum")
grid[0].set_ylabel("unit")
show(grid[0], "10-sums")

# %% [markdown]
# ## Why it cannot revive itself
#
# Follow one dead unit back through the graph. Whatever gradient arrives at its output, the ReLU
# multiplies it by 0. Its weights and its bias get 0, and a step of learning rate times 0 changes
# nothing: the next step finds it as it was.

# %%
outputs = ruined.layer_outputs(X)
loss = ruined.loss_for(y)(outputs[-1], y)
ruined.zero_grad()
loss.backward()
second = ruined.layers[1]
dead = outputs[1].data.max(axis=0) == 0
print("arrives at the outputs of the dead units:", f"{np.abs(outputs[1].grad[:, dead]).max():.1e}")
print("arrives at their weights:", np.abs(second.weight.grad[:, dead]).max())
print("arrives at their biases: ", np.abs(second.bias.grad[dead]).max())

# %% [markdown]
# The only hope is that the layer before changes and sends it other numbers. But what reaches the
# layer before has to come through this layer, and here all gates are shut. (A single dead unit may
# be luckier: its living neighbours let gradients through to the layer before.)
#
# ## Leaks
#
# A leaky ReLU has no slope of 0 (lesson 4). To see how much that helps, and fairly, we kill
# networks in the same measured way: all biases lowered by 4, so that nearly every unit is dead from
# the start. Then 100 epochs, for ReLU and for leaks of 0.001, 0.01 and 0.1, and with two
# **optimizers**, two ways to turn a gradient into a step. Plain gradient descent ("sgd", here with
# rate 0.1) goes a fixed share of the gradient. **Adam** (here with rate 0.01; `fit` uses it unless
# told otherwise) divides the gradient of each weight by its own recent size first, so that all
# weights make steps of about the same size, however small their gradients are. Five times each.


# %%
def never_positive(model: ma.nn.MLP, X: np.ndarray) -> float:
    """Return the share of hidden units whose sum is positive for no dot."""
    sums = [model.layers[0](X).data, model.layers[1](model.layer_outputs(X)[0]).data]
    return float(np.mean([s.max(axis=0) <= 0 for s in sums]))


def revived(hidden, optimizer: str, seed: int) -> tuple[float, float, float]:
    """Kill a network and train it; return what is right, and the dead units before and after."""
    X, y = ma.data.moons(200, noise=0.15, seed=seed)
    model = ma.nn.MLP(2, [12, 12, 1], hidden, seed=seed, initializer="lecun_normal")
    for layer in model.layers[:-1]:
        layer.bias.data -= 4.0
    before = never_positive(model, X)

    ma.train.fit(
        model, X, y, optimizer=optimizer, epochs=100, seed=seed, verbose=False, unroll=True
    )
    return ma.metrics.accuracy(y, model.predict(X)), before, never_positive(model, X)


kinds = {"ReLU": "relu"} | {f"leak {leak}": ma.LeakyReLU(leak) for leak in (0.001, 0.01, 0.1)}
print("                        right: mean, worst and best   never positive before, after")
for optimizer in ("sgd", "adam"):
    for name, hidden in kinds.items():
        right, before, after = np.transpose([revived(hidden, optimizer, s) for s in range(5)])
        span = f"{right.mean():.0%}   {right.min():.0%} to {right.max():.0%}"
        print(f"{optimizer:<6} {name:<16} {span:<28}{before.mean():12.0%}{after.mean():7.0%}")

# %% [markdown]
# - **ReLU** never comes back, whatever the optimizer: 0 stays 0, and no optimizer can enlarge it.
# - **With plain gradient descent** no unit comes back within 100 epochs. (The neuron of lesson 4
#   came back, but it had one layer, and one thing was wanted of it.) Through two layers a leak of
#   0.01 lets a ten-thousandth of the gradient pass. With a leak of 0.1 some networks learn a little
#   all the same; what, the next section shows.
# - **With Adam** every leak brings most units back, 0.001 too: it enlarges what is small, as long
#   as it is not 0.
#
# So the article's two leaks, 0.001 and 0.01, end alike here: both too small for plain gradient
# descent, both enough for Adam. What counts more than the size of the leak is the optimizer.
#
# A dead network to play with, four hidden units, all biases lowered by 4. Press Play: nothing
# moves, all four say "dead", and every line is dashed, since no weight has a gradient. (Only the
# last bias could move, and for it blue and pink weigh each other out.) In a corner of the plane a
# sum may be positive; what counts is the dots, and none is there. Choose leaky_relu above the first
# layer and look at the lines: a trickle flows. Press Play again, and give it time.

# %%
killed = ma.nn.MLP(2, [4, 1], hidden="relu", seed=2)
killed.layers[0].bias.data -= 4.0
show(ma.explore_network(killed, X[:100], y[:100], title="Four dead units"), "10-explore")

# %% [markdown]
# ## A leak that is learned
#
# Nobody has to choose the leak. In `ma.prelu(x, leak)` (He 2015) it is a number like the weights,
# with a gradient of its own. One layer of ten units whose sums are all negative, written out, all
# with one leak that starts at 0.1. Below it, for comparison, one neuron alone, which can draw
# nothing but a straight line (lesson 5). This is one try, to look at closely:

# %%
rng = np.random.default_rng(1)
W1, b1 = ma.Value(rng.normal(size=(2, 10)), "W1"), ma.Value(np.full(10, -4.0), "b1")
W2, b2 = ma.Value(rng.normal(size=10) / 3, "W2"), ma.Value(0.0, "b2")
leak = ma.Value(0.1, "leak")
adam = ma.optim.Adam([W1, b1, W2, b2, leak], lr=0.03)
for epoch in range(301):
    sums = X @ W1 + b1
    loss = ma.losses.binary_cross_entropy(ma.prelu(sums, leak) @ W2 + b2, y)
    adam.zero_grad()
    loss.backward()
    if epoch % 100 == 0:
        never = f"never positive {np.mean(np.max(sums.data, axis=0) <= 0):.0%}"
        print(f"epoch {epoch:3}: loss {loss.data:.2f}, leak {leak.data:.2f}, {never}")
    adam.step()
line = ma.train.fit(ma.nn.MLP(2, [1]), X, y, epochs=300, verbose=False, unroll=True)
print(f"one neuron: loss {line.loss[-1]:.2f}")

# %% [markdown]
# A surprise. The loss falls, so the units are alive: in this try the network has learned a leak of
# −0.55 (which turns negative sums into positive outputs, so it is hardly a leak any more; with
# other weights to start from it stays positive more often than not), and more than half of the
# gradient passes. But all units stay on the negative side, for all dots. There their curve is a
# straight line, and a network of straight lines is one straight line: its loss is that of a single
# neuron. (That is what the networks with a leak of 0.1 and plain gradient descent learned, too.) A
# gradient that passes is needed to learn, and it is not enough. What makes a network bend is that
# its units are on *both* sides of the corner.
#
# **Judged here.** Leaky ReLU multiplies a negative number by a small slope; the article gives two,
# 0.001 and 0.01. In these networks it did not matter which: with Adam units came back with either,
# with plain gradient descent with neither. 0.01 is a convention.
#
# ## The code behind it
#
# How `diagnose` decides that a unit is dead: of an activation with corners, all slopes over all
# rows are exactly 0. (A smooth curve is never quite flat, so there it does not ask.)

# %%
import inspect

from microact import diagnosis

source = inspect.getsource(diagnosis._report)
print(source[source.index("    slopes, flat") : source.index("    title =")])

# %% [markdown]
# ## The maths, last
#
# For $y = \max(0, s)$ with $s = w \cdot x + b$, with $\delta$ the gradient that arrives at $y$, and
# $[s > 0]$ being 1 if $s > 0$ and 0 otherwise:
#
# $$\frac{\partial L}{\partial w} = \delta\,[s > 0]\,x \qquad
# \frac{\partial L}{\partial b} = \delta\,[s > 0]$$
#
# If $s \le 0$ for all examples, both are 0 summed over all of them, and a step with learning rate
# $\eta$ goes $\eta \cdot 0$ far. With a leak $a$ the factor is $a$ instead of 0, and $a^k$ behind
# $k$ such layers. Adam divides the gradient by its own running size: $a^k \delta / \sqrt{a^{2k}
# \delta^2}$ is as large as without the factor, as long as $a > 0$.
#
# ## Exercises
#
# 1. **A prediction.** A leaky unit (leak 0.01) has a negative sum. The gradient 2 arrives at its
#    output. How much arrives at its bias? `exercises.check("10-1", your_number)`
# 2. **A change.** A ReLU unit has w = 1 and gets inputs from −3 to 2. From which bias downwards is
#    it dead? `exercises.check("10-2", your_number)`
# 3. **Build.** Write `dead_units(sums)`: an array with a row for each example and a column for each
#    ReLU unit comes in, the number of dead units goes out. `exercises.check("10-3", dead_units)`

# %%
from microact import exercises

exercises.check("10-1", 2.0)  # a first guess: put yours here

# %% [markdown]
# <details><summary>Solutions</summary>
#
# 1. The leak times what arrives. `exercises.check("10-1", 0.01 * 2)`
# 2. The largest sum is 2 + b. `exercises.check("10-2", -2)`
# 3. No example may reach it:
#
# ```python
# def dead_units(sums):
#     return int(np.sum(sums.max(axis=0) <= 0))
#
# exercises.check("10-3", dead_units)
# ```
#
# </details>
