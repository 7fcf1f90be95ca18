#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <vector>

#include "array/gathering/gather.hpp"
#include "expression/apply.hpp"
#include "kernels/sources/region_selection.hpp"

namespace troupe {

/// What a reader takes of the array in its file, once a plan has moved slices and casts to it.
struct Reading {
  std::optional<Gather> gather = std::nullopt;
  std::optional<DType> as = std::nullopt;
  template <class Archive>
  void serialize(Archive& archive) {
    archive(gather, as);
  }
  bool is_everything() const { return !gather && !as; }
};

/// What the tasks of a reader of regions read.
class RegionPlan {
public:
  /// \param file  how the reader's array is cut where all of it is read
  RegionPlan(const Reading& reading, Chunking file, std::size_t element_bytes);

  /// For a block of the result.
  RegionSelection of(std::span<const std::int64_t> block, const Shape& shape) const;

private:
  Chunking file_;
  std::optional<Gather> gather_;
  std::optional<GatherPlan> plan_;
  std::optional<DType> as_;
  std::vector<std::int64_t> largest_gaps_; ///< Along each axis; more than that is not read in vain.
};

/// What reading a region costs, in bytes.
using RegionCost = std::function<double(const Shape& origin, const Shape& shape)>;

/// Whether reading just what the gathers take of a reader of regions costs no more than reading the chunks they need,
/// and takes no task more memory than is good.
bool is_worth_reading(std::span<const Gather> gathers, const Reading& reading, const Chunking& file,
                      std::size_t element_bytes, const RegionCost& cost);

/// The reader `op`, once for each gather.
template <class Op>
std::vector<NodeParts> readers_of(const Op& op, std::span<const Gather> gathers) {
  std::vector<NodeParts> parts;
  for (const Gather& gather : gathers) {
    Op reader = op;
    reader.reading.gather = gather;
    parts.push_back({std::make_shared<const OperationOf<Op>>(std::move(reader)), {}});
  }
  return parts;
}

/// `op`, yielding elements of `dtype`.
template <class Op>
std::optional<Op> reader_as(const Op& op, DType dtype) {
  Op reader = op;
  reader.reading.as = dtype;
  return reader;
}

/// "open_npy, a part of it, as float32".
std::string describe_reading(std::string_view name, const Reading& reading);

/// How a reader's array of `file` chunks is cut, once it takes what `reading` says.
Chunking chunking_of(const Reading& reading, const std::vector<std::vector<std::int64_t>>& file);

} // namespace troupe
