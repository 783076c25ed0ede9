#!/usr/bin/env bash
# How an installed build for CUDA comes by LibTorch, with stand-ins for wheels and for the programs.
set -euo pipefail
source=$(CDPATH='' cd -- "$(dirname -- "${BASH_SOURCE[0]}")/../.." && pwd)/packaging/installed
here=$(mktemp -d)
trap 'rm -rf -- "$here"' EXIT
library_folder=$here/usr/lib/dpl-workbench
script=$library_folder/use-libtorch
dpl=$here/usr/bin/dpl

# As CMake installs them. The program says what it was started with.
mkdir -p -- "$library_folder/bin" "$here/usr/bin" "$here/home" "$here/tools"
sed 's/@dpl_libtorch_series@/2.14/' "$source/libtorch.sh.in" >"$library_folder/libtorch.sh"
sed 's/@dpl_from_programs@/..\/lib\/dpl-workbench/' "$source/start.in" >"$dpl"
cp -- "$source/use-libtorch" "$script"
cat >"$library_folder/bin/dpl" <<'PROGRAM'
#!/bin/sh
printf '%s: %s\n' "${LD_LIBRARY_PATH-}" "$*"
PROGRAM
cat >"$here/tools/ldd" <<'PROGRAM'
#!/bin/sh
printf '\tlibc10.so => /lib/libc10.so (0x0)\n\tlibcudart.so.13 => %s\n' "${LDD_SAYS:-not found}"
PROGRAM
chmod +x "$dpl" "$library_folder/bin/dpl" "$here/tools/ldd"

# make_wheel FOLDER VERSION LIBRARY...: FOLDER/torch with NVIDIA's libraries beside it.
make_wheel()
{
    local folder=$1 version=$2 library
    shift 2
    mkdir -p -- "$folder/torch/lib" "$folder/nvidia/cu13/lib"
    touch -- "$folder/nvidia/cu13/lib/libcudart.so.13"
    printf "__all__ = ['__version__']\n__version__ = '%s'\n" "$version" >"$folder/torch/version.py"
    for library in "$@"; do
        touch -- "$folder/torch/lib/lib$library.so"
    done
}
make_wheel "$here/cuda" 2.14.1+cu130 torch_cpu torch_cuda
make_wheel "$here/cpu" 2.14.1+cpu torch_cpu
make_wheel "$here/old" 2.1.4 torch_cpu torch_cuda
make_wheel "$here/alone" 2.14.0 torch_cpu torch_cuda
rm -rf -- "$here/alone/nvidia"

failures=0
# expect WHAT IS WANTED: WANTED is a pattern.
expect()
{
    # shellcheck disable=SC2053 # a pattern
    [[ $2 != $3 ]] || return 0
    printf '%s: "%s" instead of "%s"\n' "$1" "$2" "$3" >&2
    failures=$((failures + 1))
}
# say VARIABLE... COMMAND...: what the command says, and its exit code unless that is 0.
say()
{
    env -i "PATH=$here/tools:/usr/bin:/bin" "HOME=$here/home" "$@" 2>&1 || printf ' (%s)' $?
}

# Without a wheel, and with wheels that will not do.
help="*pip install*$library_folder/use-libtorch FOLDER, or DPL_TORCH=FOLDER*"
said=$(say "$dpl" devices)
expect "without a wheel" "$said" "dpl: This build for CUDA takes LibTorch from a wheel of PyTorch 2.14, and none was found.$help (1)"
for asked in "DPL_TORCH= $script" "DPL_TORCH=%s $dpl"; do
    for wheel in "cpu torch_cuda*CPU alone" "old PyTorch 2.1.4,*2.14 is needed" "nowhere no lib/libtorch_cpu.so" \
        "alone NVIDIA's libraries*libcudart.so.13 was not found"; do
        folder=$here/${wheel%% *}/torch
        # shellcheck disable=SC2046,SC2059 # two words
        said=$(say $(printf "$asked" "$folder") "$folder")
        expect "$asked $folder" "$said" "*$folder cannot be used: *${wheel#* }*$help (1)"
    done
done
expect "a folder is needed" "$(say "$script")" "Usage:* (2)"
expect "nothing was told" "$(ls -- "$library_folder")" "$(printf 'bin\nlibtorch.sh\nuse-libtorch')"
expect "libraries of the system's own" "$(say LDD_SAYS='/lib/it.so (0x0)' "DPL_TORCH=$here/alone/torch" "$dpl")" "$here/alone/torch/lib: "

# Where it is found untold: what setup fetched, then the active environment.
mkdir -p -- "$here/home/.cache/dpl-workbench/libtorch-2.14.1" "$here/venv/lib/python3.12/site-packages"
cp -R -- "$here/cuda/"* "$here/home/.cache/dpl-workbench/libtorch-2.14.1/"
fetched=$here/home/.cache/dpl-workbench/libtorch-2.14.1/torch
expect "fetched" "$(say "$dpl" train --lr 1)" "$fetched/lib: train --lr 1"
expect "an environment without" "$(say "VIRTUAL_ENV=$here/venv" "$dpl")" "$fetched/lib: "
cp -R -- "$here/cuda/"* "$here/venv/lib/python3.12/site-packages/"
in_venv=$here/venv/lib/python3.12/site-packages/torch/lib
expect "environment" "$(say "VIRTUAL_ENV=$here/venv" LD_LIBRARY_PATH=/own "$dpl")" "$in_venv:/own: "
expect "conda's" "$(say "CONDA_PREFIX=$here/venv" "$dpl")" "$in_venv: "

# What is told counts more, for once and for good. Programs are started by a link, too.
expect "for once" "$(say "VIRTUAL_ENV=$here/venv" "DPL_TORCH=$here/cuda/torch" "$dpl")" "$here/cuda/torch/lib: "
ln -s "$dpl" "$here/home/dpl"
for turn in first second; do # it may be said again
    expect "for good, the $turn time" "$(cd -- "$here" && say "$script" cuda/torch)" ""
    expect "the $turn time" "$(say "VIRTUAL_ENV=$here/venv" "$here/home/dpl" runs 'a b')" ": runs a b"
    [ "$library_folder/torch/lib/libtorch_cuda.so" -ef "$here/cuda/torch/lib/libtorch_cuda.so" ] || expect "the link" "wrong" "right"
done
rm -rf -- "$here/cuda"
expect "gone since" "$(say "$dpl")" "dpl: LibTorch in $library_folder/torch cannot be used: there is no*$help (1)"

exit "$((failures > 0))"
