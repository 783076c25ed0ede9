# Sets dpl_cache_home: the folder in the user's cache in which packaging/setup keeps what it fetches.
if(NOT "$ENV{XDG_CACHE_HOME}" STREQUAL "")
    set(dpl_cache_home "$ENV{XDG_CACHE_HOME}/dpl-workbench")
else()
    set(dpl_cache_home "$ENV{HOME}/.cache/dpl-workbench")
endif()
