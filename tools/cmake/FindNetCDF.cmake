# The C library of NetCDF: the target NetCDF::C. Found by file, as not every system installs its CMake files.
include(FindPackageHandleStandardArgs)

find_path(NETCDF_INCLUDE_DIR netcdf.h)
find_library(NETCDF_LIBRARY netcdf)
find_package_handle_standard_args(NetCDF REQUIRED_VARS NETCDF_LIBRARY NETCDF_INCLUDE_DIR)
mark_as_advanced(NETCDF_INCLUDE_DIR NETCDF_LIBRARY)

if(NetCDF_FOUND AND NOT TARGET NetCDF::C)
  add_library(NetCDF::C UNKNOWN IMPORTED)
  set_target_properties(NetCDF::C PROPERTIES IMPORTED_LOCATION "${NETCDF_LIBRARY}"
                                             INTERFACE_INCLUDE_DIRECTORIES "${NETCDF_INCLUDE_DIR}")
endif()
