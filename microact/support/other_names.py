"""What people who come from PyTorch or TensorFlow type, and what NumPy and microact call it."""

from collections.abc import Callable
from functools import wraps
from typing import Any

Function = Callable[..., Any]

OPTIONS = {"dim": "axis", "keepdim": "keepdims", "dims": "axes", "input": "x"}
"""Their options, and ours."""

NAMES = {
    "Tensor": "Value(data)", "tensor": "Value(data)", "as_tensor": "Value(data)",
    "Variable": "Value(data)", "constant": "Value(data, requires_grad=False)",
    "cat": "concatenate([a, b], axis=0)", "concat": "concatenate([a, b], axis=0)",
    "hstack": "concatenate([a, b], axis=-1)", "vstack": "stack([a, b])",
    "view": "reshape(x, (2, 3))", "flatten": "reshape(x, (len(x), -1))",
    "ravel": "reshape(x, (-1,))",
    "unsqueeze": "expand_dims(x, axis)", "permute": "transpose(x, axes)", "t": "transpose(x)",
    "mm": "matmul(a, b)", "bmm": "matmul(a, b)", "dot": "matmul(a, b)",
    "mul": "multiply(a, b)", "sub": "subtract(a, b)", "div": "divide(a, b)", "neg": "negative(x)",
    "expand": "broadcast_to(x, shape)", "expand_as": "broadcast_to(x, other.shape)",
    "clamp": "clip(x, low, high)", "masked_fill": "where(mask, value, x)",
    "gather": "x[rows, columns], with arrays of whole numbers", "index_select": "x[index]",
    "reduce_sum": "sum(x, axis)", "reduce_mean": "mean(x, axis)", "square": "x ** 2",
    "norm": "sqrt(ma.sum(x ** 2))", "argmax": "np.argmax(x.data, axis)", "rsqrt": "x ** -0.5",
    "zeros": "Value(np.zeros(shape))", "ones": "Value(np.ones(shape))",
    "randn": "Value(np.random.default_rng(0).normal(size=shape))",
    "numpy": "x.data", "tolist": "x.data.tolist()", "clone": "Value(x.data)",
    "requires_grad_": "x.requires_grad = True", "zero_": "x.grad = 0.0", "to": "not needed",
    "cpu": "not needed", "cuda": "not needed", "manual_seed": "nn.seed(0)",
    "ReLU": '"relu" in nn.Sequential, or ma.relu(x)', "GELU": '"gelu" in nn.Sequential',
    "Tanh": '"tanh" in nn.Sequential', "Sigmoid": '"sigmoid" in nn.Sequential',
    "Softmax": '"softmax" in nn.Sequential', "ModuleList": "a list in an attribute",
    "ModuleDict": "a dictionary in an attribute", "Parameter": "Value(data)",
    "BatchNorm1d": "nn.BatchNorm(n)", "MultiheadAttention": "nn.Attention(n, heads)",
    "state_dict": "module.state()", "load_state_dict": "module.load_state(state)",
    "register_buffer": "an array in an attribute, named in the class's buffers",
    "AdamW": "optim.Adam(parameters, weight_decay=...), which adds the decay to the gradient as "
    "torch.optim.Adam does",
    "compile": "unroll(loss), whose lines run by themselves; only an nn.MLP has compile",
    "Conv1d": "nothing: there are no convolutions", "Conv2d": "nothing: there are no convolutions",
    "named_modules": "module.children()", "numel": "x.size",
    "chunk": "split(x, sections), into so many pieces", "mT": "swapaxes(x, -1, -2)",
    "repeat": "broadcast_to(x, shape)", "weight": "module.scale or table",
    "CrossEntropyLoss": "losses.cross_entropy", "MSELoss": "losses.mean_squared_error",
    "BCEWithLogitsLoss": "losses.binary_cross_entropy",
    "GradientTape": "value.backward()", "leakyrelu": "leaky_relu(x)", "swish": "silu(x)",
    "logit": "log(x / (1 - x))", "std_dev": "std(x, axis)", "functional": "the functions of ma",
}  # fmt: skip
"""Their functions and methods, and how it is written here."""


PLAIN = ("nothing", "x.", "x[", "x ", "np.", "value.", "not needed", "the ", "a ", "an ", '"',
         "module.", "optim.", "losses.", "nn.")  # fmt: skip
"""What is said as it is, without `ma.` before it."""


def hint(name: str) -> str:
    """Say what a name is called here; empty where nobody knows.

    >>> hint("unsqueeze")
    '; here it is ma.expand_dims(x, axis)'
    >>> hint("tahn")
    ''
    """
    if name not in NAMES:
        return ""
    ours = NAMES[name]
    plain = ours.startswith(PLAIN)
    return f"; here it is {ours}" if plain else f"; here it is ma.{ours}"


def saying(function: Function) -> Function:
    """Make a function that is given `dim=` say what it is called here."""

    @wraps(function)
    def asked(*args: object, **options: object) -> object:
        if options and option_hint(options):
            wrong = ", ".join(name for name in options if name in OPTIONS)
            raise TypeError(f"{function.__name__} takes no {wrong}{option_hint(options)}")
        return function(*args, **options)

    return asked


def option_hint(names: object) -> str:
    """Say what an option is called here; empty where nobody knows.

    >>> option_hint(["dim"])
    '; NumPy and microact call dim= axis='
    """
    known = [name for name in OPTIONS if isinstance(names, dict | list) and name in names]
    words = ", ".join(f"{name}= {OPTIONS[name]}=" for name in known)
    return f"; NumPy and microact call {words}" if known else ""
