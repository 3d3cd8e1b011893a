#!/usr/bin/env bash
# The planner's questions, answered by yizhan and then by pandana and scipy, on the same
# data in the same run. Needs python3 with venv; installs the rivals from PyPI into target/.
# Takes about ten minutes, most of it pandana's preparation.
set -euo pipefail
cd "$(dirname "$0")/../.."

venv=target/planner-rivals
if [ ! -x "$venv/bin/python" ]; then
  python3 -m venv "$venv"
fi
"$venv/bin/pip" install --quiet numpy==2.4.6 scipy==1.17.1 pandas==3.1.1 pandana==0.8

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cargo bench --locked --bench planner -- "$folder"
"$venv/bin/python" benches/scripts/planner_rivals.py "$folder"
