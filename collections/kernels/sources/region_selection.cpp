#include "kernels/sources/region_selection.hpp"

#include <algorithm>
#include <cstring>
#include <numeric>
#include <ranges>
#include <string>
#include <utility>

#include <troupe/error.hpp>

#include "kernels/tile_program.hpp"

namespace troupe {

namespace {

/// What is read at a time where elements are narrowed: large enough to keep a disk busy.
constexpr std::int64_t piece_bytes = std::int64_t{2} << 20;

std::size_t range_count(const RegionSelection& selection) {
  std::size_t count = 1;
  for (const auto& along : selection.ranges)
    if (__builtin_mul_overflow(count, along.size(), &count))
      throw ShapeError("read: more than 2^64 - 1 ranges");
  return count;
}

/// Whether the one region that is read is what is wanted, in order.
bool is_plain(const RegionSelection& selection) {
  if (range_count(selection) != 1)
    return false;
  for (std::size_t axis = 0; axis < selection.axes.size(); ++axis) {
    const Segment whole{0, 0, 1, selection.ranges[axis][0].count};
    const std::vector<Segment>& segments = selection.axes[axis];
    if (segments.size() != 1 || !(segments[0] == whole))
      return false;
  }
  return true;
}

/// One region, read and narrowed a piece at a time, along the first axis that is longer than 1.
Chunk read_narrowed(const Shape& origin, const Shape& shape, DType as, const ReadRegion& read) {
  const auto axis = static_cast<std::size_t>(
      std::ranges::find_if(shape, [](std::int64_t extent) { return extent != 1; }) - shape.begin());
  const std::int64_t count = element_count(shape);
  if (axis == shape.size() || count == 0)
    return narrowed(read(origin, shape), as);
  auto [result, elements] = Chunk::uninitialised(as, shape);
  const std::int64_t row = count / shape[axis];
  Shape at = origin, piece = shape;
  for (std::int64_t done = 0; done < shape[axis]; done += piece[axis]) {
    at[axis] = origin[axis] + done;
    piece[axis] = std::min(std::max<std::int64_t>(1, piece_bytes / (row * 8)), shape[axis] - done);
    const Chunk part = narrowed(read(at, piece), as);
    std::memcpy(elements + static_cast<std::size_t>(done * row) * size_of(as), part.bytes(),
                part.size_bytes());
  }
  return std::move(result);
}

} // namespace

void RegionSelection::check() const {
  if (ranges.size() != axes.size())
    throw ShapeError("read: ranges of " + std::to_string(ranges.size()) + " axes and segments of "
                     + std::to_string(axes.size()));
  for (const Range& range : std::views::join(ranges))
    if (range.start < 0 || range.count < 0)
      throw ShapeError("read: " + std::to_string(range.count) + " positions from "
                       + std::to_string(range.start) + " on");
  range_count(*this);
}

std::vector<RegionSelection::Range> cover(std::vector<Segment>& segments, std::int64_t largest_gap) {
  using Range = RegionSelection::Range;
  std::vector<Range> parts;
  for (const Segment& segment : segments) {
    if (segment.count == 0)
      continue;
    const std::int64_t step = segment.count == 1 ? 0 : segment.step;
    const std::int64_t last = segment.start + (segment.count - 1) * step;
    if (std::abs(step) <= largest_gap + 1) {
      parts.push_back({std::min(segment.start, last), std::abs(last - segment.start) + 1});
      continue;
    }
    for (std::int64_t i = 0; i < segment.count; ++i)
      parts.push_back({segment.start + i * step, 1});
  }
  std::ranges::sort(parts, {}, &Range::start);
  std::vector<Range> ranges;
  for (const Range& part : parts) {
    if (!ranges.empty() && part.start - (ranges.back().start + ranges.back().count) <= largest_gap)
      ranges.back().count = std::max(ranges.back().count, part.start + part.count - ranges.back().start);
    else
      ranges.push_back(part);
  }
  std::vector<Segment> placed;
  for (const Segment& segment : segments) {
    // Inside one range, or each position in one of its own.
    for (std::int64_t done = 0; done < segment.count;) {
      const std::int64_t position = segment.start + done * segment.step;
      const auto after = std::ranges::upper_bound(ranges, position, {}, &Range::start);
      const Range& range = *(after - 1);
      const std::int64_t left = segment.count - done;
      std::int64_t count = left;
      if (segment.step > 0)
        count = std::min(left, (range.start + range.count - position + segment.step - 1) / segment.step);
      else if (segment.step < 0)
        count = std::min(left, (position - range.start) / -segment.step + 1);
      placed.push_back({static_cast<std::int32_t>(after - ranges.begin() - 1), position - range.start,
                        count == 1 ? 1 : segment.step, count});
      done += count;
    }
  }
  segments = std::move(placed);
  return ranges;
}

void for_each_region(const RegionSelection& selection,
                     const std::function<void(const Shape& origin, const Shape& shape)>& visit) {
  const std::size_t count = range_count(selection), rank = selection.ranges.size();
  for (std::size_t number = 0; number < count; ++number) {
    Shape origin(rank), shape(rank);
    std::size_t left = number;
    for (std::size_t axis = rank; axis-- > 0;) {
      const auto& along = selection.ranges[axis];
      origin[axis] = along[left % along.size()].start;
      shape[axis] = along[left % along.size()].count;
      left /= along.size();
    }
    visit(origin, shape);
  }
}

Chunk narrowed(const Chunk& chunk, std::optional<DType> as) {
  if (!as || *as == chunk.dtype())
    return chunk;
  TileInstruction cast{TileOperation::cast, *as, {}};
  cast.operands[0] = {TileOperand::Kind::input, 0};
  return evaluate(TileProgram{{chunk.dtype()}, {}, {cast}}, {&chunk, 1});
}

Chunk read_selection(const RegionSelection& selection, const ReadRegion& read) {
  if (element_count(selection.shape) == 0) {
    const Shape nowhere(selection.ranges.size(), 0);
    return Chunk::uninitialised(selection.as.value_or(read(nowhere, nowhere).dtype()), selection.shape).first;
  }
  if (is_plain(selection) && selection.as) {
    Chunk result;
    for_each_region(selection, [&](const Shape& origin, const Shape& shape) {
      result = read_narrowed(origin, shape, *selection.as, read);
    });
    return result.view(0, selection.shape);
  }
  std::vector<Chunk> regions;
  for_each_region(selection,
                  [&](const Shape& origin, const Shape& shape) { regions.push_back(read(origin, shape)); });
  if (is_plain(selection))
    return regions.front().view(0, selection.shape);
  if (regions.empty())
    throw ShapeError("read: nothing is read of a result of shape " + to_string(selection.shape));
  std::vector<const Chunk*> inputs;
  for (const Chunk& region : regions)
    inputs.push_back(&region);
  const DType dtype = regions.front().dtype();
  return narrowed(gather({dtype, selection.axes, {}, selection.shape}, inputs), selection.as);
}

std::int64_t workspace_of(const RegionSelection& selection, std::size_t element_bytes) {
  const auto element = static_cast<std::int64_t>(element_bytes);
  std::int64_t elements = 0;
  for_each_region(selection, [&](const Shape&, const Shape& shape) { elements += element_count(shape); });
  if (!is_plain(selection))
    return elements * element + (selection.as ? element_count(selection.shape) * element : 0);
  if (!selection.as)
    return 0;
  // A piece as it is read and as it is narrowed.
  const auto& first =
      selection.ranges.empty() ? std::vector<RegionSelection::Range>{{0, 1}} : selection.ranges[0];
  const std::int64_t row = first[0].count == 0 ? 0 : elements / first[0].count;
  return std::min(elements, std::max(row, piece_bytes / 8)) * 2 * element;
}

} // namespace troupe
