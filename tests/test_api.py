"""The public interface, frozen: whoever changes it decides so here."""

import inspect

import microact as ma
from microact import data, losses, metrics, neurons, nn, optim, train
from microact.engine import functions

NAMES = [
    "Activation", "Dual", "ELU", "Elementwise", "GradientMismatch", "LeakyReLU", "Rule", "Value",
    "activations", "add", "animate", "attention", "batch_norm", "broadcast_to", "certify", "clip",
    "concatenate", "cos", "cumsum", "data", "diagnose", "divide", "draw", "draw_flow",
    "draw_network",
    "dropout", "einsum", "elu", "embedding", "exercises", "exp", "expand_dims", "explain",
    "explore", "explore_network", "expm1", "formula", "from_torch", "gelu", "gelu_tanh",
    "getitem", "grad",
    "gradcheck", "hardtanh", "hessian_vector", "identity", "jvp", "layer_norm", "leaky_relu",
    "load", "log", "log1p",
    "log_softmax", "logsumexp", "losses", "matmul", "maximum", "mean", "metrics", "minimum", "mish",
    "multiply", "negative", "neurons", "nn", "no_grad", "optim", "plain", "playground", "power",
    "prelu", "prod", "registry", "relu", "relu6", "reshape", "rms_norm", "scope", "selu", "sigmoid",
    "sign", "silu", "sin", "softmax", "softplus", "softsign", "split", "sqrt", "squeeze", "stack",
    "std", "step", "subtract", "swapaxes", "tan", "tanh", "to_onnx", "to_torch", "train",
    "transpose", "unroll", "value_and_grad", "var", "where", "worksheet",
]  # fmt: skip

SIGNATURES = {
    ma.Value: "(data, label, requires_grad)",
    ma.Value.backward: "(self, gradient, *, create_graph)",
    ma.draw: "(values, *, gradients, constants, legend, limit, depth, direction, scale, copies, "
    "percent, theme, step)",
    ma.draw_flow: "(activations, depth, x, theme)",
    ma.draw_network: "(model, X, y, *, lens, before, loss, scale, inputs, classes, caption, theme)",
    ma.animate: "(values, path, *, seconds, width, frames, theme, constants, limit, depth, "
    "direction, percent)",
    ma.worksheet: "(value, path, *, title, seed, count, blanks, hints, answers)",
    ma.explain: "(value, limit)",
    ma.explore: "(output, *, title, parameters, inputs, points, target, score, middle)",
    ma.explore_network: "(net, X, y, *, title)",
    ma.playground: "(model, X, y, path)",
    ma.grad: "(f, argnums)",
    ma.value_and_grad: "(f, argnums)",
    ma.formula: "(rule, gradient)",
    ma.certify: "(step, numbers)",
    ma.jvp: "(f, at, along)",
    ma.hessian_vector: "(f, at, along)",
    ma.from_torch: "(module, example)",
    ma.to_onnx: "(what, path, X, y, dtype)",
    ma.to_torch: "(model, loss)",
    ma.unroll: "(output, inputs, wrt, *, keep, batched, language, buffers)",
    ma.load: "(path)",
    nn.MLP: "(n_inputs, sizes, hidden, output, seed, initializer, dtype)",
    nn.MLP.compile: "(self, loss, one_shape)",
    neurons.MLP: "(nin, nouts, activation)",
    optim.SGD: "(parameters, lr, momentum, weight_decay)",
    optim.Adam: "(parameters, lr, betas, eps, weight_decay)",
    train.fit: "(model, X, y, *, loss, optimizer, lr, epochs, batch_size, validation, patience, "
    "clip, callbacks, seed, verbose, unroll)",
    losses.cross_entropy: "(output, target, from_logits)",
    losses.binary_cross_entropy: "(output, target, from_logits)",
    losses.mean_squared_error: "(prediction, target)",
    data.moons: "(n, noise, seed)",
    data.split: "(y, share, seed)",
    metrics.accuracy: "(truth, predicted)",
}


def names_of(function):
    parts, starred = [], False
    for p in inspect.signature(function).parameters.values():
        if p.kind is p.KEYWORD_ONLY and not starred:
            parts.append("*")
            starred = True
        parts.append(p.name)
    return f"({', '.join(parts)})"


def test_the_front_door_offers_these_names_and_no_others():
    rules = {name for name in ma.__all__ if name in ma.registry}
    assert rules <= {*NAMES} | {*functions.__all__}
    assert sorted({*ma.__all__} - rules) == sorted({*NAMES} - rules)
    assert {*NAMES} <= {*ma.__all__}
    assert len({*ma.__all__}) == len(ma.__all__)
    for name in NAMES:
        assert getattr(ma, name) is not None


def test_functions_are_called_as_they_were():
    assert {f: names_of(f) for f in SIGNATURES} == SIGNATURES


def test_a_value_offers_these():
    offered = {name for name in dir(ma.Value(1.0)) if not name.startswith("_")}
    assert {
        "T", "backward", "data", "detach", "draw", "dtype", "grad", "inputs", "is_leaf", "item",
        "label", "ndim", "operation", "rule", "scope", "shape", "size", "tanh", "sum", "reshape",
    } <= offered  # fmt: skip
