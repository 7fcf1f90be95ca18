#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <source_location>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include <troupe/archive.hpp>
#include <troupe/array/array.hpp>
#include <troupe/array/axes_argument.hpp>
#include <troupe/array/functions/user_function.hpp>
#include <troupe/chunk.hpp>
#include <troupe/kernel.hpp>
#include <troupe/register_kernel.hpp>

namespace troupe {

struct UserReductionOptions {
  Axes axis = {};
  Flag keepdims = false;                     ///< Keep reduced axes, with length 1.
  std::optional<DType> dtype = std::nullopt; ///< Needed where `finish` makes chunks.
  int split_every = 0;                       ///< States that are merged at a time; 0: as Troupe likes.
  /// What a function allocates beside its result, in bytes, which a memory limit counts on: as much as the states of a
  /// block if not given.
  std::optional<std::int64_t> workspace_bytes = std::nullopt;
};

namespace detail {

Chunk bytes_as_chunk(std::string bytes);
inline std::string_view bytes_in_chunk(const Chunk& chunk) {
  return {reinterpret_cast<const char*>(chunk.bytes()), chunk.size()};
}

/// States of a reduction, one for each position along the axes that are kept. States that are elements are a chunk;
/// others are bytes.
template <class S>
struct States {
  Shape shape; ///< Of the positions.
  std::vector<S> states;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(shape, states);
  }
  static Value encode(Shape shape, std::vector<S> states) {
    return bytes_as_chunk(to_bytes(States{std::move(shape), std::move(states)}));
  }
  static States decode(const Value& value) { return from_bytes<States>(bytes_in_chunk(value.as_chunk())); }
};
/// A struct that says nothing of how it is serialised, but can be copied as it lies in memory.
template <class S>
concept PlainState =
    !Element<
        S> && std::is_trivially_copyable_v<S> && !cereal::traits::is_output_serializable<S, OutputArchive>::value;
template <PlainState S>
struct States<S> {
  Shape shape;
  std::vector<S> states;

  template <class Archive>
  void serialize(Archive& archive) {
    std::string bytes(reinterpret_cast<const char*>(states.data()), states.size() * sizeof(S));
    archive(shape, bytes);
    states.resize(bytes.size() / sizeof(S));
    std::copy_n(bytes.data(), states.size() * sizeof(S), reinterpret_cast<char*>(states.data()));
  }
  static Value encode(Shape shape, std::vector<S> states) {
    return bytes_as_chunk(to_bytes(States{std::move(shape), std::move(states)}));
  }
  static States decode(const Value& value) { return from_bytes<States>(bytes_in_chunk(value.as_chunk())); }
};
template <Element S>
struct States<S> {
  Shape shape;
  std::vector<S> states;

  static Value encode(Shape shape, const std::vector<S>& states) {
    return Chunk::generate<S>(
        std::move(shape), [&](std::span<S> out) { std::copy(states.begin(), states.end(), out.begin()); });
  }
  static States decode(const Value& value) {
    const auto elements = value.as_chunk().values<S>();
    return {value.as_chunk().shape(), {elements.begin(), elements.end()}};
  }
};

/// Which axes a reduction goes over, as an argument of its kernels.
struct ReducedAxes {
  std::vector<std::int64_t> axes;
  bool keepdims = false;
};
Value value_of_axes(const ReducedAxes& reduced);
ReducedAxes axes_of_value(const Value& value);

/// A block as rows: for each position along the kept axes, in C order, its elements along the others, side by side.
struct ReducedRows {
  ReducedRows(const Chunk& block, const ReducedAxes& reduced);
  Chunk elements;
  Shape kept; ///< Extents of the axes that are kept.
  std::size_t rows = 1;
  std::size_t length = 1;
};
/// The shape of the result with the reduced axes as the call wants them.
Shape shape_of_result(const Shape& kept, const ReducedAxes& reduced);

/// The bound values of two functions as parameters of one kernel.
template <class First, class Second>
struct TwoBound {
  First first;
  Second second;
  template <class Archive>
  void serialize(Archive& archive) {
    archive(first, second);
  }
};

/// Calls `C` with its bound values and arguments.
template <class C, class... A>
decltype(auto) call_bound(const typename FunctionParts<C>::Values& bound, A&&... arguments) {
  return std::apply(
      [&](const auto&... value) -> decltype(auto) {
        return typename FunctionParts<C>::Function{}(value..., std::forward<A>(arguments)...);
      },
      bound.values);
}

/// What the types of a reduction's functions say.
template <class Map, class Merge, class Finish>
struct ReductionParts {
  using M = FunctionParts<Map>;
  static_assert(M::input_count == 1 && M::output_count == 0 && !M::takes_place(),
                "a reduction's map takes one argument: a chunk, a span of elements, or an element");
  using Argument = std::tuple_element_t<0, typename M::Inputs>;
  using State = typename M::Result;
  static constexpr bool maps_chunks = ChunkParameter<Argument>;
  static constexpr bool maps_elements = ScalarParameter<Argument>;
  static_assert(maps_chunks || maps_elements || M::takes_spans,
                "a reduction's map takes a chunk, a span of elements, or an element");
  static_assert(std::same_as<typename FunctionParts<Merge>::Result,
                             State> && std::tuple_size_v<typename FunctionParts<Merge>::Arrays> == 2,
                "a reduction's merge makes one of two states: State (const State&, const State&)");
  using Result = typename FunctionParts<Finish>::Result;
  static_assert(std::tuple_size_v<typename FunctionParts<Finish>::Arrays> == 1,
                "a reduction's finish takes a state");
  static constexpr bool finishes_chunks = std::same_as<Result, Chunk>;
  static_assert(Element<Result> || finishes_chunks, "a reduction's finish makes an element or a chunk");
  static_assert(maps_chunks || !finishes_chunks, "a reduction that maps elements finishes to elements");
  static constexpr bool states_are_chunks = std::same_as<State, Chunk>;
  static_assert(maps_chunks || !states_are_chunks, "a state that is a chunk is made of a chunk");
  static constexpr bool can_be_saved =
      Element<State> || states_are_chunks
      || std::is_trivially_copyable_v<
          State> || (cereal::traits::is_output_serializable<State, OutputArchive>::value && cereal::traits::is_input_serializable<State, InputArchive>::value);
  static_assert(can_be_saved,
                "a reduction's state that is no trivially copyable struct has cereal's template <class "
                "Archive> void serialize(Archive& archive) { archive(its members); }");
};

template <class Map, class Merge, class Finish>
struct ReductionMap {
  using Parts = ReductionParts<Map, Merge, Finish>;
  using State = typename Parts::State;
  using Bound = TwoBound<typename FunctionParts<Map>::Values, typename FunctionParts<Merge>::Values>;

  Value operator()(const Bound& bound, Arguments values) const {
    const Chunk& block = values.values[0].as_chunk();
    if constexpr (Parts::maps_chunks) {
      if constexpr (Parts::states_are_chunks)
        return call_bound<Map>(bound.first, block);
      else
        return States<State>::encode({}, {call_bound<Map>(bound.first, block)});
    } else {
      using T = ElementOfParameter<typename Parts::Argument>;
      const ReducedRows rows(block, axes_of_value(values.values[1]));
      const std::span<const T> elements = rows.elements.template values<T>();
      if (Parts::maps_elements && rows.length == 0)
        return {}; // no state
      std::vector<State> states;
      states.reserve(rows.rows);
      for (std::size_t row = 0; row < rows.rows; ++row)
        states.push_back(map_row(bound, elements.subspan(row * rows.length, rows.length)));
      return States<State>::encode(rows.kept, std::move(states));
    }
  }

private:
  template <class T>
  static State map_row(const Bound& bound, std::span<const T> row) {
    if constexpr (Parts::maps_elements)
      return fold(bound, row);
    else
      return call_bound<Map>(bound.first, row);
  }

  /// Several runs side by side, as one is slow where each merge waits for the one before.
  template <class T>
  static State fold(const Bound& bound, std::span<const T> row) {
    constexpr std::size_t lanes = 8;
    const auto run = [&](State state, std::span<const T> rest) {
      for (const T& element : rest)
        state = call_bound<Merge>(bound.second, state, call_bound<Map>(bound.first, element));
      return state;
    };
    const std::size_t length = row.size() / lanes;
    if (length == 0)
      return run(call_bound<Map>(bound.first, row[0]), row.subspan(1));
    auto states = [&]<std::size_t... lane>(std::index_sequence<lane...>) {
      return std::array<State, lanes>{call_bound<Map>(bound.first, row[lane * length])...};
    }
    (std::make_index_sequence<lanes>());
    for (std::size_t i = 1; i < length; ++i)
      for (std::size_t lane = 0; lane < lanes; ++lane)
        states[lane] = call_bound<Merge>(bound.second, states[lane],
                                         call_bound<Map>(bound.first, row[lane * length + i]));
    State all = states[0];
    for (std::size_t lane = 1; lane < lanes; ++lane)
      all = call_bound<Merge>(bound.second, all, states[lane]);
    return run(all, row.subspan(lanes * length));
  }
};

/// Positions of states that are merged have one shape.
void require_same_positions(const Shape& left, const Shape& right);

template <class Map, class Merge, class Finish>
struct ReductionMerge {
  using Parts = ReductionParts<Map, Merge, Finish>;
  using State = typename Parts::State;

  Value operator()(const typename FunctionParts<Merge>::Values& bound, Arguments values) const {
    if constexpr (Parts::maps_elements) {
      std::vector<Value> there;
      for (const Value& value : values.values)
        if (!value.is_null())
          there.push_back(value);
      return there.empty() ? Value() : merged(bound, there);
    } else {
      return merged(bound, values.values);
    }
  }

private:
  static Value merged(const typename FunctionParts<Merge>::Values& bound, std::span<const Value> values) {
    if constexpr (Parts::states_are_chunks) {
      Chunk all = values[0].as_chunk();
      for (const Value& next : values.subspan(1))
        all = call_bound<Merge>(bound, all, next.as_chunk());
      return all;
    } else {
      States<State> all = States<State>::decode(values[0]);
      for (const Value& value : values.subspan(1)) {
        const States<State> next = States<State>::decode(value);
        require_same_positions(all.shape, next.shape);
        for (std::size_t i = 0; i < all.states.size(); ++i)
          all.states[i] = call_bound<Merge>(bound, std::as_const(all.states[i]), next.states[i]);
      }
      return States<State>::encode(std::move(all.shape), std::move(all.states));
    }
  }
};

template <class Map, class Merge, class Finish>
struct ReductionFinish {
  using Parts = ReductionParts<Map, Merge, Finish>;
  using State = typename Parts::State;

  Value operator()(const typename FunctionParts<Finish>::Values& bound, Arguments values) const {
    if (values.values[0].is_null())
      throw ValueError("reduction: no elements to reduce, and the function maps single elements");
    if constexpr (Parts::states_are_chunks) {
      return finished(bound, values.values[0].as_chunk());
    } else {
      const States<State> all = States<State>::decode(values.values[0]);
      if constexpr (Parts::maps_chunks) {
        return finished(bound, all.states.at(0));
      } else {
        using Result = typename Parts::Result;
        return Chunk::generate<Result>(shape_of_result(all.shape, axes_of_value(values.values[1])),
                                       [&](std::span<Result> out) {
                                         for (std::size_t i = 0; i < out.size(); ++i)
                                           out[i] = call_bound<Finish>(bound, all.states[i]);
                                       });
      }
    }
  }

private:
  static Value finished(const typename FunctionParts<Finish>::Values& bound, const State& state) {
    if constexpr (Parts::finishes_chunks)
      return call_bound<Finish>(bound, state);
    else
      return Chunk::scalar<typename Parts::Result>(call_bound<Finish>(bound, state));
  }
};

/// A reduction's three kernels.
struct ReductionKernels {
  const Kernel* map;
  Parameters map_bound;
  const Kernel* merge;
  Parameters merge_bound;
  const Kernel* finish;
  Parameters finish_bound;
  bool needs_elements;           ///< There is no state of none.
  std::int64_t state_bytes;      ///< Of a position's state; negative if only the state knows.
  std::optional<DType> argument; ///< Of spans and elements.
  std::optional<DType> result;
};

Array reduce_with(const ReductionKernels& kernels, const Array& array, const UserReductionOptions& options,
                  std::source_location line);

template <class Map, class Merge, class Finish>
ReductionKernels reduction_kernels(const Map& map, const Merge& merge, const Finish& finish) {
  using Parts = ReductionParts<Map, Merge, Finish>;
  if constexpr (Parts::can_be_saved) {
    using MapKernel = ReductionMap<Map, Merge, Finish>;
    ReductionKernels kernels{
        &kernel_of(MapKernel{}),
        Parameters::of(typename MapKernel::Bound{Callable<Map>::values(map), Callable<Merge>::values(merge)}),
        &kernel_of(ReductionMerge<Map, Merge, Finish>{}),
        Parameters::of(Callable<Merge>::values(merge)),
        &kernel_of(ReductionFinish<Map, Merge, Finish>{}),
        Parameters::of(Callable<Finish>::values(finish)),
        Parts::maps_elements,
        Parts::maps_chunks || !std::is_trivially_copyable_v<typename Parts::State>
            ? -1
            : static_cast<std::int64_t>(sizeof(typename Parts::State)),
        std::nullopt,
        std::nullopt};
    if constexpr (!Parts::maps_chunks)
      kernels.argument = dtype_of<ElementOfParameter<typename Parts::Argument>>();
    if constexpr (!Parts::finishes_chunks)
      kernels.result = dtype_of<typename Parts::Result>();
    return kernels;
  } else {
    return {}; // has been refused
  }
}

} // namespace detail

/// A reduction of the user's: `map` makes a state of elements, `merge` one state of two, `finish` the result of a state.
///
///     struct Range { double least, most; };
///     reduction(x, [](std::span<const double> v) -> Range { … },                    // of the elements of a block
///               [](const Range& a, const Range& b) -> Range { … },
///               [](const Range& range) { return range.most - range.least; }, {.axis = 0})
///     reduction(x, [](double v) { return v * v; }, [](double a, double b) { return a + b; },
///               [](double sum) { return std::sqrt(sum); })
///     reduction(x, [](const Chunk& block) -> Chunk { … }, [](const Chunk& a, const Chunk& b) -> Chunk { … },
///               [](const Chunk& state) -> Chunk { … }, {.dtype = DType::float64})
///
/// A map over a span is called for each position along the kept axes, with the elements of a block that fall on it; one
/// over an element for each of them; one over a chunk once a block, and then its states and what `finish` makes are of
/// whole blocks: of the shape without the reduced axes, or with axes of length 1 in their place. A state is an element,
/// a chunk, a struct that can be copied as it lies in memory, or one with cereal's `serialize`. Values are bound to the functions' first parameters (`bound`).
///
/// `merge` must be associative, and commutative where several axes are reduced: states are merged in a tree that the
/// chunking alone determines. A block without elements has the state that a span of none, or an empty chunk, is mapped
/// to; a map of single elements skips it.
///
/// \throws AxisError for an axis that is not there; DTypeError for an array of another dtype than `map` takes, and
///         without a dtype where `finish` makes chunks; ValueError for `split_every` below 2, and for a map of single
///         elements over an axis without any. A block of another shape or
///         dtype than promised fails the task.
template <class Map, class Merge, class Finish>
Array reduction(const Array& array, const Map& map, const Merge& merge, const Finish& finish,
                const UserReductionOptions& options = {},
                std::source_location line = std::source_location::current()) {
  return detail::reduce_with(detail::reduction_kernels(map, merge, finish), array, options, line);
}

} // namespace troupe
