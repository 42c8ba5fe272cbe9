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
# # 2. The chain rule, drawn
#
# **The question.** A result depends on many numbers, through many steps. How much does each of them
# matter, and how can a computer find all the answers in one walk?
#
# **Afterwards you can** find gradients of a small graph by hand, read them off a picture, say what
# happens to a number that is used twice, and say why a node must wait.
#
# About fifteen minutes. You need lesson 1.

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
import microact as ma
from microact.engine.flow import flow
from microact.show.display import show

# %% [markdown]
# ## Gears
#
# Think of gears. One turn of the first makes two turns of the second. One turn of the second makes
# three turns of the third. So one turn of the first makes 2 · 3 turns of the third. Nobody has to
# look at the whole machine: each pair of gears knows its own ratio, and the ratios multiply. That
# is the **chain rule**.
#
# In a computation the gears are steps, and a ratio is the **local gradient** of a step: how much
# its result changes when its input changes a little.
#
# ## By hand
#
# Take three numbers and compute a result in two steps.

# %%
a, b, c = 2.0, -3.0, 10.0
product = a * b
result = product + c
print(f"{a:g} · ({b:g}) + {c:g} = {result:g}")

# %% [markdown]
# How much does the result change when *a* grows a little? Nudge it both ways, as in lesson 1, and
# see.

# %%
nudge = 0.001
up, down = (a + nudge) * b + c, (a - nudge) * b + c
print(f"by nudging a: {(up - down) / (2 * nudge):.4f}")

# %% [markdown]
# Now by the chain rule, from the end. The result changes exactly as much as itself: 1. A sum passes
# that on as it is, so the product has 1. In the product, *a* is multiplied by *b*: when *a* changes
# a little, the product changes *b* times as much. Here *b* is −3, so it falls three times as much.

# %%
gradient_of_result = 1.0
gradient_of_product = gradient_of_result * 1.0  # a sum has the local gradient 1
gradient_of_a = gradient_of_product * b  # a product has the other number
print(f"by the chain rule: {gradient_of_a:.4f}")

# %% [markdown]
# The answer is the **gradient** of the result for *a*. A gradient that arrives at a step, from the
# side of the result, is its **upstream gradient**. The step multiplies it by its local gradient and
# passes that on. That is all there is. The whole walk from the end to the beginning is called
# **backpropagation**.
#
# ## By `Value`
#
# A `Value` remembers its steps, so it can do this walk by itself. The numbers and their arrows
# together are called a **graph**, each number in it a **node**; in a picture a node is a card.

# %%
a, b, c = ma.Value(2.0, "a"), ma.Value(-3.0, "b"), ma.Value(10.0, "c")
result = a * b + c
result.label = "result"
result.backward()
print(f"a.grad = {a.grad}, b.grad = {b.grad}, c.grad = {c.grad}")
show(ma.draw(result), "02-by-value")

# %% [markdown]
# Read the picture from right to left. The arrows point the way the numbers go; the gradient walks
# against them, and each arrow multiplies it by the local gradient written on it. The colour is the
# sign of the gradient that flows along the arrow: blue for positive, orange for negative.
#
# The same walk in words, one line for each arrow:

# %%
print(ma.explain(result))

# %% [markdown]
# ## Predict
#
# Now a number that is used more than once: *y* = *x* · *x* + *x*, at *x* = 3. Three arrows lead
# away from *x*. What will its gradient be? Write your guess down.

# %%
x = ma.Value(3.0, "x")
y = x * x + x
y.label = "y"
y.backward()
print(f"x.grad = {x.grad:g}")
show(ma.draw(y), "02-used-twice")

# %% [markdown]
# A nudge of *x* reaches *y* by three ways at once: through the first factor, through the second
# factor, and through the sum. Each way contributes, and the contributions **add up**. `flow` lists
# the steps of the walk, one for each arrow:

# %%
for step in flow(y):
    if step.input is x:
        waiting = f", {step.waiting} more to come" if step.waiting else ", complete"
        print(f"from {step.node.operation}:  {step.passed_on:g}   so far {step.total:g}{waiting}")

# %% [markdown]
# ## Why a node waits
#
# Look at "more to come". A node may pass its gradient on only when all of its own has arrived. What
# if it did not wait? Here is a graph in which it matters: *h* = *x* · *x* is used in two places,
# three times in all.

# %%
x = ma.Value(1.5, "x")
h = x * x
h.label = "h"
y = h * 4.0 + h * h
y.label = "y"
y.backward()
show(ma.draw(y), "02-waiting")
print(f"h.grad = 1·4 + 1·2.25 + 1·2.25 = {h.grad:g}, by three arrows")
print(f"x.grad = {h.grad:g}·1.5 + {h.grad:g}·1.5 = {x.grad:g}, by two arrows")

# %% [markdown]
# (The grey number is a constant. Nobody asks for its gradient. `#2` tells two products apart.)
#
# Now the same in a hurry. Say the gradient through *h* · 4 arrives at *h* first, and *h* passes it
# on to *x* at once, and never looks back.

# %%
first_arrival = 1.0 * 4.0  # 1 through the sum, then the other factor, 4
in_a_hurry = first_arrival * x.data + first_arrival * x.data
print(f"hurried: x.grad = {in_a_hurry:g}, but it is {x.grad:g}")

# %% [markdown]
# Watch it wait. Below, press Start, then Next, until *h* is told that it waits for more; or hold
# the right arrow key. Point at *x* to see every way from it to *y*. Drag *x*, and all of it is
# computed anew. (Where scripts do not run, a still picture stands here;
# `ma.explore(y).save("y.html")` writes the page to a file.)

# %%
show(ma.explore(y, title="A node that waits"), "02-explore")

# %% [markdown]
# Back to the hurry. What came through *h* · *h* is lost. And nothing crashes. This is the classic
# mistake of a home-made engine. The cure is an order: put the nodes in a row so that each stands
# after all of its inputs, and walk the row from its end. Then whatever uses a node has had its turn
# before the node has. Such a row is called a **topological order**. A function of a few lines makes
# one, by calling itself: first all your inputs go into the row, then you.


# %%
def in_a_row(node: ma.Value, row: list[ma.Value]) -> list[ma.Value]:
    """Put a node into the row, after all of its inputs."""
    if all(node is not other for other in row):
        for x in node.inputs:
            if isinstance(x, ma.Value):  # constants are not nodes
                in_a_row(x, row)
        row.append(node)
    return row


print(" → ".join(node.label or node.operation for node in in_a_row(y, [])))

# %% [markdown]
# ## Twice is twice
#
# What arrives at a number you started from (a **leaf** of the graph, a yellow card) adds up over
# calls of `backward()` too. All other nodes start afresh with every call. Adding up is useful when
# a result is computed in parts, one after the other, and a surprise when you forget it. So set the
# gradients of the leaves to 0 before the next walk.

# %%
w = ma.Value(5.0, "w")
y = w * w
y.backward()
print("once: ", w.grad)
y.backward()
print("twice:", w.grad)
w.grad = 0.0
y.backward()
print("reset:", w.grad)

# %% [markdown]
# ## The code behind it
#
# The line that multiplies stands in one place, `microact/rules/chain_rule.py`: every gradient that
# you see in these lessons has gone through it. (For single numbers `unbroadcast` does nothing; what
# it does for arrays is told in lesson 6.)

# %%
import inspect

from microact.rules import chain_rule

print(inspect.getsource(chain_rule.passed_on))

# %% [markdown]
# The walk stands at the top of `microact/engine/walk.py`. Here is its heart:

# %%
from microact.engine import walk

source = inspect.getsource(walk.walk_back)
print(source[source.index("    for node") :])

# %% [markdown]
# `order` is the row, made in `microact/engine/order.py`. It is what your six lines made, without a
# function that calls itself: Python allows that only about a thousand deep, and graphs can be
# deeper. `pass_on` is what a node passes to each of its inputs: the product above.

# %% [markdown]
# ## The maths, last
#
# If $y$ depends on $x$ through $h$ alone, then $\dfrac{dy}{dx} = \dfrac{dy}{dh}\,\dfrac{dh}{dx}$:
# upstream gradient times local gradient. If $n$ arrows lead away from $x$, the $i$-th of them into
# the node $h_i$ with the local gradient $l_i$ written on it, there is one such term for each arrow,
# and they add up:
#
# $$\frac{dy}{dx} = \frac{dy}{dh_1}\, l_1 + \frac{dy}{dh_2}\, l_2 + \dots +
# \frac{dy}{dh_n}\, l_n$$
#
# In $x \cdot x$ two arrows lead into the same node: two terms, $x + x = 2x$.
#
# ## Exercises
#
# 1. **A prediction.** What is the gradient of *y* = *x* · *x* · *x* for *x*, at *x* = 2? Work it
#    out with arrows. `exercises.check("02-1", your_number)`
# 2. **A change.** In *y* = *w* · *x* + *b* let *w* = 4. Which *x* makes the gradient for *w* equal
#    to −1? `exercises.check("02-2", your_number)`
# 3. **Build.** Write a function of *a* and *b*, two plain numbers, that returns the gradients of
#    (*a* + *b*) · *a* in *a* and in *b*, by hand, without `Value`. `exercises.check("02-3",
#    your_function)`

# %%
from microact import exercises

exercises.check("02-1", 4.0)  # a first guess: put yours here

# %% [markdown]
# <details><summary>Solutions</summary>
#
# 1. Each of the three factors has the other two as its slope: 2 · 2 + 2 · 2 + 2 · 2 = 12.
#    `exercises.check("02-1", 12)`
# 2. The slope of a product in one factor is the other factor. `exercises.check("02-2", -1)`
# 3. Let s = a + b and y = s · a. Then s has gradient a; a has s directly, and a more through s:
#
# ```python
# def gradients(a, b):
#     s = a + b
#     gradient_of_s = a
#     return s + gradient_of_s, gradient_of_s
#
# exercises.check("02-3", gradients)
# ```
#
# </details>
