# The memory-mapped database of index files: the target LMDB::C.
include(${CMAKE_CURRENT_LIST_DIR}/c_library.cmake)
troupe_c_library(LMDB lmdb.h lmdb)
