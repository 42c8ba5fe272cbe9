#!/usr/bin/env bash
# TensorFlow 2.21.0: softsign has no second derivative; asking for it raises LookupError.
#
# A good guess: a tape inside a tape differentiates whatever one tape can; x / (1 + |x|) written out has the
# second derivative -2 / (1 + |x|)^3 for positive x.
# Seen: written out it is -0.25 at 1; tf.nn.softsign has the first derivative 0.25, and the outer tape raises
# "gradient registry has no entry for: SoftsignGrad". sigmoid, tanh, elu, selu, softplus, gelu and silu have theirs.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q tensorflow-cpu==2.21.0 2>/dev/null
TF_CPP_MIN_LOG_LEVEL=3 "$work/venv/bin/python" -W ignore - 2>/dev/null <<'PYTHON'
import tensorflow as tf

assert tf.__version__ == "2.21.0", tf.__version__


def slopes(f):
    x = tf.Variable(1.0, dtype=tf.float64)
    with tf.GradientTape() as outer:
        with tf.GradientTape() as inner:
            y = f(x)
        first = inner.gradient(y, x)
    try:
        second = outer.gradient(first, x).numpy().item()
    except LookupError as error:
        second = str(error)
    return first.numpy().item(), second


named, written = slopes(tf.nn.softsign), slopes(lambda x: x / (1 + tf.abs(x)))
print(f"tf.nn.softsign: {named}\nwritten out: {written}")
assert written == (0.25, -0.25)
assert named == (0.25, "gradient registry has no entry for: SoftsignGrad")
for f in (tf.sigmoid, tf.tanh, tf.nn.elu, tf.nn.selu, tf.nn.softplus, tf.nn.gelu, tf.nn.silu):
    assert isinstance(slopes(f)[1], float), f
print("as stated")
PYTHON
