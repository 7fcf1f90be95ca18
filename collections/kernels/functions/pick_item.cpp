#include "kernels/functions/pick_item.hpp"

#include <algorithm>
#include <string>
#include <type_traits>

#include <troupe/error.hpp>
#include <troupe/kernel.hpp>

#include "kernels/register_kernels.hpp"

namespace troupe {

namespace {

Value find_entry(const Value& map, const std::string& name) {
  for (const auto& [key, value] : map.as_map())
    if (key == name)
      return value;
  throw KeyError("there is no \"" + name + "\" in " + to_string(map));
}

std::size_t position_of(std::int64_t number, std::size_t count) {
  const auto size = static_cast<std::int64_t>(count);
  if (number < -size || number >= size)
    throw IndexError("there is no item " + std::to_string(number) + " of " + std::to_string(count));
  return static_cast<std::size_t>(number < 0 ? number + size : number);
}

Value find_element(const Chunk& chunk, std::int64_t number) {
  if (chunk.rank() != 1)
    throw ShapeError("an item of a chunk of shape " + to_string(chunk.shape()) + ", which is no list");
  const std::size_t place = position_of(number, chunk.size());
  return visit_dtype(chunk.dtype(), [&]<class T>(std::type_identity<T>) -> Value {
    if constexpr (std::is_same_v<T, bool>)
      return chunk.values<T>()[place];
    else if constexpr (std::is_integral_v<T>)
      return static_cast<std::int64_t>(chunk.values<T>()[place]);
    else if constexpr (std::is_floating_point_v<T>)
      return static_cast<double>(chunk.values<T>()[place]);
    else
      throw DTypeError("an item of a chunk of " + std::string(to_string(chunk.dtype())) + " is no value");
  });
}

Value pick_item(const KernelCall& call) {
  const auto& wanted = call.parameters.as<PickItemParameters>();
  const Value& container = call.arguments[0];
  if (wanted.is_named)
    return find_entry(container, wanted.name);
  if (container.kind() == ValueKind::chunk)
    return find_element(container.as_chunk(), wanted.number);
  const auto items = container.as_list();
  return items[position_of(wanted.number, items.size())];
}

} // namespace

void register_pick_item(KernelRegistry& registry) {
  registry.add({"pick_item", 1, "an item of a list, or a map's entry", 1, pick_item,
                Parameters::decode<PickItemParameters>, KernelKind::compute});
}

} // namespace troupe
