# Checks how the sources are written: clang-format and shellcheck.
# shellcheck shell=bash

# shellcheck source=messages.sh
. "$(dirname -- "${BASH_SOURCE[0]}")/messages.sh"
# shellcheck source=toolchain.sh
. "$(dirname -- "${BASH_SOURCE[0]}")/toolchain.sh"

# clang_format_place: the folder of the one version whose layout counts; others lay some lines out differently.
clang_format_place()
{
    printf '%s/dpl-workbench/clang-format-%s\n' "${XDG_CACHE_HOME:-$HOME/.cache}" "$(cat -- "$root/packaging/clang-format.version")"
}

# provide_clang_format: fetches it (a wheel of 2 MB) unless it is there.
provide_clang_format()
{
    local place python
    place=$(clang_format_place)
    [ ! -x "$place/bin/clang-format" ] || return 0
    python=$(find_pip) || fail "Neither pip nor venv works with this python3; install python3-venv."
    rm -rf -- "$place.part"
    if ! quietly "$python" -m venv "$place.part" \
        || ! quietly "$place.part/bin/python3" -m pip install --no-input --disable-pip-version-check \
            --only-binary=:all: --target "$place.part/wheel" "clang-format==$(cat -- "$root/packaging/clang-format.version")"; then
        fail_with_log "clang-format could not be fetched; check the network."
    fi
    mkdir -p -- "$place.part/found/bin"
    cp -- "$place.part/wheel/clang_format/data/bin/clang-format" "$place.part/found/bin/"
    rm -rf -- "$place"
    mv -- "$place.part/found" "$place"
    rm -rf -- "$place.part"
}

# check_style: fails at the first source that is laid out otherwise, naming its lines.
check_style()
{
    log_to style
    provide_clang_format
    say "Checking the style of sources and scripts ..."
    (
        cd -- "$root"
        find core ui app tests packaging \( -name '*.cpp' -o -name '*.hpp' \) -print0 \
            | xargs -0 -n 50 -P "$(nproc 2>/dev/null || echo 2)" "$(clang_format_place)/bin/clang-format" --dry-run -Werror
    ) >>"$log" 2>&1 || fail_with_log "Sources are not formatted as .clang-format says; run clang-format -i (version $(cat -- "$root/packaging/clang-format.version")) on them."
    if command -v shellcheck >/dev/null; then
        (cd -- "$root" && shellcheck packaging/{run,test,setup,package} packaging/installed/{use-libtorch,start.in,libtorch.sh.in} packaging/shell/*.sh tests/packaging/*.sh .ci/run) >>"$log" 2>&1 \
            || fail_with_log "shellcheck found problems in the scripts."
    fi
}
