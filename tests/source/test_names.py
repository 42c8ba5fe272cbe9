from microact.source.names import Names


def test_names_are_free_and_safe():
    names = Names()
    assert [names.free(n) for n in ("x", "x", "class", "a b", "1")] == [
        "x", "x_2", "class_2", "a_b", "_1",
    ]  # fmt: skip
    assert names.free("d_x") != "d_x"  # the gradient of x is called so
    assert [names.numbered("v") for _ in range(2)] == ["v1", "v2"]
