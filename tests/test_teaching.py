"""The plan for teachers: its commands run and write what the tables name, its lessons are there."""

import re
import shlex
from pathlib import Path

import pytest

from microact.cli.command_line import main
from microact.lessons.files import lessons

PAGE = (Path(__file__).parent.parent / "tutorials" / "teaching.md").read_text(encoding="utf-8")
COMMANDS = [
    line for block in re.findall(r"```sh\n(.*?)```", PAGE, re.DOTALL) for line in block.splitlines()
]
NAMED = set(re.findall(r"`(\w+\.(?:html|gif|pdf))`", PAGE))


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_writes_its_file(command, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    program, *words = shlex.split(command)
    assert program == "microact"
    assert main(words) == 0
    if "-o" in words:
        written = tmp_path / words[words.index("-o") + 1]
        assert written.stat().st_size > 500
        begins = {".pdf": b"%PDF", ".gif": b"GIF8", ".html": b"<!DOCTYPE"}
        assert written.read_bytes().startswith(begins[written.suffix])
    else:
        assert capsys.readouterr().out


def test_the_tables_name_what_the_commands_write_and_nothing_else():
    written = {
        words[words.index("-o") + 1] for words in map(shlex.split, COMMANDS) if "-o" in words
    }
    assert written == NAMED


def test_six_and_twelve_hours_and_every_lesson_stands_in_the_longer_plan():
    tables = PAGE.split("## The hours")[0].split("## Twelve hours")
    for table, hours in zip(tables, (6, 12)):
        rows = re.findall(r"^\| (\d+) \| (.*?) \| (.*?) \|", table, re.MULTILINE)
        assert [int(hour) for hour, _, _ in rows] == list(range(1, hours + 1))
        taught = {int(n) for _, _, which in rows for n in re.findall(r"\d+", which)}
        assert taught <= set(lessons())
    assert taught == set(lessons())
