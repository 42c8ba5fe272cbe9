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
# # 7. Yes or no
#
# **The question.** How does a network answer a question with yes or no? And does it matter which
# activation stands at the end and which ones in between?
#
# **Afterwards you can** read a sigmoid's output as a chance, choose a threshold and say what it
# costs, and say what breaks when the activations of the hidden units and of the output are swapped.
#
# About twenty minutes. You need lessons 4 and 5.

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
import numpy as np

import microact as ma
from microact.metrics import accuracy, auc, confusion_matrix, precision_recall
from microact.show.display import show
from microact.show.plots import plot_confusion, plot_roc

# %% [markdown]
# ## A question about flowers
#
# A hundred irises, measured by the botanist Edgar Anderson and published in 1936 by Ronald Fisher:
# fifty *versicolor*, fifty *virginica*. From the length and the width of a sepal (the outer leaf of
# a flower) we ask: is it a virginica? Yes is class 1, no is class 0.

# %%
X, y, features, species = ma.data.load_iris()
two = y > 0  # leave the third species out, it is too easy
X, y = X[two][:, :2], y[two] - 1
print(features[:2], "of", len(y), "flowers,", int(y.sum()), "of them", species[2])

# %% [markdown]
# ## A chance instead of an answer
#
# The network ends with a sigmoid. Whatever sum arrives, an output between 0 and 1 leaves, and we
# read it as the chance of a yes. What is wanted is 1 for a virginica and 0 for the other, the
# **target**. The sum before the sigmoid has a name too: the **logit**.
#
# Which loss should it learn with? In lesson 4 we took the square of the distance from the target.
# Try that on a neuron that is very sure and wrong: the target is 1, the logit −6.

# %%
for name in ("squared distance", "surprise"):
    logit = ma.Value(-6.0, "logit")
    p = ma.sigmoid(logit)
    loss = (1 - p) ** 2 if name == "squared distance" else -ma.log(p)
    loss.backward()
    print(f"{name:<17} p {p.data:.4f}   loss {loss.data:.4f}   gradient {logit.grad:+.4f}")

# %% [markdown]
# The squared distance is close to 1, as bad as it can be, and yet hardly any gradient comes back:
# the sigmoid is saturated, its gate is almost shut (lesson 4). The network is wrong and hardly
# learns.
#
# The second loss is −log(p), for a yes. For a no it is −log(1 − p): always minus the logarithm of
# the chance that was given to what really happened. It is called **cross-entropy**; think of it as
# surprise. Here for a yes:

# %%
print("chance p of what happened   surprise   its slope in p   gradient in the logit")
for p in (0.01, 0.5, 0.9, 0.99):
    chance = ma.Value(p, "p")
    surprise = -ma.log(chance)
    surprise.backward()
    logit = ma.Value(np.log(p / (1 - p)), "logit")
    (-ma.log(ma.sigmoid(logit))).backward()
    print(f"{p:24.2f}{surprise.data:11.2f}{chance.grad:17.2f}{logit.grad:24.2f}")

# %% [markdown]
# Sure and right (0.99) costs next to nothing, sure and wrong (0.01) costs much. And look at the
# third column: the less the chance, the steeper the surprise, and that makes up for the gate of the
# sigmoid. What comes out, in the last column, is p − 1: the chance, minus the target 1. (For a no
# it is p − 0, by the same sum.) It is negative, and a step goes against the gradient: the logit
# rises. Sure and wrong gets a gradient of nearly −1, where the squared distance had next to none.
# That is why networks that answer yes or no are usually trained with cross-entropy.
#
# ## Training and holding out
# We hold out three of ten flowers, so that we ask about flowers the network has not seen, and
# repeat that with five different choices. The 150 answers of these five networks are counted
# together below; some flowers occur more than once.


# %%
def learned(
    seed: int, hidden: str = "tanh", output: str | None = None, loss=None, epochs: int = 100
):
    """Train on seven of ten flowers; return the network and the flowers held out."""
    learn, held_out = ma.data.split(y, 0.3, seed)
    middle, spread = X[learn].mean(axis=0), X[learn].std(axis=0)
    inputs = (X - middle) / spread  # around 0 and of size 1: easier to learn from
    model = ma.nn.MLP(2, [8, 1], hidden=hidden, output=output, seed=seed)
    ma.train.fit(
        model, inputs[learn], y[learn], loss=loss, epochs=epochs, seed=seed,
        verbose=False, unroll=True,
    )  # fmt: skip
    return model, inputs[held_out], y[held_out]


found = [learned(seed, output="sigmoid") for seed in range(5)]
truth = np.concatenate([t for _, _, t in found])
chance = np.concatenate([model.predict_proba(flowers) for model, flowers, _ in found])
print(f"{len(truth)} answers, {truth.sum()} of them should be yes; five of them:")
print("                       chance of virginica   virginica?")
for i in (0, 20, 60, 100, 140):
    print(f"{chance[i]:34.2f}   {['no', 'yes'][truth[i]]:>10}")

# %% [markdown]
# ## Predict
#
# A chance is not an answer yet. The usual rule: yes if the chance is at least a **threshold** of
# 0.5, otherwise no. Exactly 0.5 counts as yes.
#
# Now lower the threshold to 0.3. What happens to the number of virginicas that are found? And to
# the number of others that are called virginica by mistake? Up or down, both of them?

# %%
print("threshold   found   called by mistake   right")
for threshold in (0.1, 0.3, 0.5, 0.7, 0.9):
    says = (chance >= threshold).astype(int)
    (_, mistaken), (_, hits) = confusion_matrix(truth, says, 2)
    print(f"{threshold:9.1f}{hits:8}{mistaken:20}{accuracy(truth, says):8.0%}")

# %% [markdown]
# Both go up. Whoever wants to miss no virginica must live with more false alarms. Which threshold
# is best depends on what a mistake costs, and that is nothing the network can know. The **confusion
# matrix** shows all four counts, here for 0.5: a row for what is true, a column for what was said.

# %%
show(
    plot_confusion(truth, (chance >= 0.5).astype(int), ["versicolor", "virginica"]), "07-confusion"
)

# %% [markdown]
# Move the threshold from 1 down to 0 and draw for each the share of virginicas (class 1) found,
# upwards, against the share of the others (class 0) called virginica, to the right. That is the
# **ROC curve**. The dot is the threshold 0.5, and its two numbers are those of the matrix. Whoever
# guesses finds as large a share of the ones as of the others: the dashed line. The larger the area
# below the curve, the better: 1 is perfect, a half is guessing.

# %%
show(plot_roc(truth, chance), "07-roc")
precision, recall = precision_recall(truth, (chance >= 0.5).astype(int))
print(f"area {auc(truth, chance):.2f}; at 0.5: {recall:.0%} of the virginicas are found,")
print(f"and {precision:.0%} of those called virginica are")

# %% [markdown]
# Sepals alone do not tell the two apart very well, and the curve says how well, whatever the
# threshold.
#
# ## Swapped: other activations at the end
#
# The article sorts activations into those for hidden units and those for the output. Let us break
# the rule. First the output: tanh, ReLU or nothing at the end instead of sigmoid. What do the
# numbers look like that such a network gives?

# %%
squared = ma.losses.mean_squared_error
print("at the end     outputs from .. to     not in 0..1   right")
for output, loss in (("sigmoid", None), ("tanh", squared), ("relu", squared), (None, squared)):
    numbers, right = [], []
    for seed in range(5):
        model, flowers, wanted = learned(seed, output=output, loss=loss)
        numbers.append(model(flowers).data[:, 0])
        right.append(accuracy(wanted, (numbers[-1] >= 0.5).astype(int)))
    numbers = np.concatenate(numbers)
    outside = np.mean((numbers < 0) | (numbers > 1))
    span = f"{numbers.min():8.2f} .. {numbers.max():.2f}"
    print(f"{output or 'nothing':<12}{span:<26}{outside:10.0%}{np.mean(right):8.0%}")

# %% [markdown]
# Asked only which side of 0.5 the output is on, all four do about equally well. But "not in 0..1"
# counts the numbers that are below 0 or above 1, so that they cannot be read as a chance. Such an
# output does not say how sure the network is, and cross-entropy refuses it:

# %%
model, flowers, wanted = learned(0, output="tanh", loss=squared)
try:
    ma.losses.binary_cross_entropy(model(flowers), wanted, from_logits=False)
except ValueError as error:
    print("ValueError:", error)

# %% [markdown]
# (So those three were trained with the squared distance.)
#
# ## Swapped: other activations in between
#
# Now the hidden neurons (also called hidden units), on the crescents of lesson 5, with 60 epochs,
# and for sigmoid with 300 as well. `step` is the activation that says 0 or 1 and nothing in
# between: an answer, like the one that we want at the end.

# %%
print("hidden                 right on new dots: mean, worst and best of 5")
for hidden, epochs in (
    ("tanh", 60), ("relu", 60), ("sigmoid", 60), ("sigmoid", 300), ("step", 60), ("identity", 60),
):  # fmt: skip
    shares = []
    for seed in range(5):
        dots, colours = ma.data.moons(300, noise=0.15, seed=seed)
        model = ma.nn.MLP(2, [8, 8, 1], hidden=hidden, seed=seed)
        ma.train.fit(model, dots, colours, epochs=epochs, seed=seed, verbose=False, unroll=True)
        dots, colours = ma.data.moons(300, noise=0.15, seed=seed + 100)
        shares.append(accuracy(colours, model.predict(dots)))
    name = f"{hidden}, {epochs} epochs"
    print(f"{name:<22} {np.mean(shares):.0%}   {min(shares):.0%} to {max(shares):.0%}")

# %% [markdown]
# - **tanh** and **ReLU** learn the bend.
# - **sigmoid**, the output's activation, learns it slowly: after 60 epochs it is only a little
#   better than **identity**, which can draw a line only. Its gates are a quarter open at most. With
#   five times as many epochs it gets there.
# - **step** is worse than a line. Its slope is 0 everywhere, so no gradient ever reaches the first
#   two layers: they keep their random weights, and only the last neuron learns.
#
# **Judged here.** A sigmoid ends a network for two classes: true, because its output is a chance
# that a threshold turns into an answer. Some activations are for hidden units, others for the
# output: true of the output; in between, step and identity cannot do the work at all, sigmoid does
# it slowly. The article also asks for an output activation that is 0 or 1: sigmoid gives a number
# in between, and the threshold makes the 0 or 1.
#
# ## The code behind it
#
# Sigmoid and its loss are one rule. Written as what a wrong side costs: a logit of size |x| on the
# wrong side of 0 costs |x|, and either side a little more, log(1 + e^−|x|). So no chance is ever
# computed that could round to 0. `t` is the target, `x` the logit:

# %%
import inspect

from microact.rules.cross_entropy import SigmoidCrossEntropy

print(inspect.getsource(SigmoidCrossEntropy.forward))
print(inspect.getsource(SigmoidCrossEntropy.local_gradient))

# %% [markdown]
# The second function gives two slopes. The one in the logit is p − t, chance minus target, as in
# the table of surprises: `gate` is p, `rest` is 1 − p.

# %% [markdown]
# ## The maths, last
#
# With logit $z$, $p = \sigma(z)$ and target $t$, the loss is $L = -t \log p - (1 - t) \log(1 - p)$.
# Since $\sigma'(z) = p(1 - p)$,
#
# $$\frac{dL}{dz} = \left(-\frac{t}{p} + \frac{1 - t}{1 - p}\right) p (1 - p) = p - t.$$
#
# Chance minus target: the shut gate $p(1 - p)$ has cancelled. For the squared distance it stays:
# $dL/dz = 2(p - t)\,p(1 - p)$.
#
# ## Exercises
#
# 1. **A prediction.** The chance is 0.8, the target 1. What is the gradient of cross-entropy in the
#    logit? (The table of surprises shows the pattern.) `exercises.check("07-1", your_number)`
# 2. **A change.** A test must find all virginicas, whatever it costs. Which of the thresholds 0.1,
#    0.5 and 0.9 do you take? `exercises.check("07-2", your_number)`
# 3. **Build.** Write `counts(truth, chance, threshold)` that returns four numbers: found, missed,
#    called by mistake, rightly left alone. Exactly the threshold counts as yes.
#    `exercises.check("07-3", counts)`

# %%
from microact import exercises

exercises.check("07-1", 0.8)  # a first guess: put yours here

# %% [markdown]
# <details><summary>Solutions</summary>
#
# 1. Chance minus target: `exercises.check("07-1", 0.8 - 1)`
# 2. The lowest: `exercises.check("07-2", 0.1)`
# 3. Compare once, then count:
#
# ```python
# def counts(truth, chance, threshold):
#     truth, says = np.array(truth) == 1, np.array(chance) >= threshold
#     found, missed = np.sum(truth & says), np.sum(truth & ~says)
#     return found, missed, np.sum(~truth & says), np.sum(~truth & ~says)
#
# exercises.check("07-3", counts)
# ```
#
# </details>
