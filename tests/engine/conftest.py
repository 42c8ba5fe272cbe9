import pytest

import microact as ma


@pytest.fixture(autouse=True, params=["shortcuts", "plain"])
def way(request):
    """Run every test of the engine twice: with its shortcuts, and the plain way."""
    if request.param == "shortcuts":
        yield request.param
    else:
        with ma.plain():
            yield request.param
