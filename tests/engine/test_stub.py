from tests.make_stub import STUB, stub


def test_the_stub_lists_what_is_there():
    assert STUB.read_text(encoding="utf-8") == stub(), "run python -m tests.make_stub"
