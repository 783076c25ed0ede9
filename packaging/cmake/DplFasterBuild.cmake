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

# dpl_join_by_folder(<target>): in a unity build, the sources of a folder are joined for the compiler, a dozen at a time at most, so
# that a new source leaves the units of all other folders as they are.
function(dpl_join_by_folder target)
    get_target_property(sources ${target} SOURCES)
    list(FILTER sources INCLUDE REGEX "^[^$]+[.]cpp$")
    set(folders "")
    foreach(source IN LISTS sources)
        get_filename_component(source "${source}" ABSOLUTE)
        get_filename_component(folder "${source}" DIRECTORY)
        file(RELATIVE_PATH folder "${CMAKE_CURRENT_SOURCE_DIR}" "${folder}")
        string(MAKE_C_IDENTIFIER "${folder}" folder)
        list(APPEND folders ${folder})
        list(APPEND sources_of_${folder} "${source}")
    endforeach()
    list(REMOVE_DUPLICATES folders)
    foreach(folder IN LISTS folders)
        list(LENGTH sources_of_${folder} count)
        math(EXPR units "(${count} + 11) / 12")
        math(EXPR size "(${count} + ${units} - 1) / ${units}")
        set(index 0)
        foreach(source IN LISTS sources_of_${folder})
            math(EXPR unit "${index} / ${size}")
            set_source_files_properties("${source}" PROPERTIES UNITY_GROUP "${folder}_${unit}")
            math(EXPR index "${index} + 1")
        endforeach()
    endforeach()
    set_target_properties(${target} PROPERTIES UNITY_BUILD_MODE GROUP)
endfunction()

# dpl_compile_alone(<source>...): also in a unity build, as sanitizers' are. What a source does not include, or a name of its own,
# would be another's of its folder.
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
