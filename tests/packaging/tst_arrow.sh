#!/usr/bin/env bash
# How packaging/setup and CMake come by Apache Arrow, with stand-ins for pip and its wheel.
set -euo pipefail
here=$(mktemp -d)
trap 'rm -rf -- "$here"' EXIT
export XDG_CACHE_HOME=$here/cache HOME=$here
unset Arrow_DIR CMAKE_PREFIX_PATH
# shellcheck source=../../packaging/shell/arrow.sh
. "$(dirname -- "${BASH_SOURCE[0]}")/../../packaging/shell/arrow.sh"
version=$(head -n 1 -- "$root/packaging/arrow.version")
log=$here/log

make_wheel()
{
    mkdir -p -- "$1/pyarrow/include/parquet/arrow" "$1/pyarrow-1.dist-info/licenses"
    touch -- "$1/pyarrow/include/parquet/arrow/reader.h" "$1/pyarrow/libarrow.so.2600" "$1/pyarrow/libparquet.so.2600" "$1/pyarrow-1.dist-info/licenses/LICENSE.txt"
}
network=true
# shellcheck disable=SC2317 # so does it call these
find_pip() { echo stand_in_python; }
# shellcheck disable=SC2317 # arrow.sh calls it by the name that find_pip prints
stand_in_python()
{
    case "$*" in
    *" install "*)
        printf '%s\n' "$*" >"$here/asked"
        cp -- "$(sed -n 's/.* -r \([^ ]*\).*/\1/p' <<<"$*")" "$here/requirements"
        "$network" || return 1
        make_wheel "$(sed -n 's/.* --target \([^ ]*\) .*/\1/p' <<<"$*")"
        ;;
    esac
}
# env VARIABLE... COMMAND: env cannot call a function.
# shellcheck disable=SC2317
env()
{
    while [[ $1 == *=* ]]; do shift; done
    "$@"
}

failures=0
# expect WHAT IS WANTED
expect()
{
    [ "$2" != "$3" ] || return 0
    printf '%s: "%s" instead of "%s"\n' "$1" "$2" "$3" >&2
    failures=$((failures + 1))
}

# Without a network there is a sentence, and the build goes on.
network=false
said=$( (provide_arrow && echo "goes on") 2>&1)
[[ $said == *"Parquet and Arrow files will not be read"*"Arrow_DIR"*"goes on" ]] || expect "without a network" "$said" "a sentence"
expect "nothing is left" "$(find "$here/cache/dpl-workbench" -mindepth 1)" ""

network=true
said=$( (provide_arrow) 2>&1)
[[ $said == *"Apache Arrow $version"*"55 MB"* ]] || expect "said" "$said" "its size"
[[ $(cat -- "$here/asked") == *"--no-deps"*"--require-hashes"* ]] || expect "asked of pip" "$(cat -- "$here/asked")" "checksums"
[[ $(cat -- "$here/requirements") == "pyarrow==$version --hash=sha256:"*" --hash=sha256:"* ]] \
    || expect "requirements" "$(cat -- "$here/requirements")" "one version, its checksums"
expect "fetched" "$(find_arrow)" "$here/cache/dpl-workbench/arrow-$version"
expect "licences" "$(ls -- "$(find_arrow)/licenses")" LICENSE.txt
rm -- "$here/asked"
(provide_arrow)
[ ! -e "$here/asked" ] || expect "asked once" "twice" "once"

# The user's own.
make_wheel "$here/own"
for folder in "$here/own" "$here/own/pyarrow"; do
    expect "Arrow_DIR $folder" "$(Arrow_DIR=$folder find_arrow)" "$here/own/pyarrow"
done
said=$( (Arrow_DIR=$here/nowhere find_arrow) 2>&1 || true)
[[ $said == *"libraries are not there"* ]] || expect "a wrong Arrow_DIR" "$said" "a sentence"

# CMake finds the same.
mkdir -p -- "$here/project/packaging"
cp -- "$root/packaging/arrow.version" "$here/project/packaging/"
cat >"$here/project/CMakeLists.txt" <<PROJECT
cmake_minimum_required(VERSION 3.23)
project(stand_in LANGUAGES NONE)
list(APPEND CMAKE_MODULE_PATH "$root/packaging/cmake")
include(Arrow)
message(STATUS "found (\${dpl_arrow_root}) (\${dpl_arrow_libraries}) (\${dpl_arrow_licences})")
PROJECT
# configure OPTION...: what CMake says.
configure_stand_in()
{
    rm -rf -- "$here/build"
    cmake -S "$here/project" -B "$here/build" "$@" 2>&1 || true
}
# says TEXT PART
says()
{
    [[ $(tr -s ' \n' ' ' <<<"$1") == *"$2"* ]] || expect "CMake" "$1" "$2"
}
fetched=$here/cache/dpl-workbench/arrow-$version
says "$(configure_stand_in)" "found ($fetched) ($fetched/lib/libparquet.so.2600;$fetched/lib/libarrow.so.2600) ($fetched/licenses)"
says "$(configure_stand_in "-DArrow_DIR=$here/own")" "found ($here/own/pyarrow) ($here/own/pyarrow/libparquet.so.2600;"
says "$(Arrow_DIR=$here/own/pyarrow configure_stand_in)" "($here/own/pyarrow/../pyarrow-1.dist-info/licenses)"
says "$(configure_stand_in "-DArrow_DIR=$here/nowhere")" "Arrow_DIR is $here/nowhere, but Apache Arrow's libraries are not there"
rm -rf -- "$here/cache"
says "$(configure_stand_in)" "Parquet and Arrow files will not be read (packaging/setup fetches it)"
says "$(configure_stand_in)" "found () () ()"

exit "$((failures > 0))"
