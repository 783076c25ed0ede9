#!/usr/bin/env bash
# The script that tells an installed build for CUDA where LibTorch is.
set -euo pipefail
here=$(mktemp -d)
trap 'rm -rf -- "$here"' EXIT
mkdir -p -- "$here/lib/dpl-workbench" "$here/site-packages/torch/lib" "$here/cpu/torch/lib"
touch -- "$here/site-packages/torch/lib/libtorch_cuda.so" "$here/cpu/torch/lib/libtorch_cpu.so"
cp -- "$(dirname -- "${BASH_SOURCE[0]}")/../../packaging/installed/use-libtorch" "$here/lib/dpl-workbench/"
script=$here/lib/dpl-workbench/use-libtorch

wrong()
{
    printf '%s\n' "$*" >&2
    exit 1
}
! said=$("$script" "$here/cpu/torch" 2>&1) || wrong "A LibTorch for the CPU was taken."
[[ $said == *"no lib/libtorch_cuda.so"* ]] || wrong "It said: $said"
! "$script" 2>/dev/null || wrong "It took no folder at all."
[ ! -e "$here/lib/dpl-workbench/torch" ] || wrong "It made a link in spite of that."
for turn in first second; do # it may be said again
    (cd -- "$here" && "$script" site-packages/torch)
    [ "$here/lib/dpl-workbench/torch/lib/libtorch_cuda.so" -ef "$here/site-packages/torch/lib/libtorch_cuda.so" ] \
        || wrong "The $turn time LibTorch was not found by the link."
done
