#include "kernels/ordering/sort_chunk.hpp"

#include <algorithm>

#include <troupe/kernel.hpp>

#include "kernels/blocks/axis_view.hpp"
#include "kernels/ordering/item_buffer.hpp"
#include "kernels/register_kernels.hpp"

namespace troupe {

namespace {

/// Lanes beside each other are taken up together, as far as they fill cache lines.
constexpr std::int64_t lane_group_bytes = 64;

std::int64_t lanes_at_a_time(std::int64_t inner, std::size_t element_bytes) {
  return std::min(inner,
                  std::max<std::int64_t>(1, lane_group_bytes / static_cast<std::int64_t>(element_bytes)));
}

/// Calls `sort_lanes(offset, lanes)` for groups of lanes beside each other: the place of the first one's first
/// element, and how many they are.
template <class SortLanes>
void for_lanes(const AxisView& view, std::int64_t at_a_time, SortLanes sort_lanes) {
  if (view.extent == 0)
    return;
  for (std::int64_t outer = 0; outer < view.outer; ++outer)
    for (std::int64_t first = 0; first < view.inner; first += at_a_time)
      sort_lanes(static_cast<std::size_t>(outer * view.extent * view.inner + first),
                 static_cast<std::size_t>(std::min(at_a_time, view.inner - first)));
}

template <Element T>
void sort_lane(std::span<KeyOf<T>> keys, std::span<KeyOf<T>> work, std::byte* out, std::size_t offset,
               std::size_t step) {
  const std::span<KeyOf<T>> sorted = radix_sort(keys, work);
  for (std::size_t i = 0; i < sorted.size(); ++i)
    store_element(out, offset + i * step, SortKey<T>::decode(sorted[i]));
}

/// Lanes that lie in one piece are sorted where the result is to be.
template <Element T>
void sort_contiguous_lanes(const std::byte* in, std::byte* out, const AxisView& view) {
  using Key = KeyOf<T>;
  const auto length = static_cast<std::size_t>(view.extent);
  const ItemBuffer<Key> work(length);
  for_lanes(view, 1, [&](std::size_t offset, std::size_t) {
    const std::span<Key> keys(reinterpret_cast<Key*>(out) + offset, length);
    for (std::size_t i = 0; i < length; ++i)
      keys[i] = SortKey<T>::template encode<Zeros::apart>(load_element<T>(in, offset + i));
    sort_lane<T>(keys, work.items(), out, offset, 1);
  });
}

template <Element T>
void sort_lanes(const std::byte* in, std::byte* out, const AxisView& view) {
  using Key = KeyOf<T>;
  const auto length = static_cast<std::size_t>(view.extent), step = static_cast<std::size_t>(view.inner);
  const std::int64_t at_a_time = lanes_at_a_time(view.inner, sizeof(T));
  const ItemBuffer<Key> lanes(length * static_cast<std::size_t>(at_a_time)), work(length);
  for_lanes(view, at_a_time, [&](std::size_t offset, std::size_t count) {
    for (std::size_t i = 0; i < length; ++i)
      for (std::size_t lane = 0; lane < count; ++lane)
        lanes.items()[lane * length + i] =
            SortKey<T>::template encode<Zeros::apart>(load_element<T>(in, offset + i * step + lane));
    for (std::size_t lane = 0; lane < count; ++lane)
      sort_lane<T>(lanes.items().subspan(lane * length, length), work.items(), out, offset + lane, step);
  });
}

template <Element T>
void argsort_lanes(const std::byte* in, std::int64_t* out, const AxisView& view) {
  using Item = Indexed<WideKey<KeyOf<T>>>;
  const auto length = static_cast<std::size_t>(view.extent), step = static_cast<std::size_t>(view.inner);
  const ItemBuffer<Item> lane(length), work(length);
  for_lanes(view, 1, [&](std::size_t offset, std::size_t) {
    for (std::size_t i = 0; i < length; ++i)
      lane.items()[i] = {SortKey<T>::template encode<Zeros::equal>(load_element<T>(in, offset + i * step)),
                         i};
    const std::span<Item> sorted = radix_sort(lane.items(), work.items());
    for (std::size_t i = 0; i < length; ++i)
      out[offset + i * step] = static_cast<std::int64_t>(sorted[i].index);
  });
}

Value run_sort(const KernelCall& call) {
  return sort_chunk(call.arguments[0].as_chunk(), call.parameters.as<SortParameters>().axis);
}

Value run_argsort(const KernelCall& call) {
  return argsort_chunk(call.arguments[0].as_chunk(), call.parameters.as<SortParameters>().axis);
}

} // namespace

Chunk sort_chunk(const Chunk& chunk, std::int32_t axis) {
  const AxisView view = view_along(chunk.shape(), chunk.dtype(), axis, "sort");
  auto [result, elements] = Chunk::uninitialised(chunk.dtype(), chunk.shape());
  visit_dtype(chunk.dtype(), [&, out = elements]<class T>(std::type_identity<T>) {
    view.inner == 1 ? sort_contiguous_lanes<T>(chunk.bytes(), out, view)
                    : sort_lanes<T>(chunk.bytes(), out, view);
  });
  return std::move(result);
}

Chunk argsort_chunk(const Chunk& chunk, std::int32_t axis) {
  const AxisView view = view_along(chunk.shape(), chunk.dtype(), axis, "argsort");
  return Chunk::generate<std::int64_t>(chunk.shape(), [&](std::span<std::int64_t> out) {
    visit_dtype(chunk.dtype(),
                [&]<class T>(std::type_identity<T>) { argsort_lanes<T>(chunk.bytes(), out.data(), view); });
  });
}

std::int64_t sort_workspace_bytes(DType dtype, const Shape& shape, std::int32_t axis) {
  const AxisView view = view_along(shape, dtype, axis, "sort");
  const std::int64_t lanes = view.inner == 1 ? 1 : lanes_at_a_time(view.inner, size_of(dtype)) + 1;
  return lanes * view.extent * static_cast<std::int64_t>(size_of(dtype));
}

std::int64_t argsort_workspace_bytes(DType dtype, const Shape& shape, std::int32_t axis) {
  return visit_dtype(dtype, [&]<class T>(std::type_identity<T>) {
    return 2 * view_along(shape, dtype, axis, "argsort").extent
           * static_cast<std::int64_t>(sizeof(Indexed<WideKey<KeyOf<T>>>));
  });
}

void register_sort_chunk(KernelRegistry& registry) {
  registry.add({"sort", 1, "a chunk sorted along an axis, NaN last", 1, run_sort,
                Parameters::decode<SortParameters>, KernelKind::compute});
  registry.add({"argsort", 1, "the positions that sort a chunk along an axis", 1, run_argsort,
                Parameters::decode<SortParameters>, KernelKind::compute});
}

} // namespace troupe
