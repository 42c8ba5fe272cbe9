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
# # 5. Straight lines are not enough
#
# **The question.** Why does a network need activations at all? And does it help to put more layers
# between the inputs and the answer?
#
# **Afterwards you can** say what a network without activations is, show what a hidden neuron has
# learned, and say from measurements what one, two or three hidden layers are good for.
#
# About twenty minutes. You need lessons 1 and 4.

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
from microact.show.plots import plot_boundary

# %% [markdown]
# ## Blue and pink
#
# The article that these lessons answer, "How Neural Networks work: activation functions", shows
# blue and pink dots and says that a line cannot part them, while a network can. Let us see. Here
# are 300 dots, blue and pink, in two interlocking crescents. Each dot has two numbers, how far
# right it lies and how high. From these two numbers we want to say its colour, also for dots we
# have not seen. The colours are the **classes**, 0 for blue and 1 for pink, and saying which class
# a dot has is called **classification**.

# %%
X, y = ma.data.moons(300, noise=0.15, seed=0)
print("the first dot:", X[0].round(2), "is", ["blue", "pink"][y[0]])

# %% [markdown]
# Start with one neuron: two weights, a bias, and a sigmoid at the end, as in lesson 1. Its output
# lies between 0 and 1, and we read it as the chance that the dot is pink. At a half or more we say
# pink. Such a neuron is also called **logistic regression**. (`ma.nn.MLP` leaves the last sigmoid
# to the loss and to `predict`, which both know that it belongs there.)
#
# To **train** it is to repeat one step: look at some dots, compute the loss (how bad the outputs
# are), walk back through the graph, move each weight a little against its gradient. `ma.train.fit`
# does that; an **epoch** is one round through all dots.
#
# ## Predict
#
# How many of the dots will one neuron get right: all of them, nine of ten, half? And what will the
# border between its blue and its pink look like? Write it down.

# %%
neuron = ma.nn.MLP(2, [1])  # two inputs, one output
ma.train.fit(neuron, X, y, epochs=100, verbose=False)
print(f"one neuron gets {ma.metrics.accuracy(y, neuron.predict(X)):.0%} right")
axes = plot_boundary(neuron, X, y, classes=["blue", "pink"])
axes.set(xlabel="how far right", ylabel="how high")
show(axes, "05-one-neuron")

# %% [markdown]
# The black line is where the output is a half. The stronger the colour, the surer the neuron; white
# is undecided. The line is straight, and it has to be: the neuron says pink where its sum is
# positive, and a sum of two products and a number is 0 along a straight line. No training makes it
# bend.
#
# ## A hidden layer
#
# Now put eight neurons with tanh in between. They look at the two numbers, and the last neuron
# looks at them. Since nobody outside sees their outputs, they are called a **hidden layer**.

# %%
network = ma.nn.MLP(2, [8, 1], hidden="tanh")
ma.train.fit(network, X, y, epochs=100, verbose=False)
print(f"with a hidden layer: {ma.metrics.accuracy(y, network.predict(X)):.0%} right")
axes = plot_boundary(network, X, y, classes=["blue", "pink"])
axes.set(xlabel="how far right", ylabel="how high")
show(axes, "05-hidden-layer")

# %% [markdown]
# The border bends. (`MLP` stands for multi-layer perceptron, an old name for such a network.)
#
# The whole network at a glance: each tile is a neuron. On the left it shows what the neuron gives
# everywhere on the plane (blue is above 0, orange below), on the right its curve, thick where the
# dots sit on it. A line is as wide as the gradient of its weight, and the bars below say how much
# gradient arrives at each layer.

# %%
show(ma.draw_network(network, X, y, classes=["blue", "pink"]), "05-network")

# %% [markdown]
# ## What has a hidden neuron learned?
#
# Ask each of the eight for its output at every point of the plane. Orange is near 1, purple near
# −1, white near 0:

# %%
across, up = np.meshgrid(np.linspace(-1.6, 2.6, 80), np.linspace(-1.3, 1.8, 80))
plane = np.stack([across.ravel(), up.ravel()], axis=1)
hidden = network.layer_outputs(plane)[0].data
figure, grid = plt.subplots(2, 4, figsize=(8, 3.6), layout="constrained")
for i, axes in enumerate(grid.flat):
    axes.imshow(
        hidden[:, i].reshape(across.shape), extent=(-1.6, 2.6, -1.3, 1.8), origin="lower",
        cmap="PuOr_r", vmin=-1, vmax=1,
    )  # fmt: skip
    axes.scatter(*X[y == 0].T, s=2, color="#56B4E9")
    axes.scatter(*X[y == 1].T, s=2, color="#F5A3D0")
    weight = network.layers[1].weight.data[i, 0]
    axes.set_title(f"neuron {i + 1}, times {weight:+.1f}", fontsize=8)
    axes.set_axis_off()
show(grid[0, 0], "05-hidden-neurons")

# %% [markdown]
# Each is a ramp: low on one side of a straight line, high on the other. None of them knows a bend.
# The last neuron multiplies each by the number above its picture and adds up. Several have learned
# nearly the same ramp; it is the ones that run another way (2, 5 and 7) that bend the border. Ramps
# that are flattened by tanh at their ends add up to a curve.
#
# Watch a smaller one learn: four hidden neurons, a hundred dots. Set the rate to 1 and press Play
# (▶): the plane at the right is coloured anew at every step, and in each tile you see what that
# neuron answers over the plane. Click on a dot, and the lines show its gradient alone. Drag the
# curve at the bottom, and you go back in time. Click beside the dots, and you add one of your own:
# put some where the network is wrong.

# %%
few = ma.nn.MLP(2, [4, 1], seed=2)
show(ma.explore_network(few, X[:100], y[:100], title="Four hidden neurons"), "05-explore")

# %% [markdown]
# ## And without the activation?
#
# What if the hidden layers only add and multiply? In `microact` the activation that does nothing is
# called `identity`. We compare on 300 new dots that no network has seen, and do everything five
# times with other dots and other starting weights. That is the honest way: one try may be luck.


# %%
SETTINGS = {"lr": 0.02, "batch_size": 50, "verbose": False, "unroll": True}


def new_dots_right(
    sizes: list[int], points, hidden: str = "tanh", epochs: int = 100, seeds: int = 5
) -> list[float]:
    """Train with several seeds; return the share of unseen dots that each gets right."""
    shares = []
    for seed in range(seeds):
        model = ma.nn.MLP(2, sizes, hidden=hidden, seed=seed)
        X, y = points(seed)
        ma.train.fit(model, X, y, epochs=epochs, seed=seed, **SETTINGS)
        X, y = points(seed + 100)
        shares.append(ma.metrics.accuracy(y, model.predict(X)))
    return shares


def line(name: str, shares: list[float]) -> str:
    """Write a line of a table: the mean, and from the worst to the best."""
    return f"{name:<28} {np.mean(shares):4.0%}   from {min(shares):.0%} to {max(shares):.0%}"


def moons(seed: int):
    return ma.data.moons(300, noise=0.15, seed=seed)


print("new dots right:               mean   worst and best of 5")
print(line("one neuron", new_dots_right([1], moons)))
print(line("8 + 8 hidden, no activation", new_dots_right([8, 8, 1], moons, hidden="identity")))
print(line("8 hidden, tanh", new_dots_right([8, 1], moons)))

# %% [markdown]
# Two hidden layers without activations are as good as one neuron, and no better. A sum of sums is a
# sum: whatever the weights, the whole network computes one weighted sum of its inputs, and its
# border is one straight line. The activation is what makes layers worth having.
#
# (`lr` is how far each training step goes. `batch_size` is how many dots a step looks at: 300 dots
# in batches of 50 are six steps, and then every dot was seen once, which is called an epoch.
# `unroll=True` only makes it faster; lesson 11 says how.)
#
# So the article is right: a line cannot part these dots, a network can.
#
# ## More layers, more complex?
#
# The article goes on: the more hidden layers, the more complex relationships the network can find.
# Two crescents are too easy to see that. Here are two spirals, wound around each other more than
# twice, and networks with 0, 1, 2 and 3 hidden layers of 16 tanh neurons each. The last line has
# one hidden layer again, but 84 neurons wide: as many weights and biases as the network with two.


# %%
def spirals(seed: int):
    return ma.data.spirals(300, noise=0.03, turns=2.25, seed=seed)


print("150 epochs, new dots right:   mean   worst and best of 5")
for layers in range(4):
    sizes = [16] * layers + [1]
    title = f"{layers} hidden layer{'' if layers == 1 else 's'} of 16"
    print(line(title, new_dots_right(sizes, spirals, epochs=150)))
print(line("1 hidden layer of 84", new_dots_right([84, 1], spirals, epochs=150)))
print("\n600 epochs, new dots right:   mean   worst and best of 3")
print(line("2 hidden layers of 16", new_dots_right([16, 16, 1], spirals, epochs=600, seeds=3)))
print(line("1 hidden layer of 84", new_dots_right([84, 1], spirals, epochs=600, seeds=3)))

# %%
X, y = spirals(0)
figure, grid = plt.subplots(1, 4, figsize=(10, 3.1), layout="constrained")
for layers, axes in enumerate(grid):
    model = ma.nn.MLP(2, [16] * layers + [1])
    ma.train.fit(model, X, y, lr=0.02, epochs=150, batch_size=50, verbose=False, unroll=True)
    plot_boundary(model, X, y, ax=axes)
    axes.get_legend().remove()
    axes.set_title(f"{layers} hidden: {ma.metrics.accuracy(y, model.predict(X)):.0%}", fontsize=9)
show(grid[0], "05-spirals")

# %% [markdown]
# (The pictures show one try of each after 150 epochs, with the share of the drawn dots that is
# right.)
#
# - A line is a little better than a coin. The best of all lines, found by trying every one of them,
#   gets about 65% of the 300 dots that it was chosen for.
# - After 150 epochs one hidden layer of 16 is hardly better; two get nearly everything right. A
#   single layer with as many numbers to learn as those two is far behind.
# - Four times as long, and the wide layer has nearly caught up.
#
# So more layers do find more complex relationships, and much sooner, because the second layer can
# bend what the first has bent. But one layer could find them too, if it is wide and has the time.
# And the third layer brings next to nothing here.
#
# **Judged here:** a line cannot part the dots, a network can: true. More hidden layers find more
# complex relationships: true here, up to two layers; width and patience together do it as well.
#
# ## The code behind it
#
# A layer is a matrix product, a sum and an activation. `layer_outputs` of `microact/nn/mlp.py` goes
# through them:

# %%
import inspect

source = inspect.getsource(ma.nn.MLP.layer_outputs)
print(source[source.index("        outputs = []"):])  # fmt: skip

# %% [markdown]
# ## The maths, last
#
# A layer with weights $W$ and biases $b$ turns $x$ into $f(xW + b)$. Without $f$, two of them are
#
# $$(xW_1 + b_1)\,W_2 + b_2 = x\,(W_1 W_2) + (b_1 W_2 + b_2),$$
#
# one layer with the weights $W_1 W_2$. With a single output its border is where $x \cdot w + b =
# 0$: a straight line (with more inputs, a plane).
#
# With tanh or ReLU in between, one hidden layer comes as close as you like to any curve without
# jumps, over any bounded stretch, if it is wide enough (Cybenko 1989; Leshno and others 1993). That
# does not say how long training takes to find it.
#
# With ReLU one can build by hand. relu(x) is 0 up to 0 and rises from there; relu(x − 1) rises from
# 1 on. So relu(x) − 2 · relu(x − 1) goes up from 0 to 1, and from there down again: a roof of two
# neurons.
#
# ## Exercises
#
# 1. **A prediction.** Two layers of one neuron each, without activation: the first gives 2x + 1,
#    the second multiplies by 3 and takes 4 away. Which w and b make one neuron w·x + b that does
#    the same? `exercises.check("05-1", (your_w, your_b))`
# 2. **A change.** How many hidden ReLU neurons does it take, at least, to compute |x| (x without
#    its sign) for every x? `exercises.check("05-2", your_number)`
# 3. **Build.** "One of the two, but not both" is the smallest task that a line cannot do. Write a
#    function `xor(a, b)` that gives 0 for (0, 0) and (1, 1), and 1 for (0, 1) and (1, 0). Use
#    nothing but `+`, `-`, `*`, numbers and `ma.relu`. `exercises.check("05-3", xor)`

# %%
from microact import exercises

exercises.check("05-1", (2, 3))  # a first guess: put yours here

# %% [markdown]
# <details><summary>Solutions</summary>
#
# 1. 3 · (2x + 1) − 4 is 6x − 1. `exercises.check("05-1", (6, -1))`
# 2. One neuron for each side: relu(x) + relu(−x). `exercises.check("05-2", 2)`
# 3. Count the ones; from two on, take away what is too much:
#
# ```python
# def xor(a, b):
#     return ma.relu(a + b) - 2 * ma.relu(a + b - 1)
#
# exercises.check("05-3", xor)
# ```
#
# </details>
