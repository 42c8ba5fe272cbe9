"""What one may wish of a diagram, checked where it is said."""

from dataclasses import dataclass
from typing import TypedDict

from microact.show.formats.themes import checked
from microact.support import arguments


class Given(TypedDict, total=False):
    """The options of `draw` but `step`, for editors; what they mean stands in `draw`."""

    gradients: bool | None
    constants: bool
    legend: bool
    limit: int | None
    depth: int | None
    direction: str | None
    scale: float | None
    copies: bool | None
    percent: bool
    theme: str


@dataclass(frozen=True, kw_only=True)
class Options:
    """The options of `draw`, as it takes them.

    Raises:
        ValueError, TypeError: for a setting that cannot be.
    """

    gradients: bool | None = None
    constants: bool = True
    legend: bool = True
    limit: int | None = None
    depth: int | None = None
    direction: str | None = None
    scale: float | None = None
    copies: bool | None = None
    percent: bool = False
    theme: str = "auto"

    def __post_init__(self) -> None:
        if self.direction is not None:
            arguments.choice("direction", self.direction, "LR", "TB")
        checked(self.theme)
        if self.limit is not None:
            arguments.whole("limit", self.limit, 10)
        if self.depth is not None:
            arguments.whole("depth", self.depth, 0)
        if self.scale is not None:
            arguments.real("scale", self.scale, above=0)
