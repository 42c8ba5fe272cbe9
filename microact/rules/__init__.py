"""One class per operation. Importing this package fills the registry."""

from importlib import import_module
from pkgutil import iter_modules

from microact.readings.plain_numbers import PURE
from microact.rules.rule import Activation, Elementwise, Rule, registry

__all__ = ["Activation", "Elementwise", "Rule", "registry"]

for _file in iter_modules(__path__):
    import_module(f"{__name__}.{_file.name}")

# These lines have been read: none draws a random number, none adds up comparisons.
PURE.update(registry.values())
