"""Each library's own functions at the edges, and its own way to a gradient.

A function that a library has not, or that raises, has an empty cell.
"""

import importlib
import importlib.metadata

import numpy as np


class Library:
    """What is asked of a library: its functions by name, first and second derivatives."""

    name = ""
    package = ""
    narrow = False
    """Whether it computes in float32 here."""

    def __init__(self):
        self.functions = self.make()

    def make(self):
        """Import the library and list its functions."""
        raise NotImplementedError

    def first(self, f, arguments):
        """Return the value and the gradient in each argument, as NumPy's arrays."""
        raise NotImplementedError

    def second(self, f, x):
        """Return the slope of the slope at a number."""
        raise NotImplementedError

    @property
    def version(self):
        return importlib.metadata.version(self.package)


class Microact(Library):
    name, package = "microact", "microact"

    def make(self):
        import microact as ma

        return {
            "relu": ma.relu, "leaky_relu": ma.leaky_relu, "leaky_relu_default": ma.leaky_relu,
            "abs": ma.abs, "clip": lambda x: ma.clip(x, -1.0, 1.0), "hardtanh": ma.hardtanh,
            "clip_0": lambda x: ma.clip(x, 0.0), "maximum_0": lambda x: ma.maximum(x, 0.0),
            "relu6": ma.relu6, "elu": ma.elu, "elu_2": ma.ELU(2.0), "selu": ma.selu,
            "max": lambda x: x.max(), "max_axis": lambda x: x.max(axis=0), "maximum": ma.maximum,
            "power": lambda x, y: x**y, "power_0": lambda x: x**0.0, "power_1": lambda x: x**1.0,
            "sigmoid": ma.sigmoid, "root_of_squares": lambda x: ma.sqrt((x * x).sum()),
            "std": ma.std, "root_of_var": lambda x: ma.sqrt(ma.var(x)), "prod": ma.prod,
            "guarded": lambda x: ma.where(x > 0, ma.sqrt(x), 0.0), "gelu": ma.gelu,
            "softsign": ma.softsign, "x_abs_x": lambda x: x * ma.abs(x),
            "maximum_0_squared": lambda x: ma.maximum(x, 0.0) ** 2,
        }  # fmt: skip

    def first(self, f, arguments):
        import microact as ma

        leaves = [ma.Value(x) for x in arguments]
        y = f(*leaves)
        y.backward()
        return y.data, [x.grad for x in leaves]

    def second(self, f, x):
        import microact as ma

        return ma.hessian_vector(f, x, 1.0)


class Torch(Library):
    name, package = "PyTorch", "torch"

    def make(self):
        import torch
        from torch.nn import functional as act

        return {
            "relu": act.relu, "leaky_relu": lambda x: act.leaky_relu(x, 0.01), "abs": torch.abs,
            "leaky_relu_default": act.leaky_relu, "clip": lambda x: torch.clamp(x, -1.0, 1.0),
            "clip_0": lambda x: torch.clamp(x, min=0.0), "hardtanh": act.hardtanh,
            "maximum_0": lambda x: torch.maximum(x, torch.zeros_like(x)), "relu6": act.relu6,
            "elu": act.elu, "elu_2": lambda x: act.elu(x, 2.0), "selu": act.selu,
            "max": torch.max, "max_axis": lambda x: torch.max(x, dim=0).values,
            "maximum": torch.maximum, "power": torch.pow, "power_0": lambda x: x**0.0,
            "power_1": lambda x: x**1.0, "sigmoid": torch.sigmoid, "norm": torch.linalg.norm,
            "root_of_squares": lambda x: torch.sqrt((x * x).sum()),
            "std": lambda x: torch.std(x, correction=0),
            "root_of_var": lambda x: torch.sqrt(torch.var(x, correction=0)), "prod": torch.prod,
            "guarded": lambda x: torch.where(x > 0, torch.sqrt(x), 0.0), "gelu": act.gelu,
            "softsign": act.softsign, "x_abs_x": lambda x: x * torch.abs(x),
            "maximum_0_squared": lambda x: torch.maximum(x, torch.zeros_like(x)) ** 2,
        }  # fmt: skip

    def first(self, f, arguments):
        import torch

        leaves = [torch.tensor(x, dtype=torch.float64, requires_grad=True) for x in arguments]
        y = f(*leaves)
        y.backward()
        return y.detach().numpy(), [x.grad.numpy() for x in leaves]

    def second(self, f, x):
        import torch

        leaf = torch.tensor(x, dtype=torch.float64, requires_grad=True)
        (slope,) = torch.autograd.grad(f(leaf), leaf, create_graph=True)
        if not slope.requires_grad:
            return 0.0
        (second,) = torch.autograd.grad(slope, leaf, allow_unused=True)
        return 0.0 if second is None else float(second)


class Jax(Library):
    name, package = "JAX", "jax"

    def make(self):
        import jax
        import jax.numpy as jnp

        jax.config.update("jax_enable_x64", True)
        nn = jax.nn
        return {
            "relu": nn.relu, "leaky_relu": lambda x: nn.leaky_relu(x, 0.01), "abs": jnp.abs,
            "leaky_relu_default": nn.leaky_relu, "clip": lambda x: jnp.clip(x, -1.0, 1.0),
            "clip_0": lambda x: jnp.clip(x, min=0.0), "hardtanh": nn.hard_tanh,
            "maximum_0": lambda x: jnp.maximum(x, 0.0), "relu6": nn.relu6,
            "elu": nn.elu, "elu_2": lambda x: nn.elu(x, 2.0), "selu": nn.selu,
            "max": jnp.max, "max_axis": lambda x: jnp.max(x, axis=0), "maximum": jnp.maximum,
            "power": jnp.power, "power_0": lambda x: x**0.0, "power_1": lambda x: x**1.0,
            "sigmoid": nn.sigmoid, "norm": jnp.linalg.norm,
            "root_of_squares": lambda x: jnp.sqrt((x * x).sum()), "std": jnp.std,
            "root_of_var": lambda x: jnp.sqrt(jnp.var(x)), "prod": jnp.prod,
            "guarded": lambda x: jnp.where(x > 0, jnp.sqrt(x), 0.0), "gelu": nn.gelu,
            "softsign": nn.soft_sign, "x_abs_x": lambda x: x * jnp.abs(x),
            "maximum_0_squared": lambda x: jnp.maximum(x, 0.0) ** 2,
        }  # fmt: skip

    def first(self, f, arguments):
        import jax

        given = [np.asarray(x, np.float64) for x in arguments]
        value, slopes = jax.value_and_grad(f, tuple(range(len(given))))(*given)
        return np.asarray(value), [np.asarray(x) for x in slopes]

    def second(self, f, x):
        import jax

        return np.asarray(jax.grad(jax.grad(f))(x))


class TensorFlow(Library):
    name, package = "TensorFlow", "tensorflow"

    def make(self):
        import tensorflow as tf

        nn = tf.nn
        return {
            "relu": nn.relu, "leaky_relu": lambda x: nn.leaky_relu(x, 0.01), "abs": tf.abs,
            "leaky_relu_default": nn.leaky_relu, "clip": lambda x: tf.clip_by_value(x, -1.0, 1.0),
            "maximum_0": lambda x: tf.maximum(x, tf.zeros_like(x)), "relu6": nn.relu6,
            "elu": nn.elu, "selu": nn.selu,
            "max": tf.reduce_max, "max_axis": lambda x: tf.reduce_max(x, axis=0),
            "maximum": tf.maximum, "power": tf.pow, "power_0": lambda x: x**0.0,
            "power_1": lambda x: x**1.0, "sigmoid": tf.sigmoid, "norm": tf.norm,
            "root_of_squares": lambda x: tf.sqrt(tf.reduce_sum(x * x)),
            "std": tf.math.reduce_std, "root_of_var": lambda x: tf.sqrt(tf.math.reduce_variance(x)),
            "prod": tf.reduce_prod, "gelu": nn.gelu, "softsign": nn.softsign,
            "guarded": lambda x: tf.where(x > 0, tf.sqrt(x), tf.zeros_like(x)),
            "x_abs_x": lambda x: x * tf.abs(x),
            "maximum_0_squared": lambda x: tf.maximum(x, tf.zeros_like(x)) ** 2,
        }  # fmt: skip

    @property
    def version(self):
        import tensorflow as tf

        return tf.__version__

    def first(self, f, arguments):
        import tensorflow as tf

        leaves = [tf.Variable(x, dtype=tf.float64) for x in arguments]
        with tf.GradientTape() as tape:
            y = f(*leaves)
        return y.numpy(), [x.numpy() for x in tape.gradient(y, leaves)]

    def second(self, f, x):
        import tensorflow as tf

        leaf = tf.Variable(x, dtype=tf.float64)
        with tf.GradientTape() as outer:
            with tf.GradientTape() as inner:
                y = f(leaf)
            slope = inner.gradient(y, leaf)
        found = outer.gradient(slope, leaf)
        return 0.0 if found is None else found.numpy()


class Autograd(Library):
    name, package = "autograd", "autograd"

    def make(self):
        import autograd.numpy as anp

        return {
            "abs": anp.abs, "clip": lambda x: anp.clip(x, -1.0, 1.0), "maximum": anp.maximum,
            "clip_0": lambda x: anp.clip(x, 0.0, None), "maximum_0": lambda x: anp.maximum(x, 0.0),
            "max": anp.max, "max_axis": lambda x: anp.max(x, axis=0), "power": anp.power,
            "power_0": lambda x: x**0.0, "power_1": lambda x: x**1.0, "norm": anp.linalg.norm,
            "root_of_squares": lambda x: anp.sqrt(anp.sum(x * x)), "std": anp.std,
            "root_of_var": lambda x: anp.sqrt(anp.var(x)), "prod": anp.prod,
            "guarded": lambda x: anp.where(x > 0, anp.sqrt(x), 0.0),
            "x_abs_x": lambda x: x * anp.abs(x),
            "maximum_0_squared": lambda x: anp.maximum(x, 0.0) ** 2,
        }  # fmt: skip

    def first(self, f, arguments):
        from autograd import grad

        given = [np.asarray(x, np.float64) for x in arguments]
        return f(*given), [grad(f, i)(*given) for i in range(len(given))]

    def second(self, f, x):
        from autograd import grad

        return grad(grad(f))(x)


class MyGrad(Library):
    name, package = "MyGrad", "mygrad"

    def make(self):
        import mygrad as mg
        from mygrad import nnet

        act = nnet.activations
        return {
            "relu": act.relu, "leaky_relu": lambda x: act.leaky_relu(x, 0.01), "abs": mg.abs,
            "clip": lambda x: mg.clip(x, -1.0, 1.0), "clip_0": lambda x: mg.clip(x, 0.0, None),
            "maximum_0": lambda x: mg.maximum(x, 0.0), "hardtanh": act.hard_tanh,
            "elu_2": lambda x: act.elu(x, 2.0), "selu": act.selu, "max": mg.max,
            "max_axis": lambda x: mg.max(x, axis=0), "maximum": mg.maximum, "power": mg.power,
            "power_0": lambda x: x**0.0, "sigmoid": act.sigmoid, "norm": mg.linalg.norm,
            "root_of_squares": lambda x: mg.sqrt(mg.sum(x * x)), "std": mg.std,
            "root_of_var": lambda x: mg.sqrt(mg.var(x)), "prod": mg.prod,
            "guarded": lambda x: mg.where(x > 0, mg.sqrt(x), 0.0),
        }  # fmt: skip

    def first(self, f, arguments):
        import mygrad as mg

        leaves = [mg.tensor(x, dtype=np.float64) for x in arguments]
        y = f(*leaves)
        y.backward()
        return y.data, [x.grad for x in leaves]


class TinyGrad(Library):
    name, package, narrow = "tinygrad", "tinygrad", True

    def make(self):
        from tinygrad import Tensor

        return {
            "relu": Tensor.relu, "leaky_relu": lambda x: x.leaky_relu(0.01), "abs": Tensor.abs,
            "leaky_relu_default": Tensor.leaky_relu, "clip": lambda x: x.clip(-1.0, 1.0),
            "clip_0": lambda x: x.clip(0.0, None), "maximum_0": lambda x: x.maximum(0.0),
            "hardtanh": Tensor.hardtanh, "relu6": Tensor.relu6, "elu": Tensor.elu,
            "elu_2": lambda x: x.elu(2.0), "selu": Tensor.selu, "max": Tensor.max,
            "max_axis": lambda x: x.max(axis=0), "maximum": Tensor.maximum,
            "power": lambda x, y: x**y, "power_0": lambda x: x**0.0, "power_1": lambda x: x**1.0,
            "sigmoid": Tensor.sigmoid, "root_of_squares": lambda x: (x * x).sum().sqrt(),
            "std": lambda x: x.std(correction=0),
            "root_of_var": lambda x: x.var(correction=0).sqrt(), "prod": Tensor.prod,
            "guarded": lambda x: (x > 0).where(x.sqrt(), 0.0), "gelu": Tensor.gelu,
            "softsign": Tensor.softsign, "x_abs_x": lambda x: x * x.abs(),
            "maximum_0_squared": lambda x: x.maximum(0.0) ** 2,
        }  # fmt: skip

    def first(self, f, arguments):
        from tinygrad import Tensor

        # A number alone is a constant there, which nothing flows back to: a list of one.
        leaves = [Tensor(x if isinstance(x, list) else [x]) for x in arguments]
        y = f(*leaves).sum()
        slopes = [slope.numpy() for slope in y.gradient(*leaves)]
        return y.numpy(), [s if isinstance(x, list) else s[0] for s, x in zip(slopes, arguments)]

    def second(self, f, x):
        from tinygrad import Tensor

        leaf = Tensor([x])
        (slope,) = f(leaf).sum().gradient(leaf)
        return slope.sum().gradient(leaf)[0].numpy()[0]


class Mlx(Library):
    name, package, narrow = "MLX", "mlx", True

    def make(self):
        import mlx.core as mx
        import mlx.nn as nn

        return {
            "relu": nn.relu, "leaky_relu": lambda x: nn.leaky_relu(x, 0.01), "abs": mx.abs,
            "leaky_relu_default": nn.leaky_relu, "clip": lambda x: mx.clip(x, -1.0, 1.0),
            "clip_0": lambda x: mx.clip(x, 0.0, None), "maximum_0": lambda x: mx.maximum(x, 0.0),
            "hardtanh": nn.HardTanh(), "relu6": nn.relu6, "elu": nn.elu,
            "elu_2": lambda x: nn.elu(x, 2.0), "selu": nn.selu, "max": mx.max,
            "max_axis": lambda x: mx.max(x, axis=0), "maximum": mx.maximum, "power": mx.power,
            "power_0": lambda x: x**0.0, "power_1": lambda x: x**1.0, "sigmoid": mx.sigmoid,
            "norm": mx.linalg.norm, "root_of_squares": lambda x: mx.sqrt((x * x).sum()),
            "std": mx.std, "root_of_var": lambda x: mx.sqrt(mx.var(x)), "prod": mx.prod,
            "guarded": lambda x: mx.where(x > 0, mx.sqrt(x), 0.0), "gelu": nn.gelu,
            "softsign": nn.softsign, "x_abs_x": lambda x: x * mx.abs(x),
            "maximum_0_squared": lambda x: mx.maximum(x, 0.0) ** 2,
        }  # fmt: skip

    def first(self, f, arguments):
        import mlx.core as mx

        given = [mx.array(x) for x in arguments]
        value, slopes = mx.value_and_grad(f, list(range(len(given))))(*given)
        slopes = slopes if len(given) > 1 else [slopes]
        return np.asarray(value), [np.asarray(x) for x in slopes]

    def second(self, f, x):
        import mlx.core as mx

        return np.asarray(mx.grad(mx.grad(f))(mx.array(x)))


LIBRARIES = [Microact, Torch, Jax, TensorFlow, Autograd, MyGrad, TinyGrad, Mlx]


def found():
    """Return those that are installed here."""
    there = []
    for kind in LIBRARIES:
        try:
            there.append(kind())
        except ImportError:
            continue
    return there
