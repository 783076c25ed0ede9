# dpl::libtorch: LibTorch's C++ libraries, as PyTorch's wheel has them. Its own TorchConfig.cmake is not asked: that of a
# wheel for CUDA demands the whole CUDA toolkit, of which this project needs nothing.
#
# It is taken from Torch_DIR (CMake or environment variable), which may be the folder of TorchConfig.cmake, the folder
# torch/ of a wheel, or the one around it; else from CMAKE_PREFIX_PATH or /usr/local; else from where packaging/setup puts it.
#
# Sets dpl_libtorch_root (the folder with include/ and lib/), dpl_libtorch_headers, dpl_libtorch_version and dpl_libtorch_series
# (2.14.1 and 2.14), and dpl_libtorch_cuda, whether it computes on CUDA devices.
include(DplCacheHome)

set(dpl_libtorch_tested 2.13 2.14)

# dpl_libtorch_in(<variable> <folder>...): the first of the folders that holds LibTorch, in one of the ways above; else empty.
function(dpl_libtorch_in variable)
    set(library "${CMAKE_SHARED_LIBRARY_PREFIX}torch_cpu${CMAKE_SHARED_LIBRARY_SUFFIX}")
    foreach(folder IN LISTS ARGN)
        foreach(place "${folder}" "${folder}/torch" "${folder}/libtorch" "${folder}/../../..")
            if(EXISTS "${place}/include/torch/csrc/api/include/torch/torch.h" AND EXISTS "${place}/lib/${library}")
                get_filename_component(place "${place}" ABSOLUTE)
                set(${variable} "${place}" PARENT_SCOPE)
                return()
            endif()
        endforeach()
    endforeach()
    set(${variable} "" PARENT_SCOPE)
endfunction()

# dpl_libtorch_version_in(<variable> <root>): major.minor.patch, as its headers have it; empty where they do not say.
function(dpl_libtorch_version_in variable root)
    set(version "")
    set(header "${root}/include/torch/headeronly/version.h")
    if(EXISTS "${header}")
        foreach(part MAJOR MINOR PATCH)
            file(STRINGS "${header}" line LIMIT_COUNT 1 REGEX "^#define TORCH_VERSION_${part} +[0-9]+")
            string(REGEX MATCH "[0-9]+$" number "${line}")
            list(APPEND version "${number}")
        endforeach()
        list(JOIN version "." version)
    endif()
    set(${variable} "${version}" PARENT_SCOPE)
endfunction()

set(dpl_libtorch_choice "${Torch_DIR}")
if(NOT dpl_libtorch_choice)
    set(dpl_libtorch_choice "$ENV{Torch_DIR}")
endif()
if(dpl_libtorch_choice)
    dpl_libtorch_in(dpl_libtorch_root "${dpl_libtorch_choice}")
    if(NOT dpl_libtorch_root)
        message(FATAL_ERROR "Torch_DIR is ${dpl_libtorch_choice}, but there is no LibTorch: name the folder torch of a wheel of PyTorch, or its share/cmake/Torch.")
    endif()
else()
    # The kind that packaging/setup took last, then the other.
    set(dpl_libtorch_files libtorch libtorch-cuda)
    set(dpl_libtorch_kind "${dpl_cache_home}/libtorch.kind")
    if(EXISTS "${dpl_libtorch_kind}")
        file(STRINGS "${dpl_libtorch_kind}" dpl_libtorch_kind LIMIT_COUNT 1)
        if(dpl_libtorch_kind MATCHES "^cuda")
            set(dpl_libtorch_files libtorch-cuda libtorch)
        endif()
    endif()
    set(dpl_libtorch_fetched "")
    foreach(name IN LISTS dpl_libtorch_files)
        file(STRINGS "${PROJECT_SOURCE_DIR}/packaging/${name}.version" version LIMIT_COUNT 1)
        list(APPEND dpl_libtorch_fetched "${dpl_cache_home}/libtorch-${version}")
        set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/packaging/${name}.version")
    endforeach()
    file(TO_CMAKE_PATH "$ENV{CMAKE_PREFIX_PATH}" dpl_offered_prefixes)
    dpl_libtorch_in(dpl_libtorch_root ${CMAKE_PREFIX_PATH} ${dpl_offered_prefixes} /usr/local ${dpl_libtorch_fetched})
    if(NOT dpl_libtorch_root)
        message(FATAL_ERROR "LibTorch was not found. Run packaging/setup once, or say where it is: -DTorch_DIR=/path/to/torch")
    endif()
endif()

dpl_libtorch_version_in(dpl_libtorch_version "${dpl_libtorch_root}")
string(REGEX MATCH "^[0-9]+[.][0-9]+" dpl_libtorch_series "${dpl_libtorch_version}")
if(NOT dpl_libtorch_series IN_LIST dpl_libtorch_tested)
    list(JOIN dpl_libtorch_tested " and " dpl_libtorch_known)
    message(WARNING "LibTorch ${dpl_libtorch_version} in ${dpl_libtorch_root} may not work: this project is tested with ${dpl_libtorch_known}.")
endif()

# dpl_libtorch_library(<name>): the file of one of its libraries; empty: this LibTorch has none of that name.
function(dpl_libtorch_library variable name)
    set(file "${dpl_libtorch_root}/lib/${CMAKE_SHARED_LIBRARY_PREFIX}${name}${CMAKE_SHARED_LIBRARY_SUFFIX}")
    if(NOT EXISTS "${file}")
        set(file "")
    endif()
    set(${variable} "${file}" PARENT_SCOPE)
endfunction()

# libtorch itself is an empty shell around these.
foreach(name torch_cpu c10)
    dpl_libtorch_library(file ${name})
    add_library(dpl::${name} SHARED IMPORTED)
    set_target_properties(dpl::${name} PROPERTIES IMPORTED_LOCATION "${file}")
endforeach()
set(dpl_libtorch_headers "${dpl_libtorch_root}/include" "${dpl_libtorch_root}/include/torch/csrc/api/include")
add_library(dpl::libtorch INTERFACE IMPORTED)
set_target_properties(dpl::libtorch PROPERTIES
    INTERFACE_INCLUDE_DIRECTORIES "${dpl_libtorch_headers}"
    INTERFACE_COMPILE_DEFINITIONS "USE_DISTRIBUTED;USE_C10D_GLOO;USE_RPC;USE_TENSORPIPE" # what its headers were built with
    INTERFACE_LINK_LIBRARIES "dpl::torch_cpu;dpl::c10")

# The libraries for CUDA register what they can do when they are loaded. No symbol of theirs is used, so a linker would leave
# them out. CUDA's own libraries are in wheels beside PyTorch's.
dpl_libtorch_library(dpl_torch_cuda torch_cuda)
dpl_libtorch_library(dpl_c10_cuda c10_cuda)
set(dpl_libtorch_cuda OFF)
if(dpl_torch_cuda AND dpl_c10_cuda)
    set(dpl_libtorch_cuda ON)
    set_property(TARGET dpl::libtorch APPEND PROPERTY INTERFACE_LINK_LIBRARIES
        "-Wl,--push-state,--no-as-needed,\"${dpl_torch_cuda}\",\"${dpl_c10_cuda}\",--pop-state")
    file(GLOB dpl_cuda_folders LIST_DIRECTORIES ON "${dpl_libtorch_root}/../nvidia/*/lib")
    list(APPEND CMAKE_BUILD_RPATH ${dpl_cuda_folders})
endif()
if(dpl_libtorch_cuda)
    message(STATUS "LibTorch ${dpl_libtorch_version} for CUDA in ${dpl_libtorch_root}")
else()
    message(STATUS "LibTorch ${dpl_libtorch_version} in ${dpl_libtorch_root}")
endif()
