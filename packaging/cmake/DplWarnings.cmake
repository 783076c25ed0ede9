# What every target of the project is compiled with. Headers of libraries are system headers and stay out of it.
add_library(dpl_compile_options INTERFACE)
target_compile_options(dpl_compile_options INTERFACE
    -Wall -Wextra -Wpedantic -Wnon-virtual-dtor -Wold-style-cast -Woverloaded-virtual -Wcast-qual
    # GCC 12 sees overlaps in additions of strings that are not there (its bug 105651).
    $<$<CXX_COMPILER_ID:GNU>:-Wno-restrict>
    # In a unity build a source is taken for a header, and may hide names that others have in namespace {}.
    $<$<AND:$<CXX_COMPILER_ID:GNU>,$<BOOL:${CMAKE_UNITY_BUILD}>>:-Wno-subobject-linkage>
    $<IF:$<AND:$<CXX_COMPILER_ID:GNU>,$<BOOL:${CMAKE_UNITY_BUILD}>>,-Wshadow=local,-Wshadow>
    $<$<BOOL:${DPL_WARNINGS_AS_ERRORS}>:-Werror>)
# ccache looks through precompiled headers only with this, and with CCACHE_SLOPPINESS=pch_defines,time_macros (DplFasterBuild).
if(CMAKE_CXX_COMPILER_LAUNCHER AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    target_compile_options(dpl_compile_options INTERFACE -fpch-preprocess)
endif()
if(DPL_SANITIZE)
    target_compile_options(dpl_compile_options INTERFACE -fsanitize=${DPL_SANITIZE} -fno-omit-frame-pointer)
    target_link_options(dpl_compile_options INTERFACE -fsanitize=${DPL_SANITIZE})
    # Two thirds of what the undefined-behaviour sanitizer costs the compiler: the address sanitizer sees what comes of the
    # first two, and the third matters where bytes of files are read as numbers (core/weights turns it on again).
    if(DPL_SANITIZE MATCHES "undefined")
        target_compile_options(dpl_compile_options INTERFACE -fno-sanitize=null,object-size,alignment)
    endif()
endif()
