# The C library of NetCDF: the target NetCDF::C.
include(${CMAKE_CURRENT_LIST_DIR}/c_library.cmake)
troupe_c_library(NetCDF netcdf.h netcdf)
