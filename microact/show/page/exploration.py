"""A page, in a file or in a notebook's frame."""

import base64
import os
import zlib
from collections.abc import Callable
from functools import cached_property
from pathlib import Path

from microact.show.page.packing import UNPACKED, compressed
from microact.support.atomic_files import new_file


class Exploration:
    """A page; `save` writes it to a file, a notebook shows it inline."""

    def __init__(self, page: str, pixels: Callable[[], bytes], framed: str) -> None:
        self.page = page
        """The HTML, which needs nothing else: no server, no network."""
        self.framed = framed
        """The HTML for a notebook, where the still picture stands beside it."""

        self._pixels = pixels

    @cached_property
    def still(self) -> bytes:
        """A picture (PNG) for where scripts do not run; made when somebody looks at it."""
        return self._pixels()

    def __getstate__(self) -> dict[str, object]:
        """Make the still picture before a copy leaves: what makes it stays here."""
        return {"page": self.page, "framed": self.framed, "still": self.still}

    def save(self, path: str | os.PathLike[str]) -> Path:
        """Write the page to a file and return its path."""
        with new_file(path) as file:
            file.write(self.page.encode("utf-8"))
        return Path(path)

    def __repr__(self) -> str:
        return f"<microact page, {len(self.page) // 1024} KB; .save('page.html') writes it>"

    def _repr_html_(self) -> str:
        """Return a frame with the page; a still picture stands there until scripts run.

        The page travels compressed, a third as large, and every browser of a notebook unpacks it.
        """
        png = base64.b64encode(self.still).decode()
        picture = "This page needs scripts, which do not run here."
        if png:
            picture = (
                f'<img alt="the same as a still picture" src="data:image/png;base64,{png}" '
                'style="max-width:100%;background:white">'
            )
        packed = compressed(self.framed)
        name = f"microact-{zlib.crc32(self.page.encode()):08x}"
        return (
            f'<div class="{name}"><p>{picture}</p>'
            f"</div><script>for (const box of document.querySelectorAll('.{name}')) {{"
            "if (box.querySelector('iframe')) continue;"
            "const frame = document.createElement('iframe');"
            "frame.style.cssText = 'width:100%;height:760px;border:0';"
            "frame.setAttribute('sandbox', 'allow-scripts allow-downloads');"
            "frame.title = 'microact: step, drag, descend';"
            f"{UNPACKED} unpacked('{packed}').then((html) => {{"
            "frame.srcdoc = html; box.replaceChildren(frame); });"
            # The page says how high it is, so that nothing hides below the frame's edge.
            "addEventListener('message', (said) => {"
            "if (said.source === frame.contentWindow && said.data && said.data.microact > 0) "
            "frame.style.height = Math.min(4000, said.data.microact + 8) + 'px'; }); }</script>"
        )
