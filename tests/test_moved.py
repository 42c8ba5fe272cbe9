import importlib
import pickle
import sys

import pytest

from microact.moved import MOVED


@pytest.mark.parametrize(("old", "new"), MOVED.items(), ids=MOVED)
def test_an_old_name_finds_the_new_file(old, new):
    found = importlib.import_module(old)
    assert found is importlib.import_module(new)
    assert found.__name__ == found.__spec__.name == new


def test_nothing_else_is_found_there():
    with pytest.raises(ModuleNotFoundError, match="microact.unroling"):
        importlib.import_module("microact.unroling")


def test_what_came_by_an_old_name_is_the_same_thing():
    from microact.value import Value as Old

    from microact import Value

    assert Old is Value
    assert pickle.loads(pickle.dumps(Old(2.0))).data == 2.0
    assert "microact.value" in sys.modules
