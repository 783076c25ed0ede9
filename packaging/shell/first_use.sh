# Uses what was installed: a small job on the command line, and the window's first paint.
# shellcheck shell=bash

# shellcheck source=messages.sh
. "$(dirname -- "${BASH_SOURCE[0]}")/messages.sh"

with_window=true # false: what is used has none
rows=            # a Parquet file with comparisons to train on; none: it was built without Apache Arrow

# check_with PROGRAM ARGUMENT...: fails if the program does; where it is not installed, nothing is checked.
check_with()
{
    local complaints
    if command -v "$1" >/dev/null; then
        complaints=$("$@" 2>&1) || fail "$* complains: $complaints"
    fi
}

# check_for_desktops PREFIX: what desktops read of what is installed in PREFIX.
check_for_desktops()
{
    check_with desktop-file-validate "$1/share/applications/dpl-workbench.desktop"
    check_with appstreamcli validate --no-net "$1/share/metainfo/org.dpl.Workbench.metainfo.xml"
}

# try_wheel PROGRAMS USE_LIBTORCH TORCH PLACE SEEN COMMAND...: how programs of a build for CUDA are told that LibTorch is in TORCH, at last
# for good by the script USE_LIBTORCH. The rest is as for first_use.
try_wheel()
{
    local programs=$1 use_libtorch=$2 torch=$3 place=$4 seen=$5
    shift 5
    set -- "$@" env -i PATH=/usr/bin:/bin "HOME=$seen"
    ! "$@" "$programs/dpl" --version >/dev/null 2>"$place/wheel.log" || fail "dpl starts without LibTorch."
    grep -q 'takes LibTorch from a wheel of PyTorch .* none was found' "$place/wheel.log" \
        || { cat -- "$place/wheel.log" >&2 && fail "dpl does not say that it needs a wheel."; }
    "$@" "DPL_TORCH=$torch" "$programs/dpl" --version >/dev/null || fail "dpl does not find LibTorch by DPL_TORCH."
    "$@" "$use_libtorch" "$torch" || fail "use-libtorch does not take $torch."
}

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
    if [ -n "$rows" ]; then
        cp -R -- "$root/data/demo/tiny-llama" "$place/"
        mkdir -- "$place/rows"
        for file in train test; do
            cp -- "$rows" "$place/rows/$file.parquet"
        done
        "$@" "$programs/dpl" train --model_name "$seen/tiny-llama" --data_path "$seen/rows" --log_dir "$seen/trained" \
            --num_train_epochs 1 >"$place/train.txt" 2>"$place/train.log" \
            || { cat -- "$place/train.log" >&2 && fail "The installed dpl does not train on a Parquet file."; }
    fi
    "$with_window" || return 0
    "$@" "$programs/dpl-workbench" --settings "$seen/settings.json" --picture "$seen/window.png" 2>"$place/window.log" \
        || { cat -- "$place/window.log" >&2 && fail "The installed window cannot be shown."; }
    # Nothing painted would be a few hundred bytes.
    [ -n "$(find "$place/window.png" -size +10k)" ] || fail "The installed window is empty."
}
