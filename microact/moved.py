"""Where files went when the house was rebuilt: an import by an old name finds the new file.

Only for code that was written before; nothing in this package imports by an old name.
"""

import sys
from collections.abc import Sequence
from importlib import import_module
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from importlib.abc import Loader
else:  # loading what that is takes longer than all of this package
    Loader = object

MOVED = {
    "microact.arguments": "microact.support.arguments",
    "microact.arrays": "microact.readings.numbers",
    "microact.backprop": "microact.engine.walk",
    "microact.differences": "microact.check.finite_differences",
    "microact.explanation": "microact.words.explanation",
    "microact.expression": "microact.cli.expression",
    "microact.flow": "microact.engine.flow",
    "microact.formulas": "microact.words.formulas",
    "microact.functions": "microact.engine.functions",
    "microact.gradients": "microact.engine.gradients",
    "microact.graph": "microact.engine.order",
    "microact.linear": "microact.nn.linear",
    "microact.operators": "microact.engine.operators",
    "microact.program": "microact.source.straight_line",
    "microact.recording": "microact.engine.recording",
    "microact.report": "microact.check.report",
    "microact.rules.parts": "microact.rules.indexing",
    "microact.runs": "microact.cli.training",
    "microact.samples": "microact.check.points",
    "microact.show.diagram": "microact.show.graph.diagram",
    "microact.show.explore": "microact.show.page.explore",
    "microact.show.lanes": "microact.show.graph.lanes",
    "microact.show.render": "microact.show.graph.render",
    "microact.stepper": "microact.words.stepper",
    "microact.symbols": "microact.readings.symbols",
    "microact.tour": "microact.cli.guided_tour",
    "microact.tutorial": "microact.lessons.files",
    "microact.unrolling": "microact.source.unrolling",
    "microact.value": "microact.engine.value",
}


class Finder(Loader):
    """Answers an import by an old name with the module that it is now."""

    def find_spec(
        self, name: str, path: Sequence[str] | None, target: ModuleType | None = None, /
    ) -> ModuleSpec | None:
        """Say that the old names can be found here."""
        return ModuleSpec(name, self) if name in MOVED else None

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        """Return the new module."""
        module = import_module(MOVED[spec.name])
        self.spec = module.__spec__
        return module

    def exec_module(self, module: ModuleType) -> None:
        """Leave it as it is: it knows its own name, not the old one."""
        module.__spec__ = self.spec


sys.meta_path.append(Finder())
