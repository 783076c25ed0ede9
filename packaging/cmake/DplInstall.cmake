# Where things go when they are installed. To be included before targets are made: they find LibTorch by what is set here.
include(GNUInstallDirs)
# Debian's zsh has a folder of its own for what packages bring.
set(dpl_zsh_completions "${CMAKE_INSTALL_DATADIR}/zsh/site-functions")
if(EXISTS /etc/debian_version)
    set(dpl_zsh_completions "${CMAKE_INSTALL_DATADIR}/zsh/vendor-completions")
endif()

# Libraries that are the programs' own affair lie apart from the system's, LibTorch's as in its wheel: that for CUDA, of gigabytes,
# stays there, and use-libtorch makes a link.
set(dpl_library_folder "${CMAKE_INSTALL_LIBDIR}/dpl-workbench")
file(RELATIVE_PATH dpl_from_programs "${CMAKE_INSTALL_FULL_BINDIR}" "${CMAKE_INSTALL_PREFIX}/${dpl_library_folder}")
set(CMAKE_INSTALL_RPATH "$ORIGIN/${dpl_from_programs};$ORIGIN/${dpl_from_programs}/torch/lib")
