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
# # 9. Depth
#
# **The question.** More layers can find more (lesson 5). So why not take twenty? And which
# activation and which starting weights does that need?
#
# **Afterwards you can** say why a deep sigmoid network does not learn and mend it, choose starting
# weights that fit an activation, and say from measurements whether ReLU is faster than tanh and
# whether centred outputs help.
#
# About twenty-five minutes. You need lessons 4, 5 and 7.

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

import matplotlib.pyplot as plt
import numpy as np

import microact as ma
from microact.diagnosis import diagnose
from microact.show.display import show

# %% [markdown]
# ## Twenty layers
#
# Lesson 4 sent a gradient back through six layers and found next to nothing left of it behind six
# sigmoids. Now twenty layers of twenty neurons. Each layer's weights are drawn at random around 0;
# how far they spread around it (their standard deviation) we come to below.
#
# ## Predict
#
# How large is the gradient that arrives at the first hidden layer, compared with the last one? A
# tenth, a thousandth, a millionth, less? Guess for sigmoid, tanh and ReLU.
#
# `diagnose` sends examples through a network and back and reports about each layer, here the
# gradient of the loss in the layer's outputs. We average over eight networks, and draw on a
# **logarithmic** scale: equal distances are equal factors.


# %%
def gradient_sizes(hidden: str, initializer: str, scale: float = 1.0, layers: int = 20):
    """Return the mean size of the gradient at each hidden layer, over 8 networks."""
    sizes = []
    for seed in range(8):
        X, y = ma.data.moons(200, seed=seed)
        model = ma.nn.MLP(2, [20] * layers + [1], hidden, seed=seed, initializer=initializer)
        for layer in model.layers:
            layer.weight.data *= scale
        report = diagnose(model, X, y)
        sizes.append([np.abs(layer.gradients).mean() for layer in report.layers[:-1]])
    return np.mean(sizes, axis=0)


colours = {"sigmoid": "#D55E00", "tanh": "#0072B2", "relu": "#009E73"}
measured = {hidden: gradient_sizes(hidden, "lecun_normal") for hidden in colours}
for hidden, sizes in measured.items():
    print(f"{hidden:<8} first layer / last layer: {sizes[0] / sizes[-1]:.0e}")

# %%
figure, axes = plt.subplots(figsize=(6.5, 3.4), layout="constrained")
for hidden, sizes in measured.items():
    axes.semilogy(range(1, 21), sizes, "o-", color=colours[hidden], label=hidden, markersize=4)
axes.set_xticks([1, 5, 10, 15, 20])
axes.set_xlabel("layer")
axes.set_ylabel("gradient in the layer's outputs")
axes.legend(frameon=False)
show(axes, "09-gradients")

# %% [markdown]
# Read the picture from right to left, as the gradient travels. Through the sigmoids it loses about
# three quarters at every layer, and after twenty nothing is left that a training step could use.
# ReLU loses about a third at each layer, tanh less than a tenth (which still adds up: compare its
# number above).
#
# That is the **vanishing gradient** of lesson 4 in a real network: a product of nineteen factors,
# one for each step from layer 20 to layer 1, that are all smaller than one. The factor of one layer
# is the slope of its activation times the size of its weights. So there are two things to turn: the
# activation, and the weights.
#
# A smaller network as a picture, six layers of five sigmoids. Grey dashed lines are weights that
# get next to nothing. The bars below are the same story as the curves above, layer by layer:

# %%
X, y = ma.data.moons(200, noise=0.12, seed=0)
deep = ma.nn.MLP(2, [5] * 6 + [1], hidden="sigmoid", seed=0)
show(ma.draw_network(deep, X, y), "09-network")

# %% [markdown]
# ## Weights to start from
#
# A neuron adds up n products, some positive, some negative, so that they partly cancel. Walk n
# steps, each to the left or the right by the toss of a coin, and you end about √n steps from the
# start. If its weights have the size 1, its sum has about the size √n, larger than what came in,
# and where no activation holds them back the numbers have exploded 20 layers later. So weights are
# drawn with a spread of 1/√n; that is what the networks above did (LeCun 1998).
#
# But the activation shrinks the numbers again: ReLU makes half of them 0. Drawing the weights
# larger by √2 makes up for it (He and others 2015, for ReLU). microact does the same calculation
# for every activation and calls the result its **gain**: send random numbers of size 1
# (bell-shaped, around 0) through the activation, take the size of what comes out, and divide 1 by
# it. (Size here is the root of the mean square.)

# %%
from microact.initializers import gain

print("gain:", {name: round(gain(name), 2) for name in ("tanh", "relu", "leaky_relu", "sigmoid")})
print("first layer / last layer:   1/√n     gain/√n")
for hidden in colours:
    shares = [gradient_sizes(hidden, start) for start in ("lecun_normal", "he_normal")]
    print(f"{hidden:<24}" + "".join(f"{sizes[0] / sizes[-1]:10.0e}" for sizes in shares))

# %% [markdown]
# With the gain ReLU keeps four tenths of its gradient through 20 layers, and tanh's grows
# threefold. The sigmoid is not saved by it. Its slope is a quarter at most, and the gain keeps its
# outputs large, but they are all about a half, whatever the dot. What still larger weights do for
# it, we try below.
#
# And in the other direction? The same ReLU networks, all weights multiplied by a half, by one and a
# half, and by two:

# %%
for scale in (0.5, 1.0, 1.5, 2.0):
    sizes = gradient_sizes("relu", "he_normal", scale)
    print(f"ReLU, weights times {scale}: first layer / last layer {sizes[0] / sizes[-1]:.0e}")

# %% [markdown]
# Compare with the line of 1.0: a factor of 1.5 at each of 20 layers makes the gradient at the first
# layer thousands of times larger. That is an **exploding gradient**. A plain step with it throws
# the weights far away. Between vanishing and exploding there is a narrow path, and the starting
# weights decide whether a network is on it.
#
# ## Does it learn?
#
# Twenty hidden layers of ten neurons on the crescents of lesson 5, five times each. The share of
# new dots that is right after 60 epochs; a half is guessing. (`1/√n` and `gain/√n` are the spreads
# from above; the code calls them `lecun_normal` and `he_normal` after those who proposed them. Each
# step looks at 50 of the 200 dots, so an epoch has four.)


# %%
def learns(hidden: str, initializer: str, seed: int, scale: float = 1.0, layers: int = 20) -> float:
    """Train twenty hidden layers; return the share of new dots that is right."""
    X, y = ma.data.moons(200, noise=0.15, seed=seed)
    model = ma.nn.MLP(2, [10] * layers + [1], hidden, seed=seed, initializer=initializer)
    for layer in model.layers:
        layer.weight.data *= scale
    ma.train.fit(
        model, X, y, lr=0.004, epochs=60, batch_size=50, seed=seed, verbose=False, unroll=True
    )
    X, y = ma.data.moons(200, noise=0.15, seed=seed + 100)
    return ma.metrics.accuracy(y, model.predict(X))


print("hidden    weights    right: mean, worst and best of 5")
for hidden in colours:
    for start, spread in (("lecun_normal", "1/√n"), ("he_normal", "gain/√n")):
        shares = [learns(hidden, start, seed) for seed in range(5)]
        span = f"{min(shares):.0%} to {max(shares):.0%}"
        print(f"{hidden:<9} {spread:<10} {np.mean(shares):.0%}   {span}")

# %% [markdown]
# With both spreads the sigmoid network guesses. ReLU with weights that are too small depends on
# luck; with the gain it learns every time. Tanh never guesses. But a single neuron, a line, gets up
# to 90% of such dots (lesson 5), and some of the tanh networks got no further.
#
# Can the sigmoid network not creep along on its small gradients? `fit` uses Adam, which
# enlarges small gradients (lesson 10). But not only the gradient fades. How much do the outputs of
# a layer differ from dot to dot, at the start? (Weights with the gain.)

# %%
X, y = ma.data.moons(200, noise=0.15, seed=0)
for hidden in colours:
    outputs = ma.nn.MLP(2, [10] * 20 + [1], hidden).layer_outputs(X)
    spreads = [f"{outputs[layer - 1].data.std(axis=0).mean():.0e}" for layer in (1, 5, 10, 20)]
    print(f"{hidden:<8} spread over the dots at layers 1, 5, 10, 20: {', '.join(spreads)}")

# %% [markdown]
# After twenty sigmoids the outputs differ from dot to dot by a billionth only: what the last layers
# could learn from has not reached them. The signal vanishes on its way there as the gradient
# does on its way back.
#
# ## Larger weights for the sigmoid?
#
# A gate that is a quarter open, and weights four times as large: does one make up for the other?
# Multiples of 1/√n, the gradient at the start, and the share of new dots that is right:

# %%
print("sigmoid, 1/√n times   first / last layer   right: mean, worst and best of 5")
for scale in (1.0, 2.0, 4.0, 8.0, 16.0):
    sizes = gradient_sizes("sigmoid", "lecun_normal", scale)
    shares = [learns("sigmoid", "lecun_normal", seed, scale) for seed in range(5)]
    span = f"{np.mean(shares):.0%}   {min(shares):.0%} to {max(shares):.0%}"
    print(f"{scale:<21g} {sizes[0] / sizes[-1]:<20.0e} {span}")

# %% [markdown]
# With weights four to eight times as large most of these networks learn, at 4 about as well as a
# line, at 8 a little better; none gets past 95%. (In twenty tries instead of five, measured beside
# this lesson, two still guessed at 4 and one at 8.) At 16 it gets worse again, and the gradient
# explodes. So larger weights do help a deep sigmoid network, in a narrow range that one has to
# find. Tanh and ReLU with fitting weights never guess, and their best tries get further.
#
# ## Mending a deep sigmoid network
#
# To **mend** (repair) **a deep sigmoid network**, replace its hidden sigmoids by tanh or ReLU, and
# draw weights that fit. (The sigmoid at the output stays: there is only one of it.)
#
# ## So why take twenty?
#
# Here is tanh with fewer layers, everything else the same:

# %%
for layers in (1, 5, 20):
    shares = [learns("tanh", "lecun_normal", seed, layers=layers) for seed in range(5)]
    span = f"{min(shares):.0%} to {max(shares):.0%}"
    print(f"tanh, hidden layers {layers:>2}: {np.mean(shares):.0%}   {span}")

# %% [markdown]
# Five layers do the work every time, and twenty were not better: layers are not better
# because they are more. (One layer got 99% in lesson 5, with larger steps and more of them.)
#
# ## Is ReLU faster than tanh?
#
# The article says that ReLU tends to run faster. A million numbers, through the activation and
# back; the shortest of several runs, as a multiple of ReLU's time:


# %%
def seconds(name: str, back: bool) -> float:
    """Return the time for a million numbers, there, or there and back."""
    x, times = ma.Value(np.random.default_rng(0).normal(size=1_000_000)), []
    upstream = np.ones(x.shape)
    for _ in range(7):
        start = time.perf_counter()
        y = ma.activations[name](x)
        if back:
            y.backward(upstream)
        times.append(time.perf_counter() - start)
    return min(times)


for back, way in ((False, "there"), (True, "there and back")):
    tanh, relu = seconds("tanh", back), seconds("relu", back)
    print(f"{way + ':':<16} tanh takes {tanh / relu:.1f} × as long as ReLU")

# %% [markdown]
# Going there, yes: a comparison is cheaper than an exponential. There and back, the difference is
# smaller: the way back costs both about the same. (These times are those of one machine; yours may
# differ, two to four times there; and a training step does more than that: with its matrix products
# tanh took at most a tenth longer there.) So speed of computing is a weak reason for ReLU. And
# learning? With fitting weights networks of twenty layers learned above, with ReLU every time, with
# tanh mostly, and their ranges overlap. In twenty tries for each depth (measured beside this
# lesson) tanh was ahead by one to two points with up to three layers, ReLU by three points with
# twenty.
#
# ## Do centred outputs help?
#
# Tanh gives numbers around 0, sigmoid around a half. The article says that centring helps the next
# layer learn. But tanh is also four times as steep, and what helps may be that. To tell the two
# apart we write two more, as in lesson 3: tanh lifted by 1 (as steep, not centred), and a sigmoid
# lowered by a half (centred, not as steep; written with tanh, which by lesson 4 is a sigmoid in
# disguise). All are trained with plain gradient descent: each step is a fixed share of the
# gradient.


# %%
class LiftedTanh(ma.Activation):
    """Tanh, lifted by 1: the same slope, outputs around 1."""

    def forward(self, x, xp):
        return xp.tanh(x) + 1

    def local_gradient(self, x, y, xp):
        return 1 - (y - 1) * (y - 1)


class LoweredSigmoid(ma.Activation):
    """A sigmoid, lowered by a half: the same slope, outputs around 0."""

    def forward(self, x, xp):
        return xp.tanh(x / 2) / 2

    def local_gradient(self, x, y, xp):
        return 0.25 - y * y


def loss_after(hidden, depth: int, seed: int, lift: float = 0.0) -> float:
    """Train with plain gradient descent; return the loss at the end."""
    X, y = ma.data.moons(200, noise=0.15, seed=seed)
    model = ma.nn.MLP(2, [10] * depth + [1], hidden, seed=seed, initializer="lecun_normal")
    for layer in model.layers[1:]:  # take out again what the lift adds to a sum
        layer.bias.data -= lift * layer.weight.data.sum(axis=0)
    history = ma.train.fit(
        model, X, y, optimizer="sgd", lr=0.2, epochs=50, batch_size=50, seed=seed,
        verbose=False, unroll=True,
    )  # fmt: skip
    return history.loss[-1]


print("loss after 50 epochs           1 hidden layer        6 hidden layers")
print("(median, best and worst of 5)")
for title, hidden, lift in [
    ("tanh            steep, centred", "tanh", 0.0), ("lifted tanh     steep", LiftedTanh, 0.0),
    ("lifted tanh     same start", LiftedTanh, 1.0),
    ("lowered sigmoid        centred", LoweredSigmoid, 0.0), ("sigmoid", "sigmoid", 0.0),
]:  # fmt: skip
    text = f"{title:<31}"
    for depth in (1, 6):
        losses = [loss_after(hidden, depth, seed, lift) for seed in range(5)]
        text += f"{np.median(losses):.2f} ({min(losses):.2f} to {max(losses):.2f})   "
    print(text.rstrip())

# %% [markdown]
# - With one hidden layer, steepness makes the difference; centring makes almost none.
# - With six, the steep ones learn and both flat ones do not (0.69 is the loss of guessing). Of the
#   steep ones the centred one gets further in the middle of five tries; their ranges overlap.
#
# Is that the centring? Lifted outputs are also larger, so the sums of the next layer lie elsewhere,
# where its gates are less open. So in the row "same start" we take out of the biases what the lift
# adds to the sums: then both networks begin as the very same function. The only difference: a
# weight's gradient is multiplied by a lifted output. The centred one was still ahead: in twenty
# tries (measured beside this lesson) 19 times, and its median loss was six tenths of the other's.
# With a quarter of the rate there was no difference.
#
# Why would it be ahead? If all inputs of a neuron are positive, then *for one dot* the gradients of
# its weights all have the same sign. Over a batch signs may differ, but a large part is common to
# all. Here we count the neurons whose ten weights are all pushed the same way, of 500 of each kind:


# %%
def pushed_together(hidden, dots: int) -> int:
    """Count the neurons, of 500, whose weights all get gradients of one sign."""
    count = 0
    for seed in range(10):
        X, y = ma.data.moons(200, noise=0.15, seed=seed)
        model = ma.nn.MLP(2, [10] * 6 + [1], hidden, seed=seed, initializer="lecun_normal")
        model.loss_for(y)(model(X[:dots]), y[:dots]).backward()
        for layer in model.layers[1:6]:  # a column holds the weights of one neuron
            count += int(np.sum(abs(np.sign(layer.weight.grad).sum(axis=0)) == 10))
    return count


for name, kind in (("sigmoid", "sigmoid"), ("lifted tanh", LiftedTanh), ("tanh", "tanh")):
    print(f"{name:<12} for 1 dot: {pushed_together(kind, 1)}, for 50: {pushed_together(kind, 50)}")

# %% [markdown]
# Weights that are pushed together must zigzag where one should grow and another shrink: all up,
# then all down, by different amounts (LeCun 1998).
#
# ## Judged here
#
# - **Tanh is a shifted sigmoid, and centring helps the next layer:** half true. It is shifted *and*
#   four times as steep, and the steepness is what helps most. Centring helped here in six layers,
#   not in one, and only with steps that were not small.
# - **ReLU runs faster than tanh, therefore it is the default:** half true. It is faster to compute,
#   by little once the way back is counted, by next to nothing in a whole training step. Which of
#   the two learned better changed with the depth; with ReLU the weights must fit, tanh forgives
#   more.
#
# ## The code behind it
#
# How the gain of an activation is computed: its outputs for sums between −10 and 10 are squared and
# averaged, weighted by how often a bell-shaped random number takes that value.

# %%
import inspect

from microact import initializers

source = inspect.getsource(initializers.gain)
print(source[source.index("    rule = ") :])

# %% [markdown]
# ## The maths, last
#
# Write $\mathrm{E}$ for a mean and $\mathrm{Var}$ for the variance, the mean squared distance from
# the mean (the spread is its root). Let a layer's sums be $s = xW$ with $n$ inputs and weights of
# mean 0 and variance $v$. Then
# $\mathrm{Var}(s) = n\,v\,\mathrm{E}[x^2]$, and with $x = f(s')$ of the layer before, the size
# stays if $n\,v\,\mathrm{E}[f(s')^2] = \mathrm{E}[s'^2]$. For ReLU half of $s'$ is cut off, so
# $\mathrm{E}[f(s')^2] = \tfrac12 \mathrm{E}[s'^2]$ and $v = 2/n$.
#
# On the way back each layer multiplies the gradient's variance by $n\,v\,\mathrm{E}[f'(s)^2]$. For
# ReLU with $v = 2/n$ that is $n \cdot \tfrac2n \cdot \tfrac12 = 1$: it neither vanishes nor
# explodes. For the sigmoid $f' \le \tfrac14$, so with $v = 1/n$ it is at most $\tfrac1{16}$ per
# layer, a quarter of the gradient's size.
#
# ## Exercises
#
# 1. **A prediction.** Every layer passes on a half of the gradient's size. What share is left when
#    it has passed through 20 layers? `exercises.check("09-1", your_number)`
# 2. **A change.** A ReLU layer has 50 inputs. With which spread, gain/√n, should its weights be
#    drawn? `exercises.check("09-2", your_number)`
# 3. **Build.** Write `factor(sizes)`: from the sizes of the gradients at the layers, first to last,
#    the one factor with which you multiply the last size at each step back to reach the first. For
#    [1, 10, 100] it is 0.1. `exercises.check("09-3", factor)`

# %%
from microact import exercises

exercises.check("09-1", 0.05)  # a first guess: put yours here

# %% [markdown]
# <details><summary>Solutions</summary>
#
# 1. A half, multiplied twenty times: about a millionth. `exercises.check("09-1", 0.5**20)`
# 2. √2 divided by √50, the root of 2/n: 0.2. `exercises.check("09-2", (2 / 50) ** 0.5)`
# 3. First over last, and a root for each step:
#
# ```python
# def factor(sizes):
#     return (sizes[0] / sizes[-1]) ** (1 / (len(sizes) - 1))
#
# exercises.check("09-3", factor)
# ```
#
# </details>
