#include "array/array_call.hpp"

#include <algorithm>
#include <utility>

namespace troupe::conformance {

namespace {

/// The shape of a nested list.
Shape shape_of(const Json& list) {
  Shape shape;
  for (const Json* level = &list; level->is_array(); level = &level->at(0)) {
    shape.push_back(static_cast<std::int64_t>(level->size()));
    if (level->empty())
      break;
  }
  return shape;
}

void collect(const Json& list, std::vector<Scalar>& elements) {
  for (const Json& item : list) {
    if (item.is_array())
      collect(item, elements);
    else
      elements.push_back(scalar_from_json(item));
  }
}

/// A list as NumPy makes an array of it: bool, int64 or float64.
Array array_from_list(const Json& list) {
  std::vector<Scalar> elements;
  collect(list, elements);
  const auto all = [&](DType dtype) {
    return std::ranges::all_of(elements, [&](const Scalar& element) { return element.dtype() == dtype; });
  };
  DType dtype = DType::float64;
  if (!elements.empty() && (all(DType::boolean) || all(DType::int64)))
    dtype = elements.front().dtype();
  const Chunk chunk = visit_dtype(dtype, [&]<class T>(std::type_identity<T>) {
    return Chunk::generate<T>(shape_of(list), [&](std::span<T> out) {
      if (out.size() != elements.size())
        throw Mismatch("no array: " + list.dump());
      std::ranges::transform(elements, out.begin(), [](const Scalar& element) {
        return std::visit(
            [](auto value) {
              if constexpr (std::convertible_to<decltype(value), T>)
                return static_cast<T>(value);
              else
                return T{};
            },
            element.held());
      });
    });
  });
  return from_chunk(chunk);
}

} // namespace

Scalar scalar_from_json(const Json& json) {
  if (json.is_boolean())
    return json.get<bool>();
  if (json.is_number_unsigned())
    return json.get<std::uint64_t>();
  if (json.is_number_integer())
    return json.get<std::int64_t>();
  return real_from_json(json.is_object() ? json.at("num") : json);
}

Located ArrayCall::to_operand(const Json& json) const {
  if (json.is_string() || json.is_array())
    return to_array(json);
  return scalar_from_json(json);
}

Array ArrayCall::to_array(const Json& json) const {
  if (json.is_array())
    return array_from_list(json);
  if (!json.is_string())
    return full({}, scalar_from_json(json));
  const auto found = names_.find(json.get<std::string>());
  const Array* array = found == names_.end() ? nullptr : std::get_if<Array>(&found->second);
  if (array == nullptr)
    throw Mismatch("no array " + json.dump());
  return *array;
}

std::vector<Array> ArrayCall::arrays(const char* name) const {
  std::vector<Array> arrays;
  for (const Json& item : json(name))
    arrays.push_back(to_array(item));
  return arrays;
}

std::optional<std::vector<std::int64_t>> ArrayCall::integers(const char* name) const {
  if (!has(name))
    return std::nullopt;
  if (json(name).is_array())
    return json(name).get<std::vector<std::int64_t>>();
  return std::vector{json(name).get<std::int64_t>()};
}

std::optional<std::vector<int>> ArrayCall::axes(const char* name) const {
  const auto found = integers(name);
  return found ? std::optional(std::vector<int>(found->begin(), found->end())) : std::nullopt;
}

Axes ArrayCall::axes_or_all(const char* name) const {
  const auto found = integers(name);
  return found ? Axes(*found) : Axes();
}

std::optional<int> ArrayCall::axis(const char* name) const {
  return has(name) ? std::optional(json(name).get<int>()) : std::nullopt;
}

std::optional<DType> ArrayCall::dtype(const char* name) const {
  if (!has(name))
    return std::nullopt;
  return dtype_from_name(json(name).get<std::string>());
}

} // namespace troupe::conformance
