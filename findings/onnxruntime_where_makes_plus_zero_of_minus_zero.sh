#!/usr/bin/env bash
# onnxruntime 1.32.0 (CPU): Where gives 0.0 where it chooses -0.0.
#
# A good guess: Where copies the number that it chooses, bit by bit, as numpy.where and the model's
# reference evaluator do.
# Seen: in float32 and float64 a -0.0 of the first branch comes out as 0.0 (the sign bit is gone); of the
# second branch it stays -0.0. NaN, infinities and subnormal numbers come out as they are. So
# 1 / Where(c, x, y) is +inf where -inf was meant, and turning the condition around mends it.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q numpy==2.4.6 onnx==1.23.2 onnxruntime==1.32.0 2>/dev/null
"$work/venv/bin/python" - <<'PYTHON'
import numpy as np
import onnx
import onnxruntime
from onnx import helper
from onnx.reference import ReferenceEvaluator

assert onnxruntime.__version__ == "1.32.0", onnxruntime.__version__
condition = np.array([True, False, True, True, True])
for dtype in (np.float32, np.float64):
    kind = helper.np_dtype_to_tensor_dtype(np.dtype(dtype))
    small = np.finfo(dtype).smallest_subnormal
    x = np.array([-0.0, 5.0, np.nan, -np.inf, -small], dtype)
    y = np.array([5.0, -0.0, 5.0, 5.0, 5.0], dtype)
    truth = helper.make_tensor_value_info("c", onnx.TensorProto.BOOL, [5])
    a, b, z = (helper.make_tensor_value_info(name, kind, [5]) for name in "xyz")
    graph = helper.make_graph([helper.make_node("Where", ["c", "x", "y"], ["z"])], "g",
                              [truth, a, b], [z])
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)], ir_version=8)
    onnx.checker.check_model(model, full_check=True)
    given = {"c": condition, "x": x, "y": y}
    session = onnxruntime.InferenceSession(model.SerializeToString(),
                                           providers=["CPUExecutionProvider"])
    (found,) = session.run(None, given)
    (reference,) = ReferenceEvaluator(model).run(None, given)
    wanted = np.where(condition, x, y)
    print(f"{np.dtype(dtype)}: {found.tolist()}, numpy.where {wanted.tolist()}")
    assert np.array_equal(found, wanted, equal_nan=True)
    assert np.signbit(wanted[:2]).all() and np.signbit(reference[:2]).all()
    assert np.signbit(found).tolist()[:2] == [False, True]
    assert np.signbit(found[3:]).all()
    (turned,) = session.run(None, {"c": ~condition, "x": y, "y": x})
    assert np.signbit(turned).tolist()[:2] == [True, False]
print("as stated")
PYTHON
