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
# # 13. Small batches, many steppers
#
# **The question.** A network has thousands of examples to learn from. Must it look at all of them
# before it moves once? And how far should it move: what do momentum and Adam do with a gradient?
#
# **Afterwards you can** say what a batch costs and what it saves, say what momentum remembers,
# write Adam in ten lines, and choose a learning rate by trying a few.
#
# About twenty-five minutes. You need lessons 5, 7 and 10.

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
# ## A few examples at a time
#
# The loss is a mean over all examples, and so is its gradient. To have it, all of them must go
# through the network, there and back, for one single step. A **mini-batch** (batch for short) is a
# few examples drawn at random; the mean of their gradients is a guess at the gradient of all. One
# round through all examples is an epoch (lesson 5): with 400 examples and batches of 20 it has
# twenty steps.
#
# ## Predict
#
# 800 crescent dots, a network of ten tanh units. How far off is the guess of a single dot, of 16,
# of 256? Its error, compared with the size of the true gradient: a tenth, a half, as large?

# %%
X, y = ma.data.moons(800, noise=0.2, seed=0)
model = nn.MLP(2, [10, 1], hidden="tanh", seed=0)
ma.train.fit(model, X, y, epochs=2, verbose=False)
weights = model.parameters()


def gradient(rows):
    """Return the gradient of these rows' mean loss in all weights, as one long list."""
    model.zero_grad()
    model.loss_for(y)(model(X[rows]), y[rows]).backward()
    return np.concatenate([np.ravel(w.grad) for w in weights])


rng = np.random.default_rng(0)
true = gradient(np.arange(800))
print("batch   error / size of the true gradient")
for n in (1, 4, 16, 64, 256):
    guesses = [gradient(rng.choice(800, n, replace=False)) for _ in range(200)]
    errors = [np.sum((guess - true) ** 2) for guess in guesses]
    print(f"{n:5}   {np.sqrt(np.mean(errors)) / np.linalg.norm(true):.1f}")

# %% [markdown]
# After these two epochs one dot's gradient is off by eight times the size of what it should be; the
# guess of sixteen still by twice. (In eight networks, measured beside this lesson, by 4 to 14
# times. Before any training it is off by about once its size; the nearer the goal, the smaller the
# true gradient, and the larger the error beside it.) (Roots of the mean squared error over 200
# draws.) Four times as many dots halve the error: that is how means of random numbers behave, their
# error falls with the root of their number. (256 of 800 are drawn without repeating any, which
# makes them a little better than that.) A step with a single dot goes mostly in a wrong direction.
# It looks hopeless.
#
# ## The same number of looks
#
# So what is better: few steps, each with a good gradient, or many with a bad one? The networks
# below all look at every dot five times; the loss of all dots afterwards, the median of three
# tries. Each row may choose its learning rate.

# %%
X, y = ma.data.moons(400, noise=0.15, seed=0)
rates = (0.3, 1.0, 3.0, 6.0, 10.0)


def loss_after(batch, rate, seed, epochs=5):
    """Train by plain gradient descent; return the loss over all dots."""
    net = nn.MLP(2, [10, 1], hidden="tanh", seed=seed)
    ma.train.fit(
        net, X, y, optimizer="sgd", lr=rate, epochs=epochs, batch_size=batch, seed=seed,
        verbose=False, unroll=True,
    )  # fmt: skip
    return net.loss_for(y)(net(X), y).item()


print("batch  steps " + "".join(f"{f'rate {rate:g}':>11}" for rate in rates))
for batch in (5, 20, 100, 400):
    row = [np.median([loss_after(batch, rate, seed) for seed in range(3)]) for rate in rates]
    print(f"{batch:5}  {5 * 400 // batch:5} " + "".join(f"{loss:11.3f}" for loss in row))

# %% [markdown]
# Look for the best of each row. Many bad steps beat few good ones, by far: their errors point in
# all directions and mostly cancel from step to step; what they have in common adds up. The smaller
# the batch, the more steps, and the further it gets. With all 400 dots at once five steps are too
# few, whatever the rate: longer ones miss the goal. (On a real machine larger batches are also
# cheaper per example: one matrix product instead of many. That is why nobody takes batches of one.)
#
# ## How far to move
#
# Now the step. To see it, a loss of two weights only: a valley that is steep across and flat along,
# $(a^2 + 25\,b^2)/2$. Its bottom is at 0. The gradient is $(a,\ 25\,b)$: it points across the
# valley, hardly along it.


# %%
def valley(w):
    """A long valley: 25 times as steep in the second direction."""
    return (w[0] * w[0] + 25 * w[1] * w[1]) / 2


a, b = Value(5.0, "a"), Value(1.0, "b")
height = valley([a, b])
height.backward()
print(f"at (5, 1): height {height.item():g}, gradient ({a.grad:g}, {b.grad:g})")
show(ma.explore(height, parameters=[a, b], title="Down into a valley"), "13-valley")

# %% [markdown]
# On the page above you can go down yourself: choose a rate and press "Descend". Above 2/25 it
# throws you out: across the valley, a step multiplies $b$ by $1 - 25 \cdot$ rate, and that is below
# −1.
#
# **Momentum** keeps a memory: `v` is the sum of all gradients so far, where each step shrinks what
# is old by a factor, usually 0.9. The step follows `v`. Gradients that agree from step to step add
# up, to ten times one of them (1 + 0.9 + 0.9² + …); gradients that change their sign cancel. So
# what momentum remembers is the *direction that lasts*.
#
# **Adam** remembers two fading means for each weight by itself: of its gradients (`m`: nine tenths
# of the old mean and one tenth of the new gradient), and of their squares (`s`). It steps by the
# rate times m / √s. If the last gradients were 3, 3, 3, both means say 3, and 3 / √9 is 1: a full
# step. If they were 3, −3, 3, −3, then m is nearly 0: a small one. So the size of the gradient
# falls out, and what is left is how much the gradients agree. Here is all of it:


# %%
class OurAdam:
    """Adam (Kingma and Ba 2015), for one Value."""

    def __init__(self, w, rate, keep_m=0.9, keep_s=0.999):
        self.w, self.rate, self.keep_m, self.keep_s = w, rate, keep_m, keep_s
        self.m = self.s = np.zeros(w.shape)
        self.steps = 0

    def step(self):
        g = self.w.grad
        self.steps += 1
        self.m = self.keep_m * self.m + (1 - self.keep_m) * g
        self.s = self.keep_s * self.s + (1 - self.keep_s) * g * g
        m = self.m / (1 - self.keep_m**self.steps)  # both began at 0, and are too small at first
        s = self.s / (1 - self.keep_s**self.steps)
        self.w.data -= self.rate * m / (np.sqrt(s) + 1e-8)


def path(stepper, rate, steps, times=1.0, **settings):
    """Walk down the valley from (5, 1); return where it came by."""
    w = Value([5.0, 1.0], "w")
    walker = stepper(w, rate, **settings) if stepper is OurAdam else stepper([w], rate, **settings)
    seen = [w.data]
    for _ in range(steps):
        w.grad = 0.0
        (valley(w) * times).backward()
        walker.step()
        seen.append(w.data)
    return np.array(seen)


ours, theirs = path(OurAdam, 0.3, 50), path(optim.Adam, 0.3, 50)
print(f"our Adam and microact's, 50 steps: they differ by {np.abs(ours - theirs).max():.0e}")
print(f"Adam's first step: {theirs[1] - theirs[0]}")

# %% [markdown]
# The first step of Adam is the rate in both directions, whatever the gradient: one value, divided
# by the root of its own square, is 1 or −1.
#
# ## Predict
#
# Somebody measures the loss in thousandths: every loss, and every gradient, is 1000 times as large.
# What happens to the path of plain gradient descent, what to Adam's?

# %%
for name, stepper, rate in (("plain", optim.SGD, 0.06), ("Adam", optim.Adam, 0.3)):
    once, more = path(stepper, rate, 20), path(stepper, rate, 20, times=1000.0)
    print(f"{name:<5}  after 20 steps: {once[-1].round(3)}, loss × 1000: {more[-1]}")

# %% [markdown]
# Did you expect both to go wrong? Plain gradient descent does, at once. Adam does not notice: m and
# √s both grew a thousand times.
#
# ## Who is down first?
#
# Steps until the height is below 0.01 and stays there, at several rates ("-": not within 600 steps,
# or thrown out), for momentum with a short and a long memory. Which needs fewest, each at its best
# rate?

# %%
every = (0.003, 0.01, 0.03, 0.075, 0.1, 0.15, 0.3, 1.0)


def steps_needed(*args, **settings):
    """Count the steps until the height stays below 0.01."""
    with np.errstate(all="ignore"):
        a, b = path(*args, 600, **settings).T
        high = np.flatnonzero(~((a * a + 25 * b * b) / 2 < 0.01))
    return "-" if high[-1] == 600 else str(high[-1] + 1)


print("rate          " + "".join(f"{rate:>7g}" for rate in every))
for name, stepper, settings in (
    ("plain", optim.SGD, {}), ("momentum 0.5", optim.SGD, {"momentum": 0.5}),
    ("momentum 0.9", optim.SGD, {"momentum": 0.9}), ("Adam", optim.Adam, {}),
):  # fmt: skip
    counts = [steps_needed(stepper, rate, **settings) for rate in every]
    print(f"{name:<14}" + "".join(f"{count:>7}" for count in counts))

# %% [markdown]
# Did you bet on Adam? In this valley plain gradient descent at its best rate is ahead of it, and of
# momentum 0.9; the shortest of all is momentum 0.5. But look along the rows. Plain descent is fast
# at one rate, and at the next it is thrown out. Momentum 0.9 needs about the same number of steps
# from 0.003 to 0.1, Adam from 0.1 to 1. What they buy is a *range of rates that work*, and nobody
# knows the best rate beforehand.
#
# The paths, each at a rate that suits it:

# %%
figure, axes = plt.subplots(figsize=(7, 3), layout="constrained")
grid = np.meshgrid(np.linspace(-3, 5.5, 200), np.linspace(-1.3, 1.3, 120))
axes.contour(*grid, valley(grid), levels=[0.1, 0.5, 2, 5, 10, 20], colors="#C8CDD2", linewidths=0.8)
for name, stepper, rate, settings, colour in (
    ("plain, 0.075", optim.SGD, 0.075, {}, "#D55E00"),
    ("momentum 0.9, 0.03", optim.SGD, 0.03, {"momentum": 0.9}, "#0072B2"),
    ("Adam, 0.3", optim.Adam, 0.3, {}, "#009E73"),
):
    a, b = path(stepper, rate, 40, **settings).T
    axes.plot(a, b, "o-", color=colour, label=name, markersize=3, linewidth=1)
axes.plot([5], [1], "ks", markersize=6)
axes.plot([0], [0], "k*", markersize=10)
axes.set(xlabel="a", ylabel="b (not to scale)", xlim=(-3, 5.5), ylim=(-1.3, 1.3))
axes.legend(frameon=False, fontsize=8)
show(axes, "13-paths")

# %% [markdown]
# (From the square to the star. b is drawn larger than a, or the valley would be a slit.) Plain
# descent jumps from wall to wall while it creeps along. Momentum swings too, but gathers speed
# along the valley. Adam takes both directions alike: its first steps are equally long in a and in
# b; then it turns. Both run past the bottom and come back; that is the price of a memory.
#
# ## Narrower valleys
#
# Does that ranking hold? Valleys that are 25, 100 and 400 times as steep across; the fewest steps
# over nine rates, which are given in units of 1 / steepness. (Computed with plain numbers: the loop
# is gradient descent with momentum, written out for a and b.)


# %%
def fewest(steep, keep):
    """Return the fewest steps over nine rates."""
    found = []
    for rate in (0.1, 0.2, 0.5, 1.0, 1.5, 1.9, 2.5, 3.0, 3.5):
        a, b, along, across, last, high = 5.0, 1.0, 0.0, 0.0, 0, 1.0
        for t in range(1, 1500):
            along, across = keep * along + a, keep * across + steep * b  # the two memories
            a, b = a - rate / steep * along, b - rate / steep * across
            high = (a * a + steep * b * b) / 2
            if high >= 0.01:
                last = t
            if high > 1e6:
                break
        found += [last + 1] if high < 0.01 else []
    return min(found)


print("times as steep " + "".join(f"{f'momentum {keep:g}':>14}" for keep in (0, 0.5, 0.9, 0.95)))
for steep in (25, 100, 400):
    print(f"{steep:<15}" + "".join(f"{fewest(steep, keep):14}" for keep in (0, 0.5, 0.9, 0.95)))

# %% [markdown]
# Four times as narrow: without momentum that takes four times as many steps, with 0.9 about a third
# more. The best of the four settings moves from 0.5 to 0.9; the longest memory wins in none of
# these. Long memories pay in narrow valleys, and cost in wide ones.
#
# ## In a network
#
# Here nobody can see the valley. Crescents, batches of 20, twenty epochs, five networks each: the
# median loss over the dots, and in brackets the largest of the five.

# %%
kinds = {
    "plain": lambda weights, rate: optim.SGD(weights, rate),
    "momentum 0.9": lambda weights, rate: optim.SGD(weights, rate, momentum=0.9),
    "Adam": lambda weights, rate: optim.Adam(weights, rate),
}
rates = (0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0)
print("rate          " + "".join(f"{rate:<11g}" for rate in rates))
for name, make in kinds.items():
    line = f"{name:<14}"
    for rate in rates:
        losses = []
        for seed in range(5):
            X, y = ma.data.moons(200, noise=0.15, seed=seed)
            net = nn.MLP(2, [10, 1], hidden="tanh", seed=seed)
            ma.train.fit(
                net, X, y, optimizer=make(net.parameters(), rate), epochs=20, batch_size=20,
                seed=seed, verbose=False, unroll=True,
            )  # fmt: skip
            losses.append(net.loss_for(y)(net(X), y).item())
        line += f"{f'{np.median(losses):.2f} ({max(losses):.1f})':<11}"
    print(line.rstrip())

# %% [markdown]
# - **Momentum 0.9 is, most of the time, a rate ten times as large.** Compare its row with the plain
#   one, two columns to the right: 0.01 beside 0.1, 0.03 beside 0.3. Sums of ten steps that agree
#   are one step of ten times the length.
# - **Adam's rates are another scale:** its step is about the rate itself, not rate × gradient. So
#   that a rate is right for the one does not make it right for the other.
# - All three reach a small loss at *some* rate. What differs is how lucky one must be: at the best
#   rate of plain descent one of the five networks is thrown out. Try three rates, each three times
#   the last, before you blame the network.
#
# ## The code behind it
#
# microact's plain gradient descent and momentum are one method of `optim.py`:

# %%
import inspect

print(inspect.getsource(optim.SGD.step))

# %% [markdown]
# ## The maths, last
#
# *Batches.* Let the gradients of single examples have the mean $g$ and the variance $\sigma^2$. The
# mean of $n$ drawn at random has mean $g$ too (it is right on average), and variance
# $\sigma^2 / n$: its error is about $\sigma / \sqrt n$.
#
# *Momentum.* $v_t = g_t + 0.9\, g_{t-1} + 0.9^2 g_{t-2} + \dots$ If all $g$ are equal this tends to
# $g / (1 - 0.9) = 10\,g$. If they change sign each time it tends to $g / (1 + 0.9)$, about half of
# one.
#
# *Adam's correction.* After $t$ steps with equal gradients $m = (1 - 0.9^t)\, g$: the weights of
# the mean add up to $1 - 0.9^t$ only, since it began at 0. Dividing by that makes it $g$ from the
# first step on.
#
# *The valley.* Along $b$ a plain step multiplies by $1 - 25\,\eta$, along $a$ by $1 - \eta$, where
# $\eta$ is the rate. The first must stay above −1, so $\eta < 2/25$; then the second is at least
# $1 - 2/25$: the steeper across, the slower along.
#
# ## Exercises
#
# 1. **A prediction.** The guess of a single example is off by 12 times the size of the gradient. By
#    how many times is that of a batch of 36? `exercises.check("13-1", your_number)`
# 2. **A change.** Momentum 0.95, a rate of 0.02, and for a long time the same gradient, 3. How long
#    is each step? `exercises.check("13-2", your_number)`
# 3. **Build.** Write `step(w, v, gradient, rate, keep)` that returns the new weight and the new
#    memory of momentum, as a pair, without microact's optimizers. `exercises.check("13-3", step)`

# %%
from microact import exercises

exercises.check("13-1", 4)  # a first guess: put yours here

# %% [markdown]
# <details><summary>Solutions</summary>
#
# 1. The error falls with the root of the number: a sixth of it. `exercises.check("13-1", 12 / 6)`
# 2. The memory tends to 3 / (1 − 0.95), that is 60. `exercises.check("13-2", 0.02 * 3 / 0.05)`
# 3. First the memory, then the step that follows it:
#
# ```python
# def step(w, v, gradient, rate, keep):
#     v = keep * v + gradient
#     return w - rate * v, v
#
# exercises.check("13-3", step)
# ```
#
# </details>
