"""The recipe for many machines: two processes of Dask find what one finds."""

import sys
from pathlib import Path

import numpy as np
import pytest

from microact.nn import MLP

distributed = pytest.importorskip("dask.distributed", reason="without dask.distributed")
RECIPE = Path(__file__).parents[2] / "tutorials" / "many_machines"


@pytest.fixture(scope="module")
def client():
    with (
        distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None
        ) as cluster,
        distributed.Client(cluster) as client,
    ):
        client.upload_file(str(RECIPE / "descend.py"))
        yield client


@pytest.fixture
def recipe(monkeypatch):
    monkeypatch.syspath_prepend(str(RECIPE))
    import descend

    yield descend
    sys.modules.pop("descend", None)


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("rows", [61, 2, 1])
@pytest.mark.parametrize("sizes", [[3, 8, 4], [3, 8, 1]])
def test_two_processes_find_what_one_finds(client, recipe, sizes, rows):
    """An odd count: the shards are not equally long."""
    rng = np.random.default_rng(0)
    X = rng.normal(size=(rows, 3))
    y = rng.integers(0, 4, rows) if sizes[-1] > 1 else rng.normal(size=rows)
    ways = []
    for several in (False, True):
        model = MLP(sizes[0], sizes[1:], seed=1)
        shards = recipe.spread(client, model, X, y) if several else [recipe.Shard(model, X, y)]
        assert len(shards) == (min(2, rows) if several else 1)
        losses = recipe.descend(model, shards, rows, 20)
        ways.append([np.array(losses), *[np.asarray(p.data) for p in model.parameters()]])
    for mine, theirs in zip(*ways):
        assert np.allclose(mine, theirs, rtol=1e-12, atol=1e-12)
    if rows == 61:
        pids = client.run(lambda: __import__("os").getpid())
        assert len(set(pids.values())) == 2
        assert ways[0][0][-1] < ways[0][0][0]
