# ccache and mold, where they are installed and the user has not chosen otherwise.

# With precompiled headers ccache finds nothing unless it is told that macros of the command line that a header does not
# use, and __TIME__ in one, do not matter.
if(NOT CMAKE_CXX_COMPILER_LAUNCHER)
    find_program(DPL_CCACHE ccache)
    if(DPL_CCACHE)
        set(CMAKE_CXX_COMPILER_LAUNCHER
            "${CMAKE_COMMAND}" -E env CCACHE_SLOPPINESS=pch_defines,time_macros "${DPL_CCACHE}")
    endif()
endif()

# A linker that is installed may still be one that the compiler does not know or that cannot link what it makes.
if(NOT CMAKE_EXE_LINKER_FLAGS MATCHES "-fuse-ld=")
    include(CheckCXXSourceCompiles)
    foreach(linker mold lld)
        set(CMAKE_REQUIRED_LINK_OPTIONS "-fuse-ld=${linker}")
        check_cxx_source_compiles("int main() {}" DPL_LINKS_WITH_${linker})
        unset(CMAKE_REQUIRED_LINK_OPTIONS)
        if(DPL_LINKS_WITH_${linker})
            add_link_options("-fuse-ld=${linker}")
            break()
        endif()
    endforeach()
endif()

# dpl_compile_alone(<source>...): also in a unity build, as sanitizers' are. The source has a name of its own (in namespace {})
# that another of its target has, too.
function(dpl_compile_alone)
    foreach(source IN LISTS ARGN)
        set_source_files_properties("${CMAKE_CURRENT_SOURCE_DIR}/${source}" PROPERTIES SKIP_UNITY_BUILD_INCLUSION ON)
    endforeach()
endfunction()

# dpl_moc(<target>...): AUTOMOC, by a moc that reads each source alone (moc_alone.in).
function(dpl_moc)
    get_target_property(dpl_moc Qt6::moc IMPORTED_LOCATION)
    if(NOT dpl_moc)
        get_target_property(dpl_moc Qt6::moc IMPORTED_LOCATION_NONE)
    endif()
    configure_file("${PROJECT_SOURCE_DIR}/packaging/cmake/moc_alone.in" "${PROJECT_BINARY_DIR}/moc_alone"
        @ONLY FILE_PERMISSIONS OWNER_READ OWNER_WRITE OWNER_EXECUTE)
    set_target_properties(${ARGN} PROPERTIES AUTOMOC ON AUTOMOC_EXECUTABLE "${PROJECT_BINARY_DIR}/moc_alone")
endfunction()
