"""What each story says of its seed is counted again; what it tells is so when it stops."""

import re

import pytest

from tests.conftest import needs_node

pytestmark = needs_node

COUNT = """
import { STORIES, beginningOf } from "./network/stories.js";
import { madePoints } from "./network/points.js";
import { Run } from "./network/run.js";
import { App } from "./network/app.js";
import { verdictOf } from "./network/measure.js";
import { WORDS } from "./words.js";
const seeds = Array.from({ length: 24 }, (_, seed) => seed);
const begin = (settings) => new Run(settings, madePoints(settings));
const after = (name, seed, steps) => {
  const run = begin({ ...STORIES[name].settings, seed });
  for (let i = 0; i < steps; i++) run.stepOnce();
  run.look();
  return run;
};
const verdict = (run) => verdictOf(run.measured.arriving, run.measured.units);
const stepsToOverflow = (seed) => {
  const run = begin({ ...STORIES.explode.settings, seed });
  while (!run.overflowed && run.step < 100) run.advance(1);
  return run.step;
};
const killed = seeds.map((seed) => verdict(after("kill", seed, 30)));
const ends = Object.fromEntries(Object.keys(STORIES).map((name) => {
  const app = new App(begin(STORIES.start.settings));
  app.tellStory(name);
  let frames = 0;
  while (app.playing && frames < 5000) { app.frame(Math.ceil(app.view.pace)); frames += 1; }
  const said = app.sentence().map((piece) => [piece].flat().at(-1)).join("");
  const { kind } = verdict(app.run);
  return [name, { said, ...app.facts(), kind, frames, picked: WORDS.picked[name] }];
}));
tell({
  ratios: seeds.map((seed) => verdict(after("vanish", seed, 200)).ratio),
  vanish: seeds.map((seed) => after("vanish", seed, 1000).measured.losses[0]),
  relu: seeds.map((seed) => after("relu", seed, 1000).measured.losses[0]),
  dead: killed.map(({ dead }) => dead),
  nothing: seeds.filter((seed) => killed[seed].kind === "nothing"),
  explode: seeds.map(stepsToOverflow),
  spirals: seeds.map((seed) => after("spirals", seed, 900).measured.right[1]),
  zero: seeds.map((seed) => after("zero", seed, 60).network.theta.filter((x) => x !== 0).length),
  ends, tales: Object.keys(WORDS.tales), names: Object.keys(WORDS.storyNames),
});
"""


@pytest.fixture(scope="module")
def counted(tmp_path_factory):
    from tests.show.page import conftest

    return conftest.in_node.__wrapped__(tmp_path_factory.mktemp("stories"))(COUNT)


def numbers_in(text):
    return [float(x.replace(",", "")) for x in re.findall(r"\d[\d,]*(?:\.\d+)?", text)]


def test_vanishing_was_picked_and_is_common(counted):
    assert counted["ratios"].index(min(counted["ratios"])) == 22
    assert sum(loss > 0.65 for loss in counted["vanish"]) == 22
    assert sum(loss < 0.3 for loss in counted["relu"]) == 21
    assert numbers_in(counted["ends"]["vanish"]["picked"]) == [22, 24, 22, 0.65, 1000]
    assert numbers_in(counted["ends"]["relu"]["picked"]) == [22, 24, 21, 0.3, 1000]


def test_the_killed_network_was_picked(counted):
    assert counted["nothing"] == [7]
    assert round(sum(counted["dead"]) / 24) == 3
    assert numbers_in(counted["ends"]["kill"]["picked"]) == [7, 24, 1, 30, 3, 12]


def test_every_seed_explodes_and_finds_the_spirals(counted):
    assert max(counted["explode"]) <= 10
    assert min(counted["spirals"]) > 0.97
    assert set(counted["zero"]) == {1}  # the output's bias alone


def test_each_story_ends_with_what_it_tells(counted):
    ends = counted["ends"]
    assert list(ends) == counted["tales"] == counted["names"]
    kinds = {name: end["kind"] for name, end in ends.items()}
    assert kinds["vanish"] == "vanishing"
    assert kinds["relu"] == kinds["start"] == "healthy"
    assert kinds["kill"] == kinds["zero"] == "nothing"
    assert kinds["explode"] == "overflow"
    assert ends["start"]["right"] > 0.9
    assert ends["spirals"]["right"] == 1
    assert ends["kill"]["dead"] == 7
    assert "7 of 12" in ends["kill"]["said"]
    assert ends["revive"]["loss"] < 0.5 * ends["revive"]["began"]
    assert ends["revive"]["dead"] == 0
    assert ends["revive"]["step"] == 30 + 800
    assert 0.65 < ends["vanish"]["loss"] < 0.7
    assert "1/3" in ends["vanish"]["said"]
    assert "after 6 steps" in ends["explode"]["said"]
    assert all(end["frames"] < 1000 for end in ends.values())
