#include "kernels/blocks/select.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <string>
#include <utility>

#include <troupe/error.hpp>

#include "kernels/blocks/axis_view.hpp"
#include "kernels/blocks/element_unit.hpp"
#include "kernels/selection/growing_elements.hpp"
#include "kernels/reductions/element_feed.hpp"
#include "kernels/register_kernels.hpp"
#include "kernels/tiles/tile_table.hpp"

namespace troupe {

namespace {

CompressKernel compress_kernel(std::size_t element_bytes) {
  return tile_table(current_isa_level()).compress[word_number(element_bytes)];
}

/// The chosen elements among neighbours. Nothing is written behind `end`, of which the kernel knows nothing.
void compress_elements(std::byte* to, const std::byte* end, const std::byte* from, std::span<const bool> mask,
                       std::size_t element_bytes) {
  constexpr std::size_t piece = 1024;
  alignas(64) std::array<std::byte, piece * sizeof(ElementBits) + selection_slack> aside;
  const CompressKernel kernel = compress_kernel(element_bytes);
  for (std::size_t begin = 0; begin < mask.size(); begin += piece) {
    const std::size_t count = std::min(piece, mask.size() - begin);
    const bool fits = static_cast<std::size_t>(end - to) >= count * element_bytes + selection_slack;
    const std::size_t chosen =
        kernel(fits ? to : aside.data(), from + begin * element_bytes, mask.data() + begin, count);
    if (!fits)
      std::memcpy(to, aside.data(), chosen * element_bytes);
    to += chosen * element_bytes;
  }
}

/// The mask is made a few thousand elements at a time and nowhere kept, so the chunk is read once.
Chunk compress_while_reading(const TileProgram& program, const Chunk& chunk, std::span<const Chunk> inputs,
                             const Shape& mask_shape) {
  const std::size_t element_bytes = size_of(chunk.dtype());
  const CompressKernel kernel = compress_kernel(element_bytes);
  ElementFeed mask(program, inputs, mask_shape, 1);
  GrowingElements chosen(element_bytes);
  for (std::size_t begin = 0; begin < chunk.size(); begin += ElementFeed::limit) {
    const std::size_t count = std::min(ElementFeed::limit, chunk.size() - begin);
    const auto* const bits = reinterpret_cast<const bool*>(mask.rows(begin, count, 1, count).first);
    chosen.grow(kernel(chosen.room(count), chunk.bytes() + begin * element_bytes, bits, count));
  }
  auto [result, to] = Chunk::uninitialised(chunk.dtype(), {static_cast<std::int64_t>(chosen.count())});
  chosen.copy_to(to);
  return std::move(result);
}

/// Runs of true elements, copied as one.
void compress_rows(std::byte* to, const std::byte* from, std::span<const bool> mask, std::int64_t row_bytes) {
  for (std::size_t i = 0; i < mask.size();) {
    if (!mask[i]) {
      ++i;
      continue;
    }
    std::size_t end = i;
    while (end < mask.size() && mask[end])
      ++end;
    const auto bytes = static_cast<std::int64_t>(end - i) * row_bytes;
    std::memcpy(to, from + static_cast<std::int64_t>(i) * row_bytes, static_cast<std::size_t>(bytes));
    to += bytes;
    i = end;
  }
}

} // namespace

Chunk compress_chunk(const CompressParameters& parameters, const Chunk& chunk, std::span<const Chunk> masks) {
  const AxisView view = view_along(chunk.shape(), chunk.dtype(), parameters.axis, "compress");
  const auto require_fitting = [&](const Shape& shape) {
    if (shape != Shape{view.extent})
      throw ShapeError("compress: a mask of shape " + to_string(shape) + " for an axis of length "
                       + std::to_string(view.extent));
  };
  if (parameters.program) {
    if (parameters.program->result() != DType::boolean)
      throw DTypeError("compress: a mask of " + std::string(to_string(parameters.program->result())));
    const Shape shape = mapped_shape(*parameters.program, masks, "compress");
    require_fitting(shape);
    if (chunk.rank() == 1)
      return compress_while_reading(*parameters.program, chunk, masks, shape);
    const Chunk mask = evaluate(*parameters.program, masks);
    return compress_chunk({parameters.axis}, chunk, {&mask, 1});
  }
  if (masks.size() != 1)
    throw ValueError("compress: " + std::to_string(masks.size()) + " masks");
  const std::span<const bool> chosen = masks[0].values<bool>();
  require_fitting(masks[0].shape());
  const std::int64_t count = std::count(chosen.begin(), chosen.end(), true);
  if (count == view.extent)
    return chunk;
  Shape shape = chunk.shape();
  shape[parameters.axis] = count;
  auto [result, to] = Chunk::uninitialised(chunk.dtype(), std::move(shape));
  if (result.size() == 0)
    return std::move(result);
  for (std::int64_t outer = 0; outer < view.outer; ++outer) {
    std::byte* target = to + outer * count * view.row_bytes;
    const std::byte* source = chunk.bytes() + outer * view.extent * view.row_bytes;
    if (view.inner == 1)
      compress_elements(target, to + result.size_bytes(), source, chosen, size_of(chunk.dtype()));
    else
      compress_rows(target, source, chosen, view.row_bytes);
  }
  return std::move(result);
}

Chunk take_from_chunk(const TakeParameters& parameters, const Chunk& chunk, const Chunk& positions) {
  const AxisView view = view_along(chunk.shape(), chunk.dtype(), parameters.axis, "take");
  std::vector<std::int64_t> rows(positions.size());
  std::size_t count = 0;
  visit_positions(positions, "take", [&](auto given) {
    // Without a branch an element: which of the positions lie in this chunk cannot be foretold.
    for (const auto position : given) {
      const std::int64_t row = checked_position(position, parameters.extent, "take") - parameters.start;
      rows[count] = row;
      count += static_cast<std::uint64_t>(row) < static_cast<std::uint64_t>(view.extent) ? 1 : 0;
    }
  });
  rows.resize(count);
  Shape shape = chunk.shape();
  shape[parameters.axis] = static_cast<std::int64_t>(rows.size());
  auto [result, to] = Chunk::uninitialised(chunk.dtype(), std::move(shape));
  if (result.size() == 0)
    return std::move(result);
  visit_unit(size_of(chunk.dtype()), [&]<class Unit>(std::type_identity<Unit>) {
    std::byte* target = to;
    for (std::int64_t outer = 0; outer < view.outer; ++outer) {
      const std::byte* source = chunk.bytes() + outer * view.extent * view.row_bytes;
      for (const std::int64_t row : rows) {
        if (view.inner == 1)
          copy_unit<Unit>(target, source + row * view.row_bytes);
        else
          std::memcpy(target, source + row * view.row_bytes, static_cast<std::size_t>(view.row_bytes));
        target += view.row_bytes;
      }
    }
  });
  return std::move(result);
}

namespace {

/// The last part that starts at or before `position`, found without a branch.
std::uint32_t part_of(std::int64_t position, std::span<const std::int64_t> starts) {
  const std::size_t parts = starts.size() - 1; // the last start is the extent, beyond all positions
  std::size_t part = 0;
  for (std::size_t step = std::bit_floor(parts); step > 0; step /= 2) {
    const std::size_t next = std::min(part + step, parts);
    part = starts[next] <= position ? next : part;
  }
  return static_cast<std::uint32_t>(part);
}

} // namespace

Chunk join_taken(const TakeJoinParameters& parameters, const Chunk& positions,
                 std::span<const Chunk* const> parts) {
  const std::vector<std::int64_t>& starts = parameters.starts;
  if (parts.empty() || parts.size() + 1 != starts.size())
    throw ShapeError("take_join: " + std::to_string(parts.size()) + " parts, " + std::to_string(starts.size())
                     + " starts");
  std::vector<std::uint32_t> from; // which part each row comes from
  from.reserve(positions.size());
  visit_positions(positions, "take", [&](auto given) {
    for (const auto position : given)
      from.push_back(part_of(checked_position(position, starts.back(), "take"), starts));
  });
  Shape shape = parts[0]->shape();
  const AxisView view = view_along(shape, parts[0]->dtype(), parameters.axis, "take_join");
  std::vector<std::int64_t> taken(parts.size(), 0);
  for (const std::uint32_t part : from)
    ++taken[part];
  for (std::size_t part = 0; part < parts.size(); ++part) {
    shape[parameters.axis] = taken[part];
    if (parts[part]->shape() != shape || parts[part]->dtype() != parts[0]->dtype())
      throw ShapeError("take_join: a part of shape " + to_string(parts[part]->shape()) + ", not "
                       + to_string(shape));
  }
  shape[parameters.axis] = static_cast<std::int64_t>(from.size());
  auto [result, to] = Chunk::uninitialised(parts[0]->dtype(), shape);
  if (result.size() == 0)
    return std::move(result);
  std::vector<const std::byte*> next;
  for (const Chunk* part : parts)
    next.push_back(part->bytes());
  visit_unit(size_of(result.dtype()), [&]<class Unit>(std::type_identity<Unit>) {
    for (std::int64_t outer = 0; outer < view.outer; ++outer)
      for (const std::uint32_t part : from) {
        if (view.inner == 1)
          copy_unit<Unit>(to, next[part]);
        else
          std::memcpy(to, next[part], static_cast<std::size_t>(view.row_bytes));
        next[part] += view.row_bytes;
        to += view.row_bytes;
      }
  });
  return std::move(result);
}

Chunk pick(const PickParameters& parameters, std::span<const Chunk* const> inputs) {
  const auto bytes = static_cast<std::int64_t>(size_of(parameters.dtype));
  auto [result, to] =
      Chunk::uninitialised(parameters.dtype, {static_cast<std::int64_t>(parameters.elements.size())});
  for (const PickParameters::Element& element : parameters.elements) {
    if (element.input >= inputs.size() || inputs[element.input]->dtype() != parameters.dtype
        || element.offset < 0 || element.offset >= static_cast<std::int64_t>(inputs[element.input]->size()))
      throw IndexError("pick: there is no element " + std::to_string(element.offset) + " in chunk "
                       + std::to_string(element.input));
    std::memcpy(to, inputs[element.input]->bytes() + element.offset * bytes, static_cast<std::size_t>(bytes));
    to += bytes;
  }
  return std::move(result);
}

namespace {

std::vector<const Chunk*> chunks_from(std::span<const Value> arguments) {
  std::vector<const Chunk*> chunks;
  for (const Value& argument : arguments)
    chunks.push_back(&argument.as_chunk());
  return chunks;
}

Value run_compress(const KernelCall& call) {
  if (call.arguments.size() < 2)
    throw ValueError("compress: no mask");
  std::vector<Chunk> masks;
  for (const Value& argument : call.arguments.subspan(1))
    masks.push_back(argument.as_chunk());
  return compress_chunk(call.parameters.as<CompressParameters>(), call.arguments[0].as_chunk(), masks);
}

Value run_take(const KernelCall& call) {
  return take_from_chunk(call.parameters.as<TakeParameters>(), call.arguments[0].as_chunk(),
                         call.arguments[1].as_chunk());
}

Value run_take_join(const KernelCall& call) {
  if (call.arguments.empty())
    throw ShapeError("take_join: no positions");
  return join_taken(call.parameters.as<TakeJoinParameters>(), call.arguments[0].as_chunk(),
                    chunks_from(call.arguments.subspan(1)));
}

Value run_pick(const KernelCall& call) {
  return pick(call.parameters.as<PickParameters>(), chunks_from(call.arguments));
}

} // namespace

void register_select(KernelRegistry& registry) {
  registry.add({"compress", 1, "what lies along an axis where a mask is true", any_arity, run_compress,
                Parameters::decode<CompressParameters>});
  registry.add({"take", 1, "positions of a list that lie in a chunk", 2, run_take,
                Parameters::decode<TakeParameters>});
  registry.add({"take_join", 1, "parts taken of several chunks, in order", any_arity, run_take_join,
                Parameters::decode<TakeJoinParameters>});
  registry.add(
      {"pick", 1, "single elements of chunks", any_arity, run_pick, Parameters::decode<PickParameters>});
}

} // namespace troupe
