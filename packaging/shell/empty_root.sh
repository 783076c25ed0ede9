# A root folder that holds nothing but what a program loads from the system.
# shellcheck shell=bash

# shellcheck source=first_use.sh
. "$(dirname -- "${BASH_SOURCE[0]}")/first_use.sh"

# copy_into ROOT FILE: at the same path there, with what it points to.
copy_into()
{
    if [ ! -e "$1$2" ]; then
        mkdir -p -- "$1$(dirname -- "$2")"
        cp -L -- "$2" "$1$2"
    fi
}

# copy_libraries ROOT PROGRAM...: the libraries of the system that programs or libraries load, and the loader.
copy_libraries()
{
    local root_folder=$1 library
    shift
    env -i ldd "$@" 2>/dev/null | sed -n 's/.* => \(\/.*\) (.*/\1/p; s/^\t\(\/[^ ]*\) (.*/\1/p' | sort -u | while read -r library; do
        case $library in
        "$root_folder"/* | "${wheel:-$root_folder}"/*) ;; # it brings that along
        *) copy_into "$root_folder" "$library" ;;
        esac
    done
}

# furnish ROOT PROGRAM...: makes ROOT what the programs in it need: libraries, of Qt what shows a window without a display,
# fonts, and env, which starts them.
furnish()
{
    local root_folder=$1 plugin plugins=()
    shift
    mkdir -p -- "$root_folder"/{dev,proc,tmp,etc}
    copy_libraries "$root_folder" "$@" /usr/bin/env
    copy_into "$root_folder" /usr/bin/env
    if "$with_window"; then
        for plugin in /usr/lib/*/qt6/plugins/{platforms/libqoffscreen,imageformats/libqsvg,iconengines/libqsvgicon}.so; do
            copy_into "$root_folder" "$plugin"
            plugins+=("$plugin")
        done
        copy_libraries "$root_folder" "${plugins[@]}"
        mkdir -p -- "$root_folder/usr/share/fonts"
        cp -RL -- /etc/fonts "$root_folder/etc/"
        cp -RL -- /usr/share/fonts/truetype/dejavu "$root_folder/usr/share/fonts/"
    fi
}

# furnish_for_wheel ROOT TORCH: the libraries of the system that a wheel of PyTorch loads, and what the scripts that find it need.
furnish_for_wheel()
{
    local tool
    copy_libraries "$1" "$2"/lib/libtorch_cuda.so
    for tool in /bin/sh "$(command -v readlink)" "$(command -v ln)"; do
        copy_into "$1" "$tool"
        copy_libraries "$1" "$tool"
    done
}

wheel= # a folder that is to be seen in the root, as /wheel

# in_root ROOT COMMAND...: with ROOT as the root folder, in a view of the file system of its own.
in_root()
{
    local root_folder=$1
    shift
    mkdir -p -- "$root_folder/wheel"
    # shellcheck disable=SC2016 # the inner shell's
    WHEEL=${wheel:-$root_folder/wheel} unshare --map-root-user --mount --fork sh -c '
        mount --rbind /dev "$1/dev" && mount --rbind /proc "$1/proc" && mount --bind "$WHEEL" "$1/wheel" && exec chroot "$@"' \
        sh "$root_folder" "$@"
}
