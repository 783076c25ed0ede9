# The .deb, as packaging/package makes it with cpack. For Debian's own rules see its policy; lintian checks them.
set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME "${PROJECT_NAME}")
set(CPACK_PACKAGE_VENDOR "${dpl_developers}")
set(CPACK_PACKAGE_CONTACT "${dpl_maintainer}")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_THREADS 0) # as many as there are cores
set(CPACK_DEBIAN_PACKAGE_NAME "${dpl_package_name}")
set(dpl_libtorch_note "LibTorch is bundled; no Python is needed.")
if(dpl_libtorch_cuda)
    set(CPACK_DEBIAN_PACKAGE_CONFLICTS "${PROJECT_NAME}")
    set(dpl_libtorch_note "LibTorch for CUDA is found in a wheel of PyTorch ${dpl_libtorch_series}, which
/usr/lib/dpl-workbench/use-libtorch is told.")
endif()
set(CPACK_DEBIAN_PACKAGE_RELEASE 1)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_COMPRESSION_TYPE zstd)
set(CPACK_DEBIAN_PACKAGE_SECTION science)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS_PRIVATE_DIRS "${dpl_libtorch_root}/lib")
if(dpl_arrow_root)
    list(APPEND CPACK_DEBIAN_PACKAGE_SHLIBDEPS_PRIVATE_DIRS "${dpl_arrow_root}" "${dpl_arrow_root}/lib")
endif()
set(CPACK_DEBIAN_PACKAGE_DEPENDS "qt6-qpa-plugins, libqt6svg6")
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS "qt6-wayland, fonts-dejavu-core, ca-certificates, openssh-client, rsync")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "workbench for hidden context in preference learning")
set(CPACK_DEBIAN_PACKAGE_DESCRIPTION "Trains, evaluates and inspects reward models that predict a distribution over
utilities (distributional preference learning), in a window (dpl-workbench) or
on the command line (dpl).

${dpl_libtorch_note}")
include(CPack)
