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
# # 16. Who looks at whom
#
# **The question.** In "the cat sat", what "sat" means depends on who sat. How can a network let one
# word look at another, when it is not known beforehand at which?
#
# **Afterwards you can** turn words into rows of numbers, compute attention by hand on small
# matrices, say why it divides by √d, and say what a causal mask does to a gradient.
#
# About thirty minutes. You need lessons 6, 8 and 15.

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
from microact.show.page.explore import explore_matrices

# %% [markdown]
# ## Words become rows
#
# A network computes with numbers. So every word gets a row of numbers of its own, its
# **embedding**: random at first, learned like any weight. All rows together are a table. To look a
# row up is a matrix product in disguise: a row with one 1 and zeros (one-hot, lesson 8), times the
# table.

# %%
words = ["the", "cat", "dog", "sat", "bites"]
table = Value(np.random.default_rng(0).normal(size=(5, 3)), "table")
ids = [words.index(word) for word in ("the", "cat", "bites", "the", "dog")]
sentence = ma.embedding(table, ids)
same = np.eye(5)[ids] @ table
print("looked up as by a matrix product:", bool(np.all(sentence.data == same.data)))
sentence.sum().backward()
for word, gradient in zip(words, table.grad):
    print(f"{word:<6} gradient of its row: {gradient}")

# %% [markdown]
# "the" stood there twice and got two gradients, "sat" did not occur and got none. A word that is
# never seen keeps its random row.
#
# ## The mean will not do
#
# Five words are five rows. To make one answer of them one could take their mean. But the mean of
# "cat bites dog" is that of "dog bites cat", and every word counts the same. (The order of words is
# another matter, to which we come below.) What we want is a *weighted* mean, whose weights depend
# on what is said: **attention**.
#
# Each word gets three rows, made from its embedding by three matrices that all words share:
#
# - a **query**: what it looks for,
# - a **key**: what it can be found by,
# - a **value**: what it gives to those who find it.
#
# A query and a key are multiplied number by number and added up, which is large if they point the
# same way: the **score**. Softmax (lesson 8) turns the scores of a row into shares, and the shares
# weigh the values. That is all of it. For three words with rows of three:

# %%
rng = np.random.default_rng(1)
rows = sentence.data[:3]  # the, cat, bites
matrices = [rng.normal(size=(3, 3)) for _ in range(3)]
query, key, value = (rows @ matrix for matrix in matrices)
scores = query @ key.T / np.sqrt(3)  # why the root? below
shares = np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True)
mixed = shares @ value
print("shares: each row looks at all three\n", shares.round(2))
print("as ma.attention:", np.abs(mixed - ma.attention(query, key, value)).max() < 1e-15)

# %% [markdown]
# On this page everything moves: point at a share to see which query and which key it came from,
# type another number, show the gradients. (Here no word may look at a later one; that comes below.)

# %%
show(explore_matrices("attention"), "16-attention")

# %% [markdown]
# ## Predict
#
# Eight words with random queries and keys of 64 numbers, each number of size about 1. Without any
# root: how large is the largest of the eight shares, on average? An eighth would be fair; is it a
# fifth, a half, nine tenths?

# %%
print("                        largest of 8 shares, with the scores divided by")
print("d     spread of scores       1      d^¼      √d       d")
for d in (4, 16, 64, 256):
    rng = np.random.default_rng(0)
    scores = (rng.normal(size=(1000, 1, d)) @ rng.normal(size=(1000, d, 8)))[:, 0]
    row = []
    for power in (0.0, 0.25, 0.5, 1.0):
        p = ma.softmax(scores / d**power)
        row.append(p.max(axis=1).mean())
    print(f"{d:<6}{scores.std():16.1f}" + "".join(f"{share:8.2f}" for share in row))

# %% [markdown]
# A score is a sum of d products, so its spread is √d (lesson 9's coin tosses). Without the root the
# largest share, with 64 numbers in a row, is 0.88 on average, nearly everything. Softmax has
# decided before anything was learned; and once it has decided, it hardly moves: the slope of a
# share $p$ in its own score is $p\,(1 - p)$ (lesson 8), which is small where $p$ is near 0 or 1.
# **Why attention divides by √d:** then the scores have spread 1, however large d is, and softmax
# begins undecided. Divided by d itself, the shares of long rows would all be about an eighth.
#
# ## Looking back only
#
# If a network should say the next word, no word may look at those that follow, or it would copy the
# answer. A **causal mask** sets the scores of all later words to −∞; their shares are then exactly
# 0. What does that do on the way back? The gradient of what one word gets, in each word's row:

# %%
x = Value(np.random.default_rng(2).normal(size=(5, 4)), "x")
nn.seed(0)
head = nn.Attention(4, causal=True)
print("gradient of one row of the result in each of the five rows (size)")
for place in range(5):
    x.grad = 0.0
    head(x)[place].sum().backward()
    sizes = np.sqrt(np.sum(x.grad**2, axis=1))
    print(f"row {place + 1}: " + "  ".join(f"{size:.2f}" if size else "  0 " for size in sizes))

# %% [markdown]
# **What a causal mask does to a gradient:** from a word it flows to that word and to earlier ones,
# and not a bit of it to later ones. Each of the five rows may have an answer of its own, and all
# five are learned from at once.
#
# ## Predict
#
# "dog bites cat", and "cat bites dog": through attention without a mask, what does the row of
# "bites" get in each case?

# %%
nn.seed(0)
head, rows = nn.Attention(3), table.data[[words.index(w) for w in ("dog", "bites", "cat")]]
print("dog bites cat:", head(rows).data[1])
print("cat bites dog:", head(rows[::-1]).data[1])
places = nn.Embedding(3, 3).table.data
print("with places:  ", head(rows + places).data[1], head(rows[::-1] + places).data[1])

# %% [markdown]
# The same: a weighted mean does not know who stood where. So a row for the *place* (first, second,
# third) is added to the row of the word, and learned as well. Then the two differ.
#
# ## A task that needs it
#
# Four cards lie on the table, each with a letter (of eight) and a digit (of eight). Then somebody
# asks for one of the letters: which digit is on its card? The cards are other ones each time. A
# network that takes their mean, and the same one with attention (both are told the letter that is
# asked for):


# %%
def cards(n, rng):
    """Draw n tables of four cards, a letter asked for, and the right digit."""
    letters = np.array([rng.permutation(8)[:4] for _ in range(n)])
    digits, asked = rng.integers(0, 8, (n, 4)), rng.integers(0, 4, n)
    here = np.arange(n)
    return letters, digits, letters[here, asked], digits[here, asked]


class Reader(nn.Module):
    """Looks at four cards with a question in mind.

    Everything is computed for many tables at once: letters and digits have shape (tables, 4),
    their rows (tables, 4, d). `expand_dims` adds an axis of size 1: one question, four cards.
    """

    def __init__(self, d, looks=True, divide=None):
        self.letters, self.digits = nn.Embedding(8, d), nn.Embedding(8, d)
        self.query, self.key, self.value = (
            nn.Linear(d, d, initializer="lecun_normal", bias=False) for _ in range(3)
        )
        self.answer = nn.Linear(d, 8, initializer="lecun_normal")
        self.looks, self.divide = looks, np.sqrt(d) if divide is None else divide

    def shares(self, letters, digits, asked):
        """Return how much it looks at each card: shape (n, 4)."""
        keys = self.key(self.letters(letters) + self.digits(digits))
        scores = (ma.expand_dims(self.query(self.letters(asked)), 1) * keys).sum(axis=-1)
        return ma.softmax(scores / self.divide) if self.looks else np.full(scores.shape, 0.25)

    def forward(self, letters, digits, asked):
        values = self.value(self.letters(letters) + self.digits(digits))
        shares = ma.expand_dims(self.shares(letters, digits, asked), -1)
        return self.answer((shares * values).sum(axis=1) + self.letters(asked))


def trained(seed, steps, d=16, **settings):
    """Train a reader; return it, its last loss, and the share of right answers on new cards."""
    nn.seed(seed)
    reader, rng = Reader(d, **settings), np.random.default_rng(seed)
    stepper = optim.Adam(reader.parameters(), lr=0.02)
    for _ in range(steps):
        *given, digit = cards(64, rng)
        reader.zero_grad()
        loss = ma.losses.cross_entropy(reader(*given), digit)
        loss.backward()
        stepper.step()
    *given, digit = cards(1000, np.random.default_rng(seed + 100))
    return reader, loss.item(), np.mean(reader(*given).data.argmax(axis=1) == digit)


for looks in (False, True):
    tries = [trained(seed, 150, looks=looks) for seed in range(3)]
    print(
        f"{'attention' if looks else 'mean':<10}", ", ".join(f"{t[2]:.0%}" for t in tries), "right"
    )

# %% [markdown]
# The mean knows which digits lie on the table and which letter is asked for, but no longer which
# digit stood with which letter. It guesses among the four (more often than not two of them are the
# same, which helps it). With attention all of 1000 new answers are right, in three tries. Where
# does it look? The shares for three tables:

# %%
reader = tries[0][0]
letters, digits, asked, digit = cards(3, np.random.default_rng(7))
shares = reader.shares(letters, digits, asked).data
figure, axes = plt.subplots(3, 1, figsize=(5, 3.2), layout="constrained")
for i, ax in enumerate(axes):
    ax.imshow(shares[i : i + 1], cmap="Blues", vmin=0, vmax=1)
    names = [f"{'ABCDEFGH'[k]} {n}" for k, n in zip(letters[i], digits[i])]
    ax.set_xticks(range(4), names)
    ax.set_yticks([0], [f"{'ABCDEFGH'[asked[i]]} ?"])
    for k, share in enumerate(shares[i]):
        ax.text(k, 0, f"{share:.2f}", ha="center", va="center", color="w" if share > 0.5 else "k")
show(figure, "16-shares")

# %% [markdown]
# Nobody told it to compare letters. That follows from the gradient of the answers: through the
# values it says which share should be larger, and through the shares how queries and keys must
# turn.
#
# And the root? The same task with rows of 64 numbers, five tries each, stopped early: the median
# loss of the 40th batch, and its range.

# %%
for power, name in ((0.0, "1"), (0.25, "d^¼"), (0.5, "√d"), (1.0, "d")):
    losses = [trained(seed, 40, d=64, divide=64**power)[1] for seed in range(5)]
    print(f"divided by {name:<4} {np.median(losses):.2f} ({min(losses):.2f} to {max(losses):.2f})")

# %% [markdown]
# In this task, with Adam: without any division all five were still far from the goal; with the root
# it is easy. It is not a magic number: dividing by d, which begins with nearly equal shares, went
# even better here. That is Adam's doing, which makes up for small gradients (lesson 13): with
# momentum instead (measured beside this lesson) the first three came out alike, and dividing by d
# was far behind. The root is what keeps the spread of the scores at 1 for random rows of *any*
# length, so it is a safe place to start from.
#
# ## The code behind it
#
# `ma.attention`, behind its first check:

# %%
import inspect

source = inspect.getsource(ma.attention)
print(source[source.index("    scores = ") :])

# %% [markdown]
# ## The maths, last
#
# *Attention.* $A = \mathrm{softmax}(QK^\top / \sqrt d)$ row by row, and the result is $AV$. With
# the gradient $G$ at the result: $V$ gets $A^\top G$, the shares get $GV^\top$, and through softmax
# (lesson 8) the scores get $A \odot (GV^\top - r)$, where $r$ holds for each row the mean of
# $GV^\top$ weighted with $A$: a descent step pushes a score up if its value helps more than the
# mixture does.
#
# *The root.* Let the numbers of a query and a key be independent, of mean 0 and variance 1. Each
# product has mean 0 and variance 1, the sum of $d$ of them variance $d$, hence spread $\sqrt d$.
#
# *The mask.* A share that is $0$ stays $0$ whatever the score:
# $\frac{\partial p}{\partial s} = p(1-p) = 0$, and the value it weighs gets $0 \cdot G$.
#
# ## Exercises
#
# 1. **A prediction.** Queries and keys have 144 numbers, independent, of mean 0 and size 1. What is
#    the spread of the scores before anything is divided? `exercises.check("16-1", your_number)`
# 2. **A change.** A text of 6 words goes through attention with a causal mask. Of the 36 shares,
#    how many are 0 because of the mask? `exercises.check("16-2", your_number)`
# 3. **Build.** Write `look(query, keys, values)`: what one query gets. A query of d numbers, keys
#    of shape (m, d), values of shape (m, e), as NumPy arrays; without microact, and also if scores
#    are in the thousands. `exercises.check("16-3", look)`

# %%
from microact import exercises

exercises.check("16-1", 144)  # a first guess: put yours here

# %% [markdown]
# <details><summary>Solutions</summary>
#
# 1. The root of 144. `exercises.check("16-1", 144**0.5)`
# 2. The first word may not look at 5, the second not at 4, and so on. `exercises.check("16-2", 15)`
# 3. Subtract the largest score first, so that nothing overflows (lesson 8):
#
# ```python
# def look(query, keys, values):
#     scores = keys @ query / len(query) ** 0.5
#     shares = np.exp(scores - scores.max())
#     return shares / shares.sum() @ values
#
# exercises.check("16-3", look)
# ```
#
# </details>
