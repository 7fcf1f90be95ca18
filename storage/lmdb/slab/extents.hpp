#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "lmdb/index/record.hpp"

namespace troupe {

/// Which parts of the slab are free. Not stored: the gaps between the records' extents when the store is opened for writing, so that
/// a writer that died leaks nothing.
///
/// An extent given up in transaction N is used again once no reader of an older transaction is left. Best fit; neighbours merge.
class Extents {
public:
  /// The oldest transaction that is still read.
  using OldestReader = std::function<std::uint64_t()>;
  /// Makes the slab at least so long.
  using Grow = std::function<void(std::uint64_t size)>;

  /// \param used The extents of all records as of `transaction`, in any order.
  /// \param size Of the slab.
  Extents(std::vector<Extent> used, std::uint64_t size, std::uint64_t transaction, OldestReader oldest_reader,
          Grow grow);

  /// Space for so many bytes. \throws StoreError if the slab must grow and cannot.
  Extent allocate(std::uint64_t bytes);
  /// The same below `limit` and without growing; of length 0 if there is none.
  Extent allocate_below(std::uint64_t bytes, std::uint64_t limit);
  /// Takes back what no reader ever saw.
  void release(const Extent& extent);
  /// Takes back what records up to transaction `number` held.
  void retire(const std::vector<Extent>& extents, std::uint64_t number) noexcept;

  /// Takes the free tail off the slab with `truncate(size)`, and has `punch` give back the space of the other free extents.
  void trim(const std::function<void(std::uint64_t size)>& truncate,
            const std::function<void(const Extent&)>& punch);

private:
  void add(Extent extent);
  void take(const Extent& whole, std::uint64_t length);
  void reclaim();
  std::optional<Extent> best_fit(std::uint64_t length) const;
  Extent allocate_at_end(std::uint64_t length);

  const OldestReader oldest_reader_;
  const Grow grow_;
  std::mutex mutex_;
  std::uint64_t size_;
  std::map<std::uint64_t, std::uint64_t> free_;                 ///< Length by offset.
  std::set<std::pair<std::uint64_t, std::uint64_t>> by_length_; ///< (length, offset)
  std::multimap<std::uint64_t, Extent> retired_;                ///< By transaction.
};

} // namespace troupe
