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
# # 8. Cat, dog, alligator, onion or none
#
# **The question.** How does a network choose among several answers? Its formula, softmax, looks
# frightening. What is left of it when it is taken apart?
#
# **Afterwards you can** compute a softmax by hand, say why adding the same number to all logits
# changes nothing, and derive the gradient that a classifier with softmax learns from: p − y.
#
# About twenty minutes. You need lessons 6 and 7.

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
from microact.show.plots import plot_confusion

# %% [markdown]
# ## Five numbers, five answers
#
# A picture goes into a network, five sums come out, one for each answer: the logits. The larger a
# logit, the more the network is for that answer. We want chances instead: five numbers between 0
# and 1 that add up to 1. (These five logits are made up. Networks with real pictures are beyond a
# coffee's length.)

# %%
NAMES = ["cat", "dog", "alligator", "onion", "none"]
logits = np.array([2.0, 1.0, 0.5, -1.0, -2.0])

# %% [markdown]
# ## Predict
#
# The logit of cat is 1 more than that of dog. How many times as likely will cat be: as likely,
# twice, nearly three times, ten times? And what changes if all five logits grow by 100?
#
# ## Taken apart
#
# **Step 1: make every number positive.** The exponential does: exp(z) is 2.718 to the power of z.
# It is never 0 or less, and the larger z, the larger it is.

# %%
powers = np.exp(logits)
print([f"{name} {x:.3f}" for name, x in zip(NAMES, powers)])

# %% [markdown]
# **Step 2: add them up.**

# %%
total = powers.sum()
print(f"{total:.3f}")

# %% [markdown]
# **Step 3: give each its share.**

# %%
p = powers / total
print([f"{name} {x:.3f}" for name, x in zip(NAMES, p)])
print(
    "together:", round(p.sum(), 12), "  the same as ma.softmax:", np.allclose(p, ma.softmax(logits))
)

# %% [markdown]
# That is all of softmax: a share of exponentials. Since cat's logit is 1 more than dog's, its
# exponential is 2.718 times as large, and so is its share:

# %%
print(f"cat is {p[0] / p[1]:.3f} times as likely as dog; exp(1) is {np.exp(1):.3f}")

# %% [markdown]
# *Differences* of logits become *ratios* of chances. So nothing but the differences counts:

# %%
print("as they are:", ma.softmax(logits).round(3))
print("100 more:   ", ma.softmax(logits + 100).round(3))

# %% [markdown]
# As a graph, for three of the answers:

# %%
three = [ma.Value(z, name) for z, name in zip(logits, NAMES[:3])]
powers = [ma.exp(z) for z in three]
total = powers[0] + powers[1] + powers[2]
cat = powers[0] / total
cat.label = "chance of cat"
cat.backward()
show(ma.draw(cat), "08-three-logits")

# %% [markdown]
# (With three answers instead of five there are fewer to share with, so the cat's chance is a little
# larger. `/` is the division.) Look at the gradients of the three leaves. More for the cat raises
# the chance of cat; more for the dog or the alligator lowers it, because the shares must add up to
# one whole. That is what sets softmax apart from the activations so far: each output depends on
# *all* inputs.
#
# How the five chances change while the cat's logit moves from −4 to 6 and the others stay:

# %%
moved = np.linspace(-4, 6, 201)
many = np.tile(logits, (201, 1))
many[:, 0] = moved
chances = ma.softmax(many)  # one row for each position
figure, axes = plt.subplots(figsize=(6, 3), layout="constrained")
colours = ["#0072B2", "#CC79A7", "#009E73", "#E69F00", "#999999"]
axes.stackplot(moved, chances.T, labels=NAMES, colors=colours, alpha=0.85)
axes.legend(loc="lower right", fontsize=8, reverse=True)
axes.set_xlabel("logit of cat")
axes.set_ylabel("chances, stacked")
axes.set_xlim(-4, 6)
axes.set_ylim(0, 1)
show(axes, "08-moved")

# %% [markdown]
# The *thickness* of a colour is its chance. Where the cat's logit is low, the others share
# everything; as it grows, they all get thinner, and their ratios to each other stay.
#
# ## Two answers: an old friend
#
# With two answers, softmax's first share is e^a / (e^a + e^b). Divide above and below by e^a: it is
# 1 / (1 + e^(b−a)), the sigmoid of the difference. So lesson 7's sigmoid is a softmax in which the
# logit of "no" is fixed at 0. That is why two classes end with a sigmoid and more with a softmax.
# Measured, for a thousand pairs:

# %%
pairs = np.random.default_rng(0).normal(scale=3, size=(1000, 2))
difference = np.abs(ma.softmax(pairs)[:, 0] - ma.sigmoid(pairs[:, 0] - pairs[:, 1])).max()
print("largest difference below 1e-15:", difference < 1e-15)

# %% [markdown]
# ## Too large for exp
#
# If a training goes wrong, logits can become very large. But exp(1000) has 435 digits, more than a
# number in a computer holds. It becomes infinite, and infinite divided by infinite is not a number:

# %%
large = np.array([1000.0, 999.0, 0.0])
with np.errstate(all="ignore"):
    print("as written:           ", np.exp(large) / np.exp(large).sum())
shifted = large - large.max()
print("largest taken out:    ", np.exp(shifted) / np.exp(shifted).sum())
print("ma.softmax:           ", ma.softmax(large))

# %% [markdown]
# The cure is what you saw above: adding the same number to all changes nothing. So take the largest
# away from all before the exponentials; then none is larger than 1.
#
# ## What it learns from: p − y
#
# The picture shows a dog. What is wanted is the row y = (0, 1, 0, 0, 0), called **one-hot** because
# a single one in it is lit. (In lesson 7 the target was one number; with five answers it is a row.)
# The loss is the surprise at what is true, as in lesson 7: −log of the chance of dog. What is its
# gradient in the five logits? Ask the graph, then look at chances minus y:

# %%
y = np.array([0.0, 1.0, 0.0, 0.0, 0.0])
z = ma.Value(logits, "z")
loss = -ma.log(ma.softmax(z)[1])
loss.backward()
print("gradient: ", z.grad.round(3))
print("p - y:    ", (ma.softmax(logits) - y).round(3))

# %% [markdown]
# The same. Of everything in between, exponentials, a sum, shares, a logarithm, nothing is left but
# a difference: a step against it pushes each wrong answer down by the chance it was given, and
# pulls the right one up by the chance that it lacks. The five numbers add up to 0.
#
# How does that come about? Take the share of dog, exp(dog) / sum, and two logits.
#
# - Its own: raise it a little, and dog's exponential grows by that fraction of itself; with the sum
#   as it was, the share would grow by that fraction of p. But dog is a part p of the sum, so the
#   sum grows by p times that fraction, and whatever is divided by it shrinks as much: p loses p ·
#   p. Together p − p² = p(1 − p).
# - Cat's: dog's exponential stays, the sum grows by cat's share of it, so dog loses p(dog) ·
#   p(cat).
#
# All 25 slopes in a table, a row for each share; such a table is called a **Jacobian**. Its rule in
# one line: p of the row, times (1 on the diagonal, 0 elsewhere, minus p of the column).

# %%
p = ma.softmax(logits)
jacobian = np.array([ma.grad(lambda z, i=i: ma.softmax(z)[i])(logits) for i in range(5)])
print(jacobian.round(3))
by_rule = [[p[row] * ((row == column) - p[column]) for column in range(5)] for row in range(5)]
print("the rule gives the same:", np.allclose(jacobian, by_rule))
print("dog's row, divided by -p of dog:", (jacobian[1] / -p[1]).round(3))

# %% [markdown]
# The loss is −log of dog's share, and its slope in that share is −1/p (lesson 7's table of
# surprises: −2 at a half). By the chain rule dog's row is multiplied by it, and the p in front
# cancels: what is left is p for the wrong answers and p − 1 for the right one. That is p − y.
#
# ## Both as one card
#
# You have taken it apart; now meet it in one piece. Since all but p − y cancels, microact has
# softmax and this loss as one rule as well. It needs the logits and the row y, and its gradient is
# written down as what you found:

# %%
z = ma.Value(logits, "z")
loss = ma.softmax_cross_entropy(z, y)
loss.label = "loss"
loss.backward()
print(f"loss {loss.data:.3f}, and -log of dog's chance {-np.log(ma.softmax(logits)[1]):.3f}")
print("gradient: ", z.grad.round(3))
show(ma.draw(loss), "08-one-card")

# %% [markdown]
# One card, one way back, and no division by a chance. That division is why it pays: a network that
# is very sure of a wrong answer gives the true one a chance so small that the computer rounds it to
# 0, and the surprise, −log of 0, is infinite. The one rule never computes that chance:

# %%
sure = np.array([1000.0, 0.0])  # sure of the first, but the second is true
print("chance of the second:", ma.softmax(sure)[1])
print("its surprise, in one rule:", ma.softmax_cross_entropy(sure, np.array([0.0, 1.0])))

# %% [markdown]
# That is why networks that end without an activation, with plain logits, learn best:
# `ma.losses.cross_entropy` puts this card behind them. (Lesson 7's loss for yes or no has its own,
# `ma.sigmoid_cross_entropy`, and the same gradient.)
#
# ## On real flowers
#
# All three kinds of Fisher's irises now, all four measurements, thirty held out, with five
# different choices. The matrix counts the 150 answers of these five networks together.

# %%
X, kinds, features, species = ma.data.load_iris()
truth, said, sums = [], [], []
for seed in range(5):
    learn, held_out = ma.data.split(kinds, 0.2, seed)
    inputs = (X - X[learn].mean(axis=0)) / X[learn].std(axis=0)
    model = ma.nn.MLP(4, [8, 3], output="softmax", seed=seed)
    ma.train.fit(
        model, inputs[learn], kinds[learn], epochs=60, seed=seed, verbose=False, unroll=True
    )
    truth += list(kinds[held_out])
    said += list(model.predict(inputs[held_out]))
    sums += list(model(inputs[held_out]).data.sum(axis=1))
print(
    f"{np.mean(np.array(truth) == said):.0%} right; chances of a flower add up to 1:",
    np.allclose(sums, 1),
)
show(plot_confusion(truth, said, species), "08-confusion")

# %% [markdown]
# Could three sigmoids not do the same, one for each kind? They can learn to say yes for one kind
# and no for the others. But each looks at its own logit only, so their outputs are three answers to
# three questions, and need not add up to 1:

# %%
three = np.array([[2.0, 1.0, -1.0], [-1.0, -2.0, -1.5]])
print("sigmoids add up to", ma.sigmoid(three).sum(axis=1).round(2))
print("softmax adds up to", ma.softmax(three).sum(axis=1).round(2))

# %% [markdown]
# **Judged here.** Softmax ends a network with more than two classes and gives a chance for each:
# true. With two it is a sigmoid. And the formula that "looks gross" is three steps: exponentials, a
# sum, shares.
#
# ## The code behind it

# %%
import inspect

print(inspect.getsource(ma.registry["softmax"].forward))
print(inspect.getsource(ma.registry["softmax"].vjp))

# %% [markdown]
# `vjp` stands for vector-Jacobian product: the gradient that arrives, times the table above,
# without ever writing the table down. `y` is the row of chances here; `upstream * y`, added up, is
# what every column of the table has in common.
#
# ## The maths, last
#
# $$p_i = \frac{e^{z_i}}{\sum_k e^{z_k}} \qquad
# \frac{\partial p_i}{\partial z_j} = p_i\,([i = j] - p_j)$$
#
# With a one-hot $y$ and $L = -\sum_i y_i \log p_i$:
#
# $$\frac{\partial L}{\partial z_j} = -\sum_i \frac{y_i}{p_i}\, p_i\,([i = j] - p_j)
# = -y_j + p_j \sum_i y_i = p_j - y_j.$$
#
# ## Exercises
#
# 1. **A prediction.** Two logits, 3 and 1. What is the chance of the first? Three decimals.
#    `exercises.check("08-1", your_number)`
# 2. **A change.** The right answer was given a chance of 0.2. What is the gradient of the loss in
#    its logit? `exercises.check("08-2", your_number)`
# 3. **Build.** Write `softmax(logits)` for a list of numbers, as large as they like, without
#    microact. `exercises.check("08-3", softmax)`

# %%
from microact import exercises

exercises.check("08-1", 0.75)  # a first guess: put yours here

# %% [markdown]
# <details><summary>Solutions</summary>
#
# 1. The sigmoid of the difference, 2. `exercises.check("08-1", 1 / (1 + np.exp(-2)))`
# 2. Chance minus 1. `exercises.check("08-2", 0.2 - 1)`
# 3. Take the largest out first:
#
# ```python
# def softmax(logits):
#     e = np.exp(np.array(logits) - max(logits))
#     return e / e.sum()
#
# exercises.check("08-3", softmax)
# ```
#
# </details>
