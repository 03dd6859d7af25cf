"""Asks Apache itself what it makes of arguments: it defines a variable by each, and says what they are."""

import re
import subprocess
import tempfile
from pathlib import Path

MODULES = Path("/usr/lib/apache2/modules")


class Arguments:
    """The arguments of lines that a value is in."""

    def __init__(self):
        self.pairs = {}
        self.asked = 0

    def add(self, pair):
        if pair["dialect"] != "apache":
            return
        for harmless, hostile in zip(pair["harmless"].split("\n"), pair["hostile"].split("\n")):
            if pair["word"] not in harmless or harmless.lstrip().startswith("#"):
                continue
            expected = [word.replace(pair["word"], pair["value"]) for _, word in words(harmless)]
            for (source, _), wanted in zip(words(hostile)[1:], expected[1:]):
                self.pairs[source, wanted.removesuffix(">")] = pair

    def ask(self):
        """What Apache makes of them; a list of (pair, what is wrong)."""
        arguments = [(source.removesuffix(">"), wanted, pair) for (source, wanted), pair in self.pairs.items()]
        self.asked = len(arguments)
        if not arguments:
            return []
        answers = defined([source for source, _, _ in arguments])
        return [
            (pair, f"Apache reads {source[:100]} as {answers.get(number)!r:.120}")
            for number, (source, wanted, pair) in enumerate(arguments)
            if answers.get(number) != wanted
        ]


def words(line):
    """The words of a line with their quotes, and without: only where each begins and ends counts here."""
    found = []
    for match in re.finditer(r'"((?:\\.|[^"\\])*)"?|\'((?:\\.|[^\'\\])*)\'?|(\S+)', line.strip().removeprefix("<")):
        quoted = match[1] if match[1] is not None else match[2]
        found.append((match[0], match[0] if quoted is None else re.sub(r'\\(["\\])', r"\1", quoted)))
    return found


def defined(sources):
    """By number, what Apache takes each for. One that it refuses is left out, and the rest asked again."""
    refused = set()
    while True:
        with tempfile.TemporaryDirectory() as place:
            configuration = Path(place) / "apache2.conf"
            lines = [
                f'ServerRoot "{place}"',
                # Its default lies in a directory that is not there.
                f'ErrorLog "{place}/error.log"',
                f"LoadModule mpm_event_module {MODULES}/mod_mpm_event.so",
                "Listen 127.0.0.1:1",
            ]
            start = len(lines) + 1
            lines += ["#" if number in refused else f"Define v{number}v {source}" for number, source in enumerate(sources)]
            configuration.write_text("\n".join(lines) + "\n")
            answer = subprocess.run(
                ["apache2", "-f", configuration, "-t", "-D", "DUMP_RUN_CFG"],
                capture_output=True, check=False, text=True, errors="surrogateescape",
            )
        if answer.returncode == 0:
            return {int(number): value for number, value in re.findall(r"^Define: v(\d+)v=(.*)$", answer.stdout, re.M)}
        place = re.search(r"line (\d+) of", answer.stderr)
        if not place or int(place[1]) < start:
            raise SystemExit(f"Apache refuses what it was asked:\n{answer.stderr}")
        refused.add(int(place[1]) - start)
