import re
from operator import attrgetter

import numpy as np
import pytest
from PIL import Image

import microact as ma
from microact.show.motion.film import PICTURES

X, Y = ma.data.moons(40, noise=0.1, seed=0)


def trained(film, epochs=6, **options):
    model = ma.nn.MLP(2, [3, 1], seed=0)
    history = ma.train.fit(model, X, Y, epochs=epochs, verbose=False, callbacks=[film], **options)
    return model, history


def how_many(path):
    with Image.open(path) as film:
        return getattr(film, "n_frames", 1), film.size[0]


def test_a_network_is_filmed_while_it_learns(tmp_path):
    model, _ = trained(ma.show.Film(tmp_path / "moons.gif", X, Y, width=300))
    assert how_many(tmp_path / "moons.gif") == (7, 300)  # before the first step, and each epoch
    alone = ma.nn.MLP(2, [3, 1], seed=0)
    ma.train.fit(alone, X, Y, epochs=6, verbose=False)
    for a, b in zip(model.parameters(), alone.parameters()):
        assert np.array_equal(a.data, b.data)  # who looks on changes nothing


@pytest.mark.parametrize(("every", "pictures"), [(2, 4), (6, 2), (7, 1), (1, 7)])
def test_as_often_as_one_likes(tmp_path, every, pictures):
    film = ma.show.Film(tmp_path / "frames", X, Y, every=every)
    trained(film)
    files = sorted((tmp_path / "frames").iterdir())
    assert len(files) == pictures
    assert "before the first step" in files[0].read_text(encoding="utf-8")


def test_a_long_training_has_about_forty_pictures(tmp_path):
    film = ma.show.Film(tmp_path / "frames", X, Y)
    trained(film, epochs=130, batch_size=None)
    assert PICTURES * 0.7 <= len(list((tmp_path / "frames").iterdir())) <= PICTURES + 1


def test_lines_are_measured_by_the_largest_so_far(tmp_path):
    film = ma.show.Film(tmp_path / "frames", X, Y, lens="gradients")
    trained(film, epochs=20)
    scales = []
    for path in sorted((tmp_path / "frames").iterdir()):
        text = path.read_text(encoding="utf-8")
        legend = text[text.index("would raise the loss") :]
        numbers = re.findall(r">([\d.e-]+)</text>", legend)
        scales.append(float(numbers[0]))  # what the widest line stands for
    assert scales == sorted(scales)


@pytest.mark.parametrize("lens", ["weights", "change"])
def test_other_lenses(tmp_path, lens):
    trained(ma.show.Film(tmp_path / "frames", X, Y, lens=lens), epochs=2)
    assert len(list((tmp_path / "frames").iterdir())) == 3


def test_a_training_that_fails_leaves_its_film(tmp_path):
    model = ma.nn.MLP(2, [3, 1], hidden="relu", seed=0)
    with pytest.raises(FloatingPointError):
        ma.train.fit(
            model, X, (Y - 0.5) * 1e200, loss=ma.losses.mean_squared_error, optimizer="sgd",
            lr=1e10, epochs=5, verbose=False,
            callbacks=[ma.show.Film(tmp_path / "frames", X, Y)],
        )  # fmt: skip
    assert len(list((tmp_path / "frames").iterdir())) >= 1


def test_a_film_that_cannot_be_written_loses_nothing_that_was_learned(tmp_path):
    film = ma.show.Film(tmp_path / "frames", X, Y)
    with pytest.warns(UserWarning, match="the film was not written: .*is not empty"):
        _, history = trained(SpoilsIt(film, tmp_path / "frames"))
    assert len(history.loss) == 6
    with pytest.raises(FileExistsError, match="is not empty"):
        trained(film)  # said before the training


class SpoilsIt:
    """A callback that fills the folder that a film is to go to."""

    def __init__(self, film, folder):
        self.film, self.folder = film, folder

    def begin(self, *told):
        self.film.begin(*told)
        self.folder.mkdir()
        (self.folder / "mine.txt").write_text("mine")

    def __call__(self, *told):
        self.film(*told)

    def end(self):
        self.film.end()


def test_it_shows_the_loss_that_is_lowered(tmp_path):
    def loss(output, target):
        return ((output - np.reshape(target, (-1, 1))) ** 2).mean() * 100.0

    trained(ma.show.Film(tmp_path / "frames", X, Y), epochs=2, loss=loss)
    first = next(iter(sorted((tmp_path / "frames").iterdir()))).read_text(encoding="utf-8")
    model = ma.nn.MLP(2, [3, 1], seed=0)
    assert f">{float(loss(model(X), Y).data):.3g}</text>" in first


def test_one_that_is_stopped_too(tmp_path):
    film = ma.show.Film(tmp_path / "frames", X, Y)
    model = ma.nn.MLP(2, [3, 1], seed=0)
    ma.train.fit(model, X, Y, epochs=50, verbose=False,
                 callbacks=[film, lambda epoch, history: epoch == 3])  # fmt: skip
    assert len(list((tmp_path / "frames").iterdir())) >= 2


def test_points_that_do_not_fit_are_said_before_a_weight_moves(tmp_path):
    model = ma.nn.MLP(2, [3, 1], seed=0)
    before = [p.data for p in model.parameters()]
    with pytest.raises(ValueError, match=r"X has shape \(rows, 2\)"):
        ma.train.fit(model, X, Y, verbose=False,
                     callbacks=[ma.show.Film(tmp_path / "a.gif", X[:, :1], Y)])  # fmt: skip
    assert all(np.array_equal(a, p.data) for a, p in zip(before, model.parameters()))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("path", "options", "message"),
    [("a.mp4", {}, "ends neither"), ("a.gif", {"lens": "size"}, "lens is one of"),
     ("a.gif", {"every": 0}, "every is a whole number"), ("a.gif", {"theme": "x"}, "theme is one")],
)  # fmt: skip
def test_misuse_is_said_when_the_film_is_made(tmp_path, path, options, message):
    with pytest.raises(ValueError, match=message):
        ma.show.Film(tmp_path / path, X, Y, **options)
    with pytest.raises(RuntimeError, match=r"a Film is given to fit\(..., callbacks=\[film\]\)"):
        ma.show.Film(tmp_path / "a.gif", X, Y)(1, None)
    with pytest.raises(AttributeError, match="no attribute 'Movie'"):
        attrgetter("Movie")(ma.show)
