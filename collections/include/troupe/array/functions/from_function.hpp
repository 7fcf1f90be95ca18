#pragma once

#include <concepts>
#include <cstdint>
#include <source_location>
#include <span>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>

#include <troupe/array/array.hpp>
#include <troupe/array/creation/creation.hpp>
#include <troupe/array/functions/block_place.hpp>
#include <troupe/kernel.hpp>
#include <troupe/register_kernel.hpp>

namespace troupe {

namespace detail {

/// What a block is to be: the parameters of its kernel.
struct PlannedBlock {
  BlockPlace place;
  DType dtype = DType::float64;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(place, dtype);
  }
};

/// An array of `dtype` whose blocks are what `kernel` makes of their places, its parameters.
Array from_places(const Shape& shape, const Kernel& kernel, DType dtype, const CreationOptions& options,
                  std::source_location line);

/// The element type that stands for what a function returns: long long is the integer of its width.
template <class R>
auto element_of() {
  if constexpr (Element<R>)
    return std::type_identity<R>();
  else if constexpr (std::integral<R> && sizeof(R) == 8)
    return std::type_identity<std::conditional_t<std::signed_integral<R>, std::int64_t, std::uint64_t>>();
  else
    return std::type_identity<void>();
}

/// A function of an element's position as a kernel: `R (std::int64_t i, std::int64_t j, …)`.
template <class F>
struct PositionFunction {
  using All = typename Signature<F>::All;
  using Type = typename decltype(element_of<std::remove_cvref_t<typename Signature<F>::Result>>())::type;
  static constexpr std::size_t rank = std::tuple_size_v<All>;
  static_assert(!std::is_void_v<Type>, "from_function: the function returns no type of element");

  template <std::size_t... I>
  static constexpr bool takes_positions(std::index_sequence<I...>) {
    return (std::same_as<Bare<I, All>, std::int64_t> && ...);
  }
  static_assert(
      takes_positions(std::make_index_sequence<rank>()),
      "from_function: the function takes one std::int64_t an axis, or a const BlockPlace& and a span");

  Chunk operator()(const PlannedBlock& planned) const {
    return Chunk::generate<Type>(planned.place.shape, [&](std::span<Type> out) {
      if (!out.empty())
        fill(planned.place, out.data());
    });
  }

private:
  /// Writes what lies at the given positions of the first axes, and returns the place behind it.
  template <class... Position>
  static Type* fill(const BlockPlace& place, Type* out, Position... positions) {
    constexpr std::size_t axis = sizeof...(Position);
    if constexpr (axis == rank) {
      *out = F{}(positions...);
      return out + 1;
    } else {
      const std::int64_t first = place.origin[axis], count = place.shape[axis];
      if constexpr (axis + 1 == rank) {
        for (std::int64_t i = 0; i < count; ++i)
          out[i] = F{}(positions..., first + i);
        return out + count;
      } else {
        for (std::int64_t i = 0; i < count; ++i)
          out = fill(place, out, positions..., first + i);
        return out;
      }
    }
  }
};

/// A function that writes a whole block as a kernel: `void (const BlockPlace&, std::span<T> out)`.
template <class F>
struct FillFunction {
  using Type = typename Bare<1, typename Signature<F>::All>::element_type;

  Chunk operator()(const PlannedBlock& planned) const {
    return Chunk::generate<Type>(planned.place.shape, [&](std::span<Type> out) { F{}(planned.place, out); });
  }
};

/// The block, if it is of the planned dtype and shape.
Chunk require_planned(Chunk block, const PlannedBlock& planned);

/// A function that makes a whole block as a kernel: `Chunk (const BlockPlace&)`.
template <class F>
struct MakeFunction {
  Chunk operator()(const PlannedBlock& planned) const { return require_planned(F{}(planned.place), planned); }
};

template <class F>
constexpr bool takes_place() {
  using All = typename Signature<F>::All;
  if constexpr (std::tuple_size_v<All> == 0)
    return false;
  else
    return std::same_as<Bare<0, All>, BlockPlace>;
}

/// `said`, the dtype that a function's type says.
///
/// \throws DTypeError if `options` say another.
DType require_same(const CreationOptions& options, DType said);

/// \throws DTypeError if `options` say none.
DType require_dtype(const CreationOptions& options);

/// \throws ShapeError unless `shape` has `rank` axes.
void require_positions(const Shape& shape, std::size_t rank);

} // namespace detail

/// An array of what a lambda without captures says of each position, or writes into each block.
///
///     from_function({4, 5}, [](std::int64_t i, std::int64_t j) { return i + 2.0 * j; })
///     from_function({100}, [](const BlockPlace& place, std::span<float> out) { … }, {.chunks = 10})
///     from_function({4, 5}, [](const BlockPlace& place) { return Chunk… }, {.dtype = DType::int64})
///
/// The first form takes one position an axis; what it returns is the dtype. It is inlined into loops over a
/// block. The second gets the elements of a block, row-major, to write them; the span says the dtype. The third
/// returns the chunk, of `options.dtype`.
///
/// \throws ShapeError if the function takes more or fewer positions than there are axes; DTypeError for an
///         `options.dtype` other than the function's, or none where a chunk is returned. A chunk of another
///         dtype or shape than its block's fails when it runs.
template <class F>
requires std::is_class_v<F> && std::is_empty_v<F>
    Array from_function(const Shape& shape, F, const CreationOptions& options = {},
                        std::source_location line = std::source_location::current()) {
  detail::require_no_captures<F>();
  if constexpr (!detail::takes_place<F>()) {
    using Positions = detail::PositionFunction<F>;
    detail::require_positions(shape, Positions::rank);
    return detail::from_places(shape, kernel_of(Positions()),
                               detail::require_same(options, dtype_of<typename Positions::Type>()), options,
                               line);
  } else if constexpr (std::same_as<typename detail::Signature<F>::Result, Chunk>) {
    return detail::from_places(shape, kernel_of(detail::MakeFunction<F>()), detail::require_dtype(options),
                               options, line);
  } else {
    using Fill = detail::FillFunction<F>;
    return detail::from_places(shape, kernel_of(Fill()),
                               detail::require_same(options, dtype_of<typename Fill::Type>()), options, line);
  }
}

} // namespace troupe
