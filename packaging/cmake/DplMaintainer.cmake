# Sets dpl_maintainer: who makes a package maintains it, as Debian's own tools have it. Name and address are those of DPL_MAINTAINER,
# else of the variables that these tools read, else of the commits that are made here, else of the user and the machine.

# dpl_said(<variable> <command>...): what it prints; empty where it fails.
function(dpl_said variable)
    execute_process(COMMAND ${ARGN} WORKING_DIRECTORY "${PROJECT_SOURCE_DIR}"
        OUTPUT_VARIABLE said OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
    set(${variable} "${said}" PARENT_SCOPE)
endfunction()

# dpl_first_of(<variable> <value>...): the first that is not empty.
function(dpl_first_of variable)
    set(values "${ARGN}")
    list(REMOVE_ITEM values "")
    list(GET values 0 first)
    set(${variable} "${first}" PARENT_SCOPE)
endfunction()

set(dpl_maintainer "${DPL_MAINTAINER}")
if(NOT dpl_maintainer)
    dpl_said(dpl_committer git config user.name)
    dpl_said(dpl_committer_address git config user.email)
    dpl_said(dpl_user id -un)
    cmake_host_system_information(RESULT dpl_host QUERY FQDN)
    dpl_first_of(dpl_name "$ENV{DEBFULLNAME}" "${dpl_committer}" "${dpl_developers}")
    dpl_first_of(dpl_address "$ENV{DEBEMAIL}" "${dpl_committer_address}" "${dpl_user}@${dpl_host}")
    set(dpl_maintainer "${dpl_name} <${dpl_address}>")
endif()
