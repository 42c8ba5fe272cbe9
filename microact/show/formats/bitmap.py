"""A small picture of coloured cells as a data URI: heat maps inside an SVG."""

import base64
import struct
import zlib

import numpy as np
from numpy.typing import NDArray


def data_uri(pixels: NDArray[np.uint8]) -> str:
    """Write red, green, blue and opacity of each cell, of shape (rows, columns, 4), as a PNG.

    The format: "Portable Network Graphics", ISO/IEC 15948:2004, sections 5 and 11.

    >>> data_uri(np.zeros((1, 1, 4), np.uint8))[:22]
    'data:image/png;base64,'
    """
    rows, columns, _ = pixels.shape
    lines = b"".join(b"\0" + line.tobytes() for line in pixels)  # 0: no filter

    def chunk(kind: bytes, data: bytes) -> bytes:
        check = zlib.crc32(kind + data)
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", check)

    header = struct.pack(">IIBBBBB", columns, rows, 8, 6, 0, 0, 0)
    png = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header)
    png += chunk(b"IDAT", zlib.compress(lines, 9)) + chunk(b"IEND", b"")
    return "data:image/png;base64," + base64.b64encode(png).decode()
