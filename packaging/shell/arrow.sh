# Apache Arrow: the C++ libraries for Parquet and Arrow files inside the wheel of pyarrow, in the user's cache where
# packaging/cmake/Arrow.cmake looks for them. Programs are built without it, too.
# shellcheck shell=bash

# shellcheck source=libtorch.sh
. "$(dirname -- "${BASH_SOURCE[0]}")/libtorch.sh"

arrow_version()
{
    head -n 1 -- "$root/packaging/arrow.version"
}

# arrow_place: the folder that holds include/, lib/ and licenses/.
arrow_place()
{
    printf '%s/arrow-%s\n' "$(libtorch_home)" "$(arrow_version)"
}

# arrow_in FOLDER: prints the folder with include/ and the libraries: this one, or pyarrow/ in it.
arrow_in()
{
    local candidate
    for candidate in "$1" "$1/pyarrow"; do
        if [ -f "$candidate/include/parquet/arrow/reader.h" ] \
            && { compgen -G "$candidate/libparquet.so.*" || compgen -G "$candidate/lib/libparquet.so.*"; } >/dev/null; then
            (CDPATH='' cd -- "$candidate" && pwd)
            return 0
        fi
    done
    return 1
}

# find_arrow: prints the folder of Apache Arrow: the user's (Arrow_DIR), else the cached one.
find_arrow()
{
    if [ -n "${Arrow_DIR-}" ]; then
        arrow_in "$Arrow_DIR" \
            || fail "Arrow_DIR is $Arrow_DIR, but Apache Arrow's libraries are not there; set it to the folder pyarrow of a wheel of pyarrow, or unset it."
        return 0
    fi
    arrow_in "$(arrow_place)"
}

# fetch_arrow: into a folder beside its place, where pip compares it with the checksums, then renamed: what is in its place is always
# whole. Only the C++ parts are used, so one Python's wheel does for all.
fetch_arrow()
{
    local place parent python scratch
    place=$(arrow_place)
    parent=$(dirname -- "$place")
    say "Fetching Apache Arrow $(arrow_version) for Parquet files into $place (about 55 MB, once) ..."
    if ! { mkdir -p -- "$parent" && scratch=$(mktemp -d "$parent/.arrow.XXXXXX"); } 2>/dev/null; then
        fail "The folder $parent is not writable; change its owner, or choose another with XDG_CACHE_HOME."
    fi
    find "$parent" -maxdepth 1 -name '.arrow.*' -mtime +1 -exec rm -rf {} + # of setups that were killed
    # shellcheck disable=SC2064 # it is a local variable
    trap "rm -rf -- '$scratch'" EXIT
    trap 'exit 130' INT TERM HUP
    mkdir -- "$scratch/tmp" || return 1
    export TMPDIR="$scratch/tmp"

    python=$(python_with_pip "$scratch") || fail "Neither pip nor venv works with this python3; install python3-venv."
    { printf 'pyarrow==%s' "$(arrow_version)" && sed -n 's/^\(sha256:[0-9a-f]*\).*/ --hash=\1/p' "$root/packaging/arrow.version" | tr -d '\n'; } \
        >"$scratch/requirements.txt"
    if ! quietly env PIP_USER=0 PIP_REQUIRE_VIRTUALENV=0 PIP_ROOT_USER_ACTION=ignore PIP_DISABLE_PIP_VERSION_CHECK=1 \
        "$python" -m pip install --no-deps --no-compile --no-input --only-binary=:all: --retries 2 --python-version 3.12 \
        --require-hashes --target "$scratch/whole" -r "$scratch/requirements.txt"; then
        tail -n 5 "$log" >&2
        return 1
    fi
    mkdir -p -- "$scratch/arrow/lib"
    if ! mv -- "$scratch/whole/pyarrow/include" "$scratch/arrow/" || ! mv -- "$scratch"/whole/pyarrow/lib{arrow,parquet}.so.* "$scratch/arrow/lib/" \
        || ! mv -- "$scratch"/whole/pyarrow-*.dist-info/licenses "$scratch/arrow/"; then
        fail "The wheel of pyarrow is not made as it used to be."
    fi
    if ! arrow_in "$place" >/dev/null; then # unless another setup was quicker
        rm -rf -- "$place"
        mv -- "$scratch/arrow" "$place" || fail "Apache Arrow could not be moved into $place; make sure that nothing is in the way, and start again."
    fi
}

# provide_arrow: fetches it unless it is there or the user has one. Who cannot have it builds without it.
provide_arrow()
{
    [ "$(uname -s)" = Linux ] || return 0
    if ! find_arrow >/dev/null && ! (fetch_arrow); then
        complain "Apache Arrow could not be fetched, so that Parquet and Arrow files will not be read; check the network and start again, or say where one is with Arrow_DIR=/path/to/pyarrow."
    fi
}
