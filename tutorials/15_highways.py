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
# **The question.** Lesson 9's twenty sigmoid layers did not learn, whatever their weights. Can they
# be cured without replacing the sigmoids? The networks that everybody talks about have a hundred
# layers: what do they do?
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
# A layer computes $f(x)$ and hands it on. With a **skip connection** it hands on $x + f(x)$: the
# numbers as they came, plus what the layer makes of them (He and others 2016 built networks of a
# hundred layers so). The plus costs nothing. What does it do to the gradient?
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
    for _ in range(6):
        change = ma.sigmoid(w * node)
        node = node + change if way_around else change
    node.backward()
    print(f"way around: {way_around!s:<5}  gradient at x: {x.grad:.3g}")
    w.grad = 0.0

# %% [markdown]
# More than 1: at a plus the gradient goes both ways, undivided (lesson 2). One copy takes the way
# around and arrives as it was; the other goes through the sigmoid, and what is left of it is added.
# So a block multiplies the gradient not by $f'$ but by $1 + f'$. **What a skip connection adds to a
# gradient is a 1:** a way on which nothing is lost, however many blocks there are.
#
# Drag the weight on the page, and look at the arrows: the straight way never gets thin.

# %%
x, w = Value(1.0, "x"), Value(0.5, "w")
h1 = x + ma.sigmoid(w * x)
h2 = h1 + ma.sigmoid(w * h1)
loss = (h2 - 3.0) ** 2
h1.label, h2.label, loss.label = "h1", "h2", "loss"
show(ma.explore(loss, title="Two blocks with a way around"), "15-skips")

# %% [markdown]
# ## The usual size
#
# But look at the numbers: with every plus they grow. And 1 + f' twenty times is a large number, if
# f' is not small. The second idea keeps numbers at a usual size by force. To **normalise** numbers:
# subtract their mean, and divide by their spread (lesson 9: the root of the mean squared distance
# from the mean). Then they have mean 0 and spread 1.
#
# Which numbers? A layer's outputs are a table: a row for each dot, a column for each unit (lesson
# 6).
#
# - **Layer norm** normalises each *row*: the units of one dot, by themselves.
# - **Batch norm** normalises each *column*: one unit, over the dots of the batch.

# %%
table = np.array([[1.0, 2.0, 6.0], [3.0, 2.0, 40.0]])
print("the table\n", table)
print("layer norm\n", ma.layer_norm(table).round(2))
print("batch norm\n", ma.batch_norm(table).round(2))

# %% [markdown]
# (Behind it, each unit gets a learned scale and shift, so that a network can undo what it does not
# like. `nn.LayerNorm` and `nn.BatchNorm` hold them.)
#
# In the picture a norm is one card; drawn alone, it shows its inside. Its gradients come from the
# chain rule alone:

# %%
row = Value([1.0, 2.0, 6.0], "row")
show(ma.draw(ma.layer_norm(row)[0], gradients=True), "15-layer-norm")

# %% [markdown]
# Look at the gradients of the row: they add up to 0, up to rounding. If all numbers of a row grow
# by the same amount, a layer norm does not notice, so nothing can be gained by it.
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
# tenth. Behind a norm only the *direction* of the weights matters, and large weights move less. So
# whatever weights we start from, the numbers can neither explode nor fade on their way there.
#
# ## Twenty sigmoids, four cures
#
# Here is lesson 9's network, twenty hidden layers of ten sigmoids, with each cure by itself and
# with two together. Its blocks are written as everybody writes them, as a class with a `forward`:
# `nn` finds the weights in its attributes.


# %%
class Block(nn.Module):
    """A layer of ten units, with a way around it, with a norm, with both or with neither."""

    def __init__(self, kind, hidden):
        self.kind, self.hidden = kind, ma.activations[hidden]
        self.linear = nn.Linear(10, 10, hidden, "lecun_normal")
        self.norm = nn.BatchNorm(10) if kind == "batch norm" else nn.LayerNorm(10)

    def forward(self, x):
        if self.kind == "skip":
            return x + self.hidden(self.linear(x))
        if self.kind == "skip + layer norm":
            return x + self.hidden(self.linear(self.norm(x)))
        sums = self.linear(x)
        return self.hidden(sums if self.kind == "plain" else self.norm(sums))


KINDS = ("plain", "skip", "layer norm", "batch norm", "skip + layer norm")


def deep(kind, hidden="sigmoid", seed=0):
    """Make a network of twenty hidden layers."""
    nn.seed(seed)
    blocks = [Block(kind, hidden) for _ in range(19)]
    return nn.Sequential(
        nn.Linear(2, 10, hidden, "lecun_normal"), hidden, *blocks, nn.Linear(10, 1)
    )


def loss_of(net, X, y):
    return ma.losses.binary_cross_entropy(net(X), y, from_logits=True)


# %% [markdown]
# ## Predict
#
# Which of the four cures this network? Does each help a little, or is there one that does it all?

# %%
print("                    new dots right: three tries")
for hidden, kinds in (("sigmoid", KINDS), ("relu", KINDS[:2])):
    for kind in kinds:
        shares = []
        for seed in range(3):
            net, (X, y) = deep(kind, hidden, seed), ma.data.moons(200, noise=0.15, seed=seed)
            steps, rng = optim.Adam(net.parameters(), lr=0.01), np.random.default_rng(seed)
            for _ in range(25):
                for batch in np.split(rng.permutation(200), 4):
                    net.zero_grad()
                    loss_of(net, X[batch], y[batch]).backward()
                    steps.step()
            net.eval()  # from here on it predicts: batch norm takes the means that it has kept
            X, y = ma.data.moons(200, noise=0.15, seed=seed + 100)
            shares.append(np.mean((net(X).data[:, 0] > 0) == y))
        print(f"{hidden:<8} {kind:<18} " + ", ".join(f"{share:.0%}" for share in shares))

# %% [markdown]
# Did you expect layer norm to help? By itself it did nothing at all here: the network still
# guesses. The way around brought it as far as a single line gets (lesson 5). With both together the
# twenty sigmoids do what five tanh layers did in lesson 9. Batch norm depends on luck. (These are
# 25 epochs with steps of 0.01.) ReLU is cured by the way around alone.
#
# ## Gradient strips
#
# Where does the gradient get to? A strip for each network: twenty boxes, the first layer on the
# left. Dark is a large gradient of the weights, white a ten-thousandth of the largest or less.
# (Means of four networks, at the start.)


# %%
def strip(kind, hidden="sigmoid"):
    """Return the size of the gradient at each layer's weights, over four networks."""
    sizes = []
    for seed in range(4):
        net, (X, y) = deep(kind, hidden, seed), ma.data.moons(200, noise=0.15, seed=seed)
        loss_of(net, X, y).backward()
        weights = [p for name, p in net.named_parameters().items() if name.endswith("weight")]
        sizes.append([np.sqrt(np.mean(p.grad**2)) for p in weights[:20]])
    return np.mean(sizes, axis=0)


strips = {kind: strip(kind) for kind in KINDS}
figure, axes = plt.subplots(figsize=(6.5, 2.2), layout="constrained")
shares = np.array([np.log10(np.clip(sizes / sizes.max(), 1e-4, 1)) for sizes in strips.values()])
axes.imshow(shares, cmap="Blues", vmin=-4, vmax=0, aspect="auto")
axes.set_xticks([0, 4, 9, 14, 19], ["1", "5", "10", "15", "20"])
axes.set_yticks(range(len(KINDS)), KINDS)
axes.set_xlabel("layer")
show(axes, "15-strips")
for kind, sizes in strips.items():
    print(f"{kind:<18} first layer / last layer: {sizes[0] / sizes[-1]:.0e}")

# %% [markdown]
# Why does layer norm fail here? Lesson 9 found a second illness: behind many sigmoids all dots look
# alike. How much do outputs differ from dot to dot, compared with their size?

# %%
X, _ = ma.data.moons(200, noise=0.15, seed=0)
print("spread over the dots / size, at layers 2, 5, 10, 20")
for kind in KINDS:
    x, seen = X, []
    for part in deep(kind):
        x = part(x)
        if isinstance(part, Block):  # these are the layers from the second on
            seen.append(x.data.std(axis=0).mean() / np.sqrt(np.mean(x.data**2)))
    print(f"{kind:<18} " + ", ".join(f"{seen[i - 2]:.0e}" for i in (2, 5, 10, 20)))

# %% [markdown]
# A layer norm works within one dot. If all dots give nearly the same row, it makes them all the
# same row of the usual size: what they have in common is kept, what tells them apart still fades.
# Batch norm looks *across* the dots and subtracts what they have in common. And the way around
# carries what tells them apart past every sigmoid. So the two illnesses of depth have one cure in
# common, the way around; a norm then keeps the sums in a range where the gates are open.
#
# ## What batch norm costs
#
# With batch norm what a network says about a dot depends on which others are in the batch. The same
# dot, among others, a hundred times each:

# %%
net = deep("batch norm")
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
# less it matters. Therefore a batch norm keeps a running mean of what it has seen, and after
# `net.eval()` takes that instead. Forgetting this one word is a well-known mistake. A layer norm
# has no such trouble, which is one reason why language models use it (lesson 17).
#
# ## The code behind it
#
# All of `ma.layer_norm`, and all of the way around:

# %%
import inspect

from microact.composed import normalization

source = inspect.getsource(normalization.layer_norm)
print(source[source.index("    x = ") :])
print(inspect.getsource(nn.Residual.forward))

# %% [markdown]
# ## The maths, last
#
# *Skips.* $y = x + f(x)$, so $\frac{dy}{dx} = 1 + f'(x)$. Through $n$ blocks the gradient is
# multiplied by $\prod (1 + f_i')$. Multiplied out, that is $1 + \sum f_i' + \sum f_i' f_j' +
# \dots$: the 1 is the straight way, each sum a set of ways through one, two, … layers. Without
# skips only the last term is there, the way through all of them.
#
# *Norms.* With mean $\mu$ and spread $s$ of a row, $y_i = (x_i - \mu) / s$. Its gradient is
# $\frac{1}{s} \big(g_i - \bar g - y_i\, \overline{g\,y}\big)$, where $g$ is what arrives and the
# bars are means over the row: from the upstream gradient is taken what points along (1, 1, …, 1)
# and what points along $y$, since neither a shift nor a stretch of the row changes the result; and
# all is divided by $s$.
#
# ## Exercises
#
# 1. **A prediction.** Thirty blocks with ways around; each block's own slope is 0.1. By what is the
#    gradient multiplied on its way through all thirty? `exercises.check("15-1", your_number)`
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
