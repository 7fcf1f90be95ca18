# Checksums: the target xxHash::C.
include(${CMAKE_CURRENT_LIST_DIR}/c_library.cmake)
troupe_c_library(xxHash xxhash.h xxhash)
