# What `cmake --install` puts under the prefix, and the target troupe::troupe: the same name in this build and in
# one that found the installed package.
include(CMakePackageConfigHelpers)
include(GNUInstallDirs)

set(layers storage actors collections)
foreach(layer IN LISTS layers)
  set_target_properties(troupe_${layer} PROPERTIES EXPORT_NAME ${layer})
  target_include_directories(troupe_${layer} INTERFACE $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>)
  install(DIRECTORY ${PROJECT_SOURCE_DIR}/${layer}/include/ DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
endforeach()

# collections uses actors, which uses storage: linking the first brings the others, in the order archives need.
add_library(troupe INTERFACE)
add_library(troupe::troupe ALIAS troupe)
target_link_libraries(troupe INTERFACE troupe_collections)
target_compile_features(troupe INTERFACE cxx_std_20)

install(TARGETS troupe troupe_storage troupe_actors troupe_collections EXPORT troupe
        ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR})
if(TROUPE_BUILD_TOOLS)
  install(TARGETS troupe_tool RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
endif()

set(package_directory ${CMAKE_INSTALL_LIBDIR}/cmake/troupe)
install(EXPORT troupe NAMESPACE troupe:: FILE troupeTargets.cmake DESTINATION ${package_directory})
configure_package_config_file(${CMAKE_CURRENT_LIST_DIR}/troupeConfig.cmake.in troupeConfig.cmake
                              INSTALL_DESTINATION ${package_directory})
write_basic_package_version_file(troupeConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/troupeConfig.cmake ${CMAKE_CURRENT_BINARY_DIR}/troupeConfigVersion.cmake
              ${CMAKE_CURRENT_LIST_DIR}/c_library.cmake ${CMAKE_CURRENT_LIST_DIR}/FindCAF.cmake
              ${CMAKE_CURRENT_LIST_DIR}/FindNetCDF.cmake ${CMAKE_CURRENT_LIST_DIR}/FindLMDB.cmake
              ${CMAKE_CURRENT_LIST_DIR}/FindBlosc.cmake ${CMAKE_CURRENT_LIST_DIR}/FindxxHash.cmake
              ${CMAKE_CURRENT_LIST_DIR}/FindOpenBLAS.cmake
        DESTINATION ${package_directory})
