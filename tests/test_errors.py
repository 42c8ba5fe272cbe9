"""Bad input, function by function: what is raised, and that it says what was wrong.

A text below is a call and what it raises, as a Python session shows it; the message must hold
that text. `x` is a matrix, `s` a single number, `y` = tanh(s), `model` a network of two inputs.
"""

import datetime
import decimal
import inspect

import numpy as np
import pytest

import microact as ma
from microact import Value, data, exercises, losses, metrics, neurons, nn, optim, rules, train
from microact.engine import functions  # fmt: skip

CALLS = """
Value("a")
    TypeError: expected a number or an array of floats, got str 'a'
Value([Value(1.0), 2.0])
    TypeError: an array of Values would lose the graph; use value.data for the numbers,
Value(1.0, 5)
    TypeError: a label is text, got 5
Value(1.0, label=None)
    TypeError: a label is text, got None
Value()
    TypeError: Value.__init__() missing 1 required positional argument: 'data
Value([[1.0], [1.0, 2.0]])
    TypeError: expected a number or an array of floats, got list [[1.0], [1.0, 2.0]], whose
Value(10**400)
    OverflowError: int of 1329 bits is larger than any float
x.data = "a"
    TypeError: expected a number or an array of floats, got str 'a'
y.data = 1.0
    RuntimeError: this Value was computed by tanh, so its data cannot be set; set the data of a
x.backward()
    ValueError: backward() starts from a single number, but this Value has shape (2, 3). Reduce
y.backward(np.zeros(3))
    ValueError: the gradient that arrives must have this Value's shape (), got (3,)
y.backward("a")
    TypeError: expected a number or an array of floats, got str 'a'
y.backward(gradient=1j)
    TypeError: expected a number or an array of floats, got complex 1j
x.item()
    ValueError: can only convert an array of size 1 to a Python scalar
float(x)
    TypeError: float(value) would lose the graph; use value.item() for the number,
int(s)
    TypeError: float(value) would lose the graph; use value.item() for the number,
bool(x)
    ValueError: The truth value of an array with more than one element is ambiguous. Use
len(s)
    TypeError: a Value that is a single number has no len()
list(s)
    TypeError: a Value that is a single number has no len()
s[0]
    IndexError: too many indices for array: array is 0-dimensional, but 1 were indexed
x[5]
    IndexError: index 5 is out of bounds for axis 0 with size 2
x["a"]
    IndexError: an index is made of ints or bools, got dtype <U1
x[0.5]
    IndexError: an index is made of ints, slices or arrays of them, got 0.5
x[Value(1.0)]
    IndexError: an index is made of ints, slices or arrays of them, got Value(data=1.0,
x[0, 0, 0]
    IndexError: too many indices for array: array is 2-dimensional, but 3 were indexed
x.foo
    AttributeError: a Value has no attribute or function 'foo
x.sum(axis=5)
    ValueError: sum(axis=5) does not fit shape (2, 3)
x.sum(axis=0.5)
    TypeError: sum's axis is a whole number, a tuple of them or None, got 0.5
x.sum(axis=(0, 0))
    ValueError: sum(axis=(0, 0)) does not fit shape (2, 3)
x.sum(axis="a")
    TypeError: sum's axis is a whole number, a tuple of them or None, got 'a
x.mean(axis=None, keepdims="a")
    TypeError: mean's keepdims is True or False, got 'a
Value(np.zeros((0, 2))).mean()
    ValueError: mean of nothing: shape (0, 2), axis=None
Value(np.zeros((0, 2))).max()
    ValueError: max of nothing: shape (0, 2), axis=None
Value([1.0]).var(ddof=1)
    ValueError: var with ddof=1 needs more than 1 numbers
x.var(ddof="a")
    TypeError: var's ddof is a whole number, at least 0, got 'a
x + np.zeros(4)
    ValueError: + of shapes (2, 3) and (4,): they cannot be broadcast together; counted from
x + "a"
    TypeError: expected a number or an array of floats, got str 'a'
x * None
    TypeError: expected a number or an array of floats, got NoneType None
x @ np.zeros((2, 3))
    ValueError: @ needs equal inner sizes, got shapes (2, 3) and (2, 3)
x @ s
    ValueError: @ multiplies arrays, got shapes (2, 3) and (); for numbers: *
s @ s
    ValueError: @ multiplies arrays, got shapes () and (); for numbers: *
x ** "a"
    TypeError: expected a number or an array of floats, got str 'a'
x ** 1j
    TypeError: expected a number or an array of floats, got complex 1j
x > "a"
    TypeError: expected a number or an array of floats, got str 'a'
x < np.zeros(4)
    ValueError: operands could not be broadcast together with shapes (2,3) (4,)
ma.jvp(5, 1.0, 1.0)
    TypeError: f is a function of numbers or arrays, got 5
ma.jvp(ma.tanh, 1.0, [1.0])
    ValueError: along has shape (1,) where at has ()
ma.jvp(ma.tanh, (1.0,), 1.0)
    ValueError: at is a tuple of 1, so along must be one as well
ma.hessian_vector(ma.tanh, [1.0, 2.0], [1.0, 0.0])
    ValueError: the function must return a Value that is a single number, got Value(
ma.hessian_vector(float, 1.0, 1.0)
    TypeError: float(value) would lose the graph; use value.item() for the number, ma.exp(
metrics.f1([0, 1], [1])
    ValueError: one answer for each row, got shapes (2,) and (1,)
metrics.best_threshold([0, 0], [0.1, 0.2])
    ValueError: a ROC curve needs rows of both classes, 0 and 1
metrics.log_loss([0, 1], [0.5])
    ValueError: a class and probabilities for each row, got shapes (2,), (1,)
metrics.log_loss([0.5], [0.5])
    TypeError: classes are integers from 0 to 1
metrics.log_loss([0], [1.5])
    ValueError: probabilities lie between 0 and 1
metrics.calibration([0, 1], [0.5, 2.0])
    ValueError: truth is 0 or 1, and probabilities lie between 0 and 1
ma.diagnose(5, x)
    TypeError: diagnose takes a network of microact, got int; one of PyTorch's
ma.certify(x)
    TypeError: certify takes a step for one example, as ma.unroll(output) makes it, or
ma.to_torch(x)
    TypeError: to_torch takes a module of microact.nn, got Value(
ma.to_onnx(x, "x.onnx")
    TypeError: to_onnx takes a step or a module, got Value; of a Value: to_onnx(ma.unroll(
ma.to_onnx(nn.MLP(2, [1]), "x.onnx", np.ones((2, 2)), [1, 0])
    TypeError: only a compiled step takes targets: to_onnx(model.compile(), path, X, y)
ma.add(x)
    TypeError: add(a, b): missing a required argument: 'b
ma.add(x, x, x)
    TypeError: add(a, b): too many positional arguments
ma.tanh()
    TypeError: tanh(x): missing a required argument: 'x
ma.tanh(x, 3)
    TypeError: tanh(x): too many positional arguments
ma.tanh(x, slope=1)
    TypeError: tanh(x): got an unexpected keyword argument 'slope
ma.leaky_relu(x, slope="a")
    TypeError: leaky_relu's slope is a plain number, got str; a slope that is learned:
ma.leaky_relu(x, slope=x)
    TypeError: leaky_relu's slope is a plain number, got Value; a slope that is learned:
ma.LeakyReLU("a")
    TypeError: leaky_relu's slope is a plain number, got str; a slope that is learned:
ma.LeakyReLU(float("nan"))
    ValueError: leaky_relu's slope is a number, got nan
ma.elu(x, alpha=None)
    TypeError: elu's alpha is a plain number, got NoneType; a slope that is learned: ma.prelu;
ma.ELU("a")
    TypeError: elu's alpha is a plain number, got str; a slope that is learned: ma.prelu;
ma.elu(x, alpha=[1.0])
    TypeError: elu's alpha is a plain number, got list; a slope that is learned: ma.prelu;
ma.clip(x, 2.0, 1.0)
    ValueError: clip needs low <= high, got low=2.0 and high=1.0
ma.clip(x, "a", 1)
    TypeError: clip's low is a plain number, got str; a slope that is learned: ma.prelu; bounds
ma.clip(x, None, None)
    TypeError: clip's low is a plain number, got NoneType; a slope that is learned: ma.prelu;
ma.clip(x, s, 3.0)
    TypeError: clip's low is a plain number, got Value; a slope that is learned: ma.prelu;
ma.clip(x, float("nan"), 1.0)
    ValueError: clip's low is a number, got nan
ma.prelu(x, np.zeros(5))
    ValueError: prelu of shapes (2, 3) and (5,): they cannot be broadcast together; counted
ma.softmax(x, axis=3)
    ValueError: softmax(axis=3) needs several numbers along an axis, got shape (2, 3); several
ma.softmax(x, axis=0.5)
    TypeError: softmax's axis is a whole number, got 0.5
ma.softmax(x, axis=None)
    TypeError: softmax's axis is a whole number, got None
ma.softmax(x, axis=(0, 1))
    TypeError: softmax's axis is a whole number, got (0, 1)
ma.log_softmax(2.0)
    ValueError: log_softmax(axis=-1) needs several numbers along an axis, got shape (); several
ma.log_softmax(np.zeros((2, 0)))
    ValueError: log_softmax of no classes: shape (2, 0), axis=-1
ma.softmax_cross_entropy(np.zeros((2, 3)), np.zeros(3))
    ValueError: softmax_cross_entropy needs logits and as many probabilities, classes along the
ma.softmax_cross_entropy(2.0, 1.0)
    ValueError: softmax_cross_entropy needs logits and as many probabilities, classes along the
ma.softmax_cross_entropy(np.zeros((2, 0)), np.zeros((2, 0)))
    ValueError: softmax_cross_entropy of no classes: shape (2, 0)
ma.logsumexp(x, axis=7)
    ValueError: logsumexp(axis=7) does not fit shape (2, 3)
ma.logsumexp(np.zeros((0,)))
    ValueError: logsumexp of nothing: shape (0,), axis=None
ma.mean(x, axis=9)
    ValueError: mean(axis=9) does not fit shape (2, 3)
ma.var(x, axis=-3)
    ValueError: var(axis=-3) does not fit shape (2, 3)
ma.max(x, axis=4)
    ValueError: max(axis=4) does not fit shape (2, 3)
ma.min(np.zeros(0))
    ValueError: min of nothing: shape (0,), axis=None
ma.sum("a")
    TypeError: expected a number or an array of floats, got str 'a'
ma.matmul(x, x)
    ValueError: @ needs equal inner sizes, got shapes (2, 3) and (2, 3)
ma.matmul(s, s)
    ValueError: @ multiplies arrays, got shapes () and (); for numbers: *
ma.maximum(x, np.zeros(4))
    ValueError: maximum of shapes (2, 3) and (4,): they cannot be broadcast together; counted
ma.minimum(x, "a")
    TypeError: expected a number or an array of floats, got str 'a'
ma.where(x)
    TypeError: where(condition, a, b): missing a required argument: 'a
ma.where("a", x, x)
    TypeError: expected a number or an array of floats, got str 'a'
ma.where(x > 0, x, np.zeros(5))
    ValueError: where of shapes (2, 3) and (2, 3) and (5,): they cannot be broadcast together;
ma.where([True, False, True, False], x, x)
    ValueError: where of shapes (4,) and (2, 3) and (2, 3): they cannot be broadcast together;
ma.power(x, "a")
    TypeError: expected a number or an array of floats, got str 'a'
ma.power(x)
    TypeError: power() missing 1 required positional argument: 'b
ma.power(x, 1j)
    TypeError: expected a number or an array of floats, got complex 1j
ma.reshape(x, 4)
    ValueError: reshape: the 6 numbers of shape (2, 3) do not fill (4,); one size may be -1,
ma.reshape(x, -1, -1)
    ValueError: reshape: the 6 numbers of shape (2, 3) do not fill (-1, -1); one size may be
ma.reshape(x, 2.5)
    TypeError: reshape takes whole numbers, got (2.5,)
ma.reshape(x, "a")
    TypeError: reshape takes whole numbers, got 'a
ma.reshape(x, -2, 3)
    ValueError: reshape: the 6 numbers of shape (2, 3) do not fill (-2, 3); one size may be -1,
ma.reshape(x)
    ValueError: reshape: the 6 numbers of shape (2, 3) do not fill (); one size may be -1,
ma.transpose(x, 0, 0)
    ValueError: transpose names each of the 2 axes of shape (2, 3) once, got (0, 0)
ma.transpose(x, 5, 1)
    ValueError: transpose names each of the 2 axes of shape (2, 3) once, got (5, 1)
ma.transpose(x, "a")
    TypeError: transpose takes whole numbers, got 'a
ma.transpose(x, (0,))
    ValueError: transpose names each of the 2 axes of shape (2, 3) once, got (0,)
ma.swapaxes(x, 0, 9)
    AxisError: axis2: axis 9 is out of bounds for array of dimension 2
ma.swapaxes(x, 0, "a")
    TypeError: swapaxes' second axis is a whole number, got 'a
ma.squeeze(x, axis=0)
    ValueError: squeeze(axis=0) takes axes of size 1, got shape (2, 3)
ma.squeeze(x, axis=9)
    AxisError: axis 9 is out of bounds for array of dimension 2
ma.squeeze(x, axis="a")
    TypeError: squeeze's axis is a whole number, a tuple of them or None, got 'a
ma.expand_dims(x, axis=9)
    AxisError: axis 9 is out of bounds for array of dimension 3
ma.expand_dims(x, axis="a")
    TypeError: expand_dims's axis is a whole number, a tuple of them or None, got 'a
ma.expand_dims(x, axis=(0, 0))
    ValueError: repeated axis
ma.broadcast_to(x, (4, 4))
    ValueError: shape (2, 3) cannot be repeated to fill (4, 4): counted from the last axis,
ma.broadcast_to(x, -1)
    ValueError: shape (2, 3) cannot be repeated to fill (-1,): counted from the last axis, each
ma.broadcast_to(x, "a")
    TypeError: broadcast_to takes whole numbers, got 'a
ma.concatenate([])
    ValueError: concatenate joins arrays along an axis that they have, got nothing; single
ma.concatenate([x, np.zeros(3)])
    ValueError: all the input arrays must have same number of dimensions, but the array at
ma.concatenate([x, x], axis=3)
    AxisError: axis 3 is out of bounds for array of dimension 2
ma.concatenate([x, x], axis="a")
    TypeError: concatenate's axis is a whole number, got 'a
ma.concatenate(5)
    TypeError: what concatenate joins is a list of Values, got 5
ma.concatenate([1.0, 2.0])
    ValueError: concatenate joins arrays along an axis that they have, got shapes () and ();
ma.stack([])
    ValueError: stack puts numbers or arrays of one shape side by side, got nothing
ma.stack([x, s])
    ValueError: stack puts numbers or arrays of one shape side by side, got shapes (2, 3) and ()
ma.stack([s, s], axis=4)
    AxisError: axis 4 is out of bounds for array of dimension 1
ma.stack([s, s], axis="a")
    TypeError: stack's axis is a whole number, got 'a
ma.stack(5)
    TypeError: what stack joins is a list of Values, got 5
ma.split(x, 4, axis=0)
    ValueError: 2 entries cannot be split into 4 equal sections
ma.split(x, 0)
    ValueError: split's number of sections is a whole number, at least 1, got 0
ma.split(x, "a")
    TypeError: split takes whole numbers, got 'a
ma.split(x, 1.5)
    TypeError: split's number of sections is a whole number, at least 1, got 1.5
ma.split(x, 2, axis=5)
    ValueError: split(axis=5) does not fit shape (2, 3)
ma.split(x, 2, axis="a")
    TypeError: split's axis is a whole number, got 'a
ma.split(s, 2)
    ValueError: split(axis=0) does not fit shape ()
ma.getitem(x, 7)
    IndexError: index 7 is out of bounds for axis 0 with size 2
ma.getitem(x, "a")
    IndexError: an index is made of ints or bools, got dtype <U1
np.sin(x, out=np.zeros((2, 3)))
    TypeError: np.sin of a Value takes no out; array += value cannot work in place: write array
np.add.reduce(x)
    TypeError: np.add.reduce has no rule for a Value; for its numbers use value.data
np.add.at(x, 0, 1.0)
    TypeError: np.add.at has no rule for a Value; for its numbers use value.data
np.add.outer(x, x)
    TypeError: np.add.outer has no rule for a Value; for its numbers use value.data
np.linalg.norm(x)
    TypeError: np.norm has no rule for a Value; for its numbers use .data
np.median(x)
    TypeError: np.median has no rule for a Value; for its numbers use .data
np.median(x)
    TypeError: np.median has no rule for a Value; for its numbers use .data
np.floor(x)
    TypeError: np.floor has no rule for a Value; for its numbers use value.data
np.sum(x, where=[True])
    TypeError: sum(x, axis=None, keepdims=False): got an unexpected keyword argument 'where
np.sum(x, dtype=int)
    TypeError: sum(x, axis=None, keepdims=False): got an unexpected keyword argument 'dtype
np.array([x, 1.0], dtype=float)
    TypeError: an array of Values would lose the graph; use value.data for the numbers,
np.asarray(x, dtype=complex)
    TypeError: an array of Values would lose the graph; use value.data for the numbers,
ma.grad(5)
    TypeError: f is a function of numbers or arrays, got 5
ma.grad(ma.tanh)(x)
    ValueError: the function to differentiate must return a single number, got shape (2, 3);
ma.grad(ma.tanh)("a")
    TypeError: expected a number or an array of floats, got str 'a'
ma.grad(ma.tanh, argnums=3)(1.0)
    ValueError: argnums=3 names an argument twice, or one that is not there: the function was
ma.grad(ma.tanh, argnums="a")
    TypeError: argnums is a whole number, got 'a
ma.grad(lambda v: 3.0)(1.0)
    TypeError: the function to differentiate must return a Value, got 3.0; was the graph lost
ma.grad(lambda v: v.data)(1.0)
    TypeError: the function to differentiate must return a Value, got 1.0; was the graph lost
ma.grad(ma.tanh)()
    ValueError: argnums=0 names an argument twice, or one that is not there: the function was
ma.grad(lambda v: [v])(1.0)
    TypeError: the function to differentiate must return a Value, got [Value(data=1.0,
ma.value_and_grad(ma.tanh, argnums=(0, 0))(1.0)
    ValueError: argnums=(0, 0) names an argument twice, or one that is not there: the function
ma.value_and_grad(ma.tanh)(np.zeros(3))
    ValueError: the function to differentiate must return a single number, got shape (3,);
ma.value_and_grad(None)
    TypeError: f is a function of numbers or arrays, got None
ma.gradcheck(ma.tanh)
    ValueError: there is nothing to check: name at least one input
ma.gradcheck(ma.tanh, "a")
    TypeError: expected a number or an array of floats, got str 'a'
ma.gradcheck(5, 1.0)
    TypeError: f is a function of Values, got 5
ma.gradcheck(ma.tanh, 1.0, eps="a")
    TypeError: gradcheck() got an unexpected keyword argument 'eps
ma.gradcheck(lambda v: v.data, 1.0)
    TypeError: the function to check must return a Value, got 1.0
ma.draw(5)
    TypeError: draw takes a Value or a list of Values, got int
ma.draw([])
    TypeError: draw takes a Value or a list of Values, got list
ma.draw(y, direction="up")
    ValueError: direction is one of "LR", "TB", got 'up
ma.draw(y, limit=-1)
    ValueError: limit is a whole number, at least 10, got -1
ma.draw(y, limit="a")
    TypeError: limit is a whole number, at least 10, got 'a
ma.draw(y, depth="a")
    TypeError: depth is a whole number, at least 0, got 'a
ma.draw(y, scale=0)
    ValueError: scale is a finite number above 0, got 0
ma.draw(y, scale="a")
    TypeError: scale is a finite number above 0, got 'a
ma.draw(y, colour=True)
    TypeError: draw() got an unexpected keyword argument 'colour
ma.draw([y, 5])
    TypeError: draw takes a Value or a list of Values, got int
ma.draw_flow("nonsense")
    ValueError: no rule is called 'nonsense'; the activations are sigmoid, tanh, relu,
ma.draw_flow(["tanh", "softmax"])
    ValueError: softmax is not a function of one number alone; apply ma.softmax yourself
ma.draw_flow(5)
    TypeError: expected an activation by name, class or function, got 5
ma.draw_flow("tanh", depth=0)
    ValueError: depth is a whole number, from 1 to 50, got 0
ma.draw_flow("tanh", depth="a")
    TypeError: depth is a whole number, from 1 to 50, got 'a
ma.draw_flow("tanh", x="a")
    TypeError: x is a finite number, got 'a
ma.draw_flow("tanh", x=[1.0, 2.0])
    TypeError: x is a finite number, got [1.0, 2.0]
ma.draw(y, theme="neon")
    ValueError: theme is one of "light", "dark", "auto", "slide", got 'neon
ma.draw(y, step=99)
    ValueError: this graph has steps 0 to
ma.draw_network(5, [[1.0]], [1])
    TypeError: draw_network takes a network (nn.MLP or neurons.MLP), got a int
ma.draw_network(nn.MLP(2, [1]), [[1.0]], [1])
    ValueError: X has shape (rows, 2) for this network, at least one row, got (1, 1)
ma.draw_network(nn.MLP(2, [1]), [[1.0, 2.0]], [1], lens="size")
    ValueError: lens is one of "gradients", "weights", "change", got 'size
ma.animate(y, "backward.mp4")
    ValueError: 'backward.mp4' ends neither in .gif nor in .png, and is no folder
ma.animate(5, "backward.gif")
    TypeError: draw takes a Value or a list of Values, got int
ma.worksheet(5, "sheet.pdf")
    TypeError: worksheet takes a Value, got int
ma.worksheet(y, "sheet.doc")
    ValueError: 'sheet.doc' does not end in .pdf, .html, .svg or .png
ma.explain(5)
    TypeError: explain takes a Value, got int
ma.explain(y, limit=-1)
    ValueError: limit is a whole number, at least 1, got -1
ma.explain(y, limit="a")
    TypeError: limit is a whole number, at least 1, got 'a
ma.formula("nonsense")
    ValueError: no rule is called 'nonsense'; the activations are sigmoid, tanh, relu,
ma.formula(5)
    TypeError: expected an activation by name, class or function, got 5
ma.explore(5)
    TypeError: explore takes a Value, got int
ma.explore(y, title=5)
    TypeError: a title is text, got 5
ma.explore(y, parameters="s")
    TypeError: parameters is a list of leaves of this graph, got 's
ma.explore(y, parameters=[5])
    ValueError: parameters are leaves of this graph, got 5
ma.explore(y, inputs=[x])
    ValueError: inputs and target are leaves of this graph, got Value(data=[[0., 1., 2.], [3.,
ma.explore(y, points=[[1.0]])
    ValueError: points need two inputs, got 0
ma.explore(y, inputs=[s], points="a")
    ValueError: points need two inputs, got 1
ma.explore(y, inputs=[s], points=[[1.0, 2.0, 3.0]])
    ValueError: points need two inputs, got 1
ma.explore(y, target=x)
    ValueError: inputs and target are leaves of this graph, got Value(data=[[0., 1., 2.], [3.,
ma.explore(y, score=x)
    ValueError: score is a node of this graph, got Value(data=[[0., 1., 2.], [3., 4., 5.]],
ma.explore(y, middle="a")
    TypeError: middle is a finite number, got 'a
ma.explore_network(5, X, t)
    TypeError: the playground takes a network (nn.MLP or neurons.MLP), got 5
ma.explore_network(model, X[:, :1], t)
    ValueError: this network takes 2 columns, and a page shows up to 32; X has 1
ma.explore_network(nn.MLP(2, [2]), X, t)
    ValueError: the playground tells two classes apart: one output, got 2; ma.draw_network shows
ma.explore_network(model, X, t[:2])
    ValueError: X has shape (rows, columns) and y one answer for each row, got shapes (4, 2) and
ma.explore_network(model, X, ["a"] * 4)
    ValueError: y has two different answers, got 1: a
ma.explore_network(model, X, t, title=5)
    TypeError: a title is text, got 5
ma.playground(model, X)
    TypeError: X and y come together: the points, and the answer for each
ma.playground(nn.MLP(3, [1]))
    ValueError: this network takes 3 inputs; pass X and y for it
ma.playground(nn.MLP(2, [30, 1]))
    ValueError: the playground shows up to 8 hidden layers of up to 24 units, got [30];
ma.playground(X=[[1.0], [2.0]], y=[0, 1])
    ValueError: the plane is two columns of X, got 1
ma.playground(X=[[1.0, np.nan], [2.0, 0.0]], y=[0, 1])
    ValueError: X must be finite, got nan in row 0
ma.unroll(5)
    TypeError: unroll takes a Value, got int
ma.unroll(y, inputs=[5])
    ValueError: inputs and wrt are leaves of the graph, got 5
ma.unroll(y, inputs=[y])
    ValueError: inputs and wrt are leaves of the graph, got Value(data=0.9640275800758169,
ma.unroll(y, wrt=[y])
    ValueError: inputs and wrt are leaves of the graph, got Value(data=0.9640275800758169,
ma.unroll(y, keep=5)
    TypeError: keep is a list of Values, got 5
ma.unroll(y, keep=[5])
    ValueError: keep holds Values of this graph, got 5
ma.unroll(y, batched=["nope"])
    ValueError: nope' is no input: there are s
ma.unroll(y, language="cobol")
    ValueError: language is one of "python", "javascript", got 'cobol
ma.unroll(y)("a")
    TypeError: s is a real number or an array of them, got 'a'
ma.unroll(y)()
    TypeError: this step takes 1 numbers (s), got 0
ma.unroll(y)(1.0, 2.0)
    TypeError: this step takes 1 numbers (s), got 2
ma.unroll(x.sum())(np.zeros(5))
    ValueError: x was recorded with shape (2, 3), got (5,); unroll again for another shape
ma.unroll(x.sum())(None)
    ValueError: x was recorded with shape (2, 3), got (); unroll again for another shape
ma.load(5)
    TypeError: os.PathLike object
ma.load("/nonexistent")
    FileNotFoundError: [Errno 2] No such file or directory: '/nonexistent
ma.activations["nope"]
    KeyError: no activation is called 'nope'; there are sigmoid, tanh, relu, leaky_relu, prelu,
ma.activations[5]
    KeyError: no activation is called 5; there are sigmoid, tanh, relu, leaky_relu, prelu,
ma.registry["nope"]
    KeyError: nope
ma.exercises.check("nope", 5)
    ValueError: no exercise 'nope'; there are 01-1, 01-2, 01-3, 02-1, 02-2, 02-3, 03-1, 03-2,
ma.exercises.judge("01-9", 1.0)
    ValueError: no exercise '01-9'; there are 01-1, 01-2, 01-3, 02-1, 02-2, 02-3, 03-1, 03-2,
nn.MLP()
    TypeError: MLP.__init__() missing 2 required positional arguments: 'n_inputs' and 'sizes
nn.MLP(0, [1])
    ValueError: the size of a layer is a whole number, at least 1, got 0
nn.MLP("a", [1])
    TypeError: the size of a layer is a whole number, at least 1, got 'a
nn.MLP(2, [])
    ValueError: sizes names at least one layer, e.g. MLP(2, [16, 1])
nn.MLP(2, 3)
    ValueError: sizes names at least one layer, e.g. MLP(2, [16, 1])
nn.MLP(2, [0])
    ValueError: the size of a layer is a whole number, at least 1, got 0
nn.MLP(2, [2.5])
    TypeError: the size of a layer is a whole number, at least 1, got 2.5
nn.MLP(2, [3, 1], hidden="nope")
    ValueError: no rule is called 'nope'; the activations are sigmoid, tanh, relu, leaky_relu,
nn.MLP(2, [3, 1], hidden=["tanh", "tanh"])
    ValueError: 2 activations for 1 hidden layers
nn.MLP(2, [3, 1], hidden=5)
    TypeError: expected an activation by name, class or function, got 5
nn.MLP(2, [3, 1], output="nope")
    ValueError: no rule is called 'nope'; the activations are sigmoid, tanh, relu, leaky_relu,
nn.MLP(2, [3, 1], seed="a")
    TypeError: seed is a whole number, at least 0, got 'a
nn.MLP(2, [3, 1], seed=-1)
    ValueError: seed is a whole number, at least 0, got -1
nn.MLP(2, [3, 1], initializer="nope")
    ValueError: no initializer is called 'nope'; there are glorot_uniform, glorot_normal,
nn.MLP(2, [3, 1], initializer=5)
    TypeError: an initializer is a function of (n_in, n_out, rng, activation), or the name of
nn.MLP(2, [3, 1], initializer=lambda *a: np.zeros(3))
    ValueError: an initializer gives 2 × 3 numbers, got (3,)
Value(1.0, "x", requires_grad="no")
    TypeError: requires_grad is True or False, got 'no'
y.requires_grad = False
    RuntimeError: this Value was computed by tanh: whether a gradient flows here is its inputs'
s.view(1)
    AttributeError: a Value has no attribute or function 'view'; here it is ma.reshape(x, (2, 3))
s.unsqueeze(0)
    AttributeError: a Value has no attribute or function 'unsqueeze'; here it is ma.expand_dims(
ma.cat([x, x], dim=0)
    AttributeError: module 'microact' has no attribute 'cat'; here it is ma.concatenate([a, b],
x.sum(dim=1)
    TypeError: got an unexpected keyword argument 'dim'; NumPy and microact call dim= axis=
ma.softmax(x, dim=-1)
    TypeError: got an unexpected keyword argument 'dim'; NumPy and microact call dim= axis=
ma.mean(x, 0, keepdim=True)
    TypeError: NumPy and microact call keepdim= keepdims=
ma.stack([x, x], dim=0)
    TypeError: stack takes no dim; NumPy and microact call dim= axis=
ma.prod(x, dim=0)
    TypeError: prod takes no dim; NumPy and microact call dim= axis=
ma.tensor(3.0)
    AttributeError: module 'microact' has no attribute 'tensor'; here it is ma.Value(data)
ma.layer_norm(3.0)
    ValueError: layer_norm needs numbers along a last axis, got shape ()
ma.layer_norm(x, np.ones(2))
    ValueError: layer_norm of 3 columns takes as many scales and shifts, got shape (2,)
ma.layer_norm(x, eps=0)
    ValueError: eps is a finite number above 0, got 0
ma.layer_norm("a")
    TypeError: expected a number or an array of floats, got str 'a'
ma.rms_norm(x, np.ones(2))
    ValueError: rms_norm of 3 columns takes as many scales and shifts, got shape (2,)
ma.batch_norm(x[:1])
    ValueError: batch_norm looks at several rows, got shape (1, 3); of one row each column is its
ma.dropout(x, 1.0, np.random.default_rng(0))
    ValueError: share is a finite number from 0 to below 1, got 1.0
ma.dropout(x, 0.5, 7)
    TypeError: rng is made by np.random.default_rng(seed), got 7
ma.embedding(x, [0.5])
    TypeError: an embedding looks up whole numbers, got [0.5]
ma.embedding(x, [2])
    IndexError: an embedding of 2 rows is asked for row 2
ma.embedding(x, [-1])
    IndexError: an embedding of 2 rows is asked for row -1
ma.embedding(s, [0])
    ValueError: an embedding's table has two axes, got shape ()
ma.attention(x, x, s)
    ValueError: attention needs queries (..., n, d), keys (..., m, d) and values (..., m, e), got
ma.attention(x, x, x, mask=np.ones((2, 2)))
    ValueError: a mask is True where a row may look, of shape (2, 2), got float64 of shape (2, 2)
ma.attention(x, x, x, mask=np.zeros((2, 2), bool))
    ValueError: the mask lets row 0 look at nothing, so there is nothing to mix
ma.attention(x, x, x, causal=1)
    TypeError: causal is True or False, got 1
ma.attention(x[:1], x, x, causal=True)
    ValueError: a causal mask needs as many queries as keys, got 1 and 2
ma.prod(x, axis=2)
    ValueError: prod(axis=2) does not fit shape (2, 3)
ma.prod(x, axis=0.5)
    TypeError: prod's axis is a whole number, a tuple of them or None, got 0.5
ma.cumsum(x, axis=2)
    ValueError: cumsum(axis=2) does not fit shape (2, 3)
ma.cumsum(x, axis=(0, 1))
    TypeError: cumsum's axis is a whole number, got (0, 1)
ma.einsum(x, "ij")
    TypeError: einsum begins with a text such as "ij,jk->ik", got Value(
ma.einsum("ij,jk", x)
    ValueError: einsum 'ij,jk' names 2 arrays, got 1
ma.einsum("ijk->i", x)
    ValueError: einsum 'ijk->i': 'ijk' does not name the axes of shape (2, 3)
ma.einsum("ij,jk->ik", x, x)
    ValueError: einsum 'ij,jk->ik': axis 'j' has 3 entries in one array and 2 in another
ma.einsum("ij->iz", x)
    ValueError: einsum 'ij->iz': the result's axes are names of the arrays', each once
ma.einsum("i1->i", x)
    ValueError: einsum 'i1->i': 'i1' does not name the axes of shape (2, 3)
nn.LayerNorm(0)
    ValueError: how many numbers a row has is a whole number, at least 1, got 0
nn.RMSNorm("a")
    TypeError: how many numbers a row has is a whole number, at least 1, got 'a'
nn.BatchNorm(2, momentum=1)
    ValueError: momentum is a finite number from 0 to below 1, got 1
ma.attention(x, x, x, mask=np.ones((3, 2, 2), bool))
    ValueError: a mask of shape (3, 2, 2) does not fit scores of shape (2, 2)
nn.Dropout(0.5, 7)
    TypeError: rng is made by np.random.default_rng(seed), got 7
nn.LayerNorm(2, dtype="float16")
    ValueError: dtype is one of "float32", "float64", got 'float16'
nn.Dropout(1.5)
    ValueError: share is a finite number from 0 to below 1, got 1.5
nn.Embedding(0, 2)
    ValueError: the size of a table is a whole number, at least 1, got 0
nn.Attention(5, heads=2)
    ValueError: 5 numbers cannot be cut into 2 heads of equal size
nn.Attention(4, causal="yes")
    TypeError: causal is True or False, got 'yes'
nn.Sequential()
    ValueError: Sequential takes its parts, e.g. Sequential(Linear(2, 4), "tanh")
nn.Sequential(nn.Linear(2, 2), 5)
    TypeError: a part is a function of x; or a module, or an activation's name, got 5
nn.Sequential("relou")
    ValueError: no rule is called 'relou'; the activations are
nn.Residual(nn.Linear(3, 2))(x)
    ValueError: a way around needs as many numbers behind the module as before it: got shapes
nn.seed(-1)
    ValueError: seed is a whole number, at least 0, got -1
nn.Linear(2, 2, rng=5)
    TypeError: rng is made by np.random.default_rng(seed), got 5
nn.Module().forward(x)
    NotImplementedError: Module states no forward(self, x)
nn.Linear(2)
    TypeError: Linear.__init__() missing 1 required positional argument: 'n_out
nn.Linear(0, 1)
    ValueError: the size of a layer is a whole number, at least 1, got 0
nn.Linear("a", 1)
    TypeError: the size of a layer is a whole number, at least 1, got 'a
model(np.zeros((4, 3)))
    ValueError: this network takes 2 inputs: X of shape (rows, 2), got (4, 3)
model("a")
    TypeError: expected a number or an array of floats, got str 'a'
model.predict(np.zeros((4, 3)))
    ValueError: this network takes 2 inputs: X of shape (rows, 2), got (4, 3)
model.predict("a")
    TypeError: expected a number or an array of floats, got str 'a'
model.predict_proba(np.zeros((4, 3)))
    ValueError: this network takes 2 inputs: X of shape (rows, 2), got (4, 3)
model.compile(5)
    TypeError: loss is a function of (output, target), got 5
model.compile()(np.zeros((4, 3)), t)
    ValueError: this network takes 2 inputs: X of shape (rows, 2), got (4, 3)
model.save(5)
    TypeError: os.PathLike object
model.layer_outputs("a")
    TypeError: expected a number or an array of floats, got str 'a'
neurons.MLP(2, [])
    ValueError: nouts names at least one layer, e.g. MLP(2, [16, 1])
neurons.MLP(0, [1])
    ValueError: nin, how many inputs a neuron has, is a whole number, at least 1, got 0
neurons.MLP("a", [1])
    TypeError: nin, how many inputs a neuron has, is a whole number, at least 1, got 'a
neurons.MLP(2, [1], activation="nope")
    ValueError: no rule is called 'nope'; the activations are sigmoid, tanh, relu, leaky_relu,
neurons.MLP(2, [1])([1.0])
    ValueError: this neuron has 2 weights and takes 2 inputs, got 1 inputs
neurons.MLP(2, [1])(5)
    ValueError: this neuron has 2 weights and takes 2 inputs, got a int
neurons.Neuron(0)
    ValueError: nin, how many inputs a neuron has, is a whole number, at least 1, got 0
neurons.Neuron("a")
    TypeError: nin, how many inputs a neuron has, is a whole number, at least 1, got 'a
neurons.Neuron(2)([1.0])
    ValueError: this neuron has 2 weights and takes 2 inputs, got 1 inputs
neurons.Neuron(2, activation="softmax")
    ValueError: softmax is not a function of one number alone; apply ma.softmax yourself
neurons.Layer(2, 0)
    ValueError: nout, how many neurons a layer has, is a whole number, at least 1, got 0
neurons.Layer(2, 1)([1.0, 2.0, 3.0])
    ValueError: this neuron has 2 weights and takes 2 inputs, got 3 inputs
optim.SGD(model.parameters(), lr=-1)
    ValueError: lr is a finite number, at least 0, got -1
optim.SGD(model.parameters(), lr="a")
    TypeError: lr is a finite number, at least 0, got 'a
optim.SGD(model.parameters(), lr=float("nan"))
    ValueError: lr is a finite number, at least 0, got nan
optim.SGD([], lr=0.1)
    TypeError: parameters is a list of Values, e.g. model.parameters()
optim.SGD(5, lr=0.1)
    TypeError: parameters is a list of Values, e.g. model.parameters(), got 5
optim.SGD([5], lr=0.1)
    TypeError: parameters is a list of Values, e.g. model.parameters()
optim.SGD([y], lr=0.1)
    ValueError: only leaves can be moved, and Value(data=0.9640275800758169, grad=0.0) was
optim.SGD([s, s], lr=0.1)
    ValueError: a Value stands twice among the parameters: it would be moved twice
optim.SGD(model.parameters(), lr=0.1, momentum=1.5)
    ValueError: momentum is a finite number from 0 to below 1, got 1.5
optim.SGD(model.parameters(), lr=0.1, momentum="a")
    TypeError: momentum is a finite number from 0 to below 1, got 'a
optim.SGD(model.parameters(), lr=0.1, weight_decay=-1)
    ValueError: weight_decay is a finite number, at least 0, got -1
optim.Adam(model.parameters(), betas=(1.0, 0.9))
    ValueError: beta1 is a finite number from 0 to below 1, got 1.0
optim.Adam(model.parameters(), betas=0.9)
    TypeError: betas are two numbers, e.g. (0.9, 0.999), got 0.9
optim.Adam(model.parameters(), eps=-1)
    ValueError: eps is a finite number above 0, got -1
optim.Adam(model.parameters(), weight_decay="a")
    TypeError: weight_decay is a finite number, at least 0, got 'a
optim.clip_gradients(5, 1.0)
    TypeError: parameters is a list of Values, e.g. model.parameters(), got 5
optim.clip_gradients(model.parameters(), -1)
    ValueError: max_norm is a finite number above 0, got -1
optim.clip_gradients(model.parameters(), "a")
    TypeError: max_norm is a finite number above 0, got 'a
train.fit(5, X, t)
    TypeError: fit trains a microact.nn.MLP, got 5; single neurons become one with
train.fit(model, X, t[:2], verbose=False)
    ValueError: X has shape (rows, inputs) and y one target for each row, got (4, 2) and (2,)
train.fit(model, X, t, epochs=-1)
    ValueError: epochs is a whole number, at least 1, got -1
train.fit(model, X, t, epochs="a")
    TypeError: epochs is a whole number, at least 1, got 'a
train.fit(model, X, t, epochs=2.5)
    TypeError: epochs is a whole number, at least 1, got 2.5
train.fit(model, X, t, batch_size=0)
    ValueError: batch_size is a whole number, at least 1, got 0
train.fit(model, X, t, batch_size="a")
    TypeError: batch_size is a whole number, at least 1, got 'a
train.fit(model, X, t, lr=-1)
    ValueError: lr is a finite number, at least 0, got -1
train.fit(model, X, t, lr="a")
    TypeError: lr is a finite number, at least 0, got 'a
train.fit(model, X, t, optimizer="nope")
    ValueError: optimizer is "adam", "sgd" or an Optimizer, got 'nope
train.fit(model, X, t, optimizer=5)
    ValueError: optimizer is "adam", "sgd" or an Optimizer, got 5
train.fit(model, X, t, loss="nope")
    TypeError: loss is a function of (output, target), got 'nope
train.fit(model, X, t, loss=5)
    TypeError: loss is a function of (output, target), got 5
train.fit(model, X, t, validation=5)
    ValueError: share is a finite number between 0 and 1, got 5
train.fit(model, X, t, validation=(X,))
    TypeError: validation is a share of the rows, or a pair (X, y), got a tuple
train.fit(model, X, t, validation=(X[:, :1], t))
    ValueError: this network takes 2 inputs: X of shape (rows, 2), got (4, 1)
train.fit(model, X, t, patience=0)
    ValueError: patience is a whole number, at least 1, got 0
train.fit(model, X, t, clip=-1)
    ValueError: clip is a finite number above 0, got -1
train.fit(model, X, t, clip="a")
    TypeError: clip is a finite number above 0, got 'a
train.fit(model, X, t, callbacks=5)
    TypeError: callbacks is a list of functions, got 5
train.fit(model, X, t, callbacks=[5])
    TypeError: callback 0 is a function of (epoch, history), got 5
train.fit(model, X, t, seed="a")
    TypeError: seed is a whole number, at least 0, got 'a
train.fit(model, X, t, verbose="a", epochs=0)
    ValueError: epochs is a whole number, at least 1, got 0
train.fit(model, X * np.nan, t, verbose=False)
    FloatingPointError: the loss became nan: the inputs X hold a number that is not finite
train.fit(model, X, ["a"] * 4, verbose=False)
    TypeError: X and y hold numbers, got dtypes float64 and <U1
train.fit(soft, X, np.array([0, 1, 2, 3]), verbose=False)
    ValueError: classes are integers from 0 to 2, got 3 at entry 3
train.fit(model, X[:0], t[:0], verbose=False)
    ValueError: X has shape (rows, inputs) and y one target for each row, got (0, 2) and (0,)
losses.cross_entropy(x, [0, 5])
    ValueError: classes are integers from 0 to 2, got 5 at entry 1
losses.cross_entropy(x, [0])
    ValueError: one class for each of 2 rows, at least one row; got 1
losses.cross_entropy(x, [0.5, 1])
    TypeError: classes are integers from 0 to 2, got dtype float64
losses.cross_entropy(x, [-1, 0])
    ValueError: classes are integers from 0 to 2, got -1 at entry 0
losses.cross_entropy(x, "a")
    TypeError: a target is made of numbers, got dtype <U1
losses.cross_entropy(s, [0])
    ValueError: the output must have shape (rows, classes), at least one of each, got ()
losses.cross_entropy(np.zeros((0, 3)), [])
    ValueError: the output must have shape (rows, classes), at least one of each, got (0, 3)
losses.cross_entropy("a", [0])
    TypeError: expected a number or an array of floats, got str 'a'
losses.binary_cross_entropy(x, [0.0, 1.0])
    ValueError: the output has shape (2, 3), so must the target; got (2,)
losses.binary_cross_entropy(s, 2)
    ValueError: a target is 0, 1 or between, got 2.0
losses.binary_cross_entropy(s, float("nan"))
    ValueError: a target must be finite, got nan
losses.binary_cross_entropy(s, "a")
    TypeError: a target is made of numbers, got dtype <U1
losses.binary_cross_entropy(Value(1.5), 1, from_logits=False)
    ValueError: a probability lies between 0 and 1, got 1.5; is it a logit?
losses.binary_cross_entropy(Value(np.zeros((4, 1))), [0, 1, 0, 2])
    ValueError: a target is 0, 1 or between, got 2.0 at entry 3
losses.mean_squared_error(x, [0.0, 1.0])
    ValueError: the output has shape (2, 3), so must the target; got (2,)
losses.mean_squared_error(x, "a")
    TypeError: a target is made of numbers, got dtype <U1
losses.mean_squared_error(Value(np.zeros(0)), [])
    ValueError: the mean loss of no rows does not exist
losses.mean_squared_error(Value(np.zeros((4, 1))), np.zeros(3))
    ValueError: the output has shape (4, 1), so must the target; got (3,)
losses.mean_squared_error("a", 1.0)
    TypeError: expected a number or an array of floats, got str 'a'
metrics.accuracy([0, 1], [0])
    ValueError: one answer for each row, got shapes (2,) and (1,)
metrics.accuracy([], [])
    ValueError: one answer for each row, got shapes (0,) and (0,)
metrics.accuracy("a", "b")
    ValueError: one answer for each row, got shapes () and ()
metrics.accuracy(np.zeros((2, 2)), np.zeros((2, 2)))
    ValueError: one answer for each row, got shapes (2, 2) and (2, 2)
metrics.confusion_matrix([0, 5], [0, 1], 2)
    ValueError: classes are integers from 0 to 1, got 0 to 5
metrics.confusion_matrix([0, 1], [0, 1], 0)
    ValueError: classes is a whole number, at least 1, got 0
metrics.confusion_matrix([0, 1], [0], 2)
    ValueError: one answer for each row, got shapes (2,) and (1,)
metrics.confusion_matrix([0.5, 1], [0, 1], 2)
    TypeError: classes are integers from 0, got dtypes float64 and int64
metrics.auc([0, 0], [0.1, 0.2])
    ValueError: a ROC curve needs rows of both classes, 0 and 1
metrics.auc([0, 1], [0.1])
    ValueError: one answer for each row, got shapes (2,) and (1,)
metrics.auc([0, 1], [float("nan"), 0.1])
    ValueError: a score is NaN, which is neither above nor below a threshold
metrics.roc([0, 2], [0.1, 0.2])
    ValueError: classes are 0 and 1, got 2
data.moons(-1)
    ValueError: n, the number of points, is a whole number, at least 2, got -1
data.moons("a")
    TypeError: n, the number of points, is a whole number, at least 2, got 'a
data.moons(0)
    ValueError: n, the number of points, is a whole number, at least 2, got 0
data.moons(5, noise=-1)
    ValueError: noise is a finite number, at least 0, got -1
data.moons(5, noise="a")
    TypeError: noise is a finite number, at least 0, got 'a
data.moons(5, seed="a")
    TypeError: seed is a whole number, at least 0, got 'a
data.spirals(5, turns="a")
    TypeError: turns is a finite number, got 'a
data.spirals(0)
    ValueError: n, the number of points, is a whole number, at least 2, got 0
data.split(t, 2.0)
    ValueError: share is a finite number between 0 and 1, got 2.0
data.split(t, "a")
    TypeError: share is a finite number between 0 and 1, got 'a
data.split(t, -0.1)
    ValueError: share is a finite number between 0 and 1, got -0.1
data.split(5, 0.5)
    TypeError: y holds the target of each row, got np.int64(5)
data.split([], 0.5)
    ValueError: of 0 rows, a share of 0.5 cannot be held out
data.split(t, 0.5, seed="a")
    TypeError: seed is a whole number, at least 0, got 'a
with ma.scope(""): pass
    ValueError: a scope's name is a text without slashes, got
with ma.scope(5): pass
    ValueError: a scope's name is a text without slashes, got 5
with ma.scope("a/b"): pass
    ValueError: a scope's name is a text without slashes, got 'a/b
losses.hinge(s, 0.5)
    ValueError: targets are -1 and 1, or 0 and 1, got 0.5
losses.hinge(x, [1, 1])
    ValueError: the output has shape (2, 3), so must the target; got (2,)
losses.hinge("a", 1)
    TypeError: expected a number or an array of floats, got str 'a' (dtype <U1). Use real
losses.true_classes([0, 3], 2, 3)
    ValueError: classes are integers from 0 to 2, got 3 at entry 1
losses.true_classes([[0.5, 0.4]], 1, 2)
    ValueError: each row of a one-hot target holds probabilities that add up to 1
metrics.precision_recall([0, 1], [0])
    ValueError: one answer for each row, got shapes (2,) and (1,)
metrics.precision_recall(["a"], [1])
    TypeError: words are compared with words, got dtypes <U1 and int64
data.circles(1)
    ValueError: n, the number of points, is a whole number, at least 2, got 1
data.circles(5, noise=-1)
    ValueError: noise is a finite number, at least 0, got -1
data.blobs(5, classes=1)
    ValueError: the number of classes is a whole number, at least 2, got 1
data.blobs(2, classes=3)
    ValueError: n, the number of points, is a whole number, at least 3, got 2
data.xor(1)
    ValueError: n, the number of points, is a whole number, at least 2, got 1
data.linear(5, seed=1.5)
    TypeError: seed is a whole number, at least 0, got 1.5
losses.one_number(x)
    TypeError: a loss returns a Value that is a single number, got a Value of shape (2, 3)
losses.one_number(0.5)
    TypeError: a loss returns a Value that is a single number, got a float
optim.gradient_of((setattr(v := Value(1.0, "v"), "grad", np.zeros(2)), v)[1])
    ValueError: the gradient of v has shape (2,), its data ()
ma.matmul(np.zeros((2, 3, 1)), np.zeros((3, 1, 2)))
    ValueError: @ of shapes (2, 3, 1) and (3, 1, 2): the axes before the last two cannot be
"""


def world():
    s = Value(2.0, "s")
    return {
        "np": np, "ma": ma, "Value": Value, "nn": nn, "neurons": neurons, "optim": optim,
        "train": train, "losses": losses, "metrics": metrics, "data": data,
        "x": Value(np.arange(6.0).reshape(2, 3), "x"), "s": s, "y": ma.tanh(s),
        "model": nn.MLP(2, [3, 1]), "soft": nn.MLP(2, [3, 3], output="softmax"),
        "X": np.zeros((4, 2)), "t": np.array([0, 1, 0, 1]),
    }  # fmt: skip


def pairs():
    lines = CALLS.strip().splitlines()
    return [
        pytest.param(call, *error.strip().split(": ", 1), id=call)
        for call, error in zip(lines[::2], lines[1::2])
    ]


@pytest.mark.parametrize(("call", "error", "says"), pairs())
def test_bad_input_is_refused_where_it_is_given(call, error, says):
    names = world()
    with pytest.raises(Exception) as caught:  # noqa: PT011  # its type is looked at below
        exec(call, names)
    assert type(caught.value).__name__ == error
    assert says in " ".join(str(caught.value).split())
    for leaf in (names["x"], names["s"], *names["model"].parameters()):
        assert np.all(leaf.grad == 0.0)  # and nothing has happened


NOT_NUMBERS = [
    "a", b"a", None, 1j, {}, {1.0}, [None], ["a"], object(), abs, decimal.Decimal("0.5"),
    datetime.date(2020, 1, 1), np.array(["2020"], dtype="datetime64[D]"), np.array([1j]),
    np.array([object()]), [[1.0], [1.0, 2.0]], (i for i in [1.0]), np.array(["a"]),
    np.ma.masked_array([1.0, 2.0], [True, False]),
]  # fmt: skip


CONSTANTS = {"swapaxes": (0, 1), "expand_dims": (0,)}
"""What some rules must be told besides."""


def the_rules():
    """List every function of a rule, with numbers that it takes."""
    found = []
    good = {"where": [True, 1.0, 2.0], "scatter": None, "prelu": [1.0, 0.25]}
    for name, kind in rules.registry.items():
        function = functions.named(name)
        if not kind.__module__.startswith("microact.") or name in ("concatenate", "stack"):
            continue
        taken = list(inspect.signature(kind.forward).parameters)[1:-1]
        numbers = good.get(name, [0.5] * len(taken))
        if numbers is not None and hasattr(function, "rule"):
            found.append(pytest.param(function, numbers, id=name))
    return found


@pytest.mark.parametrize(("function", "numbers"), the_rules())
def test_every_rule_refuses_what_is_no_number(function, numbers):
    arrays = [Value(np.zeros((2, 2)))] * len(numbers)
    for i in range(len(numbers)):
        for others in (numbers, arrays):
            for bad in NOT_NUMBERS:
                given = [bad if j == i else x for j, x in enumerate(others)]
                with pytest.raises(TypeError, match="expected a number or an array|a masked array"):
                    function(*given, *CONSTANTS.get(function.rule.name, ()))


@pytest.mark.parametrize(("function", "numbers"), the_rules())
def test_every_rule_says_what_it_takes(function, numbers):
    name = function.rule.name
    with pytest.raises(TypeError, match=rf"^{name}\(.*\): missing a required argument"):
        function(*numbers[:-1])
    with pytest.raises(TypeError, match=rf"^{name}\(.*\): too many positional arguments"):
        function(*numbers, *[1] * 9)
    with pytest.raises(TypeError, match=rf"^{name}\(.*\): got an unexpected keyword"):
        function(*numbers, *CONSTANTS.get(name, ()), nonsense=1)


def offered():
    """Name every function and class that a user is offered."""
    for name in ma.__all__:
        if callable(getattr(ma, name)):
            yield f"ma.{name}", getattr(ma, name)
    for module in (data, exercises, losses, metrics, neurons, nn, optim, train):
        for name, thing in vars(module).items():
            ours = getattr(thing, "__module__", "") == module.__name__
            if callable(thing) and ours and not name.startswith("_"):
                yield f"{module.__name__.rpartition('.')[2]}.{name}", thing


ELSEWHERE = {
    "ma.Rule": "tests/rules/test_rule.py",
    "ma.Elementwise": "tests/rules/test_rule.py",
    "ma.Activation": "tests/rules/test_rule.py",
    "ma.GradientMismatch": "an error itself",
    "ma.no_grad": "takes nothing",
    "ma.Dual": "tests/source/test_what_lines_take.py",
    "ma.from_torch": "tests/judges/test_from_torch.py",
    "neurons.Module": "takes nothing",
    "optim.Optimizer": "what SGD and Adam are made of",
    "data.load_iris": "takes nothing",
    "data.load_elements": "takes nothing",
}


def test_every_function_that_is_offered_has_its_errors_here():
    by_rule = {id(p.values[0]) for p in the_rules()}
    missing = [
        name
        for name, thing in offered()
        if f"{name.removeprefix('ma.')}(" not in CALLS
        and id(thing) not in by_rule
        and name not in ELSEWHERE
    ]
    assert missing == []
