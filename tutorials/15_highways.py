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
# # 15. Highways
#
# **The question.** Lesson 9's twenty sigmoid layers learned in a narrow range of starting weights
# only, and not well. Can they be cured without replacing the sigmoids? The networks that everybody
# talks about have a hundred layers: what do they do?
#
# **Afterwards you can** say what a skip connection adds to a gradient, what layer norm and batch
# norm each take out of the numbers, and which of the three a deep network needs.
#
# About twenty-five minutes. You need lessons 6, 9 and 13.

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
from microact import Value, nn, optim
from microact.show.display import show

# %% [markdown]
# ## A way around
#
# A layer computes $f(x)$ and hands it on; its slope is $f'(x)$. With a **skip connection** it hands
# on $x + f(x)$: the numbers as they came, plus what the layer makes of them (He and others 2016
# built networks of a hundred layers so). A layer together with the way around it is called a block.
# The plus costs nothing. What does it do to the gradient?
#
# ## Predict
#
# A chain of six blocks, each a neuron with one weight 0.5, a sigmoid, and a way around it. At the
# end arrives the gradient 1. How much comes out at the start: next to nothing as in lesson 4, about
# 1, or more?

# %%
w = Value(0.5, "w")
for way_around in (False, True):
    x = node = Value(1.0, "x")
    seen = []
    for _ in range(6):
        change = ma.sigmoid(w * node)
        node = node + change if way_around else change
        seen.append(f"{node.data:.2f}")
    node.backward()
    title = "with a way around" if way_around else "without"
    print(f"{title:<18} gradient at x: {x.grad:.2g}   (numbers on the way: {' '.join(seen)})")
    w.grad = 0.0

# %% [markdown]
# More than 1 (the weight is positive, so all slopes are): at a plus the gradient goes both ways,
# undivided (lesson 2). One copy takes the way around and arrives as it was; the other goes through
# the sigmoid, and what is left of it is added. So a block multiplies the gradient not by $f'$ but
# by $1 + f'$. **What a skip connection adds to a gradient is a 1:** a way on which nothing is lost,
# however many blocks there are. (Where f' is negative, the other copy takes something away.)
#
# One block on a page. Drag the weight, and look at the arrows: through the sigmoid the gradient
# gets thin, the straight way never does.

# %%
x, w = Value(1.0, "x"), Value(0.5, "w")
block = x + ma.sigmoid(w * x)
block.label = "block"
show(ma.explore(block, title="A block with a way around"), "15-skips")

# %% [markdown]
# ## The usual size
#
# But look at the numbers above: with every plus they grow, and where a sigmoid's sum is large, its
# gate is shut (lesson 4). The second idea keeps numbers at a usual size by force. To **normalise**
# numbers: subtract their mean, and divide by their spread (lesson 9: the root of the mean squared
# distance from the mean). Then they have mean 0 and spread 1.
#
# Which numbers? A layer's outputs are a table: a row for each dot, a column for each unit (lesson
# 6).
#
# - **Layer norm** normalises each *row*: the units of one dot, by themselves.
# - **Batch norm** normalises each *column*: one unit, over the dots of the batch.

# %%
table = np.array([[1.0, 2.0, 6.0], [3.0, 5.0, 40.0], [2.0, 2.0, 8.0]])
print("the table\n", table)
print("layer norm\n", ma.layer_norm(table).round(2))
print("batch norm\n", ma.batch_norm(table).round(2))

# %% [markdown]
# (What comes out is multiplied by a learned scale and gets a learned shift, one of each for every
# unit, so that a network can undo what it does not like; `nn.LayerNorm` and `nn.BatchNorm` hold
# them. And where all numbers are equal the spread is 0: so a tiny number, called eps, is added
# before the root.)
#
# How does the first number that comes out depend on each number of the row?

# %%
row = Value([1.0, 2.0, 6.0], "row")
ma.layer_norm(row)[0].backward()
print("gradients in the row:", row.grad.round(4), " they add up to", abs(row.grad.sum().round(10)))

# %% [markdown]
# They add up to 0: if all numbers of a row grow by the same amount, a layer norm does not notice.
#
# ## Predict
#
# All weights of a layer are multiplied by 10, and a layer norm follows. What becomes of its
# outputs, and of the gradient of its weights?

# %%
rows = np.random.default_rng(0).normal(size=(4, 5))
wanted = np.random.default_rng(1).normal(size=(4, 3))
for times in (1.0, 3.0, 10.0):
    weight = Value(times * np.random.default_rng(2).normal(size=(5, 3)), "weight")
    out = ma.layer_norm(rows @ weight)
    ma.losses.mean_squared_error(out, wanted).backward()
    size = np.sqrt(np.mean(weight.grad**2))
    print(f"weights × {times:<4g} first row {out.data[0].round(3)}   size of gradients {size:.4f}")

# %% [markdown]
# The outputs stay (the norm divides by ten what is ten times as large), and the gradients are a
# tenth. Of weights in front of a norm only the *direction* matters, and large weights move less. So
# whatever weights we start from, the *size* of a row behind the norm can neither explode nor fade.
#
# ## Twenty sigmoids, three cures
#
# Here is lesson 9's network, twenty hidden layers of ten sigmoids: with a way around (a skip), with
# a layer norm, with a batch norm, with two together. A norm may stand behind the layer's sums or
# before the layer. The blocks are written as everybody writes them, as a class with a `forward`:
# `nn` finds the weights in its attributes.


# %%
class Block(nn.Module):
    """A layer of ten sigmoids, perhaps with a way around it, and with a norm before or behind."""

    def __init__(self, kind):
        self.kind = kind
        self.linear = nn.Linear(10, 10, "sigmoid", "lecun_normal")
        self.norm = nn.BatchNorm(10) if "batch" in kind else nn.LayerNorm(10)

    def forward(self, x):
        y = self.norm(x) if "before" in self.kind else x
        y = self.linear(y)
        y = self.norm(y) if "behind" in self.kind else y
        y = ma.sigmoid(y)
        return x + y if "skip" in self.kind else y


KINDS = (
    "plain", "skip", "layer norm behind", "layer norm before", "batch norm behind",
    "skip, layer norm behind", "skip, layer norm before",
)  # fmt: skip


def deep(kind, seed=0):
    """Make a network of twenty hidden layers."""
    nn.seed(seed)
    blocks = [Block(kind) for _ in range(19)]
    first = nn.Linear(2, 10, "sigmoid", "lecun_normal")
    return nn.Sequential(first, "sigmoid", *blocks, nn.Linear(10, 1))


def loss_of(net, X, y):
    return ma.losses.binary_cross_entropy(net(X), y, from_logits=True)


# %% [markdown]
# ## Predict
#
# Which of them cures this network? Does each help a little, or is there one that does it all?

# %%
print("                          new dots right: three tries")
for kind in KINDS:
    shares, kept = [], []
    for seed in range(3):
        net, (X, y) = deep(kind, seed), ma.data.moons(200, noise=0.15, seed=seed)
        steps, rng = optim.Adam(net.parameters(), lr=0.01), np.random.default_rng(seed)
        for _ in range(20):
            for batch in np.split(rng.permutation(200), 4):
                net.zero_grad()
                loss_of(net, X[batch], y[batch]).backward()
                steps.step()
        X, y = ma.data.moons(200, noise=0.15, seed=seed + 100)
        shares.append(np.mean((net(X).data[:, 0] > 0) == y))
        net.eval()  # from here on a batch norm takes the means that it has kept, see below
        kept.append(np.mean((net(X).data[:, 0] > 0) == y))
    print(f"{kind:<25} " + ", ".join(f"{share:.0%}" for share in shares))
    if "batch" in kind:
        print("  with the kept means     " + ", ".join(f"{share:.0%}" for share in kept))

# %% [markdown]
# Did you expect each to help a little? A layer norm behind the sums did nothing in these 80 steps:
# the network still guesses. The same norm before the layer brought it nearly as far as the way
# around by itself, which is about as far as a single line gets (lesson 5). Two kinds are nearly as
# good as five tanh layers were in lesson 9: batch norm (the second row for it is explained below),
# and the way around *together with a layer norm before the layer*. With the norm behind the sums
# the way around gained next to nothing from it, within these 80 steps; with five times as many
# (measured beside this lesson) it got there, too.
#
# ## Gradient strips
#
# Where does the gradient get to? A strip for each network: twenty boxes, the first layer on the
# left. Dark is a large gradient of the weights, white a ten-thousandth of the largest or less.
# (Means of four networks, at the start.)


# %%
def strip(kind):
    """Return the size of the gradient at each layer's weights, over four networks."""
    sizes = []
    for seed in range(4):
        net, (X, y) = deep(kind, seed), ma.data.moons(200, noise=0.15, seed=seed)
        loss_of(net, X, y).backward()
        weights = [p for name, p in net.named_parameters().items() if name.endswith("weight")]
        sizes.append([np.sqrt(np.mean(p.grad**2)) for p in weights[:20]])
    return np.mean(sizes, axis=0)


strips = {kind: strip(kind) for kind in KINDS}
figure, axes = plt.subplots(figsize=(7, 2.6), layout="constrained")
shares = np.array([np.log10(np.clip(sizes / sizes.max(), 1e-4, 1)) for sizes in strips.values()])
image = axes.imshow(shares, cmap="Blues", vmin=-4, vmax=0, aspect="auto")
bar = figure.colorbar(image, ticks=[-4, -2, 0], label="share of the largest")
bar.ax.set_yticklabels(["1/10,000", "1/100", "1"])
axes.set_xticks([0, 4, 9, 14, 19], ["1", "5", "10", "15", "20"])
axes.set_yticks(range(len(KINDS)), KINDS)
axes.set_xlabel("layer")
show(axes, "15-strips")
for kind, sizes in strips.items():
    print(f"{kind:<25} first layer / last layer: {sizes[0] / sizes[-1]:.0e}")

# %% [markdown]
# Read from right to left again. In the first and the third strip nothing arrives. In the second and
# the sixth the gradient gets a little smaller towards the first layers, in the others larger;
# nowhere does it vanish.
#
# Why does it matter where a norm stands? Lesson 9 found a second illness: behind many sigmoids all
# dots look alike. How much do outputs differ from dot to dot, compared with their size? (And, in
# the last column, how many gates are nearly shut: those whose slope is below 0.01?)

# %%
X, _ = ma.data.moons(200, noise=0.15, seed=0)
print("                          spread over the dots / size,    gates nearly shut")
print("                          at layers 2, 5, 10, 20          in layer 20")
for kind in KINDS:
    x, seen = X, []
    for part in deep(kind):
        before, x = x, part(x)
        if isinstance(part, Block):  # these are the layers from the second on
            seen.append(x.data.std(axis=0).mean() / np.sqrt(np.mean(x.data**2)))
            gate = (x - before if "skip" in kind else x).data  # what the sigmoids gave
    spreads = ", ".join(f"{seen[i - 2]:.0e}" for i in (2, 5, 10, 20))
    print(f"{kind:<25} {spreads:<31} {np.mean(gate * (1 - gate) < 0.01):.0%}")

# %% [markdown]
# Sigmoids give numbers around a half, whatever the dot. Through the weights this half becomes a sum
# that is the same for all dots, and larger than what tells them apart. A layer norm *behind* the
# sums keeps this common pattern, and what tells the dots apart fades on. *Before* the layer it
# subtracts the half from each row first. A batch norm behind the sums subtracts from each what all
# dots have in common. And the way around carries what tells them apart past every sigmoid; but by
# itself its sums grow, until most gates are nearly shut (the last column). A norm opens them again.
#
# Two cures worked in these 80 steps: batch norm, and a way around with a layer norm before each
# layer; the second one is how lesson 17's network is built. A layer norm before the layer *alone*
# did not, and these tables do not say why: its gradient arrives, its dots differ, its gates are
# open, and still it gets no further than a line (also in five times the steps, measured beside this
# lesson). To be healthy is not yet to learn.
#
# ## What batch norm costs
#
# With batch norm what a network says about a dot depends on which others are in the batch. The same
# dot, among others, a hundred times each (an untrained network):

# %%
net = deep("batch norm behind")
X, _ = ma.data.moons(400, noise=0.15, seed=1)
rng = np.random.default_rng(0)
for size in (2, 10, 50, 200):
    said = []
    for _ in range(100):
        batch = np.vstack([X[:1], X[rng.choice(np.arange(1, 400), size - 1, replace=False)]])
        said.append(net(batch).data[0, 0])
    print(f"batches of {size:<4} the first dot's logit: {np.mean(said):6.2f} ± {np.std(said):.2f}")

# %% [markdown]
# What it says about this dot changes with the company, and with its size; the larger the batch, the
# less it matters. Therefore a batch norm keeps a running mean and variance of what it has seen, and
# after `net.eval()` takes that instead. Forgetting this one word is a well-known mistake. And the
# kept means lag behind the weights: that is the second row of batch norm in the table. After so few
# steps, and through nineteen norms, they may be far off (in ten tries, measured beside this lesson,
# three networks nearly guessed). A norm of rows has no such trouble, which is one reason why
# language models use one (lesson 17).
#
# ## The code behind it
#
# `ma.layer_norm` behind its first check, and the way around (most of it is an error message):

# %%
import inspect

source = inspect.getsource(ma.layer_norm)
print(source[source.index("    x = ") :])
print(inspect.getsource(nn.Residual.forward))

# %% [markdown]
# ## The maths, last
#
# *Skips.* $y = x + f(x)$, so $\frac{dy}{dx} = 1 + f'(x)$. Through $n$ blocks the gradient is
# multiplied by $\prod (1 + f_i')$. Multiplied out, that is
# $1 + \sum f_i' + \sum_{i<j} f_i' f_j' + \dots + f_1' f_2' \cdots f_n'$: the 1 is the straight way,
# each sum a set of ways through one, two, … layers. Without skips only the last term is there, the
# way through all of them.
#
# *Norms.* With mean $\mu$ and spread $s$ of a row, $y_i = (x_i - \mu) / s$. Its gradient is
# $\frac{1}{s} \big(g_i - \mathrm{mean}(g) - y_i\, \mathrm{mean}(g\,y)\big)$, where $g$ is what
# arrives and the means are over the row: from the upstream gradient is taken what points along (1,
# 1, …, 1) and what points along $y$, since neither a shift nor a stretch of the row changes the
# result; and all is divided by $s$.
#
# ## Exercises
#
# 1. **A prediction.** Thirty blocks with ways around; the slope f' of each layer is 0.1. By what is
#    the gradient multiplied on its way through all thirty blocks? `exercises.check("15-1",
#    your_number)`
# 2. **A change.** The row (2, 4, 6) gets a layer norm. What is its last number? (Without eps, scale
#    and shift.) `exercises.check("15-2", your_number)`
# 3. **Build.** Write `normalise(table)`: a layer norm of a table of numbers, by hand. It gets a
#    NumPy array of several rows and returns one; no eps, scale or shift. `exercises.check("15-3",
#    normalise)`

# %%
from microact import exercises

exercises.check("15-1", 1.0)  # a first guess: put yours here

# %% [markdown]
# <details><summary>Solutions</summary>
#
# 1. 1 + 0.1, thirty times: about 17. `exercises.check("15-1", 1.1**30)`
# 2. The mean is 4, the squared distances 4, 0, 4; their mean 8/3. `exercises.check("15-2", 2 / (8 /
#    3) ** 0.5)`
# 3. Everything by rows, the axes kept so that it broadcasts:
#
# ```python
# def normalise(table):
#     centred = table - table.mean(axis=1, keepdims=True)
#     return centred / np.sqrt((centred**2).mean(axis=1, keepdims=True))
#
# exercises.check("15-3", normalise)
# ```
#
# </details>
