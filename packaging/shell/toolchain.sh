# The compiler, the build tools and such that are already here.
# shellcheck shell=bash

# shellcheck source=offers.sh
. "$(dirname -- "${BASH_SOURCE[0]}")/offers.sh"

# run_compiler COMPILER ARGUMENT...: the compiler is a program, or, as CMake allows in CXX, a program and options.
run_compiler()
{
    local compiler=$1
    shift
    if command -v "$compiler" >/dev/null; then
        "$compiler" "$@"
    else
        # shellcheck disable=SC2086 # split on purpose
        $compiler "$@"
    fi
}

# compiles_project COMPILER: GCC from 12, Clang from 16 (Apple's from 15), the first to capture structured bindings; with
# OpenMP. Only the preprocessor runs, so that asking takes no time.
compiles_project()
{
    local flags=-fopenmp
    [ "$(uname -s)" != Darwin ] || flags=
    # shellcheck disable=SC2086 # no flag at all on macOS, where CMake finds Homebrew's OpenMP
    run_compiler "$1" -std=c++20 $flags -x c++ -E - >/dev/null 2>&1 <<'PROBE'
#if defined(__apple_build_version__)
#define DPL_FIRST 15
#elif defined(__clang__)
#define DPL_FIRST 16
#endif
#ifdef __clang__
#if __clang_major__ < DPL_FIRST
#error too old
#endif
#elif __GNUC__ < 12
#error too old
#endif
#ifdef _OPENMP
#include <omp.h>
#endif
PROBE
}

# find_compiler: prints the compiler to use; CXX, if set, is the user's choice and the only candidate.
find_compiler()
{
    local candidate
    if [ -n "${CXX-}" ]; then
        compiles_project "$CXX" || return 1
        printf '%s\n' "$CXX"
        return 0
    fi
    for candidate in c++ g++ g++-15 g++-14 g++-13 g++-12 clang++ clang++-20 clang++-19 clang++-18 clang++-17 \
        clang++-16; do
        if command -v "$candidate" >/dev/null && compiles_project "$candidate"; then
            printf '%s\n' "$candidate"
            return 0
        fi
    done
    return 1
}

# has_cmake: presets of version 4 need CMake 3.23.
has_cmake()
{
    local version
    version=$(cmake --version 2>/dev/null | sed -n '1s/.* version //p') || return 1
    [[ $version =~ ^([0-9]+)\.([0-9]+) ]] || return 1
    ((BASH_REMATCH[1] > 3 || (BASH_REMATCH[1] == 3 && BASH_REMATCH[2] >= 23)))
}

has_ninja()
{
    command -v ninja >/dev/null || command -v ninja-build >/dev/null
}

# has_qt_opengl: Qt Charts needs it; some versions of Debian and Ubuntu have it in a package of its own.
has_qt_opengl()
{
    offered Qt6 || compgen -G '/usr/lib/*/cmake/Qt6OpenGL/Qt6OpenGLConfig.cmake' >/dev/null
}

# find_pip: prints a python3 that has pip or can make a virtual environment that does.
find_pip()
{
    local candidate
    for candidate in python3 /usr/bin/python3; do
        if "$candidate" -m pip --version >/dev/null 2>&1 || "$candidate" -c 'import venv, ensurepip' >/dev/null 2>&1; then
            printf '%s\n' "$candidate"
            return 0
        fi
    done
    return 1
}

# python_with_pip SCRATCH: prints a python3 that has pip; where this machine's can only make virtual environments, one in SCRATCH.
python_with_pip()
{
    local python
    python=$(find_pip) || return 1
    if ! "$python" -m pip --version >/dev/null 2>&1; then
        quietly "$python" -m venv "$1/venv" || return 1
        python=$1/venv/bin/python3
    fi
    printf '%s\n' "$python"
}
