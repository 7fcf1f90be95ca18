# troupe_c_library(NAME HEADER LIBRARY): a C library found by its files, as not every system installs CMake files for it:
# the target NAME::C. For the find modules beside this file.
include(FindPackageHandleStandardArgs)

macro(troupe_c_library name header library)
  string(TOUPPER ${name} prefix)
  find_path(${prefix}_INCLUDE_DIR ${header})
  find_library(${prefix}_LIBRARY ${library})
  find_package_handle_standard_args(${name} REQUIRED_VARS ${prefix}_LIBRARY ${prefix}_INCLUDE_DIR)
  mark_as_advanced(${prefix}_INCLUDE_DIR ${prefix}_LIBRARY)

  if(${name}_FOUND AND NOT TARGET ${name}::C)
    add_library(${name}::C UNKNOWN IMPORTED)
    set_target_properties(${name}::C PROPERTIES IMPORTED_LOCATION "${${prefix}_LIBRARY}"
                                                INTERFACE_INCLUDE_DIRECTORIES "${${prefix}_INCLUDE_DIR}")
  endif()
endmacro()
