# What the user offers in place of a package: folders that CMake searches before the system's.
# shellcheck shell=bash

# offered_in PREFIX_PATTERN...: whether a folder of CMAKE_PREFIX_PATH, or /usr/local, holds a file that fits.
offered_in()
{
    local prefixes=${CMAKE_PREFIX_PATH-}:/usr/local prefix pattern
    prefixes=${prefixes//;/:}:
    while [ -n "$prefixes" ]; do
        prefix=${prefixes%%:*}
        prefixes=${prefixes#*:}
        [ -n "$prefix" ] || continue
        for pattern in "$@"; do
            if compgen -G "$prefix/$pattern" >/dev/null; then
                printf '%s\n' "$prefix"
                return 0
            fi
        done
    done
    return 1
}

# offered NAME: whether find_package(NAME) succeeds by NAME_DIR in the environment or by a folder as above.
offered()
{
    local directory=${1}_DIR
    [ -n "${!directory-}" ] || offered_in "lib*/cmake/$1/*onfig.cmake" "lib/*/cmake/$1/*onfig.cmake" \
        "share/cmake/$1/*onfig.cmake" >/dev/null
}
