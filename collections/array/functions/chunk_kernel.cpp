#include <algorithm>

#include <troupe/array/functions/chunk_kernel.hpp>

namespace troupe::detail {

namespace {

Value list_of(const Shape& numbers) {
  return Value::list(std::vector<Value>(numbers.begin(), numbers.end()));
}

} // namespace

Value value_of_place(const BlockPlace& place) {
  return Value::list({list_of(place.shape), list_of(place.block), list_of(place.origin), list_of(place.grid),
                      list_of(place.array_shape)});
}

BlockPlace place_of_value(const Value& value) {
  BlockPlace place;
  const std::span<const Value> parts = value.as_list();
  Shape* const members[] = {&place.shape, &place.block, &place.origin, &place.grid, &place.array_shape};
  for (std::size_t i = 0; i < std::min(parts.size(), std::size(members)); ++i)
    *members[i] = convert<std::vector<std::int64_t>>(parts[i]);
  return place;
}

BlockResults::BlockResults(const Shape& shape, std::initializer_list<DType> dtypes) {
  for (const DType dtype : dtypes) {
    auto [chunk, elements] = Chunk::uninitialised(dtype, shape);
    chunks_.push_back(std::move(chunk));
    elements_.push_back(elements);
  }
}

Value BlockResults::take() const {
  if (chunks_.size() == 1)
    return chunks_.front();
  return Value::list(std::vector<Value>(chunks_.begin(), chunks_.end()));
}

BlockArguments::BlockArguments(std::span<const Value> values, std::size_t inputs)
    : values_(values), inputs_(inputs) {
  if (values.size() != inputs && values.size() != inputs + 1)
    throw ValueError("it takes " + std::to_string(inputs) + " arrays and got "
                     + std::to_string(values.size()));
}

BlockPlace BlockArguments::place() const {
  if (values_.size() == inputs_)
    throw ValueError("the function asks for the block's place and is not told");
  return place_of_value(values_.back());
}

Shape BlockArguments::result_shape() const {
  if (values_.size() > inputs_)
    return place().shape;
  require_alike();
  return values_[0].as_chunk().shape();
}

void BlockArguments::require_alike() const {
  const Shape& shape = values_[0].as_chunk().shape();
  for (const Value& value : values_.first(inputs_))
    if (value.as_chunk().shape() != shape)
      throw ShapeError("blocks of different shapes, as spans they would not match");
}

} // namespace troupe::detail
