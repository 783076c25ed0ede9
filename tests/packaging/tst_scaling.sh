#!/usr/bin/env bash
# The tables of docs/scaling.md are those that docs/scaling.awk computes.
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
missing=0
rows=0
while IFS= read -r line; do
    [[ $line == '|'* ]] || continue
    rows=$((rows + 1))
    if ! grep -qxF -- "$line" "$root/docs/scaling.md"; then
        echo "not in docs/scaling.md: $line"
        missing=$((missing + 1))
    fi
done < <(awk -f "$root/docs/scaling.awk")
[[ $rows -ge 20 && $missing -eq 0 ]]
