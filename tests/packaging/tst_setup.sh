#!/usr/bin/env bash
# Which LibTorch packaging/setup takes, and where it finds one, with stand-ins for the machine, pip and wheels.
set -euo pipefail
here=$(mktemp -d)
trap 'rm -rf -- "$here"' EXIT
export XDG_CACHE_HOME=$here/cache HOME=$here
unset Torch_DIR CMAKE_PREFIX_PATH DPL_LIBTORCH
# shellcheck source=../../packaging/shell/libtorch.sh
. "$(dirname -- "${BASH_SOURCE[0]}")/../../packaging/shell/libtorch.sh"
cpu=$(cat -- "$root/packaging/libtorch.version")
cuda=$(cat -- "$root/packaging/libtorch-cuda.version")
log=$here/log

driver=false
has_nvidia_driver() { "$driver"; }
# shellcheck disable=SC2317 # toolchain.sh calls it
find_pip() { echo stand_in_python; }
# stand_in_python ARGUMENT...: pip, which makes a wheel's files and notes what it was asked for; and os.rename.
# shellcheck disable=SC2317 # libtorch.sh calls it by the name that find_pip prints
stand_in_python()
{
    case "$*" in
    *" install "*)
        printf '%s\n' "$*" >>"$here/asked"
        make_libtorch "$(sed -n 's/.* --target \([^ ]*\) .*/\1/p' <<<"$*")/torch"
        ;;
    "-c "*) mv -- "$3" "$4" ;;
    esac
}
# env VARIABLE... COMMAND: env cannot call a function.
env()
{
    while [[ $1 == *=* ]]; do shift; done
    "$@"
}
make_libtorch()
{
    mkdir -p -- "$1/lib" "$1/include/torch/csrc/api/include/torch" "$1/share/cmake/Torch"
    touch -- "$1/lib/libtorch_cpu.so" "$1/include/torch/csrc/api/include/torch/torch.h" "$1/share/cmake/Torch/TorchConfig.cmake"
}

failures=0
# expect WHAT IS WANTED
expect()
{
    [ "$2" != "$3" ] || return 0
    printf '%s: "%s" instead of "%s"\n' "$1" "$2" "$3" >&2
    failures=$((failures + 1))
}

expect "without a driver" "$(libtorch_kind)" cpu
driver=true
expect "with a driver" "$(libtorch_kind)" cuda
expect "told, with a driver" "$(DPL_LIBTORCH=cpu libtorch_kind)" cpu

# What is fetched, what is said of it, and that it is kept.
said=$( (provide_libtorch) 2>&1)
[[ $said == *"$cuda for CUDA"*"3 GB"*"--cpu"* ]] || expect "said of CUDA" "$said" "its size, and how to have the other"
[[ $(cat -- "$here/asked") == *" torch==$cuda" ]] || expect "asked of pip" "$(cat -- "$here/asked")" "torch==$cuda"
[[ $(cat -- "$here/asked") != *--no-deps* ]] || expect "asked of pip" "$(cat -- "$here/asked")" "NVIDIA's libraries, too"
expect "fetched" "$(find_libtorch)" "$here/cache/dpl-workbench/libtorch-$cuda/torch"
expect "kept" "$(cat -- "$here/cache/dpl-workbench/libtorch.kind")" "cuda found"
driver=false
expect "found is not told" "$(libtorch_kind)" cpu

rm -- "$here/asked"
said=$( (export DPL_LIBTORCH=cpu && provide_libtorch) 2>&1)
[[ $said == *"$cpu for the CPU"*"200 MB"* ]] || expect "said of the CPU's" "$said" "its size"
[[ $(cat -- "$here/asked") == *"--no-deps"*" torch==$cpu" ]] || expect "asked of pip" "$(cat -- "$here/asked")" "torch==$cpu alone"
driver=true
expect "what it was told holds" "$(libtorch_kind)" cpu
(provide_libtorch)
expect "and goes on to" "$(cat -- "$here/cache/dpl-workbench/libtorch.kind")" "cpu told"
expect "asked once" "$(wc -l <"$here/asked")" 1

# The user's own, in each of the ways to name it.
make_libtorch "$here/own/torch"
for folder in "$here/own" "$here/own/torch" "$here/own/torch/share/cmake/Torch"; do
    expect "Torch_DIR $folder" "$(Torch_DIR=$folder find_libtorch)" "$here/own/torch"
done
expect "CMAKE_PREFIX_PATH" "$(CMAKE_PREFIX_PATH="/nowhere;$here/own" find_libtorch)" "$here/own/torch"
said=$( (Torch_DIR=$here/nowhere find_libtorch) 2>&1 || true)
[[ $said == *"there is no LibTorch"* ]] || expect "a wrong Torch_DIR" "$said" "a sentence"

exit "$((failures > 0))"
