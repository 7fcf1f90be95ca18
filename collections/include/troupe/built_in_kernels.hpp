#pragma once

namespace troupe {

/// Registers every kernel of the collections, once. Collections do it themselves; a program that only loads graphs of them
/// from files calls it first.
void register_built_in_kernels();

} // namespace troupe
