"""Programs that judge whole files: Terraform, xmllint, nft and shells. Each is asked about many files at once."""

import subprocess
import tempfile
from pathlib import Path


class Files:
    """Files with hostile values, each text once."""

    def __init__(self):
        self.texts = {}
        self.asked = 0

    def add(self, pair):
        program = which(pair)
        if program:
            self.texts.setdefault(program, {}).setdefault(pair["hostile"], pair)

    def ask(self):
        """What programs say against files; a list of (pair, what)."""
        findings = []
        for program, texts in self.texts.items():
            self.asked += len(texts)
            with tempfile.TemporaryDirectory() as place:
                files = {}
                for number, (text, pair) in enumerate(texts.items()):
                    path = Path(place) / f"{number}{SUFFIXES.get(program, '')}"
                    path.write_text(text)
                    files[path] = pair
                findings += [(files[path], f"{program} says: {said}") for path, said in program_says(program, list(files))]
        return findings


SUFFIXES = {"terraform": ".tf", "xmllint": ".xml"}
COMMANDS = {
    "terraform": ["terraform", "fmt", "-check", "-write=false", "-list=true"],
    "xmllint": ["xmllint", "--noout", "--nonet"],
    "nft": ["nft", "--check", "--file"],
    "sh": ["sh", "-n"],
    "bash": ["bash", "-n"],
}


def which(pair):
    """The program that judges a file as a whole."""
    if pair["dialect"] == "hcl":
        return "terraform"
    if pair["dialect"] == "xml" and not pair["hostile"].startswith("<!DOCTYPE"):
        return "xmllint"
    if pair["path"].endswith(".nft"):
        return "nft"
    if pair["dialect"] == "shell":
        return "bash" if "bash" in pair["hostile"].split("\n")[0] else "sh"
    return None


def program_says(program, paths):
    """What is said against which file. All are given at once; where something is said, each by itself."""
    at_once = 1 if program in ("nft", "sh", "bash") else 200
    for start in range(0, len(paths), at_once):
        batch = paths[start : start + at_once]
        if said(program, batch) is None:
            continue
        for path in batch:
            words = said(program, [path])
            if words is not None:
                yield path, words


def said(program, paths):
    answer = subprocess.run(
        [*COMMANDS[program], *map(str, paths)], capture_output=True, check=False, text=True, errors="replace"
    )
    return None if answer.returncode == 0 else (answer.stderr or answer.stdout).strip()[:200]
