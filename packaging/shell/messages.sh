# How the scripts talk: short lines on standard error (standard output belongs to the programs they start), package
# managers and compilers into a log under build/, and one clear sentence at the end of every failure.
# shellcheck shell=bash

root=$(CDPATH='' cd -- "$(dirname -- "${BASH_SOURCE[0]}")/../.." && pwd) # of the repository
script_name="packaging/$(basename -- "$0")"

say()
{
    printf '%s\n' "$*" >&2
}

complain()
{
    say "$script_name: $*"
}

fail()
{
    complain "$@"
    exit 1
}

# log_to NAME: from here on, quietly writes build/NAME.log, begun anew.
log_to()
{
    log="$root/build/$1.log"
    { mkdir -p -- "$root/build" && : >"$log"; } 2>/dev/null \
        || fail "The folder $root/build is not writable; change its owner, or work in your own copy of the repository."
}

# quietly COMMAND...: runs it with its output in the log.
quietly()
{
    printf '$ %s\n' "$*" >>"$log"
    "$@" >>"$log" 2>&1
}

# fail_with_log SENTENCE: shows what matters of the log first: from the first error of CMake or the first target that
# failed on, else the end.
fail_with_log()
{
    local errors
    errors=$(awk '/^(CMake Error|FAILED:)/ { on = 1 } on' "$log" | cut -c1-400 | head -n 60) || true
    if [ -n "$errors" ]; then
        say "$errors"
    else
        tail -n 25 "$log" >&2
    fi
    say "(all of it is in $log)"
    fail "$*"
}

# Commands that nobody expected to fail end with a sentence as well.
stopped_at()
{
    [ "$BASH_SUBSHELL" -gt 0 ] || complain "Stopped: '$2' failed (line $1); this is a bug in the script; please report it."
}
set -E
trap 'stopped_at "$LINENO" "$BASH_COMMAND"' ERR
