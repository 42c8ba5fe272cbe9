"""A folder of results that appears only when it is complete."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def new_folder(out: Path) -> Iterator[Path]:
    """Give a temporary folder to fill; move it to `out` only if all went well."""
    if out.resolve() == Path.cwd():
        raise FileExistsError(f"{out} is the folder you stand in; name a new one")
    out = out.resolve()  # a link is followed before the work, not after it
    if out.exists() and not out.is_dir():
        raise NotADirectoryError(f"{out} is a file; name a new or an empty folder")
    if out.is_dir() and any(out.iterdir()):
        raise FileExistsError(f"{out} is not empty; name a new or an empty folder")
    parent = out.absolute().parent
    if not parent.is_dir():
        raise FileNotFoundError(f"there is no folder {parent} to write {out.name} into")
    if not os.access(out if out.is_dir() else parent, os.W_OK):
        raise PermissionError(f"{out} cannot be written; name another folder")
    work = Path(tempfile.mkdtemp(prefix=f".{out.name}-", dir=parent))
    try:
        work.chmod(0o755)
        yield work
        if out.is_dir():
            out.rmdir()
        work.rename(out)
    except BaseException:
        shutil.rmtree(work, ignore_errors=True)
        raise
