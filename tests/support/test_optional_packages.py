import pytest

from microact.support.optional_packages import optional


def test_a_missing_package_is_one_line_with_the_mend():
    with pytest.raises(ModuleNotFoundError) as error:
        optional("no_such_package.inner", "a plot")
    assert str(error.value) == "a plot needs no_such_package: python -m pip install no_such_package"


def test_a_present_one_is_returned():
    assert optional("json.decoder", "this").JSONDecoder
