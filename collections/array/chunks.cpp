#include <algorithm>
#include <numeric>
#include <optional>
#include <string_view>

#include <troupe/array/chunks.hpp>
#include <troupe/byte_size.hpp>
#include <troupe/error.hpp>

namespace troupe {

namespace {

constexpr std::int64_t automatic_bytes = 8 << 20;

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

bool Chunks::is_automatic() const {
  return form_ == Form::every && every_.wanted() == AxisChunks::Wanted("auto");
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
  const std::vector<AxisChunks> wanted = by_axis(shape.size());
  std::vector<std::vector<std::int64_t>> sizes(shape.size());
  std::vector<std::size_t> open;
  Shape open_shape;
  auto element_bytes = static_cast<std::int64_t>(size_of(dtype));
  std::int64_t chunk_bytes = 0;
  for (std::size_t axis = 0; axis < shape.size(); ++axis) {
    if (auto fixed = fixed_sizes(wanted[axis], axis, shape[axis], current.sizes(axis))) {
      sizes[axis] = std::move(*fixed);
      const std::int64_t longest = std::max<std::int64_t>(1, *std::ranges::max_element(sizes[axis]));
      if (__builtin_mul_overflow(element_bytes, longest, &element_bytes))
        element_bytes = std::int64_t{1} << 62;
      continue;
    }
    const auto& text = std::get<std::string>(wanted[axis].wanted());
    chunk_bytes = std::max(chunk_bytes, text == "auto" ? automatic_bytes : parse_bytes(text));
    open.push_back(axis);
    open_shape.push_back(shape[axis]);
  }
  if (!open.empty()) {
    const Chunking found =
        Chunking::automatic(open_shape, static_cast<std::size_t>(element_bytes), chunk_bytes);
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
