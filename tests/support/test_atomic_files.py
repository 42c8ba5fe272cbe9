import os
import stat
import tempfile
import threading
from contextlib import ExitStack

import pytest

from microact.support.atomic_files import discard_all, new_file, new_folder
from tests.conftest import HANGS


def test_the_folder_appears_only_when_it_is_complete(tmp_path):
    out = tmp_path / "out"
    with new_folder(out) as folder:
        (folder / "a.txt").write_text("a")
        assert not out.exists()
    assert [path.name for path in out.iterdir()] == ["a.txt"]
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_what_goes_wrong_leaves_nothing(tmp_path):
    def fill():
        with new_folder(tmp_path / "out") as folder:
            (folder / "a.txt").write_text("a")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fill()
    assert list(tmp_path.iterdir()) == []


def test_an_empty_folder_is_filled_and_a_full_one_refused(tmp_path):
    (tmp_path / "empty").mkdir()
    with new_folder(tmp_path / "empty") as folder:
        (folder / "a.txt").write_text("a")
    with pytest.raises(FileExistsError, match="is not empty"), new_folder(tmp_path / "empty"):
        pass
    assert [path.name for path in (tmp_path / "empty").iterdir()] == ["a.txt"]


@pytest.mark.parametrize("there", ["nothing", "an empty folder"])
def test_two_that_fill_one_folder_both_keep_their_work(tmp_path, there):
    out = tmp_path / "run"
    if there == "an empty folder":
        out.mkdir()

    def fill(words):
        with new_folder(out) as folder:
            (folder / "mine").write_text(words)
            out.mkdir(exist_ok=True)
            (out / "theirs").touch()

    for other in ("run-2", "run-3"):
        with pytest.raises(FileExistsError, match=f"meanwhile; see .*{other}$"):
            fill(other)
        assert [path.name for path in out.iterdir()] == ["theirs"]
        assert (tmp_path / other / "mine").read_text() == other
        (out / "theirs").unlink()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["run", "run-2", "run-3"]


def test_a_file_appears_when_it_is_complete(tmp_path):
    path = tmp_path / "result.txt"
    path.write_text("old")

    def half():
        with new_file(path) as file:
            file.write(b"half")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        half()
    assert path.read_text() == "old"
    with new_file(path) as file:
        file.write(b"new")
        assert path.read_text() == "old"
    assert path.read_text() == "new"
    assert [p.name for p in tmp_path.iterdir()] == ["result.txt"]


def test_a_file_needs_a_folder(tmp_path):
    with (
        pytest.raises(FileNotFoundError, match="there is no folder"),
        new_file(tmp_path / "none" / "x"),
    ):
        pass


def test_a_link_stays_and_what_it_leads_to_is_replaced(tmp_path):
    (tmp_path / "there").mkdir()
    real, link = tmp_path / "there/real.txt", tmp_path / "link.txt"
    real.write_text("old", encoding="utf-8")
    link.symlink_to(real)
    with new_file(link) as file:
        file.write(b"new")
    assert link.is_symlink()
    assert real.read_text(encoding="utf-8") == "new"
    hanging = tmp_path / "hanging.txt"
    hanging.symlink_to(tmp_path / "there/not yet.txt")
    with new_file(hanging) as file:
        file.write(b"now")
    assert (tmp_path / "there/not yet.txt").read_text(encoding="utf-8") == "now"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs pipes that have a name")
def test_a_pipe_is_written_to_and_stays_one(tmp_path):
    pipe, read = tmp_path / "pipe", []
    os.mkfifo(pipe)
    reader = threading.Thread(target=lambda: read.append(pipe.read_bytes()))
    reader.start()
    with new_file(pipe) as file:
        file.write(b"through")
    reader.join(HANGS)
    assert read == [b"through"]
    assert pipe.is_fifo()
    assert list(tmp_path.iterdir()) == [pipe]


@pytest.mark.skipif(os.name == "nt", reason="Windows has other permissions")
def test_permissions_are_those_of_the_old_file_or_the_usual_ones(tmp_path):
    path = tmp_path / "secret.txt"
    path.write_text("old", encoding="utf-8")
    path.chmod(0o600)
    with new_file(path) as file:
        file.write(b"new")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    before = os.umask(0o077)
    try:
        with new_file(tmp_path / "new.txt") as file:
            file.write(b"")
        with new_folder(tmp_path / "folder"):
            pass
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "new.txt").stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "folder").stat().st_mode) == 0o700


def test_a_name_may_be_as_long_as_the_machine_allows(tmp_path):
    name = "\N{SLIGHTLY SMILING FACE}" * 62  # 248 bytes, few letters
    with new_file(tmp_path / name) as file:
        file.write(b"")
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_what_cannot_be_written_is_named_as_it_was_given(tmp_path, monkeypatch):
    def full(*args, **options):
        raise PermissionError(13, "Permission denied", "some temporary file")

    monkeypatch.setattr(tempfile, "mkstemp", full)
    with pytest.raises(PermissionError) as caught, new_file(tmp_path / "asked for.txt"):
        pass
    assert caught.value.filename == str(tmp_path / "asked for.txt")


def test_a_process_that_ends_takes_away_what_it_had_begun(tmp_path):
    begun = ExitStack()
    folder = begun.enter_context(new_folder(tmp_path / "folder"))
    begun.enter_context(new_file(tmp_path / "file.txt")).write(b"half")
    (folder / "a.txt").write_text("a", encoding="utf-8")
    assert len(list(tmp_path.iterdir())) == 2
    discard_all()
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(FileNotFoundError):
        begun.close()
    discard_all()  # nothing is left of which it would know
    assert list(tmp_path.iterdir()) == []
