# Configures and builds a preset, in build/<preset>, where `cmake --preset` puts it too.
# shellcheck shell=bash

# shellcheck source=arrow.sh
. "$(dirname -- "${BASH_SOURCE[0]}")/arrow.sh"

# parallel_jobs: one for each core, as long as each has 1.5 GB of memory: LibTorch's headers are heavy.
parallel_jobs()
{
    local cores memory
    cores=$(nproc 2>/dev/null || sysctl -n hw.ncpu 2>/dev/null || echo 2)
    memory=$(sed -n 's/^MemAvailable: *\([0-9]*\) kB/\1/p' /proc/meminfo 2>/dev/null || true)
    if [ -n "$memory" ] && ((memory / 1500000 < cores)); then
        cores=$((memory / 1500000 > 0 ? memory / 1500000 : 1))
    fi
    printf '%s\n' "$cores"
}

# configure PRESET [OPTION...]: once, and again when the presets, the options of cmake or what the user offers have changed. A
# folder that was configured by hand is used as it is.
configure()
{
    local preset=$1 folder=$root/build/$1 compiler torch arrow choices
    shift
    compiler=$(find_compiler) || fail "No C++ compiler that is new enough was found (GCC 12 or newer); run packaging/setup."
    torch=$(find_libtorch) || fail "LibTorch was not found; run packaging/setup."
    arrow=$(find_arrow) || arrow=
    choices=$(printf '%s\n' "$root" "$compiler" "$torch" "$arrow" "${CMAKE_PREFIX_PATH-}" "${Qt6_DIR-}" "$@")
    if [ -f "$folder/build.ninja" ]; then
        [ -f "$folder/choices.txt" ] || return 0
        if [ "$choices" = "$(cat -- "$folder/choices.txt")" ]; then
            [ "$root/CMakePresets.json" -nt "$folder/choices.txt" ] || return 0
        else
            rm -rf -- "$folder/CMakeCache.txt" "$folder/CMakeFiles"
        fi
    fi

    log_to "configure-$preset"
    say "Configuring build/$preset ..."
    (
        cd -- "$root"
        export CXX=$compiler
        quietly cmake --preset "$preset" "-DTorch_DIR:PATH=$torch" "-DArrow_DIR:PATH=$arrow" "$@"
    ) || fail_with_log "CMake could not configure build/$preset; what is missing is shown above."
    printf '%s\n' "$choices" >"$folder/choices.txt"
}

# build PRESET [TARGET...]: silent when nothing is to be done.
build()
{
    local preset=$1 command=(cmake --build "$root/build/$1")
    shift
    [ $# -eq 0 ] || command+=(--target "$@")
    export CMAKE_BUILD_PARALLEL_LEVEL=${CMAKE_BUILD_PARALLEL_LEVEL:-$(parallel_jobs)}
    if [ "$("${command[@]}" -- -n 2>/dev/null | tail -n 1)" = "ninja: no work to do." ]; then
        return 0
    fi
    log_to "build-$preset"
    say "Building ${*:-everything} in build/$preset (some minutes the first time) ..."
    if [ -t 2 ]; then
        "${command[@]}" >&2 || fail "The build failed; the first error is shown above."
    else
        quietly "${command[@]}" || fail_with_log "The build failed; the first error is shown above."
    fi
}
