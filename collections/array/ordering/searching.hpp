#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include <troupe/array/ordering/sorting.hpp>
#include <troupe/array/ordering/unique.hpp>

#include "expression/node.hpp"
#include "kernels/ordering/search.hpp"

namespace troupe {

/// Where each of the second input's elements belongs in the first, which is sorted and of the same dtype.
struct Searchsorted {
  static constexpr std::string_view name = "searchsorted";
  SearchSide side = SearchSide::left;
  std::int64_t whole_bytes = std::int64_t{64} << 20; ///< A first input up to that is put together.

  template <class Archive>
  void serialize(Archive& archive) {
    archive(side, whole_bytes);
  }
  /// Lengths of the first input do not matter, as long as those of the second are known.
  bool accepts_unknown(std::span<const Array> inputs) const { return inputs[1].chunking().is_known(); }
  ArrayMetadata promise(std::span<const Array> inputs) const;
  Array build(std::span<const Array> inputs) const;
};

/// The same, or whether an element is there, in a first input of one chunk.
struct SearchBlocks {
  static constexpr std::string_view name = "search_blocks";
  SearchParameters parameters;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(parameters);
  }
  std::string_view label() const {
    return parameters.result == SearchResult::member ? "isin" : "searchsorted";
  }
  bool accepts_unknown(std::span<const Array>) const { return true; }
  ArrayMetadata infer(std::span<const Array> inputs) const;
  void lower(const ArrayNode& node, Lowering& lowering) const;
};

/// The same in a first input of any number of chunks. A block is sorted, then looked up in chunk after chunk, in each only
/// what lies between its first and its last element.
struct SearchChunks {
  static constexpr std::string_view name = "search_chunks";
  SearchParameters parameters;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(parameters);
  }
  std::string_view label() const { return "searchsorted"; }
  bool accepts_unknown(std::span<const Array>) const { return true; }
  ArrayMetadata infer(std::span<const Array> inputs) const;
  void lower(const ArrayNode& node, Lowering& lowering) const;
};

/// Whether each of the first input's elements is among the second's, of the same dtype.
struct Isin {
  static constexpr std::string_view name = "isin";
  bool invert = false;
  std::int64_t whole_bytes = std::int64_t{64} << 20;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(invert, whole_bytes);
  }
  bool accepts_unknown(std::span<const Array> inputs) const { return inputs[0].chunking().is_known(); }
  ArrayMetadata promise(std::span<const Array> inputs) const;
  Array build(std::span<const Array> inputs) const;
};

} // namespace troupe
