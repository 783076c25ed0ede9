#!/usr/bin/env bash
# packaging/cmake/LibTorch.cmake, with stand-ins for wheels of PyTorch.
set -euo pipefail
source=$(CDPATH='' cd -- "$(dirname -- "${BASH_SOURCE[0]}")/../.." && pwd)
here=$(mktemp -d)
trap 'rm -rf -- "$here"' EXIT
export XDG_CACHE_HOME=$here/cache
unset Torch_DIR CMAKE_PREFIX_PATH
mkdir -p -- "$here/project/packaging"
cp -- "$source"/packaging/*.version "$here/project/packaging/"
cat >"$here/project/CMakeLists.txt" <<PROJECT
cmake_minimum_required(VERSION 3.23)
project(stand_in LANGUAGES NONE)
set(CMAKE_SHARED_LIBRARY_PREFIX lib)
set(CMAKE_SHARED_LIBRARY_SUFFIX .so)
list(APPEND CMAKE_MODULE_PATH "$source/packaging/cmake")
include(LibTorch)
get_target_property(libraries dpl::libtorch INTERFACE_LINK_LIBRARIES)
message(STATUS "found \${dpl_libtorch_root} \${dpl_libtorch_version} cuda=\${dpl_libtorch_cuda}")
message(STATUS "libraries \${libraries}")
message(STATUS "folders \${CMAKE_BUILD_RPATH}")
PROJECT

# make_libtorch FOLDER MINOR [LIBRARY...]
make_libtorch()
{
    local folder=$1 minor=$2 library
    shift 2
    mkdir -p -- "$folder/lib" "$folder/include/torch/csrc/api/include/torch" "$folder/include/torch/headeronly" "$folder/share/cmake/Torch"
    touch -- "$folder/include/torch/csrc/api/include/torch/torch.h"
    printf '#define TORCH_VERSION_%s\n' 'MAJOR 2' "MINOR $minor" 'PATCH 1' >"$folder/include/torch/headeronly/version.h"
    for library in torch_cpu c10 "$@"; do
        touch -- "$folder/lib/lib$library.so"
    done
}
# configure OPTION...: what CMake says.
configure()
{
    rm -rf -- "$here/build"
    cmake -S "$here/project" -B "$here/build" "$@" 2>&1 || true
}
# says TEXT PART...
says()
{
    local text=$1 part
    shift
    for part in "$@"; do
        [[ $(tr -s ' \n' ' ' <<<"$text") == *"$part"* ]] || { printf 'This does not say "%s":\n%s\n' "$part" "$text" >&2 && exit 1; }
    done
}

says "$(configure)" "LibTorch was not found. Run packaging/setup once"
says "$(configure "-DTorch_DIR=$here/nowhere")" "Torch_DIR is $here/nowhere, but there is no LibTorch"

make_libtorch "$here/wheel/torch" 13
for folder in "$here/wheel" "$here/wheel/torch" "$here/wheel/torch/share/cmake/Torch"; do
    said=$(configure "-DTorch_DIR=$folder")
    says "$said" "found $here/wheel/torch 2.13.1 cuda=OFF" "libraries dpl::torch_cpu;dpl::c10 "
    [[ $said != *Warning* ]] || { printf '%s\n' "$said" >&2 && exit 1; }
done
says "$(Torch_DIR=$here/wheel configure)" "found $here/wheel/torch"
says "$(configure "-DCMAKE_PREFIX_PATH=$here/nowhere;$here/wheel")" "found $here/wheel/torch"

make_libtorch "$here/old/torch" 12
says "$(configure "-DTorch_DIR=$here/old")" "LibTorch 2.12.1 in $here/old/torch may not work" "2.13 and 2.14" "found $here/old/torch"

# For CUDA: its libraries are kept, and NVIDIA's are found.
make_libtorch "$here/cuda/torch" 14 torch_cuda c10_cuda
mkdir -p -- "$here/cuda/nvidia/cu13/lib" "$here/cuda/nvidia/cudnn/lib"
says "$(configure "-DTorch_DIR=$here/cuda")" "found $here/cuda/torch 2.14.1 cuda=ON" \
    "-Wl,--push-state,--no-as-needed,\"$here/cuda/torch/lib/libtorch_cuda.so\",\"$here/cuda/torch/lib/libc10_cuda.so\",--pop-state" \
    "/nvidia/cu13/lib" "/nvidia/cudnn/lib"

# What packaging/setup fetched: the kind that it took last.
make_libtorch "$XDG_CACHE_HOME/dpl-workbench/libtorch-$(cat -- "$source/packaging/libtorch.version")/torch" 13
make_libtorch "$XDG_CACHE_HOME/dpl-workbench/libtorch-$(cat -- "$source/packaging/libtorch-cuda.version")/torch" 14 torch_cuda c10_cuda
says "$(configure)" "2.13.1 cuda=OFF"
echo "cuda told" >"$XDG_CACHE_HOME/dpl-workbench/libtorch.kind"
says "$(configure)" "2.14.1 cuda=ON"
