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
# # 18. One rule, read many ways
#
# **The question.** A rule of microact is two lines: a formula, and its slope. How can the same two
# lines run on single numbers and on arrays, print themselves as JavaScript, prove a bound, and give
# second derivatives that nobody wrote?
#
# **Afterwards you can** write a new kind of number and read rules with it, say what forward mode is
# and what it costs, and say what a number of sixteen bits can do to a slope.
#
# About thirty minutes. You need lessons 3, 11 and 12.

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
import inspect
import math
import operator
from fractions import Fraction
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.patches import Rectangle

import microact as ma
from microact import Value
from microact.readings.floats import floats
from microact.rules import registry
from microact.rules.activations import Sigmoid, Softsign, Tanh
from microact.show.display import show

# %% [markdown]
# ## Two lines
#
# Here is the sigmoid again, as it stands in the source. (It is written with e to the power of −|x|,
# so that nothing overflows.)

# %%
print(inspect.getsource(Sigmoid.forward) + inspect.getsource(Sigmoid.local_gradient))

# %% [markdown]
# The lines use operators (+, ·, /, >=) and a box of functions, `xp`. They do not say what kind of
# thing x is. Whoever brings a kind of number that knows the operators, and a box of functions for
# it, can **read** the lines with it. You have met some such readings without noticing:

# %%
sigmoid = Sigmoid()
y = sigmoid.forward(0.5, floats)
print("a float:", y, "with the slope", sigmoid.local_gradient(0.5, y, floats))
print("an array:", sigmoid.forward(np.array([0.5, -3.0]), np))
x = Value(0.5, "x")
print("a Value:", sigmoid.forward(x, ma), "(and every step is recorded)")
for language in ("python", "javascript"):
    written = ma.unroll(ma.sigmoid(x), language=language).source.splitlines()[1:3]
    print(
        f"a symbol, in {language}:", *[text[: text.rindex(" ") - 2] for text in written], sep="\n  "
    )

# %% [markdown]
# The last two readings make text: a number that is only a name, and whose operators write down what
# is done to it. That is how lesson 11's lines come about, and every page of microact computes with
# rules that were read so, in JavaScript. What the first readings compute and what a browser
# computes are the same two lines.
#
# ## More digits
#
# A float has 16 digits. To know how wrong the last one is, read the rule with numbers that have 40.
# The library mpmath has such numbers; where it is not installed, this cell shows what it printed
# elsewhere.

# %%
STORED = """sigmoid(0.5) with 40 digits: 0.6224593312018545646389005657455084787533
the float is off by 2.9e-17"""
if importlib.util.find_spec("mpmath") is None:
    print("(stored, for want of mpmath)\n" + STORED)
else:
    import mpmath

    class Precise:
        """The functions of mpmath's numbers."""

        exp = staticmethod(mpmath.exp)

        @staticmethod
        def where(condition, a, b):
            return a if condition else b

    mpmath.mp.dps = 40
    exact = sigmoid.forward(mpmath.mpf("0.5"), Precise)
    print("sigmoid(0.5) with 40 digits:", mpmath.nstr(exact, 40))
    print("the float is off by", mpmath.nstr(sigmoid.forward(0.5, floats) - exact, 2))

# %% [markdown]
# Fractions work too, where a rule needs no exponential. Softsign is x / (1 + |x|), a relative of
# tanh; its value and slope at 2/3, exactly:

# %%
softsign = Softsign()
two_thirds = Fraction(2, 3)
print(softsign.forward(two_thirds, floats), softsign.local_gradient(two_thirds, None, floats))

# %% [markdown]
# ## Fewer digits
#
# Large networks are computed with numbers of 16 bits (of several kinds; NumPy's has three digits).
# Tanh's slope is computed as $1 - y^2$. How wrong is it, where tanh is nearly 1?

# %%
tanh = Tanh()
print("x      true slope   with 16 bits   with 32 bits")
for at in (0.5, 2.0, 3.0, 4.0, 5.0):
    true = 1 / math.cosh(at) ** 2
    row = []
    for kind in (np.float16, np.float32):
        y = tanh.forward(kind(at), np)
        row.append(float(tanh.local_gradient(kind(at), y, np)))
    print(f"{at:<7}{true:<13.6f}{row[0]:<15.6f}{row[1]:.6f}")

# %% [markdown]
# The closer y comes to 1, the fewer digits are left of the difference; at 5 all are gone, and the
# unit is dead that should only be slow (lesson 10). The formula is right; the number it is read
# with is too coarse for it.
#
# ## Proofs
#
# An **interval** is a number that is only known to lie between two ends. Adding two adds their
# ends; multiplying takes the smallest and the largest of four products. After each operation the
# lower end is rounded down and the upper end up. Then what comes out is *proven*: whatever x lies
# inside, the result lies inside. (You may skim the class: it says for each operator what was said
# above. Names such as `__rsub__` are Python's for 1 − x, where x comes second.)


# %%
class Interval:
    """A number that lies between two others."""

    def __init__(self, low, high=None):
        self.low, self.high = low, low if high is None else high

    @staticmethod
    def around(ends):
        """Round outward: what is computed may be off in the last digit."""
        return Interval(math.nextafter(min(ends), -math.inf), math.nextafter(max(ends), math.inf))

    def meet(self, other, operation):
        other = other if isinstance(other, Interval) else Interval(other)
        pairs = [(a, b) for a in (self.low, self.high) for b in (other.low, other.high)]
        return Interval.around([operation(a, b) for a, b in pairs])

    def __add__(self, other):
        return self.meet(other, operator.add)

    def __sub__(self, other):
        return self.meet(other, operator.sub)

    def __mul__(self, other):
        return self.meet(other, operator.mul)

    def __truediv__(self, other):
        return self.meet(other, operator.truediv)  # nothing here divides by an interval around 0

    def __rsub__(self, other):
        return Interval(other) - self

    def __rtruediv__(self, other):
        return Interval(other) / self

    def __neg__(self):
        return Interval(-self.high, -self.low)

    def __abs__(self):
        inside = 0.0 if self.low <= 0 <= self.high else min(abs(self.low), abs(self.high))
        return Interval(inside, max(abs(self.low), abs(self.high)))

    def __ge__(self, x):
        return "perhaps" if self.low < x <= self.high else self.low >= x

    __radd__, __rmul__ = __add__, __mul__


class Intervals:
    """The functions of intervals."""

    @staticmethod
    def exp(x):
        return Interval.around([math.exp(x.low), math.exp(x.high)])

    @staticmethod
    def where(condition, a, b):
        a, b = (x if isinstance(x, Interval) else Interval(x) for x in (a, b))
        if condition == "perhaps":
            return Interval(min(a.low, b.low), max(a.high, b.high))
        return a if condition else b


# %% [markdown]
# ## Predict
#
# Lesson 4 says that a sigmoid's slope is nowhere above a quarter. Read with the interval from −20
# to 20 the two lines should prove it at once, at least for these x. Do they?


# %%
def bounds(low, high, pieces):
    """Return the ends of the pieces, and between which numbers the slope lies in each."""
    ends, found = np.linspace(low, high, pieces + 1).tolist(), []
    for left, right in zip(ends, ends[1:]):
        x = Interval(left, right)
        slope = sigmoid.local_gradient(x, sigmoid.forward(x, Intervals), Intervals)
        found.append((slope.low, slope.high))
    return ends, found


for pieces in (1, 10, 100, 1000, 10000):
    _, found = bounds(-20, 20, pieces)
    highest = math.ceil(max(top for _, top in found) * 10_000) / 10_000  # rounded up: it is a proof
    print(f"{pieces:5} pieces: from −20 to 20 the slope is nowhere above {highest:.4f}")

# %% [markdown]
# In one piece the bound is useless: y may be anything from 0 to 1, and 1 − y likewise, and the
# interval does not know that both speak of the same y. Cut into pieces the bounds close in on a
# quarter, as near as one likes, if never on the quarter itself. A table of samples could never do
# that: between two samples anything may happen. (Strictly, it also trusts that the computer's `exp`
# is right to the last digit but one.) The slope lies in these boxes, of 20 pieces and of 200:

# %%
figure, axes = plt.subplots(1, 2, figsize=(7, 2.4), layout="constrained", sharey=True)
grid = np.linspace(-6, 6, 400)
for ax, pieces in zip(axes, (20, 200)):
    ends, found = bounds(-6, 6, pieces)
    for left, right, (low, high) in zip(ends, ends[1:], found):
        ax.add_patch(Rectangle((left, low), right - left, high - low, color="#56B4E9", alpha=0.5))
    y = sigmoid.forward(grid, np)
    ax.plot(grid, y * (1 - y), color="#0072B2", linewidth=1)
    ax.set(xlim=(-6, 6), ylim=(0, 0.6), xlabel="x", title=f"{pieces} pieces")
axes[0].set_ylabel("slope")
show(figure, "18-boxes")

# %% [markdown]
# ## A number and how fast it changes
#
# Now the most useful kind. A **dual** is a pair: a number, and how fast it changes if the input
# changes. Two duals add number by number; a product changes by the rule of lesson 2. And a function
# of one number? Its rule states its slope, so the pair is $f(x)$ and slope times change:


# %%
class Dual:
    """A number `x`, and `d`: how fast it changes."""

    def __init__(self, x, d=0.0):
        self.x, self.d = x, d

    def __add__(self, other):
        if not isinstance(other, Dual):  # a constant does not change
            return Dual(self.x + other, self.d)
        return Dual(self.x + other.x, self.d + other.d)

    def __mul__(self, other):
        if not isinstance(other, Dual):
            return Dual(self.x * other, self.d * other)
        return Dual(self.x * other.x, self.d * other.x + self.x * other.d)

    def __sub__(self, other):
        return self + -1.0 * other

    def __rsub__(self, other):
        return -1.0 * self + other

    __radd__, __rmul__ = __add__, __mul__


class Duals:
    """The functions of duals: each asks its rule for the value and the slope."""

    def __getattr__(self, name):
        kind: Any = registry[name]
        rule = kind()

        def function(x):
            y = rule.forward(x.x, floats)
            return Dual(y, rule.local_gradient(x.x, y, floats) * x.d)

        return function


w, x = Dual(0.5), Dual(2.0, 1.0)  # x is what changes
y = Duals().tanh(w * x * x + x)
print(f"forward: value {y.x:.6f}, slope in x {y.d:.6f}")
w, x = Value(0.5), Value(2.0)
z = ma.tanh(w * x * x + x)
z.backward()
print(f"backward: value {z.data:.6f}, slope in x {x.grad:.6f}")

# %% [markdown]
# This is **forward mode**: the slope travels along with the numbers, and there is no way back and
# nothing to remember. Why then does everybody walk backward?
#
# ## What it costs
#
# One run of duals knows how everything changes with *one* input. For the gradient in n inputs one
# needs n runs. One backward pass gives all of them. We count operations: with a number that counts
# (yet another reading), through the lines of lesson 11.


# %%
class Counting:
    """A number that counts what is done with it."""

    done = 0

    def __init__(self, x):
        self.x = x


def counted(operation):
    def method(self, other=0.0):
        Counting.done += 1
        return Counting(operation(self.x, getattr(other, "x", other)))

    return method


for name in ("add", "sub", "mul"):
    operation = getattr(operator, name)
    setattr(Counting, f"__{name}__", counted(operation))
    setattr(Counting, f"__r{name}__", counted(lambda a, b, f=operation: f(b, a)))


def tanh_of(x):
    """Count a tanh as one operation; of a dual three more: its slope, and the product."""
    if isinstance(x, Dual):
        y = tanh_of(x.x)
        return Dual(y, (1.0 - y * y) * x.d)
    Counting.done += 1
    return Counting(math.tanh(x.x))


def lines(n):
    """Return the lines of a layer of three units and their sum, of n inputs."""
    inputs = [Value(0.1 * i, f"x{i}") for i in range(n)]
    rng = np.random.default_rng(n)
    units = [ma.tanh(sum(x * float(rng.normal()) for x in inputs)) for _ in range(3)]
    return ma.unroll(sum(units)), ma.unroll(sum(units), wrt=[])


def run(step, numbers):
    """Run lines with another kind of number; return the result and how many operations it took."""
    world = {"tanh": tanh_of}
    exec(step.source, world)
    Counting.done = 0
    return world["step"](*numbers), Counting.done


print("inputs   the value   forward mode, all slopes   backward, all slopes")
for n in (1, 2, 4, 16, 64):
    both, value = lines(n)
    _, once = run(value, [Counting(0.1 * i) for i in range(n)])
    forward = 0
    for k in range(n):
        numbers = [Dual(Counting(0.1 * i), Counting(float(i == k))) for i in range(n)]
        forward += run(value, numbers)[1]
    _, back = run(both, [Counting(0.1 * i) for i in range(n)])
    there, and_back = f"{forward} ({forward / once:.1f} ×)", f"{back} ({back / once:.1f} ×)"
    print(f"{n:<9}{once:<12}{there:<27}{and_back}")

# %% [markdown]
# **What forward mode costs:** one slope costs a few times the value, n slopes n times that. Walking
# back costs a few times the value, *however many inputs there are*. With one input forward mode is
# as good; with the millions of weights of a network and one loss it is out of the question. (The
# other way round, with one input and many results, forward mode wins: a backward pass begins at one
# result.)
#
# ## Both together: how the gradient turns
#
# The lines of lesson 11 compute the gradient. They are lines like others. Read *them* with duals,
# and what comes out is the gradient and how it changes in a direction v: the table of second
# derivatives (the Hessian, lesson 12) times v, without ever making the table.

# %%
w1, w2 = Value(0.5, "w1"), Value(-0.3, "w2")
error = ma.tanh(w1 * 2.0 + w2) * w2 - 0.7
step = ma.unroll(error * error)
world = {"tanh": Duals().tanh}
exec(step.source, world)
v = (1.0, 2.0)
_, gradient = world["step"](Dual(0.5, v[0]), Dual(-0.3, v[1]))
print("Hessian times v, by duals through the backward lines:", [round(g.d, 8) for g in gradient])


def slope_along(a, b):
    """Return the gradient's product with v, to differentiate it once more, as in lesson 12."""

    def squared(p, q):
        return (ma.tanh(p * 2.0 + q) * q - 0.7) ** 2

    first, second = ma.grad(squared, argnums=(0, 1))(a, b)
    return first * v[0] + second * v[1]


exact = ma.grad(slope_along, argnums=(0, 1))(Value(0.5), Value(-0.3))
print("by differentiating twice:                            ", [round(g.item(), 8) for g in exact])
for n in (4, 64):
    both, _ = lines(n)
    once = run(both, [Counting(0.1 * i) for i in range(n)])[1]
    twice = run(both, [Dual(Counting(0.1 * i), Counting(1.0)) for i in range(n)])[1]
    print(
        f"{n:2} inputs: gradient {once}, Hessian times v {twice} operations ({twice / once:.1f} ×)"
    )

# %% [markdown]
# It costs two gradients or a little more, here for 4 inputs as for 64. With it one can tell how
# sharply a loss bends along a direction, in networks whose Hessian would fill a building.
#
# ## A trap
#
# Which lines may be differentiated? The sigmoid is written with |x|, and |x| has a kink at 0, where
# its slope is usually taken as 0. The lines of its *formula*, differentiated operation by
# operation, and beside them its *slope*:


# %%
def by_formula(at):
    """Differentiate where(x >= 0, 1, z) / (1 + z) with z = exp(-|x|), step by step."""
    size, d_size = abs(at), float((at > 0) - (at < 0))  # the slope of |x|, 0 at the kink
    z, d_z = math.exp(-size), -math.exp(-size) * d_size
    top, d_top = (1.0, 0.0) if at >= 0 else (z, d_z)
    return (d_top * (1 + z) - top * d_z) / (1 + z) ** 2


for at in (0.1, 0.001, 0.0):
    y = sigmoid.forward(at, floats)
    slope = sigmoid.local_gradient(at, y, floats)
    print(
        f"x = {at:<6} by the formula's lines: {by_formula(at):.4f}   the rule's slope: {slope:.4f}"
    )

# %% [markdown]
# At exactly 0 the first one says 0, and the truth is a quarter. The function has no kink there; the
# *lines* have one. A program that differentiates every operation it sees falls into it (so would
# the Hessian above, with a sigmoid whose sum is exactly 0: the duals go through such lines). That
# is why a rule states its slope by hand, and why that slope is checked against the function and not
# against its lines (lesson 3).
#
# A page for a last look: the sigmoid's graph, computed in your browser by the same two lines.

# %%
x = Value(0.0, "x")
show(ma.explore(ma.sigmoid(x), title="A sigmoid at 0"), "18-sigmoid")

# %% [markdown]
# ## The code behind it
#
# What a rule of single numbers may use: the operators, and these functions. A kind of number that
# brings all of them can read every such rule; for one rule it needs only those that the rule uses.

# %%
from microact.readings import namespace

print(*namespace.RULE_FUNCTIONS)

# %% [markdown]
# All of these kinds are ready, and more. The lines of a graph (lesson 11) run with whatever is
# given to `on`: fractions here, many digits, intervals, duals, and the arrays of PyTorch and JAX
# (`lines.on(torch)`), whose own programs then train with gradients that were written by hand.

# %%
from fractions import Fraction

a, b = Value(0.5, "a"), Value(3.0, "b")
lines = ma.unroll(a * b / (1.0 + b))
print("in fractions:", *lines.on(Fraction)(Fraction(1, 3), 2))
print("forward mode:", ma.jvp(lambda x: x**3, 2.0, 1.0))
print("Hessian times a vector:", ma.hessian_vector(lambda x: x**3, 2.0, 1.0))

# %% [markdown]
# ## The maths, last
#
# *Duals.* Write $x + d\,\varepsilon$ with $\varepsilon^2 = 0$. Then
# $(a + a'\varepsilon)(b + b'\varepsilon) = ab + (a'b + ab')\varepsilon$, the product rule, and
# $f(x + d\,\varepsilon) = f(x) + f'(x)\,d\, \varepsilon$, the first two terms of its Taylor series:
# the others vanish with $\varepsilon^2$.
#
# *Both modes are one product.* A chain of steps has Jacobians $J_1, J_2, \dots, J_m$, and the whole
# has $J_m \cdots J_2 J_1$. Forward mode multiplies from the right, with a column vector (one
# input's change); backward mode from the left, with a row vector (one result's upstream gradient).
# The product is the same; but the first needs one run for each input, the second one for each
# result.
#
# *Hessian times vector.* $\nabla L(w + \varepsilon v) = \nabla L(w) + \varepsilon\, H v$.
#
# ## Exercises
#
# 1. **A prediction.** A network has 5,000 weights and one loss. How many runs of forward mode does
#    its gradient take? `exercises.check("18-1", your_number)`
# 2. **A change.** The interval from 2 to 3 is divided by the interval from −4 to −2. What is the
#    lower end of the result? (Without rounding.) `exercises.check("18-2", your_number)`
# 3. **Build.** Write `divide(a, b)` for duals: `a` and `b` are pairs (number, change), and so is
#    what it returns. `exercises.check("18-3", divide)`

# %%
from microact import exercises

exercises.check("18-1", 1)  # a first guess: put yours here

# %% [markdown]
# <details><summary>Solutions</summary>
#
# 1. One for each weight. `exercises.check("18-1", 5000)`
# 2. The four quotients are −1/2, −1, −3/4 and −3/2. `exercises.check("18-2", -1.5)`
# 3. The quotient rule:
#
# ```python
# def divide(a, b):
#     quotient = a[0] / b[0]
#     return quotient, (a[1] - quotient * b[1]) / b[0]
#
# exercises.check("18-3", divide)
# ```
#
# </details>
