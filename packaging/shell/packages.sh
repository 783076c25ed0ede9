# The system packages: which are needed, which of them are missing, and how to get those.
# shellcheck shell=bash

# shellcheck source=messages.sh
. "$(dirname -- "${BASH_SOURCE[0]}")/messages.sh"
# shellcheck source=toolchain.sh
. "$(dirname -- "${BASH_SOURCE[0]}")/toolchain.sh"

# One line for each need. "when": always, window (Qt), fetching (only where LibTorch or Arrow is), ci. "met by":
# what else fulfils it, a function of toolchain.sh or the CMake package that the user may offer. A | b: the first that
# the system has. -: nothing to install there.
needs()
{
    sed '/^#/d' <<'TABLE'
# when    met by         Debian, Ubuntu                    Fedora                  Arch            Homebrew
always    find_compiler  g++                               gcc-c++                 gcc             -
always    has_cmake      cmake                             cmake                   cmake           cmake
always    has_ninja      ninja-build                       ninja-build             ninja           ninja
always    nlohmann_json  nlohmann-json3-dev                json-devel              nlohmann-json   nlohmann-json
always    CLI11          libcli11-dev                      cli11-devel             cli11           cli11
always    -              libsentencepiece-dev              sentencepiece-devel     sentencepiece   sentencepiece
always    -              libpcre2-dev                      pcre2-devel             pcre2           pcre2
always    -              libxxhash-dev                     xxhash-devel            xxhash          xxhash
always    -              libutf8proc-dev                   utf8proc-devel          libutf8proc     utf8proc
always    ZLIB           zlib1g-dev                        zlib-devel              zlib            -
always    -              libzstd-dev                       libzstd-devel           zstd            zstd
always    CURL           libcurl4-openssl-dev              libcurl-devel           curl            -
always    OpenSSL        libssl-dev                        openssl-devel           openssl         openssl
always    GTest          libgtest-dev                      gtest-devel             gtest           googletest
always    benchmark      libbenchmark-dev                  google-benchmark-devel  benchmark       google-benchmark
always    -              -                                 -                       -               libomp
window    Qt6            qt6-base-dev                      qt6-qtbase-devel        qt6-base        qt
window    has_qt_opengl  libqt6opengl6-dev|qt6-base-dev    -                       -               -
window    Qt6            qt6-charts-dev|libqt6charts6-dev  qt6-qtcharts-devel      qt6-charts      -
window    Qt6            qt6-svg-dev|libqt6svg6-dev        qt6-qtsvg-devel         qt6-svg         -
window    Qt6            qt6-wayland                       qt6-qtwayland           qt6-wayland     -
window    -              fonts-dejavu-core                 dejavu-sans-fonts       ttf-dejavu      -
window    -              fonts-inter                       -                       -               -
fetching  find_pip       python3-venv                      python3-pip             python-pip      python
ci        -              poppler-utils                     poppler-utils           poppler         poppler
ci        -              fonts-lmodern                     -                       -               -
ci        -              ccache                            ccache                  ccache          ccache
ci        -              mold                              mold                    mold            -
ci        -              shellcheck                        ShellCheck              shellcheck      shellcheck
ci        -              desktop-file-utils                desktop-file-utils      desktop-file-utils  -
ci        -              appstream                         appstream               appstream       -
ci        -              slurmctld                         slurm-slurmctld         -               -
ci        -              slurmd                            slurm-slurmd            -               -
ci        -              slurm-client                      slurm                   -               -
ci        -              munge                             munge                   -               -
ci        -              shared-mime-info                  shared-mime-info        shared-mime-info  -
ci        -              iproute2                          iproute                 iproute2        -
ci        -              openssh-client                    openssh-clients         openssh         -
ci        -              openssh-server                    openssh-server          -               -
ci        -              rsync                             rsync                   rsync           rsync
TABLE
}

package_manager()
{
    local candidate
    for candidate in brew apt-get dnf pacman; do
        [ "$candidate" != brew ] || [ "$(uname -s)" = Darwin ] || continue
        if command -v "$candidate" >/dev/null; then
            printf '%s\n' "$candidate"
            return 0
        fi
    done
    return 1
}

# installed MANAGER NAME...: prints those of the names that are installed.
installed()
{
    local manager=$1
    shift
    case $manager in
    apt-get)
        # shellcheck disable=SC2016 # dpkg-query's own fields
        dpkg-query -W -f='${binary:Package} ${db:Status-Status}\n' "$@" 2>/dev/null | sed -n 's/\(:[a-z0-9]*\)* installed$//p'
        ;;
    dnf) rpm -q --qf '%{NAME}\n' "$@" 2>/dev/null | grep -v ' ' ;;
    pacman) pacman -Qq "$@" 2>/dev/null ;;
    brew) brew list --versions "$@" 2>/dev/null | sed 's/[@ ].*//' ;;
    esac || true
}

# missing_packages MANAGER WHEN...: prints what is needed in these cases and neither installed nor met otherwise, one a
# line, alternatives still joined.
missing_packages()
{
    local manager=$1 cases=" $2 " when met_by debian fedora arch homebrew package names=() rows=() have row name
    while read -r when met_by debian fedora arch homebrew; do
        case $manager in
        apt-get) package=$debian ;;
        dnf) package=$fedora ;;
        pacman) package=$arch ;;
        brew) package=$homebrew ;;
        esac
        if [ "$package" != - ] && [[ $cases == *" $when "* ]]; then
            rows+=("$met_by $package")
            IFS='|' read -r -a row <<<"$package"
            names+=("${row[@]}")
        fi
    done < <(needs)
    have=" $(installed "$manager" "${names[@]}" | tr '\n' ' ') "
    for row in "${rows[@]}"; do
        met_by=${row%% *}
        package=${row#* }
        if declare -F "$met_by" >/dev/null; then # a tool: its package may be there and too old
            ! "$met_by" >/dev/null || continue
        else
            for name in ${package//|/ }; do
                [[ $have != *" $name "* ]] || continue 2
            done
            [ "$met_by" = - ] || ! offered "$met_by" || continue
        fi
        printf '%s\n' "$package"
    done
}

# as_root COMMAND...
as_root()
{
    if [ "$(id -u)" -eq 0 ]; then
        "$@"
    elif [ -t 0 ]; then
        sudo -- "$@"
    else
        sudo -n -- "$@"
    fi
}

may_become_root()
{
    [ "$(id -u)" -eq 0 ] || sudo -n true 2>/dev/null || { [ -t 0 ] && command -v sudo >/dev/null && sudo -v; }
}

# debian_name PACKAGE: chooses among alternatives by what the package lists know; fails where they know none.
debian_name()
{
    local name
    for name in ${1//|/ }; do
        if [[ $(LC_ALL=C apt-cache policy "$name" 2>/dev/null) == *"Candidate: "[!\(]* ]]; then
            printf '%s\n' "$name"
            return 0
        fi
    done
    return 1
}

# choose_debian_names PACKAGE...: into names; those that the package lists do not know into unknown.
choose_debian_names()
{
    local package name
    names=()
    unknown=()
    for package in "$@"; do
        if name=$(debian_name "$package"); then
            names+=("$name")
        else
            unknown+=("$package")
        fi
    done
}

update_package_lists()
{
    say "Updating the package lists ..."
    quietly as_root apt-get update -q \
        || fail_with_log "The package lists could not be updated; check the network and /etc/apt/sources.list, then start again."
}

install_debian_packages()
{
    local names unknown updated=false command
    if ! may_become_root; then
        fail "System packages are missing and this user may not install them; have an administrator run: apt-get install ${*%%|*}"
    fi
    # Lists older than a week name versions that the servers no longer have.
    choose_debian_names "$@"
    if [ "${#unknown[@]}" -gt 0 ] \
        || [ -z "$(find /var/lib/apt/lists -maxdepth 1 -name '*_Packages*' -mtime -7 -print -quit 2>/dev/null)" ]; then
        update_package_lists
        updated=true
        choose_debian_names "$@"
    fi
    if [ "${#unknown[@]}" -gt 0 ]; then
        fail "This system has no package ${unknown[*]} (Debian 12 and Ubuntu 24.04 have it); install the library yourself and name its folder in CMAKE_PREFIX_PATH."
    fi

    say "Installing ${names[*]} ..."
    command=(as_root env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends
        -o DPkg::Lock::Timeout=120 "${names[@]}")
    quietly "${command[@]}" && return 0
    if ! "$updated"; then
        update_package_lists
        quietly "${command[@]}" && return 0
    fi
    fail_with_log "apt-get could not install ${names[*]}; fix the problem shown above, and start again."
}

# provide_packages WHEN...: installs what is missing, or fails with the one command that does.
provide_packages()
{
    local manager missing=() package command
    if ! manager=$(package_manager); then
        say "No known package manager (apt-get, dnf, pacman, brew) was found; CMake will say what is missing, if anything."
        return 0
    fi
    while read -r package; do missing+=("$package"); done < <(missing_packages "$manager" "$*")
    [ "${#missing[@]}" -gt 0 ] || return 0
    if [ -n "${CXX-}" ] && ! find_compiler >/dev/null; then
        fail "The compiler in CXX ($CXX) does not compile C++20 with OpenMP; unset CXX, or set it to GCC 12 or newer."
    fi
    case $manager in
    apt-get) install_debian_packages "${missing[@]}" ;;
    dnf) command="sudo dnf install" ;;
    pacman) command="sudo pacman -S --needed" ;;
    brew) command="brew install" ;;
    esac
    [ "$manager" = apt-get ] || fail "Packages are missing; run this, then start again: $command ${missing[*]}"

    find_compiler >/dev/null || fail "No C++ compiler that is new enough was found (GCC 12 or newer); install one and name it in CXX."
    has_cmake || fail "CMake 3.23 or newer is needed and this system's is older; put a newer one first on PATH."
}
