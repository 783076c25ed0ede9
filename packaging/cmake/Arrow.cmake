# dpl::arrow: Apache Arrow's C++ libraries for Parquet and its own files, as the wheel of pyarrow has them. Without them everything
# is built but libdpl_arrow, and programs say of such files how to get it.
#
# They are taken from Arrow_DIR (CMake or environment variable), which may be the folder pyarrow of a wheel, the one around it, or a
# prefix with include/ and lib/; else from where packaging/setup puts them.
#
# Sets dpl_arrow_root (empty: there are none), dpl_arrow_libraries (the files) and dpl_arrow_licences.
include(DplCacheHome)

# dpl_arrow_in(<variable> <folder>): the folder that holds include/, with the libraries in it or in lib/; else empty.
function(dpl_arrow_in variable folder)
    set(${variable} "" PARENT_SCOPE)
    foreach(place "${folder}" "${folder}/pyarrow")
        file(GLOB libraries "${place}/libparquet.so.*" "${place}/lib/libparquet.so.*")
        if(EXISTS "${place}/include/parquet/arrow/reader.h" AND libraries)
            get_filename_component(place "${place}" ABSOLUTE)
            set(${variable} "${place}" PARENT_SCOPE)
            return()
        endif()
    endforeach()
endfunction()

set(dpl_arrow_choice "${Arrow_DIR}")
if(NOT dpl_arrow_choice)
    set(dpl_arrow_choice "$ENV{Arrow_DIR}")
endif()
file(STRINGS "${PROJECT_SOURCE_DIR}/packaging/arrow.version" dpl_arrow_version LIMIT_COUNT 1)
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/packaging/arrow.version")
if(dpl_arrow_choice)
    dpl_arrow_in(dpl_arrow_root "${dpl_arrow_choice}")
    if(NOT dpl_arrow_root)
        message(FATAL_ERROR "Arrow_DIR is ${dpl_arrow_choice}, but Apache Arrow's libraries are not there: name the folder pyarrow of a wheel of pyarrow.")
    endif()
else()
    dpl_arrow_in(dpl_arrow_root "${dpl_cache_home}/arrow-${dpl_arrow_version}")
endif()

set(dpl_arrow_libraries "")
set(dpl_arrow_licences "")
if(dpl_arrow_root)
    add_library(dpl::arrow INTERFACE IMPORTED)
    foreach(name parquet arrow)
        file(GLOB file "${dpl_arrow_root}/lib${name}.so.*" "${dpl_arrow_root}/lib/lib${name}.so.*")
        list(GET file 0 file)
        list(APPEND dpl_arrow_libraries "${file}")
    endforeach()
    set_target_properties(dpl::arrow PROPERTIES
        INTERFACE_INCLUDE_DIRECTORIES "${dpl_arrow_root}/include" INTERFACE_LINK_LIBRARIES "${dpl_arrow_libraries}")
    file(GLOB dpl_arrow_licences "${dpl_arrow_root}/licenses" "${dpl_arrow_root}/../pyarrow-*.dist-info/licenses")
    message(STATUS "Apache Arrow in ${dpl_arrow_root}")
else()
    message(STATUS "Apache Arrow ${dpl_arrow_version} was not found: Parquet and Arrow files will not be read (packaging/setup fetches it)")
endif()
