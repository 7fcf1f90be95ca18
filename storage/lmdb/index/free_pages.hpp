#pragma once

#include <cstdint>

#include "lmdb/index/environment.hpp"

namespace troupe {

/// Gives the space of the index' free pages back to the file system. The file keeps its length, with holes that take no space and
/// are used again as the pages would have been. Readers, of any process, are not disturbed.
///
/// Pages that the last transaction freed stay, and so do those an older reader may see.
void punch_free_pages(Environment& environment);

} // namespace troupe
