#!/bin/bash
# Entry point: source the hooks that images leave behind, then become the command.
set -e

run_hooks() {
    local hook
    for hook in "$1"/*; do
        case "$hook" in
            *.sh) echo "hook: $hook"; # shellcheck source=/dev/null
                  source "$hook" ;;
            *) if [ -x "$hook" ]; then "$hook"; fi ;;
        esac
    done
}

if [ "$(id -u)" = 0 ]; then
    echo "the stand-in does not start as root: give --user 1000:100" >&2
    exit 1
fi
run_hooks /usr/local/bin/start-notebook.d
run_hooks /usr/local/bin/before-notebook.d
if [ $# -eq 0 ]; then set -- bash; fi
exec "$@"
