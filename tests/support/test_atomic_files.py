import pytest

from microact.support.atomic_files import new_file, new_folder


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
