# LibTorch: the C++ libraries inside PyTorch's wheel, in the user's cache where packaging/cmake/LibTorch.cmake looks for
# them. There are two builds: for the CPU, and for CUDA, which comes with wheels of NVIDIA's libraries.
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

# libtorch_home: the folder that holds what was fetched.
libtorch_home()
{
    printf '%s/dpl-workbench\n' "${XDG_CACHE_HOME:-$HOME/.cache}"
}

# has_nvidia_driver: whether this machine has one, by its tool, its kernel module or its library.
has_nvidia_driver()
{
    command -v nvidia-smi >/dev/null || [ -e /proc/driver/nvidia/version ] \
        || { ldconfig -p 2>/dev/null || true; } | grep -q 'libcuda[.]so[.]1 '
}

# libtorch_kind: cpu or cuda: what setup is told (in DPL_LIBTORCH) or was told before; else cuda where there is a driver for it.
libtorch_kind()
{
    local kind how
    if [ -n "${DPL_LIBTORCH-}" ]; then
        printf '%s\n' "$DPL_LIBTORCH"
    elif read -r kind how 2>/dev/null <"$(libtorch_home)/libtorch.kind" && [ "$how" = told ]; then
        printf '%s\n' "$kind"
    elif [ "$(uname -s)" = Linux ] && has_nvidia_driver; then
        echo cuda
    else
        echo cpu
    fi
}

# keep_libtorch_kind: for the next time, and for CMake.
keep_libtorch_kind()
{
    local kind how=found
    kind=$(libtorch_kind)
    [ -z "${DPL_LIBTORCH-}" ] || how=told
    if [ "$how" = told ] || ! grep -qs told "$(libtorch_home)/libtorch.kind"; then
        printf '%s %s\n' "$kind" "$how" >"$(libtorch_home)/libtorch.kind"
    fi
}

libtorch_version()
{
    if [ "$(libtorch_kind)" = cuda ]; then
        cat -- "$root/packaging/libtorch-cuda.version"
    else
        cat -- "$root/packaging/libtorch.version"
    fi
}

# libtorch_place: the folder that holds torch/.
libtorch_place()
{
    printf '%s/libtorch-%s\n' "$(libtorch_home)" "$(libtorch_version)"
}

# libtorch_is_whole FOLDER
libtorch_is_whole()
{
    [ -f "$1/include/torch/csrc/api/include/torch/torch.h" ] \
        && { [ -f "$1/lib/libtorch_cpu.so" ] || [ -f "$1/lib/libtorch_cpu.dylib" ]; }
}

# libtorch_in FOLDER: prints the folder with LibTorch's lib/ and include/: this one, torch/ or libtorch/ in it, or, where it is
# that of TorchConfig.cmake, the third above.
libtorch_in()
{
    local candidate
    for candidate in "$1" "$1/torch" "$1/libtorch" "$1/../../.."; do
        if libtorch_is_whole "$candidate"; then
            (CDPATH='' cd -- "$candidate" && pwd)
            return 0
        fi
    done
    return 1
}

# find_libtorch: prints the folder of LibTorch: the user's (Torch_DIR, CMAKE_PREFIX_PATH), else the cached one.
find_libtorch()
{
    local prefixes prefix
    if [ -n "${Torch_DIR-}" ]; then
        libtorch_in "$Torch_DIR" \
            || fail "Torch_DIR is $Torch_DIR, but there is no LibTorch; set it to the folder torch of a wheel of PyTorch, or unset it."
        return 0
    fi
    prefixes=${CMAKE_PREFIX_PATH-}:/usr/local
    IFS=':;' read -r -a prefixes <<<"$prefixes"
    for prefix in "${prefixes[@]}"; do
        if [ -n "$prefix" ] && libtorch_in "$prefix"; then
            return 0
        fi
    done
    libtorch_in "$(libtorch_place)"
}

# pip_takes_libtorch PYTHON TARGET: from the index that the user configured, else from PyTorch's own. What PyTorch needs is left
# out, but for CUDA, as NVIDIA's libraries are among it. Only the C++ parts are used, so a wheel for any Python will do: the one for this Python first.
pip_takes_libtorch()
{
    local python=$1 target=$2 version index other options patience own=https://download.pytorch.org/whl/cpu needs=(--no-deps)
    version=$(libtorch_version)
    if [ "$(libtorch_kind)" = cuda ]; then
        own=https://download.pytorch.org/whl/cu130
        needs=()
    fi
    [ "$(uname -s)" != Darwin ] || version=${version%+cpu} # wheels for macOS carry no such suffix
    for index in "" "$own"; do
        patience=(--retries 2)
        for other in "" 3.11 3.12 3.13 3.10 3.14; do
            options=("${needs[@]}" --no-compile --no-input --only-binary=:all: "${patience[@]}" --target "$target")
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
    if [ "$(libtorch_kind)" = cuda ]; then
        say "Fetching LibTorch $(libtorch_version) for CUDA with NVIDIA's libraries into $place (about 3 GB, 5.5 GB unpacked, once; packaging/setup --cpu takes the one for the CPU, 200 MB) ..."
    else
        say "Fetching LibTorch $(libtorch_version) for the CPU into $place (about 200 MB, once) ..."
    fi
    if ! { mkdir -p -- "$parent" && scratch=$(mktemp -d "$parent/.libtorch.XXXXXX"); } 2>/dev/null; then
        fail "The folder $parent is not writable; change its owner, or choose another with XDG_CACHE_HOME."
    fi
    find "$parent" -maxdepth 1 -name '.libtorch.*' -mtime +1 -exec rm -rf {} + # of setups that were killed
    trap 'rm -rf -- "$scratch"' EXIT
    trap 'exit 130' INT TERM HUP
    mkdir -- "$scratch/tmp"
    export TMPDIR="$scratch/tmp" # the wheel unpacks to more than some systems' /tmp holds

    python=$(python_with_pip "$scratch") \
        || fail "Neither pip nor venv works with this python3; install python3-venv, or say where LibTorch is with Torch_DIR."
    pip_takes_libtorch "$python" "$scratch/whole" \
        || fail_with_log "LibTorch $(libtorch_version) could not be fetched; check the network, or say where one is with Torch_DIR=/path/to/torch."
    libtorch_is_whole "$scratch/whole/torch" \
        || fail "The wheel of PyTorch that pip installed has no C++ libraries; say where LibTorch is with Torch_DIR=/path/to/torch."

    if ! libtorch_is_whole "$place/torch"; then # unless another setup was quicker
        rm -rf -- "$place"
        "$python" -c 'import os, sys; os.rename(sys.argv[1], sys.argv[2])' "$scratch/whole" "$place" \
            || libtorch_is_whole "$place/torch" \
            || fail "LibTorch could not be moved into $place; make sure that nothing is in the way, and start again."
    fi
}

# provide_libtorch: fetches it unless it is there or the user has one.
provide_libtorch()
{
    find_libtorch >/dev/null || fetch_libtorch
    [ -n "${Torch_DIR-}" ] || ! mkdir -p -- "$(libtorch_home)" 2>/dev/null || keep_libtorch_kind
}
