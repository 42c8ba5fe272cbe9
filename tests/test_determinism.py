"""The same seed gives the same bits, run to run and whatever Python's hashes are."""

import os
import subprocess
import sys

PROGRAM = """
import hashlib
import numpy as np
import microact as ma

def digest(x):
    return hashlib.sha256(x if isinstance(x, bytes) else x.encode()).hexdigest()[:16]

X, y = ma.data.moons(60, noise=0.2, seed=3)
answers = y
model = ma.nn.MLP(2, [6, 1], seed=5)
history = ma.train.fit(model, X, y, epochs=5, seed=2, verbose=False)
print("weights", digest(b"".join(np.asarray(p.data).tobytes() for p in model.parameters())))
print("history", digest(repr(history.loss)))
net = ma.nn.MLP(2, [3, 1], seed=1).to_neurons()
x0, x1 = ma.Value(0.3, "x0"), ma.Value(-0.2, "x1")
score = net([x0, x1])
print("diagram", digest(ma.draw(score, gradients=True).pipe("svg")))
print("explained", digest(ma.explain(score)))
print("page", digest(ma.explore_network(ma.nn.MLP(2, [3, 1], seed=1), X, y).page))
print("lines", digest(ma.unroll(score).source))
print("javascript", digest(ma.unroll(score, language="javascript").source))
loss = ma.losses.cross_entropy(ma.nn.MLP(2, [3, 2])(X), y)
print("arrays", digest(ma.unroll(loss).source))
model.save("net.npz")
again = ma.load("net.npz")
print("file", digest(b"".join(np.asarray(p.data).tobytes() for p in again.parameters())))
print("bytes", digest(open("net.npz", "rb").read()))
y = ma.tanh(ma.Value(0.5, "w") * ma.Value(2.0, "x"))
for name in ("film.gif", "film.png"):
    ma.animate(y, name, width=200)
    print(name, digest(open(name, "rb").read()))
ma.worksheet(y, "sheet.svg")
print("sheet", digest(open("sheet.svg", "rb").read()))
print("network", digest(ma.draw_network(model, X, answers, classes=("a", "b")).as_svg()))
print("playground", digest(ma.playground().page))
print("torch", digest(ma.to_torch(model).source))
print("elsewhere", digest(ma.unroll(loss).on(np).source))
"""


def test_two_processes_with_other_hashes_give_the_same_bits(tmp_path):
    found = []
    for seed in ("1", "2"):
        done = subprocess.run(
            [sys.executable, "-c", PROGRAM], capture_output=True, text=True, cwd=tmp_path,
            check=True, env={**os.environ, "PYTHONHASHSEED": seed},
        )  # fmt: skip
        found.append(done.stdout)
    assert found[0] == found[1]
    assert found[0].count("\n") == 17
