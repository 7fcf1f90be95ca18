# Compression of chunks: the target Blosc::C.
include(${CMAKE_CURRENT_LIST_DIR}/c_library.cmake)
troupe_c_library(Blosc blosc.h blosc)
