#!/usr/bin/env bash
# Makes what the other commands need and leaves alone what is there:
# system packages, the virtual environment .venv, pinned Python packages.
#   ./setup.sh [dev] [train] [bench] [trace]    also what tests, training, the comparison or traces need
set -euo pipefail
cd "$(dirname "$0")"

say() { printf 'setup: %s\n' "$*" >&2; }

fit() { # is this a Python of 3.11 to 3.13?
    "$1" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' 2>/dev/null
}

find_python() {
    local name
    for name in ${PYTHON:-python3 python3.13 python3.12 python3.11}; do
        if fit "$name"; then command -v "$name" && return; fi
    done
}

installed() { # names of installed packages, one a line
    dpkg-query -W -f='${db:Status-Status} ${Package}\n' 2>/dev/null | sed -n 's/^installed //p'
}

missing_packages() { # FILE...: one name a line for each package that is not there
    local names there command name
    there=$(installed || true)
    while read -r names command; do
        case $names in '' | '#'*) continue ;; esac
        if [ -n "$command" ] && command -v "$command" >/dev/null; then continue; fi
        # Without dpkg a library cannot be looked for; `sohoa doctor` tells.
        if [ -z "$there" ] && [ -z "$command" ]; then continue; fi
        if ! grep -qxE "$names" <<<"$there"; then echo "$names"; fi
    done < <(cat "$@")
    local python
    python=$(find_python)
    if [ -z "$python" ] || ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
        echo python3-venv
    fi
}

known() { # the first of NAME|OTHER NAME that apt can install
    local name
    for name in ${1//|/ }; do
        if apt-cache show "$name" >/dev/null 2>&1; then echo "$name" && return; fi
    done
    echo "${1%%|*}"
}

install_packages() { # NAMES...
    if ! command -v apt-get >/dev/null; then
        say "this system has no apt; install with its own tools, then call make again: $*"
        exit 1
    fi
    local as=() names=() name
    if [ "$(id -u)" != 0 ]; then
        if ! command -v sudo >/dev/null || ! { [ -t 0 ] || sudo -n true 2>/dev/null; }; then
            for name in "$@"; do names+=("$(known "$name")"); done
            say "ask an administrator to give this command, then call make again:"
            say "  apt-get update && apt-get install -y ${names[*]}"
            exit 1
        fi
        as=(sudo)
    fi
    say "installing system packages: $*"
    "${as[@]}" apt-get update -q >&2
    for name in "$@"; do names+=("$(known "$name")"); done
    "${as[@]}" env DEBIAN_FRONTEND=noninteractive \
        apt-get install -y -q --no-install-recommends "${names[@]}" >&2
}

make_environment() {
    if [ -x .venv/bin/python ] && fit .venv/bin/python; then return; fi
    local python
    python=$(find_python)
    if [ -z "$python" ]; then
        say "Python 3.11, 3.12 or 3.13 is needed. Install one and call: make setup PYTHON=python3.12"
        exit 1
    fi
    say "making .venv with $python"
    rm -rf .venv
    "$python" -m venv .venv
}

once() { # FILE COMMAND...: give the command unless it was given for this very FILE
    local stamp sum
    stamp=.venv/stamps/$1
    sum=$(sha256sum <"$1")
    if [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$sum" ]; then return; fi
    say "installing what $1 names"
    "${@:2}" >&2
    mkdir -p .venv/stamps
    echo "$sum" >"$stamp"
}

npm_packages() { # FOLDER: what its package-lock.json names, at those versions
    local lock=$1/package-lock.json
    if cmp -s "$lock" "$1/node_modules/installed.json"; then return; fi
    say "installing what $lock names"
    npm ci --prefix "$1" --no-fund --no-audit >&2
    cp "$lock" "$1/node_modules/installed.json"
}

lists=(packages.txt)
pinned=(requirements.txt)
for part in "$@"; do
    pinned+=("requirements-$part.txt")
    if [ -f "packages-$part.txt" ]; then lists+=("packages-$part.txt"); fi
done

mapfile -t missing < <(missing_packages "${lists[@]}")
if [ ${#missing[@]} -gt 0 ]; then install_packages "${missing[@]}"; fi
make_environment
pip=(.venv/bin/python -m pip --disable-pip-version-check --no-input install --quiet)
for file in "${pinned[@]}"; do once "$file" "${pip[@]}" --require-hashes -r "$file"; done
once pyproject.toml "${pip[@]}" --no-build-isolation --no-deps -e .
if [[ " $* " == *" train "* ]]; then npm_packages training/fonts; fi
if [[ " $* " == *" dev "* ]]; then
    npm_packages tests/exports/definitions
    npm_packages tests/review/axe
fi
