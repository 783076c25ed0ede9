#!/usr/bin/env bash
# Installs a build into a temporary folder and uses it from there; ctest runs it.
set -euo pipefail
# shellcheck source=first_use.sh
. "$(dirname -- "${BASH_SOURCE[0]}")/first_use.sh"

usage()
{
    cat <<'USAGE'
Usage: packaging/shell/try_install.sh BUILD [--no-window] [--wheel FOLDER]
  BUILD            folder of a build in which everything that is installed has been built
  --no-window      it has no window
  --wheel FOLDER   it is for CUDA, with LibTorch in this folder torch
USAGE
}

build=${1-}
with_window=true
wheel=
[ $# -eq 0 ] || shift
while [ $# -gt 0 ]; do
    case $1 in
    --no-window) with_window=false ;;
    --wheel)
        wheel=${2-}
        [ $# -eq 1 ] || shift
        ;;
    *) build= ;;
    esac
    shift
done
if [ ! -f "$build/cmake_install.cmake" ]; then
    usage >&2
    exit 2
fi

place=$(mktemp -d)
trap 'rm -rf -- "$place"' EXIT
installed=$place/installed
cmake --install "$build" --prefix "$installed" >"$place/install.log" || fail "Nothing could be installed from $build."

if [ -n "$wheel" ]; then
    try_wheel "$installed/bin" "$(echo "$installed"/lib*/dpl-workbench/use-libtorch)" "$wheel" "$place" "$place"
fi

expected=(bin/dpl lib*/dpl-workbench/torch/lib/libtorch_cpu.so share/man/man1/dpl.1.gz share/bash-completion/completions/dpl
    share/zsh/*/_dpl share/fish/vendor_completions.d/dpl.fish share/doc/dpl-workbench*/copyright)
if "$with_window"; then
    expected+=(bin/dpl-workbench share/applications/dpl-workbench.desktop share/metainfo/org.dpl.Workbench.metainfo.xml
        share/icons/hicolor/scalable/apps/dpl-workbench.svg share/icons/hicolor/48x48/apps/dpl-workbench.png
        share/mime/packages/dpl-workbench.xml share/man/man1/dpl-workbench.1.gz)
fi
# What is linked: not the scripts that start it.
linked=("$installed"/bin/*)
[ -z "$wheel" ] || linked=("$installed"/lib*/dpl-workbench/bin/*)
if [ -f "$build/lib/libdpl_arrow.so" ]; then # unless it was built without Apache Arrow
    expected+=(lib*/dpl-workbench/arrow/libdpl_arrow.so lib*/dpl-workbench/arrow/libarrow.so.* lib*/dpl-workbench/arrow/libparquet.so.*
        share/doc/dpl-workbench*/arrow/*)
    linked+=("$installed"/lib*/dpl-workbench/arrow/libdpl_arrow.so)
fi
for pattern in "${expected[@]}"; do
    compgen -G "$installed/$pattern" >/dev/null || fail "$pattern was not installed."
done

# No library may come from the build or from where LibTorch was fetched to: on another machine they are not there.
for program in "${linked[@]}"; do
    elsewhere=$(env -i ldd "$program" | sed -n 's/.* => \(.*\) (.*/\1/p' | grep -E 'torch|libc10|libgomp|arrow|parquet' | grep -v "^$installed/" || true)
    [ -z "$elsewhere" ] || fail "$program takes libraries from elsewhere: $elsewhere"
    ! env -i ldd "$program" | grep 'not found' || fail "$program lacks libraries."
done

# What desktops and shells read, by the programs that they use, where these are here.
if "$with_window"; then
    check_for_desktops "$installed"
    check_with update-mime-database "$installed/share/mime"
    if command -v update-mime-database >/dev/null; then
        grep -q '^[0-9]*:application/x-dpl-run+json:run.json' "$installed/share/mime/globs2" || fail "run.json has no type."
    fi
fi
for page in "$installed"/share/man/man1/*.gz; do
    if command -v man >/dev/null; then
        complaints=$(LC_ALL=C.UTF-8 MANROFFSEQ='' MANWIDTH=100 man --warnings -E UTF-8 -l "$page" 2>&1 >/dev/null)
        [ -z "$complaints" ] || fail "man complains of $page: $complaints"
    fi
done
# shellcheck disable=SC2016 # it is the inner bash's
completed=$(bash --norc -c '. "$1" && COMP_WORDS=(dpl train --model) COMP_CWORD=2 && _dpl && echo "${COMPREPLY[*]}"' \
    _ "$installed/share/bash-completion/completions/dpl")
[ "$completed" = "--model_name" ] || fail "bash completes dpl train --model to \"$completed\"."
check_with zsh -n "$installed"/share/zsh/*/_dpl
check_with fish --no-execute "$installed/share/fish/vendor_completions.d/dpl.fish"

# shellcheck disable=SC2034 # first_use.sh reads it
[ ! -f "$build/lib/libdpl_arrow.so" ] || rows=$root/tests/fixtures/tables/zstd.parquet
mkdir -- "$place/used"
first_use "$installed/bin" "$place/used" "$place/used"
say "What was installed from $build works."
