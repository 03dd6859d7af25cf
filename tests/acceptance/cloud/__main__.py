"""`python -m cloud up|down|wipe`, for up and down beside this file."""

import sys

from checks.command import Failed
from cloud import bring_up


def main():
    wanted = sys.argv[1:] or ["up"]
    for action in wanted:
        {"up": bring_up.up, "down": bring_up.down, "wipe": bring_up.wipe}[action]()


if __name__ == "__main__":
    try:
        main()
    except Failed as failure:
        sys.exit(f"cloud: {failure}")
