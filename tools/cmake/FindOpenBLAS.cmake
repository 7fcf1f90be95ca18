# BLAS, for products of matrices: the target OpenBLAS::C.
include(${CMAKE_CURRENT_LIST_DIR}/c_library.cmake)
troupe_c_library(OpenBLAS cblas.h openblas)
