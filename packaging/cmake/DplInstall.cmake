# Where things go when they are installed. To be included before targets are made: they find LibTorch by what is set here.
include(GNUInstallDirs)
# Debian's zsh has a folder of its own for what packages bring.
set(dpl_zsh_completions "${CMAKE_INSTALL_DATADIR}/zsh/site-functions")
if(EXISTS /etc/debian_version)
    set(dpl_zsh_completions "${CMAKE_INSTALL_DATADIR}/zsh/vendor-completions")
endif()

# Libraries that are the programs' own affair lie apart from the system's, LibTorch's as in its wheel. That for CUDA, of gigabytes,
# stays in a wheel: the programs lie with the libraries, too, and are started by a script that finds it (packaging/installed/start.in).
set(dpl_library_folder "${CMAKE_INSTALL_LIBDIR}/dpl-workbench")
file(RELATIVE_PATH dpl_from_programs "${CMAKE_INSTALL_FULL_BINDIR}" "${CMAKE_INSTALL_PREFIX}/${dpl_library_folder}")
if(dpl_libtorch_cuda)
    set(dpl_program_folder "${dpl_library_folder}/bin")
    set(dpl_to_libraries "$ORIGIN/..")
else()
    set(dpl_program_folder "${CMAKE_INSTALL_BINDIR}")
    set(dpl_to_libraries "$ORIGIN/${dpl_from_programs}")
endif()
set(CMAKE_INSTALL_RPATH "${dpl_to_libraries};${dpl_to_libraries}/torch/lib;${dpl_to_libraries}/arrow")

# dpl_install_program(<target>)
function(dpl_install_program target)
    install(TARGETS ${target} RUNTIME DESTINATION "${dpl_program_folder}")
    if(dpl_libtorch_cuda)
        set(start "${PROJECT_BINARY_DIR}/start-libtorch")
        configure_file("${PROJECT_SOURCE_DIR}/packaging/installed/start.in" "${start}" @ONLY)
        install(PROGRAMS "${start}" TYPE BIN RENAME ${target})
    endif()
endfunction()

# The package's name, in which Debian has the folder of its documents.
set(dpl_package_name "${PROJECT_NAME}")
if(dpl_libtorch_cuda)
    string(APPEND dpl_package_name -cuda)
endif()
set(dpl_documentation "${CMAKE_INSTALL_DATADIR}/doc/${dpl_package_name}")
