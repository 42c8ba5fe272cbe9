"""A step's lines in other hands: another library's arrays, or another kind of number.

>>> from microact import Value, unroll
>>> from fractions import Fraction
>>> w, x = Value(0.5, "w"), Value(3.0, "x")
>>> unroll(w * x / (1.0 + x)).on(Fraction)(Fraction(1, 3), Fraction(2))
(Fraction(2, 9), (Fraction(2, 3), Fraction(1, 27)))
"""

import itertools
import linecache
import operator
from collections.abc import Callable, Sequence
from importlib import import_module
from types import ModuleType
from weakref import finalize

import numpy as np

from microact.readings.elsewhere import Reading, readings_of
from microact.readings.numbers import Number, shape_of
from microact.source.rewriting import rewritten
from microact.source.written import Run, Written

FLOAT = np.dtype(np.float64)

_versions = itertools.count(1)


class Elsewhere:
    """The lines of a step, run with other numbers. Call it as the step: it returns the same.

    `source` is what runs. Constants of the lines are made numbers of the other kind; nothing in
    between is NumPy's. Lines of single numbers take arrays too: every element is an example, with
    gradients of its own unless `batched` named the inputs that have examples.
    """

    def __init__(self, step: Written, namespace: Number, dtype: Number = None) -> None:
        arrays = [x.dtype for x in step.like if shape_of(x)]
        self.step, self._made_with = step, (namespace, dtype)
        self.readings = readings_of(namespace, dtype, max(arrays, default=FLOAT))
        lines = rewritten(step.source, self.readings.make(None).lifts, step._world)
        self.source, self._called, self._indices = lines.source, lines.called, lines.indices
        self._filename = f"<elsewhere {next(_versions)}>"
        shown = len(self.source), None, self.source.splitlines(keepends=True), self._filename
        linecache.cache[self._filename] = shown  # so that tracebacks show lines
        finalize(self, linecache.cache.pop, self._filename, None)
        self._runs: dict[str, Run] = {}
        self._seen: tuple[Number, Callable[..., Number]] = None, self._checked

    def __call__(self, *numbers: Number) -> Number:
        """Return the output and a tuple of gradients, as the step does, in the other numbers.

        Raises:
            TypeError: for another count of numbers, or another dtype than was recorded.
            ValueError: for another shape than was recorded, or where a comparison that was made
                while recording comes out otherwise.
            RuntimeError: if something that the lines hold was changed.
        """
        step = self.step
        if len(numbers) != len(step.inputs):
            raise TypeError(f"this step takes {', '.join(step.inputs)}, got {len(numbers)} numbers")
        if changed := step.changed():
            raise RuntimeError(f"{changed} since this was unrolled; unroll again")
        kinds: list[Number] = [
            (type(x), getattr(x, "dtype", None), getattr(x, "shape", None)) for x in numbers
        ]
        kinds.append(self.readings.device(numbers))
        with np.errstate(all="ignore"):
            if kinds == self._seen[0]:  # such numbers have come in and gone out as they were
                return self._seen[1](*numbers)
            return self._checked(numbers, kinds)

    def _checked(self, numbers: tuple[Number, ...], kinds: list[Number]) -> Number:
        """Run the lines; look at what comes in, and give what goes out its shape and memory."""
        step = self.step
        reading, run, made = self._run_for(numbers)
        given = [
            reading.taken_in(name, x, np.empty(np.shape(x)) if name in step.batched else like,
                             step._arrays)
            for name, x, like in zip(step.inputs, numbers, step.like)
        ]  # fmt: skip
        result = output, gradients, *kept = run(*given)
        if step.batched:
            return self._of_examples(reading, given, output, gradients)
        whole = reading.whole(output, () if step._arrays else None)
        like = step.like_wrt if step._arrays else [whole] * len(step.wrt)
        grads = [reading.whole(g, tuple(shape_of(x))) for g, x in zip(gradients, like)]
        lent = not step._apart or made.intersection(map(id, grads)) or (kept and step._aliases)
        results = (whole, *grads)
        if not lent and all(map(operator.is_, (*given, *results), (*numbers, output, *gradients))):
            self._seen = kinds, run
            return result
        grads = list(map(reading.copied, grads))
        more = [tuple([reading.copied(reading.whole(x, None)) for x in xs]) for xs in kept]
        return whole, tuple(grads), *more

    def _of_examples(
        self, reading: Reading, given: Sequence[Number], output: Number, gradients: Sequence[Number]
    ) -> Number:
        """Return one number for each example, and of what all examples share the sum."""
        kept = dict(zip(self.step.inputs, given))
        shapes = {tuple(np.shape(kept[name])) for name in self.step.batched}
        if len(shapes) > 1 or len(min(shapes)) != 1:
            raise ValueError(f"batches are arrays of one length, got shapes {sorted(shapes)}")
        (shape,) = shapes
        each = [reading.copied(reading.whole(x, shape)) for x in (output, *gradients)]
        own = (name in self.step.batched for name in self.step.wrt)
        return each[0], tuple(x if mine else reading.sum(x) for x, mine in zip(each[1:], own))

    def _run_for(self, numbers: tuple[Number, ...]) -> "Run":
        """Compile the lines for the device that the numbers are on."""
        device = self.readings.device(numbers)
        key = str(device)
        if key not in self._runs:
            reading = self.readings.make(device)
            world: dict[str, Number] = {"inf": np.inf, "nan": np.nan, "pi": np.pi}
            world["__builtins__"] = {"__import__": __import__}  # libraries load parts when used
            with np.errstate(all="ignore"), reading.making():
                for name, x in self.step._world.items():
                    if not callable(x) and name not in self.step._buffers:
                        number = isinstance(x, np.ndarray) and name not in self._indices
                        world[name] = reading.constant(x) if number else x
                    if hasattr(x, "forward"):
                        world[name] = reading.rule(x)
                for name, function in self._called.items():
                    if name not in world:
                        world[name] = getattr(reading, function)
                exec(compile(self.source, self._filename, "exec"), world)
            self._runs[key] = reading, world["step"], set(map(id, world.values()))
        return self._runs[key]

    def __reduce__(self) -> Number:
        """Copy and pickle: a module goes by its name, and is imported where it arrives."""
        namespace, dtype = self._made_with
        name = namespace.__name__ if isinstance(namespace, ModuleType) else ""
        return _again, (self.step, name or namespace, dtype, bool(name))

    def __str__(self) -> str:
        return self.source.rstrip()


def _again(step: Written, namespace: Number, dtype: Number, is_module: bool) -> Elsewhere:
    return Elsewhere(step, import_module(namespace) if is_module else namespace, dtype)
