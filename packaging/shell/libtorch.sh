# LibTorch: the C++ libraries inside PyTorch's wheel, in the user's cache where packaging/cmake/DplDependencies.cmake
# looks for them.
# shellcheck shell=bash

# shellcheck source=messages.sh
. "$(dirname -- "${BASH_SOURCE[0]}")/messages.sh"
# shellcheck source=toolchain.sh
. "$(dirname -- "${BASH_SOURCE[0]}")/toolchain.sh"

# Some services run without HOME; CMake looks there too.
if [ -z "${HOME-}" ]; then
    unset HOME
    HOME=$(cd ~ && pwd)
    export HOME
fi

libtorch_version()
{
    cat -- "$root/packaging/libtorch.version"
}

# libtorch_place: the folder that holds torch/.
libtorch_place()
{
    printf '%s/dpl-workbench/libtorch-%s\n' "${XDG_CACHE_HOME:-$HOME/.cache}" "$(libtorch_version)"
}

# libtorch_is_whole FOLDER
libtorch_is_whole()
{
    [ -f "$1/share/cmake/Torch/TorchConfig.cmake" ] && [ -d "$1/include" ] \
        && { [ -f "$1/lib/libtorch_cpu.so" ] || [ -f "$1/lib/libtorch_cpu.dylib" ]; }
}

# find_libtorch: prints the folder of TorchConfig.cmake: the user's (Torch_DIR, CMAKE_PREFIX_PATH), else the cached one.
find_libtorch()
{
    local prefix candidate
    if [ -n "${Torch_DIR-}" ]; then
        [ -f "$Torch_DIR/TorchConfig.cmake" ] \
            || fail "Torch_DIR is $Torch_DIR, but it has no TorchConfig.cmake; set it to LibTorch's folder share/cmake/Torch, or unset it."
        printf '%s\n' "$Torch_DIR"
        return 0
    fi
    if prefix=$(offered_in share/cmake/Torch/TorchConfig.cmake '[Tt]orch*/share/cmake/Torch/TorchConfig.cmake'); then
        for candidate in "$prefix"/share/cmake/Torch "$prefix"/[Tt]orch*/share/cmake/Torch; do
            if [ -f "$candidate/TorchConfig.cmake" ]; then
                printf '%s\n' "$candidate"
                return 0
            fi
        done
    fi
    candidate=$(libtorch_place)/torch
    libtorch_is_whole "$candidate" || return 1
    printf '%s\n' "$candidate/share/cmake/Torch"
}

# pip_takes_libtorch PYTHON TARGET: from the index that the user configured, else from PyTorch's own, which has the
# builds for the CPU. Only the C++ parts are used, so a wheel for any Python will do: the one for this Python first.
pip_takes_libtorch()
{
    local python=$1 target=$2 version index other options patience
    version=$(libtorch_version)
    [ "$(uname -s)" != Darwin ] || version=${version%+cpu} # wheels for macOS carry no such suffix
    for index in "" https://download.pytorch.org/whl/cpu; do
        patience=(--retries 2)
        for other in "" 3.11 3.12 3.13 3.10 3.14; do
            options=(--no-deps --no-compile --no-input --only-binary=:all: "${patience[@]}" --target "$target")
            [ -z "$index" ] || options+=(--index-url "$index")
            [ -z "$other" ] || options+=(--python-version "$other")
            : >"$log.pip"
            if env PIP_USER=0 PIP_REQUIRE_VIRTUALENV=0 PIP_ROOT_USER_ACTION=ignore PIP_DISABLE_PIP_VERSION_CHECK=1 \
                "$python" -m pip install "${options[@]}" "torch==$version" >"$log.pip" 2>&1; then
                cat -- "$log.pip" >>"$log"
                rm -f -- "$log.pip"
                return 0
            fi
            cat -- "$log.pip" >>"$log"
            # Another Python's wheel helps only where this one's was the trouble.
            grep -qiE 'no matching distribution|not a supported wheel' "$log.pip" || break
            if grep -qiE 'connection broken|could not fetch' "$log.pip"; then
                patience=(--retries 0 --timeout 5) # it may still lie on this machine
            fi
        done
    done
    rm -f -- "$log.pip"
    return 1
}

# fetch_libtorch: into a folder beside its place, checked, then renamed: what is in its place is always whole.
fetch_libtorch()
{
    local place parent python
    place=$(libtorch_place)
    parent=$(dirname -- "$place")
    say "Fetching LibTorch $(libtorch_version) into $place (about 200 MB, once) ..."
    if ! { mkdir -p -- "$parent" && scratch=$(mktemp -d "$parent/.libtorch.XXXXXX"); } 2>/dev/null; then
        fail "The folder $parent is not writable; change its owner, or choose another with XDG_CACHE_HOME."
    fi
    find "$parent" -maxdepth 1 -name '.libtorch.*' -mtime +1 -exec rm -rf {} + # of setups that were killed
    trap 'rm -rf -- "$scratch"' EXIT
    trap 'exit 130' INT TERM HUP
    mkdir -- "$scratch/tmp"
    export TMPDIR="$scratch/tmp" # the wheel unpacks to more than some systems' /tmp holds

    python=$(find_pip) || fail "Neither pip nor venv works with this python3; install python3-venv, or say where LibTorch is with Torch_DIR."
    if ! "$python" -m pip --version >/dev/null 2>&1; then
        quietly "$python" -m venv "$scratch/venv" \
            || fail_with_log "No virtual environment could be created to fetch LibTorch; install pip for python3 and start again."
        python=$scratch/venv/bin/python3
    fi
    pip_takes_libtorch "$python" "$scratch/whole" \
        || fail_with_log "LibTorch $(libtorch_version) could not be fetched; check the network, or say where one is with Torch_DIR=/path/to/torch/share/cmake/Torch."
    libtorch_is_whole "$scratch/whole/torch" \
        || fail "The wheel of PyTorch that pip installed has no C++ libraries; say where LibTorch is with Torch_DIR=/path/to/torch/share/cmake/Torch."

    if ! libtorch_is_whole "$place/torch"; then # unless another setup was quicker
        rm -rf -- "$place"
        "$python" -c 'import os, sys; os.rename(sys.argv[1], sys.argv[2])' "$scratch/whole" "$place" \
            || libtorch_is_whole "$place/torch" \
            || fail "LibTorch could not be moved into $place; make sure that nothing is in the way, and start again."
    fi
}

provide_libtorch()
{
    find_libtorch >/dev/null || fetch_libtorch
}
