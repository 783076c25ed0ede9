# Uses what was installed: a small job on the command line, and the window's first paint.
# shellcheck shell=bash

# shellcheck source=messages.sh
. "$(dirname -- "${BASH_SOURCE[0]}")/messages.sh"

with_window=true # false: what is used has none

# first_use PROGRAMS PLACE SEEN COMMAND...: the programs are in the folder PROGRAMS and write into PLACE. COMMAND starts them, in an
# environment of its own; where it changes the root, the programs see PLACE as SEEN.
first_use()
{
    local programs=$1 place=$2 seen=$3 file
    shift 3
    set -- "$@" env -i PATH=/usr/bin:/bin "HOME=$seen" "TMPDIR=$seen" QT_QPA_PLATFORM=offscreen OMP_WAIT_POLICY=passive
    "$@" "$programs/dpl" --version >"$place/version.txt"
    "$@" "$programs/dpl" devices >"$place/devices.txt"
    grep -q '^cpu .*computes float32' "$place/devices.txt" || fail "dpl devices does not list the CPU."
    "$@" "$programs/dpl" synthetic --env 1d --batch_size 32 --lr 0.001 --num_iterations 6 --models base \
        --out_dir "$seen/results" >"$place/synthetic.txt" 2>"$place/synthetic.log" \
        || { cat -- "$place/synthetic.log" >&2 && fail "The installed dpl fails."; }
    for file in svg csv; do
        [ -n "$(find "$place/results" -name "*.$file" -size +0 -print -quit)" ] || fail "dpl synthetic wrote no $file."
    done
    "$with_window" || return 0
    "$@" "$programs/dpl-workbench" --settings "$seen/settings.json" --picture "$seen/window.png" 2>"$place/window.log" \
        || { cat -- "$place/window.log" >&2 && fail "The installed window cannot be shown."; }
    # Nothing painted would be a few hundred bytes.
    [ -n "$(find "$place/window.png" -size +10k)" ] || fail "The installed window is empty."
}
