"""A step that was written as source: compiled, run, watched, copied."""

import itertools
import linecache
from collections.abc import Callable, Sequence
from threading import Lock
from weakref import finalize

import numpy as np

from microact.expressions.javascript import module
from microact.readings.arrays import arrays
from microact.readings.comparisons import taken
from microact.readings.floats import floats
from microact.readings.namespace import RULE_FUNCTIONS
from microact.readings.numbers import Number, as_number, shape_of
from microact.readings.taking_in import refuse_no_number
from microact.source.as_function import javascript, python
from microact.source.elsewhere import Elsewhere
from microact.source.straight_line import Program
from microact.source.watching import Watch

_versions = itertools.count(1)


class Unrolled:
    """A graph as source. Call it with numbers: it returns the output and the gradients.

    `source` is what runs: a debugger steps through it line by line, and tracebacks show it. It
    can see its arguments and the functions that rules compute with, nothing else. What it returns
    is always new. A step can be copied and pickled.
    """

    filename: str
    on_floats: Callable[..., Number]
    on_arrays: Callable[..., Number]

    def __init__(
        self, program: Program, wrt: Sequence[str], batched: Sequence[str], language: str
    ) -> None:
        self.inputs, self.wrt = tuple(program.inputs), tuple(wrt)
        self.batched = tuple(batched)
        self.language = language
        self._arrays, self._world, self._buffers = program.arrays, program.world, program.buffers
        self._apart, self._aliases = program.apart, program.aliases
        self.notes = tuple(program.notes)
        """What the lines ask again because Python code compared a number while recording."""
        self.source = javascript(program) if language == "javascript" else python(program)
        if language == "python":
            self._compile()

    def recorded(self, inputs: Sequence[Number], wrt: Sequence[Number], watch: Watch) -> None:
        """Remember the numbers of the graph; arrays of a call must have their shapes."""
        self.like, self.like_wrt = inputs, wrt
        self._kinds = list(map(kind_of, inputs))
        self._watch = watch

    @property
    def module(self) -> str:
        """A step in JavaScript as a complete ES module, which exports `step`.

        Raises:
            AttributeError: for a step in Python.
        """
        if self.language != "javascript":
            raise AttributeError(
                'a step in Python is no module of JavaScript; unroll(..., language="javascript")'
            )
        return module(self.source)

    def _compile(self) -> None:
        self._lock = Lock()  # two threads must not write into the same buffers
        self.filename = f"<unrolled {next(_versions)}>"
        lines = self.source.splitlines(keepends=True)
        linecache.cache[self.filename] = (len(self.source), None, lines, self.filename)
        finalize(self, linecache.cache.pop, self.filename, None)  # it goes when its step goes
        code = compile(self.source, self.filename, "exec")

        def with_functions_of(namespace: Number) -> Callable[..., Number]:
            functions = {name: getattr(namespace, name) for name in RULE_FUNCTIONS}
            world = {"__builtins__": {}, **functions, "inf": np.inf, "nan": np.nan, "pi": np.pi}
            world |= self._world | {"taken": taken}
            exec(code, world)
            step: Callable[..., Number] = world["step"]
            return step

        self.on_floats, self.on_arrays = with_functions_of(floats), with_functions_of(arrays)

    def __getstate__(self) -> dict[str, Number]:
        """Leave out what is made of the source, and the contents of buffers."""
        made = {"_lock", "filename", "on_floats", "on_arrays"}
        state = {name: x for name, x in vars(self).items() if name not in made}
        return state | {
            "_world": {
                name: (x.shape, x.dtype) if name in self._buffers else x
                for name, x in self._world.items()
            }
        }

    def __setstate__(self, state: dict[str, Number]) -> None:
        """Make buffers of its own, and compile the source again."""
        vars(self).update(state)
        self._world = {
            name: np.empty(*x) if name in self._buffers else x for name, x in self._world.items()
        }
        if self.language == "python":
            self._compile()

    def __call__(self, *numbers: Number) -> Number:
        """Return the output and a tuple of gradients, one for each of `wrt`.

        A batched input is an array with one number for each example. Then the output and the
        gradients of batched inputs are arrays likewise; the other gradients are summed.

        Raises:
            TypeError: for another count of numbers, what is no number, or a step in another
                language.
            ValueError: for batches of unequal length, or numbers at which a comparison that was
                made while recording comes out otherwise.
            RuntimeError: if something that the lines hold was changed: the data of a leaf that is
                no argument, or what a rule of your own computes.
        """
        if self.language != "python":
            raise TypeError(f"this step is {self.language}: run its source there")
        if len(numbers) != len(self.inputs):
            raise TypeError(
                f"this step takes {len(self.inputs)} numbers ({', '.join(self.inputs)}), "
                f"got {len(numbers)}"
            )
        if changed := self.changed():
            raise RuntimeError(f"{changed} since this was unrolled; unroll again")
        if self.batched:
            return self._on_batch(numbers)
        if self._arrays:
            return self._on_arrays(numbers)
        for name, x in zip(self.inputs, numbers):
            if type(x) is not float:
                refuse_no_number(name, x)
        given = list(map(float, numbers))
        try:
            return self.on_floats(*given)
        except ZeroDivisionError:  # Python's floats raise where an array has inf
            return _floats(self._beyond(given))

    def on(self, namespace: Number, dtype: Number = None) -> Elsewhere:
        """Return the same lines for other numbers: of another library, or of another kind.

        Args:
            namespace: a library of arrays (`torch`, `jax.numpy`, `dask.array`, whatever follows the
                array API standard), or a kind of number (`mpmath`, `flint.arb`, `Fraction`,
                `Decimal`, `np.float16`, an object that has `number(x)` and functions).
            dtype: the library's dtype to compute in; by default the one that was recorded.

        Raises:
            TypeError: for what is neither, or a step in JavaScript.
            ModuleNotFoundError: for a library that is not there; it says what installs it.
        """
        if self.language != "python":
            raise TypeError(f"this step is {self.language}: run its source there")
        return Elsewhere(self, namespace, dtype)

    def changed(self) -> str:
        """Return what has changed of what the lines hold; empty if nothing has."""
        return self._watch.changed()

    def _beyond(self, numbers: Sequence[Number]) -> Number:
        with np.errstate(all="ignore"):
            return self.on_arrays(*[np.float64(x) if type(x) is float else x for x in numbers])

    def _on_arrays(self, numbers: Sequence[Number]) -> Number:
        if list(map(kind_of, numbers)) != self._kinds:
            numbers = self._fitting(numbers)
        return self.run(numbers)

    def run(self, numbers: Sequence[Number]) -> Number:
        """Run lines of arrays, for whoever knows that numbers fit and that nothing has changed."""
        with self._lock, np.errstate(all="ignore"):
            try:
                output, gradients, *kept = self.on_arrays(*numbers)
            except ZeroDivisionError:
                output, gradients, *kept = self._beyond(numbers)
        if not self._apart:
            gradients = tuple(map(_own, gradients, self.like_wrt))
        if kept and self._aliases:
            kept = [tuple(map(_apart, *kept, self._aliases))]
        return float(output), gradients, *kept

    def _fitting(self, numbers: Sequence[Number]) -> list[Number]:
        """Give the arguments the dtypes that were recorded, or raise for another shape."""
        fitting = []
        for name, x, like in zip(self.inputs, numbers, self.like):
            if np.shape(x) != shape_of(like):
                raise ValueError(
                    f"{name} was recorded with shape {shape_of(like)}, got {np.shape(x)}; "
                    "unroll again for another shape"
                )
            number = as_number(x, copy=False)
            fitting.append(number.astype(like.dtype) if shape_of(like) else float(number))
        return fitting

    def _on_batch(self, numbers: Sequence[Number]) -> Number:
        arguments = [
            np.asarray(as_number(x, copy=False), dtype=np.float64)
            if name in self.batched
            else np.float64(x)
            for name, x in zip(self.inputs, numbers)
        ]
        shapes = {np.shape(x) for name, x in zip(self.inputs, arguments) if name in self.batched}
        if len(shapes) > 1 or len(next(iter(shapes))) != 1:
            raise ValueError(f"batches are arrays of one length, got shapes {sorted(shapes)}")
        (shape,) = shapes
        with np.errstate(all="ignore"):
            output, gradients = self.on_arrays(*arguments)
        kept = [name in self.batched for name in self.wrt]
        return np.array(np.broadcast_to(output, shape)), tuple(
            np.array(np.broadcast_to(gradient, shape)) if keep
            # What does not depend on the example counts once for each.
            else float(gradient.sum()) if np.shape(gradient) else float(gradient) * shape[0]
            for keep, gradient in zip(kept, gradients)
        )  # fmt: skip

    def __str__(self) -> str:
        return self.source.rstrip()


def kind_of(x: Number) -> Number:
    """Return what must be equal for lines of arrays to run on another number."""
    return (x.shape, x.dtype) if type(x) is np.ndarray else type(x)


def _floats(result: Number) -> Number:
    output, gradients = result
    return float(output), tuple(map(float, gradients))


def _apart(x: Number, alias: bool) -> Number:
    """Give what would be a view of somebody else's memory memory of its own."""
    return np.array(x) if alias and shape_of(x) else x


def _own(gradient: Number, like: Number) -> Number:
    """Give a gradient its leaf's shape (a 0 may stand for nothing), in memory of its own."""
    return np.full_like(like, gradient) if shape_of(like) else float(gradient)
