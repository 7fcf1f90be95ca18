#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "lmdb/index/record.hpp"
#include "lmdb/index/transaction.hpp"

namespace troupe {

/// A change of the index that waits for its transaction.
struct IndexChange {
  enum class Kind : std::uint8_t {
    put,
    replace, ///< Put, if what is there is still `target`.
    erase,
    erase_prefix,
    rename_prefix
  };
  Kind kind = Kind::put;
  std::string key;
  std::string record; ///< Of put and replace.
  std::string target; ///< The prefix to rename to; the record to replace.
  Extent extent;      ///< Of put and replace: where the bytes are, if in the slab.
};

/// What changes did, to be accounted for when they are committed.
struct ChangeOutcome {
  std::vector<Extent> freed;
  std::uint64_t bytes_added = 0; ///< As stored.
  std::uint64_t bytes_removed = 0;
};

/// Makes changes in a transaction, one after the other.
void apply_changes(Environment& environment, WriteTransaction& transaction,
                   const std::vector<IndexChange>& changes, ChangeOutcome& outcome);

} // namespace troupe
