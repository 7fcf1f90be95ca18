#include <algorithm>
#include <numeric>
#include <optional>
#include <string_view>

#include <troupe/array/chunks.hpp>
#include <troupe/byte_size.hpp>
#include <troupe/error.hpp>

#include "array/chunking/chunk_bounds.hpp"

namespace troupe {

namespace {

std::string sizes_text(const std::vector<std::int64_t>& sizes) {
  Shape shape(sizes.begin(), sizes.end());
  return to_string(shape);
}

std::vector<std::int64_t> regular_sizes(std::int64_t extent, std::int64_t size) {
  return Chunking::regular({extent}, {size}).sizes(0);
}

/// Chunks of one length, or of a list of lengths; nothing where the size depends on the other axes.
std::optional<std::vector<std::int64_t>> fixed_sizes(const AxisChunks& chunks, std::size_t axis,
                                                     std::int64_t extent,
                                                     const std::vector<std::int64_t>& current) {
  if (const auto* size = std::get_if<std::int64_t>(&chunks.wanted())) {
    if (*size != -1 && *size < 1 && !(*size == 0 && extent == 0))
      throw ValueError("a chunk length of " + std::to_string(*size) + " for axis " + std::to_string(axis));
    return *size == -1 || extent == 0 ? std::vector<std::int64_t>{extent} : regular_sizes(extent, *size);
  }
  if (const auto* sizes = std::get_if<std::vector<std::int64_t>>(&chunks.wanted())) {
    std::int64_t left = extent;
    for (const std::int64_t size : *sizes) {
      if (size < 0)
        throw ValueError("a chunk length of " + std::to_string(size) + " for axis " + std::to_string(axis));
      left = size > left ? -1 : left - size;
      if (left < 0)
        break;
    }
    if (left != 0 || sizes->empty())
      throw ShapeError("chunk sizes " + sizes_text(*sizes) + " do not add up to the extent "
                       + std::to_string(extent) + " of axis " + std::to_string(axis));
    return *sizes;
  }
  if (std::holds_alternative<Keep>(chunks.wanted()))
    return current;
  return std::nullopt;
}

std::int64_t product(std::int64_t left, std::int64_t right) {
  std::int64_t result = 0;
  return __builtin_mul_overflow(left, right, &result) ? std::int64_t{1} << 62 : result;
}

/// The axes whose chunks depend on the bytes of a chunk.
struct OpenAxes {
  Shape shape;
  Shape piece;                ///< What chunks are made of; empty: elements.
  std::int64_t element_bytes; ///< Of a position of all these axes.
  std::int64_t chunk_bytes = 0;
  bool is_automatic = true; ///< Nobody said how many bytes.

  void ask(const std::string& text) {
    const bool is_auto = text == "auto";
    chunk_bytes = std::max(chunk_bytes, is_auto ? automatic_chunk_bytes : parse_bytes(text));
    is_automatic = is_automatic && is_auto;
  }

  Chunking chunking() const {
    std::int64_t bytes = element_bytes;
    for (const std::int64_t length : piece)
      bytes = product(bytes, length);
    if (piece.empty() || (bytes > chunk_bytes && !is_automatic))
      return Chunking::automatic(shape, static_cast<std::size_t>(element_bytes), chunk_bytes);
    Shape chunk = piece;
    for (std::size_t axis = chunk.size(); axis-- > 0;) {
      const std::int64_t pieces = std::max<std::int64_t>(1, chunk_bytes / bytes);
      chunk[axis] = std::min(product(chunk[axis], pieces), std::max<std::int64_t>(1, shape[axis]));
      bytes = product(bytes / piece[axis], chunk[axis]);
    }
    return Chunking::regular(shape, chunk);
  }
};

} // namespace

Chunks::Chunks(const Chunking& chunking) : form_(Form::list) {
  for (const auto& sizes : chunking.sizes())
    list_.emplace_back(sizes);
}

Chunks Chunks::along(std::map<std::int64_t, AxisChunks> axes) {
  Chunks chunks;
  chunks.form_ = Form::along;
  chunks.axes_.assign(axes.begin(), axes.end());
  return chunks;
}

Chunks Chunks::reversed() const {
  Chunks chunks = *this;
  std::ranges::reverse(chunks.list_);
  for (auto& [axis, along] : chunks.axes_)
    axis = -1 - axis;
  return chunks;
}

std::vector<AxisChunks> Chunks::by_axis(std::size_t rank) const {
  if (form_ == Form::every)
    return std::vector<AxisChunks>(rank, every_);
  if (form_ == Form::list) {
    if (list_.size() != rank)
      throw ShapeError("chunks for " + std::to_string(list_.size()) + " axes, the array has "
                       + std::to_string(rank));
    return list_;
  }
  std::vector<AxisChunks> result(rank);
  std::vector<bool> named(rank, false);
  for (const auto& [axis, chunks] : axes_) {
    const auto place = static_cast<std::size_t>(normalise_axis(axis, rank, "chunks"));
    if (named[place])
      throw AxisError("chunks: axis " + std::to_string(place) + " is named twice");
    named[place] = true;
    result[place] = chunks;
  }
  return result;
}

Chunking Chunks::resolve(const Shape& shape, DType dtype, const Chunking& current) const {
  return resolve(shape, dtype, current, {});
}

Chunking Chunks::resolve(const Shape& shape, DType dtype, const Chunking& current, const Shape& piece) const {
  const std::vector<AxisChunks> wanted = by_axis(shape.size());
  std::vector<std::vector<std::int64_t>> sizes(shape.size());
  std::vector<std::size_t> open;
  OpenAxes axes{{}, {}, static_cast<std::int64_t>(size_of(dtype))};
  for (std::size_t axis = 0; axis < shape.size(); ++axis) {
    auto fixed = fixed_sizes(wanted[axis], axis, shape[axis], current.sizes(axis));
    const bool is_open = !fixed.has_value();
    if (is_open)
      axes.ask(std::get<std::string>(wanted[axis].wanted()));
    if (is_open && !piece.empty() && piece[axis] == 0)
      fixed = current.sizes(axis);
    if (fixed) {
      sizes[axis] = std::move(*fixed);
      axes.element_bytes =
          product(axes.element_bytes, std::max<std::int64_t>(1, std::ranges::max(sizes[axis])));
      continue;
    }
    open.push_back(axis);
    axes.shape.push_back(shape[axis]);
    if (!piece.empty())
      axes.piece.push_back(std::clamp<std::int64_t>(piece[axis], 1, std::max<std::int64_t>(1, shape[axis])));
  }
  if (!open.empty()) {
    const Chunking found = axes.chunking();
    for (std::size_t i = 0; i < open.size(); ++i)
      sizes[open[i]] = found.sizes(i);
  }
  return Chunking(std::move(sizes));
}

Chunking Chunks::resolve(const Shape& shape, DType dtype) const {
  byte_count(shape, size_of(dtype)); // throws if it is beyond 2^63
  const std::vector<AxisChunks> wanted = by_axis(shape.size());
  const bool keeps = std::ranges::any_of(
      wanted, [](const AxisChunks& axis) { return std::holds_alternative<Keep>(axis.wanted()); });
  // Of what nobody keeps there may be more chunks than can be counted.
  return resolve(shape, dtype, keeps ? Chunking::automatic(shape, size_of(dtype)) : Chunking::whole(shape));
}

} // namespace troupe
