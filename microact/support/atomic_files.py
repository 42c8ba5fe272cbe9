"""Files and folders that appear only when they are complete.

They are written beside their place and moved there, so that a crash or a full disk leaves what was
there before as it was.
"""

import os
import shutil
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import chain, count
from pathlib import Path
from typing import IO

TEMPORARY = ".microact-"
"""What the name of a temporary file begins with. It is gone afterwards, unless the process dies."""

_in_work: set[Path] = set()


def discard_all() -> None:
    """Take away every temporary file and folder: for a process that is about to end."""
    for path in list(_in_work):
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)


@contextmanager
def new_file(path: str | os.PathLike[str]) -> Iterator[IO[bytes]]:
    """Give a temporary file to write; put it in the place of `path` only if all went well.

    Where `path` is a link, what it leads to is replaced; a pipe or a device is written to.

    Raises:
        FileNotFoundError: if there is no folder to write into.
        OSError: if the file cannot be written.
    """
    given = Path(path)
    if given.is_dir():
        raise IsADirectoryError(f"{given} is a folder; name a file in it")
    if given.exists() and not given.is_file():
        with given.open("wb") as file:
            yield file
        return
    target = given.resolve()
    if not target.parent.is_dir():
        raise FileNotFoundError(f"there is no folder {target.parent} to write {given.name} into")
    mode = stat.S_IMODE(target.stat().st_mode) if target.exists() else 0o666 & ~_umask()
    try:
        handle, name = tempfile.mkstemp(prefix=TEMPORARY, dir=target.parent)
    except OSError as error:  # it names a file that nobody asked for
        raise type(error)(error.errno, error.strerror, str(given)) from None
    work = Path(name)
    _in_work.add(work)
    try:
        with os.fdopen(handle, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        work.chmod(mode)
        work.replace(target)
    except BaseException:
        work.unlink(missing_ok=True)
        raise
    finally:
        _in_work.discard(work)


@contextmanager
def new_folder(out: Path) -> Iterator[Path]:
    """Give a temporary folder to fill; move it to `out` only if all went well.

    Raises:
        FileExistsError: if there is something in `out`. Where somebody else put it there
            meanwhile, the work is not lost: it stands beside it, and the error says where.
        NotADirectoryError, FileNotFoundError, PermissionError: if there can be no such folder.
    """
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
    work = Path(tempfile.mkdtemp(prefix=TEMPORARY, dir=parent))
    _in_work.add(work)
    try:
        work.chmod(0o777 & ~_umask())
        yield work
        place = free_folder(out)
        if place.is_dir():
            place.rmdir()
        work.rename(place)
        if place != out:
            raise FileExistsError(f"{out} was filled by somebody else meanwhile; see {place}")
    except BaseException:
        shutil.rmtree(work, ignore_errors=True)
        raise
    finally:
        _in_work.discard(work)


def free_folder(first: Path) -> Path:
    """Return the first of `first`, first-2, first-3, … that is not there, or empty."""
    places = chain([first], (first.with_name(f"{first.name}-{i}") for i in count(2)))
    return next(x for x in places if not x.exists() or (x.is_dir() and not any(x.iterdir())))


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
