#include "kernels/blocks/gather.hpp"

#include <algorithm>
#include <cstring>
#include <optional>
#include <string>
#include <utility>

#include <troupe/error.hpp>

#include "kernels/blocks/element_unit.hpp"
#include "kernels/register_kernels.hpp"

namespace troupe {

namespace {

using Segments = std::vector<Segment>;

[[noreturn]] void refuse(const std::string& what) { throw ShapeError("gather: " + what); }

std::int64_t total_count(std::span<const Segment> segments) {
  std::int64_t total = 0;
  for (const Segment& segment : segments)
    if (__builtin_add_overflow(total, segment.count, &total))
      refuse("segments of more than 2^63 - 1 elements");
  return total;
}

/// The grid of input chunks and what is taken of it. Axes are joined where that leaves the elements' order
/// alone.
struct Plan {
  std::vector<Segments> axes;
  std::vector<Shape> extents; ///< Of the chunks along each axis, by slot.
  Shape slots;
  std::span<const Chunk* const> inputs;

  std::size_t rank() const noexcept { return axes.size(); }
};

/// The extents of the chunks in every slot of `axis`; all chunks of a slot must agree.
Shape slot_extents(const Plan& plan, std::size_t axis) {
  std::int64_t stride = 1;
  for (std::size_t later = axis + 1; later < plan.rank(); ++later)
    stride *= plan.slots[later];
  Shape extents(plan.slots[axis], 0);
  for (std::size_t i = 0; i < plan.inputs.size(); ++i) {
    const std::int64_t slot = static_cast<std::int64_t>(i) / stride % plan.slots[axis];
    const std::int64_t extent = plan.inputs[i]->shape()[axis];
    if (static_cast<std::int64_t>(i) == slot * stride)
      extents[slot] = extent;
    else if (extents[slot] != extent)
      refuse("chunks of extents " + std::to_string(extents[slot]) + " and " + std::to_string(extent)
             + " stand in one row of axis " + std::to_string(axis));
  }
  return extents;
}

void check_segment(const Segment& segment, const Shape& extents, std::size_t fills) {
  const auto inside = [](std::int64_t position, std::int64_t extent) {
    return position >= 0 && position < extent;
  };
  if (segment.count < 0)
    refuse("a segment has " + std::to_string(segment.count) + " elements");
  if (segment.count == 0)
    return;
  if (segment.slot == Segment::fill_slot) {
    if (!inside(segment.start, static_cast<std::int64_t>(fills)))
      refuse("there is no fill value " + std::to_string(segment.start));
    return;
  }
  if (extents.empty()) // another axis is empty or fill only, so nothing is read
    return;
  const std::int64_t extent = extents[segment.slot];
  std::int64_t reach = 0, last = 0;
  if (__builtin_mul_overflow(segment.count - 1, segment.step, &reach)
      || __builtin_add_overflow(segment.start, reach, &last) || !inside(segment.start, extent)
      || !inside(last, extent))
    refuse(std::to_string(segment.count) + " elements from " + std::to_string(segment.start) + " in steps of "
           + std::to_string(segment.step) + " do not lie in a chunk of extent " + std::to_string(extent));
}

Plan make_plan(const GatherParameters& parameters, std::span<const Chunk* const> inputs) {
  Plan plan{parameters.axes, {}, {}, inputs};
  std::size_t chunks = 1;
  for (const Segments& segments : plan.axes) {
    plan.slots.push_back(static_cast<std::int64_t>(slot_count(segments)));
    if (__builtin_mul_overflow(chunks, slot_count(segments), &chunks))
      refuse("too many chunks");
  }
  if (chunks != inputs.size())
    refuse("the segments speak of " + std::to_string(chunks) + " chunks, " + std::to_string(inputs.size())
           + " were given");
  for (const Chunk* input : inputs) {
    if (input->dtype() != parameters.dtype)
      throw DTypeError("gather: a chunk is " + std::string(to_string(input->dtype())) + ", not "
                       + std::string(to_string(parameters.dtype)));
    if (input->rank() != plan.rank())
      refuse("a chunk of shape " + to_string(input->shape()) + " has not " + std::to_string(plan.rank())
             + " axes");
  }
  Shape counts;
  for (std::size_t axis = 0; axis < plan.rank(); ++axis) {
    plan.extents.push_back(inputs.empty() ? Shape{} : slot_extents(plan, axis));
    for (const Segment& segment : plan.axes[axis])
      check_segment(segment, plan.extents[axis], parameters.fills.size());
    counts.push_back(total_count(plan.axes[axis]));
    std::erase_if(plan.axes[axis], [](const Segment& segment) { return segment.count == 0; });
  }
  if (element_count(counts) != element_count(parameters.shape))
    refuse("elements of shape " + to_string(counts) + " do not make the shape "
           + to_string(parameters.shape));
  if (plan.axes.empty()) {
    plan.axes = {{Segment{0, 0, 1, 1}}};
    plan.extents = {{1}};
    plan.slots = {1};
  }
  return plan;
}

/// Whether the axis is taken as it is, from one chunk.
bool is_whole(const Plan& plan, std::size_t axis) {
  const Segments& segments = plan.axes[axis];
  return segments.size() == 1 && segments[0].slot == 0 && !plan.inputs.empty() && plan.slots[axis] == 1
         && segments[0].start == 0 && segments[0].count == plan.extents[axis][0]
         && (segments[0].step == 1 || segments[0].count == 1);
}

/// Whether each run along `axis` stays a run when its elements become rows of `length`.
bool can_widen(const Plan& plan, std::size_t axis) {
  return std::ranges::all_of(plan.axes[axis], [](const Segment& segment) {
    return segment.slot == Segment::fill_slot || segment.step == 1 || segment.count == 1;
  });
}

/// Joins each axis that is taken whole with the one before it, so that runs are as long as they can be.
void join_axes(Plan& plan) {
  for (std::size_t axis = plan.rank(); axis-- > 1;) {
    if (!is_whole(plan, axis) || !can_widen(plan, axis - 1))
      continue;
    const std::int64_t length = plan.extents[axis][0];
    for (Segment& segment : plan.axes[axis - 1]) {
      segment.count *= length;
      if (segment.slot == Segment::fill_slot)
        continue;
      segment.start *= length;
      segment.step = 1;
    }
    for (std::int64_t& extent : plan.extents[axis - 1])
      extent *= length;
    const auto erase = [axis](auto& of_axes) {
      of_axes.erase(of_axes.begin() + static_cast<std::ptrdiff_t>(axis));
    };
    erase(plan.axes);
    erase(plan.extents);
    erase(plan.slots);
  }
}

/// Where the elements begin, if they lie together in the one input.
std::optional<std::int64_t> contiguous_offset(const Plan& plan) {
  if (plan.inputs.size() != 1)
    return std::nullopt;
  std::int64_t offset = 0;
  bool several = false;
  for (std::size_t axis = 0; axis < plan.rank(); ++axis) {
    if (plan.axes[axis].size() != 1 || plan.axes[axis][0].slot == Segment::fill_slot)
      return std::nullopt;
    const Segment& segment = plan.axes[axis][0];
    if ((segment.step != 1 && segment.count != 1) || (several && !is_whole(plan, axis)))
      return std::nullopt;
    several = several || segment.count != 1;
    offset = offset * plan.extents[axis][0] + segment.start;
  }
  return offset;
}

/// One segment of the last axis beside the chunk it reads for the current segments of the outer axes.
struct Lane {
  const std::byte* from = nullptr;   ///< Null: fill.
  std::vector<std::int64_t> strides; ///< Bytes from row to row, along each outer axis.
  std::int64_t step = 1;
  std::int64_t count = 0;
  ElementBits fill{};
};

/// Copies the product of the segments, outermost first.
template <class Unit>
class Copier {
public:
  Copier(const Plan& plan, std::span<const ElementBits> fills, std::byte* target)
      : plan_(plan), fills_(fills), target_(target), outer_(plan.rank() - 1), chosen_(outer_, 0) {
    for (const Segments& segments : plan_.axes) {
      Shape starts;
      std::int64_t start = 0;
      for (const Segment& segment : segments) {
        starts.push_back(start);
        start += segment.count;
      }
      starts_.push_back(std::move(starts));
      counts_.push_back(start);
    }
  }

  void run() {
    do {
      open_lanes();
      copy_rows();
    } while (advance(
        chosen_, [this](std::size_t axis) { return static_cast<std::int64_t>(plan_.axes[axis].size()); }));
  }

private:
  /// Counts `digits` up, the last fastest; false after the last combination.
  template <class Limit>
  static bool advance(std::vector<std::int64_t>& digits, Limit limit) {
    for (std::size_t axis = digits.size(); axis-- > 0;) {
      if (++digits[axis] < limit(axis))
        return true;
      digits[axis] = 0;
    }
    return false;
  }

  const Segment& outer_segment(std::size_t axis) const { return plan_.axes[axis][chosen_[axis]]; }

  /// The fill value the outer axes ask for, if one does.
  const ElementBits* outer_fill() const {
    for (std::size_t axis = outer_; axis-- > 0;)
      if (outer_segment(axis).slot == Segment::fill_slot)
        return &fills_[outer_segment(axis).start];
    return nullptr;
  }

  void open_lanes() {
    const ElementBits* fill = outer_fill();
    lanes_.resize(plan_.axes[outer_].size());
    for (std::size_t i = 0; i < lanes_.size(); ++i) {
      const Segment& segment = plan_.axes[outer_][i];
      Lane& lane = lanes_[i];
      lane.count = segment.count;
      lane.from = nullptr;
      if (segment.slot == Segment::fill_slot)
        lane.fill = fills_[segment.start];
      else if (fill != nullptr)
        lane.fill = *fill;
      else
        open_source(lane, segment);
    }
  }

  void open_source(Lane& lane, const Segment& segment) {
    std::int64_t chunk = 0;
    for (std::size_t axis = 0; axis < outer_; ++axis)
      chunk = chunk * plan_.slots[axis] + outer_segment(axis).slot;
    chunk = chunk * plan_.slots[outer_] + segment.slot;
    lane.strides.resize(outer_);
    std::int64_t stride = unit_bytes;
    std::int64_t offset = segment.start * stride;
    stride *= plan_.extents[outer_][segment.slot];
    for (std::size_t axis = outer_; axis-- > 0;) {
      const Segment& outer = outer_segment(axis);
      offset += outer.start * stride;
      lane.strides[axis] = outer.step * stride;
      stride *= plan_.extents[axis][outer.slot];
    }
    lane.from = plan_.inputs[chunk]->bytes() + offset;
    lane.step = segment.step;
  }

  void copy_rows() {
    std::vector<std::int64_t> row(outer_, 0);
    do {
      std::int64_t target_row = 0;
      for (std::size_t axis = 0; axis < outer_; ++axis)
        target_row = target_row * counts_[axis] + starts_[axis][chosen_[axis]] + row[axis];
      std::byte* to = target_ + target_row * counts_[outer_] * unit_bytes;
      for (const Lane& lane : lanes_) {
        copy_lane(lane, row, to);
        to += lane.count * unit_bytes;
      }
    } while (advance(row, [this](std::size_t axis) { return outer_segment(axis).count; }));
  }

  static void copy_lane(const Lane& lane, const std::vector<std::int64_t>& row, std::byte* to) {
    if (lane.from == nullptr)
      return fill_units<Unit>(to, lane.fill, lane.count);
    std::int64_t offset = 0;
    for (std::size_t axis = 0; axis < row.size(); ++axis)
      offset += row[axis] * lane.strides[axis];
    copy_units<Unit>(to, lane.from + offset, lane.step, lane.count);
  }

  static constexpr auto unit_bytes = static_cast<std::int64_t>(sizeof(Unit));

  const Plan& plan_;
  std::span<const ElementBits> fills_;
  std::byte* target_;
  std::size_t outer_;                ///< Axes before the last.
  std::vector<std::int64_t> chosen_; ///< Their current segments.
  std::vector<Lane> lanes_;
  Shape counts_;              ///< Of the result, along the joined axes.
  std::vector<Shape> starts_; ///< Of each segment in the result.
};

/// A view keeps the whole input alive, so it must use a good part of it.
bool is_worth_a_view(const Chunk& input, std::int64_t elements) {
  return elements * 2 >= static_cast<std::int64_t>(input.size());
}

} // namespace

std::size_t slot_count(std::span<const Segment> segments) {
  std::int32_t largest = Segment::fill_slot;
  for (const Segment& segment : segments) {
    if (segment.slot < Segment::fill_slot)
      refuse("slot " + std::to_string(segment.slot));
    largest = std::max(largest, segment.slot);
  }
  return static_cast<std::size_t>(std::int64_t{largest} + 1);
}

Chunk gather(const GatherParameters& parameters, std::span<const Chunk* const> inputs) {
  Plan plan = make_plan(parameters, inputs);
  const std::int64_t elements = element_count(parameters.shape);
  if (elements == 0)
    return Chunk::uninitialised(parameters.dtype, parameters.shape).first;
  join_axes(plan);
  if (const auto offset = contiguous_offset(plan); offset && is_worth_a_view(*inputs[0], elements))
    return inputs[0]->view(*offset, parameters.shape);
  auto [chunk, target] = Chunk::uninitialised(parameters.dtype, parameters.shape);
  visit_unit(size_of(parameters.dtype), [&]<class Unit>(std::type_identity<Unit>) {
    Copier<Unit>(plan, parameters.fills, target).run();
  });
  return std::move(chunk);
}

namespace {

Value gather_kernel(const KernelCall& call) {
  std::vector<const Chunk*> inputs;
  inputs.reserve(call.arguments.size());
  for (const Value& argument : call.arguments)
    inputs.push_back(&argument.as_chunk());
  return gather(call.parameters.as<GatherParameters>(), inputs);
}

} // namespace

void register_gather(KernelRegistry& registry) {
  registry.add({"gather", 1, "puts a chunk together from pieces of others", any_arity, gather_kernel,
                Parameters::decode<GatherParameters>});
}

} // namespace troupe
