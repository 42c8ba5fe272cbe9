"""Functions that are made of rules: the chain rule puts their gradients together.

None of them states a gradient of its own. What each records stands in a scope of its own, so that a
picture can show it as one card and unfold it. Of plain arrays they give plain arrays.

>>> layer_norm([[1.0, 2.0, 3.0]]).round(3)
array([[-1.225,  0.   ,  1.225]])
"""

from microact.composed.attention import attention, embedding
from microact.composed.axes import cumsum, prod
from microact.composed.einsum import einsum
from microact.composed.normalization import batch_norm, dropout, layer_norm, rms_norm
from microact.engine.calling import by_hand

__all__ = [
    "attention", "batch_norm", "cumsum", "dropout", "einsum", "embedding", "layer_norm", "prod",
    "rms_norm",
]  # fmt: skip

# NumPy's own functions find these too: np.prod(value).
by_hand.update({"prod": prod, "cumsum": cumsum, "einsum": einsum})
