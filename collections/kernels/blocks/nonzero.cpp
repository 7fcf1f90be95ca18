#include "kernels/blocks/nonzero.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <utility>
#include <vector>

#include <troupe/error.hpp>

#include "kernels/selection/growing_elements.hpp"
#include "kernels/reductions/element_feed.hpp"
#include "kernels/register_kernels.hpp"
#include "kernels/tiles/tile_table.hpp"

namespace troupe {

namespace {

constexpr auto all_axes = NonzeroParameters::all_axes;

/// Finds positions row by row.
class PositionFinder {
public:
  PositionFinder(const NonzeroParameters& parameters, const Shape& shape)
      : shape_(shape), origin_(parameters.origin), position_(parameters.origin), axis_(parameters.axis),
        last_(shape.size() - 1), kernel_(tile_table(current_isa_level()).positions),
        width_(axis_ == all_axes ? shape.size() : 1), found_(sizeof(std::int64_t)) {}

  /// Goes through `count` elements more.
  void find(const bool* mask, std::size_t count) {
    while (count > 0) {
      const std::size_t run =
          std::min(count, static_cast<std::size_t>(origin_[last_] + shape_[last_] - position_[last_]));
      find_in_row(mask, run);
      mask += run;
      count -= run;
      advance(static_cast<std::int64_t>(run));
    }
  }

  Chunk positions() const {
    const auto count = static_cast<std::int64_t>(found_.count() / width_);
    auto [chunk, to] = Chunk::uninitialised(
        DType::int64, axis_ == all_axes ? Shape{count, static_cast<std::int64_t>(width_)} : Shape{count});
    found_.copy_to(to);
    return std::move(chunk);
  }

private:
  void find_in_row(const bool* mask, std::size_t count) {
    auto* const to = reinterpret_cast<std::int64_t*>(found_.room(count * width_));
    if (width_ == 1 && (axis_ == all_axes || static_cast<std::size_t>(axis_) == last_))
      return found_.grow(kernel_(to, mask, count, position_[last_]));
    const std::size_t hits = kernel_(in_row_.data(), mask, count, position_[last_]);
    if (axis_ != all_axes)
      std::fill_n(to, hits, position_[static_cast<std::size_t>(axis_)]);
    else if (width_ == 2)
      write_pairs(to, hits);
    else
      write_rows(to, hits);
    found_.grow(hits * width_);
  }

  void write_pairs(std::int64_t* to, std::size_t hits) const {
    const std::int64_t row = position_[0];
    for (std::size_t i = 0; i < hits; ++i) {
      to[2 * i] = row;
      to[2 * i + 1] = in_row_[i];
    }
  }

  void write_rows(std::int64_t* to, std::size_t hits) const {
    for (std::size_t i = 0; i < hits; ++i) {
      to = std::copy(position_.begin(), position_.end() - 1, to);
      *to++ = in_row_[i];
    }
  }

  void advance(std::int64_t count) {
    position_[last_] += count;
    for (std::size_t axis = last_; axis > 0 && position_[axis] == origin_[axis] + shape_[axis]; --axis) {
      position_[axis] = origin_[axis];
      ++position_[axis - 1];
    }
  }

  const Shape& shape_;
  const Shape& origin_;
  Shape position_; ///< in the array, of the next element
  std::int32_t axis_;
  std::size_t last_;
  PositionsKernel kernel_;
  std::size_t width_; ///< numbers a position is
  GrowingElements found_;
  std::array<std::int64_t, ElementFeed::limit + selection_slack / sizeof(std::int64_t)> in_row_;
};

/// The program that tells whether the elements of a chunk are not zero.
TileProgram to_bool(DType dtype) {
  const TileOperand input{TileOperand::Kind::input, 0};
  return {{dtype}, {}, {{TileOperation::cast, DType::boolean, {input}}}};
}

Value run_nonzero(const KernelCall& call) {
  std::vector<Chunk> chunks;
  for (const Value& argument : call.arguments)
    chunks.push_back(argument.as_chunk());
  return nonzero_positions(call.parameters.as<NonzeroParameters>(), chunks);
}

} // namespace

Chunk nonzero_positions(const NonzeroParameters& parameters, std::span<const Chunk> chunks) {
  if (!parameters.program) {
    if (chunks.size() != 1)
      throw ValueError("nonzero: " + std::to_string(chunks.size()) + " chunks");
    return nonzero_positions({parameters.origin, parameters.axis, to_bool(chunks[0].dtype())}, chunks);
  }
  const TileProgram& program = *parameters.program;
  if (program.result() != DType::boolean)
    throw DTypeError("nonzero: a program that makes " + std::string(to_string(program.result())));
  const Shape shape = mapped_shape(program, chunks, "nonzero");
  const auto rank = static_cast<std::int64_t>(shape.size());
  if (rank == 0 || parameters.origin.size() != shape.size() || parameters.axis < all_axes
      || parameters.axis >= rank)
    throw ShapeError("nonzero: a chunk of shape " + to_string(shape) + " at " + to_string(parameters.origin));
  ElementFeed mask(program, chunks, shape, 1);
  PositionFinder finder(parameters, shape);
  const auto size = static_cast<std::size_t>(element_count(shape));
  for (std::size_t begin = 0; begin < size; begin += ElementFeed::limit) {
    const std::size_t count = std::min(ElementFeed::limit, size - begin);
    finder.find(reinterpret_cast<const bool*>(mask.rows(begin, count, 1, count).first), count);
  }
  return finder.positions();
}

void register_nonzero(KernelRegistry& registry) {
  registry.add({"nonzero", 1, "where elements are not zero", any_arity, run_nonzero,
                Parameters::decode<NonzeroParameters>, KernelKind::compute});
}

} // namespace troupe
