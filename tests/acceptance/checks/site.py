"""Finds generated directories, and the places in them that checks look at."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Site:
    name: str
    path: Path

    @property
    def terraform(self):
        return self.path / "terraform"

    @property
    def ansible(self):
        return self.path / "ansible"

    @property
    def images(self):
        return self.path / "images"

    def role_file(self, role, name):
        return self.ansible / "roles" / role / "files" / name

    def files(self, *endings):
        """Every generated file whose name has one of the endings, in order.

        What tools keep beside them (.terraform, .ansible) is not generated.
        """
        return sorted(
            path
            for path in self.path.rglob("*")
            if path.is_file()
            and path.name.endswith(endings)
            and not any(part in {".terraform", ".ansible"} for part in path.parts)
        )


def sites_under(root):
    return [
        Site(path.name, path)
        for path in sorted(root.iterdir())
        if path.is_dir() and (path / "terraform").is_dir()
    ]
