#!/usr/bin/env bash
# Compares wijkmonitor with DuckDB, polars and pandas; see README.md. All arguments go to
# vergelijk.py. WIJKMONITOR names a program to measure instead of building one.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
project=$(cd "$here/../.." && pwd)
cache=${VERGELIJK_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/wijkmonitor/vergelijk}
mkdir -p "$cache"

# The pinned versions are part of the name, so that a new pin makes a new environment.
venv=$cache/venv-$(cksum <"$here/requirements.txt" | cut -d ' ' -f 1)
if [[ ! -e $venv/ready ]]; then
    python3 -m venv --clear "$venv" >&2
    "$venv/bin/pip" install --quiet --disable-pip-version-check --only-binary :all: \
        --requirement "$here/requirements.txt" >&2
    touch "$venv/ready"
fi

if [[ -z ${WIJKMONITOR:-} ]]; then
    cargo build --release --quiet --manifest-path "$project/Cargo.toml"
    target=$(cargo metadata --format-version 1 --no-deps --manifest-path "$project/Cargo.toml" |
        "$venv/bin/python" -c 'import json, sys; print(json.load(sys.stdin)["target_directory"])')
    # A copy, so that a build at the same time cannot change what is measured.
    cp "$target/release/wijkmonitor" "$cache/wijkmonitor"
    WIJKMONITOR=$cache/wijkmonitor
fi

PYTHONDONTWRITEBYTECODE=1 exec "$venv/bin/python" "$here/vergelijk.py" \
    --wijkmonitor "$WIJKMONITOR" --cache "$cache" "$@"
