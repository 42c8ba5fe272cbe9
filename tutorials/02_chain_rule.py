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
# **The question.** A result depends on many numbers, through many steps. How much does each of
# them matter, and how can a computer find all the answers in one walk?
#
# **Afterwards you can** find gradients of a small graph by hand, read them off a picture, say
# what happens to a number that is used twice, and say why a node must wait.
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
from microact.flow import flow
from microact.show.display import show

# %% [markdown]
# ## Gears
#
# Think of gears. One turn of the first makes two turns of the second. One turn of the second
# makes three turns of the third. So one turn of the first makes 2 · 3 turns of the third. Nobody
# has to look at the whole machine: each pair of gears knows its own ratio, and the ratios
# multiply. That is the **chain rule**.
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
# How much does the result change when *a* grows a little? Nudge it and see.

# %%
nudge = 0.001
nudged = (a + nudge) * b + c
print(f"by nudging a: {(nudged - result) / nudge:.4f}")

# %% [markdown]
# Now by the chain rule, from the end. The result changes exactly as much as itself: 1. A sum
# passes that on as it is, so the product has 1. In the product, *a* is multiplied by *b*: when
# *a* grows by a little, the product grows by *b* times as much.

# %%
gradient_of_result = 1.0
gradient_of_product = gradient_of_result * 1.0  # a sum has the local gradient 1
gradient_of_a = gradient_of_product * b  # a product has the other number
print(f"by the chain rule: {gradient_of_a:.4f}")

# %% [markdown]
# The answer is called the **gradient** of the result in *a*. A gradient that arrives at a step is
# its **upstream gradient**. The step multiplies it by its local gradient and passes the product
# on. That is all there is.
#
# ## By `Value`
#
# A `Value` remembers its steps, so it can do this walk by itself.

# %%
a, b, c = ma.Value(2.0, "a"), ma.Value(-3.0, "b"), ma.Value(10.0, "c")
result = a * b + c
result.label = "result"
result.backward()
print(f"a.grad = {a.grad}, b.grad = {b.grad}, c.grad = {c.grad}")
show(ma.draw(result), "02-by-value")

# %% [markdown]
# Read the picture from right to left. The arrows point the way the numbers go; the gradient
# walks against them, and each arrow multiplies it by the local gradient written on it. Blue means
# positive, orange negative.
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
# factor, and through the sum. Each way contributes, and the contributions **add up**.

# %%
for step in flow(y):
    if step.input is x:
        waiting = f", {step.waiting} more to come" if step.waiting else ", complete"
        print(f"from {step.node.rule.title}:  {step.passed_on:g}   so far {step.total:g}{waiting}")

# %% [markdown]
# ## Why a node waits
#
# Look at "more to come". A node may pass its gradient on only when all of its own has arrived.
# What if it did not wait? Here is a graph in which it matters: *h* = *x* · *x* is used twice.

# %%
x = ma.Value(0.5, "x")
h = x * x
h.label = "h"
y = h * 3.0 + h.tanh()
y.label = "y"
y.backward()
show(ma.draw(y), "02-waiting")
print(f"right: h.grad = {h.grad:.6f}, so x.grad = h.grad · 2x = {x.grad:.6f}")

# %% [markdown]
# Now the same in a hurry: as soon as the first gradient arrives at *h*, pass it on to *x* and
# never look back.

# %%
first_arrival = 3.0  # from h · 3
in_a_hurry = first_arrival * 2 * x.data
print(f"hurried: x.grad = {in_a_hurry:.6f}, off by {x.grad - in_a_hurry:.6f}")

# %% [markdown]
# The part that came through tanh is lost, and nothing crashes. This is the classic mistake of a
# home-made engine. The cure is an order: put the nodes in a row so that each stands after all of
# its inputs, and walk the row from its end. Then whatever uses a node has had its turn before
# the node has. Such a row is called a **topological order**.

# %%
from microact.graph import topological_order

print(" → ".join(node.label or node.rule.title for node in topological_order(y)))

# %% [markdown]
# ## Twice is twice
#
# Gradients add up over calls of `backward()` too. That is useful when a result comes in parts,
# and a surprise when you forget it. So set the gradient to 0 before the next walk.

# %%
w = ma.Value(5.0, "w")
loss = w * w
loss.backward()
print("once: ", w.grad)
loss.backward()
print("twice:", w.grad)
w.grad = 0.0
loss.backward()
print("reset:", w.grad)

# %% [markdown]
# ## The code behind it
#
# The walk stands in `microact/backprop.py`. The row is made in `microact/graph.py`, and the line
# that multiplies upstream by local stands once, in `Elementwise.vjp` of `microact/rules/rule.py`.
# Read the row first: it is short.

# %%
import inspect

print(inspect.getsource(topological_order))

# %% [markdown]
# ## The maths, last
#
# If $y$ depends on $x$ through $h$ alone, then $\dfrac{dy}{dx} = \dfrac{dy}{dh}\,\dfrac{dh}{dx}$.
# If it depends on $x$ through several $h_1, \dots, h_n$, the ways add up:
#
# $$\frac{\partial y}{\partial x} = \sum_{i=1}^{n} \frac{\partial y}{\partial h_i}\,
# \frac{\partial h_i}{\partial x}$$
#
# The first factor of each term is the upstream gradient, the second the local gradient.
#
# ## Exercises
#
# 1. **A prediction.** What is the gradient of *y* = *x* · *x* · *x* at *x* = 2? Work it out with
#    arrows. `exercises.check("02-1", your_number)`
# 2. **A change.** In *y* = *w* · *x* + *b* let *w* = 4. Which *x* makes the gradient of *w* equal
#    to −1? `exercises.check("02-2", your_number)`
# 3. **Build.** Write a function of *a* and *b*, two plain numbers, that returns the gradients of
#    (*a* + *b*) · *a* in *a* and in *b*, by hand, without `Value`.
#    `exercises.check("02-3", your_function)`

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
