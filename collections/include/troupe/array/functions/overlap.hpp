#pragma once

#include <concepts>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <source_location>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include <troupe/array/array.hpp>
#include <troupe/array/functions/chunk_kernel.hpp>
#include <troupe/array/scalar.hpp>

namespace troupe {

/// How far chunks reach into their neighbours along one axis.
struct AxisDepth {
  AxisDepth(std::integral auto both) : before(both), after(both) {}
  AxisDepth(std::int64_t before_, std::int64_t after_) : before(before_), after(after_) {}
  std::int64_t before = 0;
  std::int64_t after = 0;
};

/// `1` for every axis, or one entry an axis: `{1, 2}`, `{{1, 0}, 2}`.
class Depths {
public:
  Depths(std::integral auto every) : every_(AxisDepth(every)) {}
  Depths(AxisDepth every) : every_(every) {}
  Depths(std::initializer_list<AxisDepth> axes) : axes_(axes) {}
  Depths(std::vector<AxisDepth> axes) : axes_(std::move(axes)) {}

  /// \throws ShapeError for another number of axes; ValueError for a depth below 0.
  std::vector<AxisDepth> by_axis(std::size_t rank) const;

private:
  std::optional<AxisDepth> every_;
  std::vector<AxisDepth> axes_;
};

/// What lies beyond the ends of the array.
enum class Edge : std::uint8_t {
  none,     ///< nothing: chunks at the edge are not widened there
  reflect,  ///< b a | a b c | c b, NumPy's "symmetric"
  periodic, ///< b c | a b c | a b
  nearest,  ///< a a | a b c | c c
};

/// An edge, or a constant.
class Boundary {
public:
  Boundary(Edge edge) : held_(edge) {}
  template <ScalarValue T>
  Boundary(T constant) : held_(Scalar(constant)) {}
  Boundary(Scalar constant) : held_(constant) {}
  const std::variant<Edge, Scalar>& held() const noexcept { return held_; }

private:
  std::variant<Edge, Scalar> held_;
};

/// One for every axis, or one entry an axis: `{Edge::none, 0.0}`.
class Boundaries {
public:
  Boundaries(Edge every) : every_(every) {}
  template <ScalarValue T>
  Boundaries(T every) : every_(every) {}
  Boundaries(std::initializer_list<Boundary> axes) : axes_(axes) {}
  Boundaries(std::vector<Boundary> axes) : axes_(std::move(axes)) {}

  /// \throws ShapeError for another number of axes.
  std::vector<Boundary> by_axis(std::size_t rank) const;

private:
  std::optional<Boundary> every_;
  std::vector<Boundary> axes_;
};

struct OverlapOptions {
  Depths depth = 0;
  Boundaries boundary = Edge::reflect;
  /// Of the result, where the function's type does not say it; the first array's if not given.
  std::optional<DType> dtype = std::nullopt;
  bool trim =
      true; ///< Whether the edges are cut off again; if not, chunks of the result are the widened ones.
  /// What the function allocates for a block beside its result, in bytes, which a memory limit counts on: as much as
  /// the result if not given.
  std::optional<std::int64_t> workspace_bytes = std::nullopt;
};

/// What `kernel`, a function over chunks or spans (`ChunkKernel`), makes of each chunk, widened by its neighbours'
/// edges; of several arrays of one shape, of the chunks in one place. The place a function asks for is the widened
/// chunk's; it may begin before the array does.
///
///     map_overlap(x, [](const Chunk& x) -> Chunk { … }, {.depth = 1});
///     map_overlap({x, y}, [](std::span<const double> x, std::span<const double> y, std::span<double> out) { … }, …);
///
/// The kernel returns a chunk of the widened shape, which is trimmed, or already the core: what is left when
/// the depths are cut off. The core costs no copy. Any depth works: more than a chunk takes from several
/// neighbours. The array goes on beyond its ends axis by axis, first to last, so a corner has the value of
/// the later axis.
///
/// \throws ShapeError if the shapes differ; DTypeError for arrays of other dtypes than spans say; ValueError for a depth below 0, or if nothing lies beyond the
///         ends of an empty axis. A chunk of another shape or dtype fails the task.
Array map_overlap(const Array& array, const ChunkKernel& kernel, const OverlapOptions& options,
                  std::source_location line = std::source_location::current());
Array map_overlap(const std::vector<Array>& arrays, const ChunkKernel& kernel, const OverlapOptions& options,
                  std::source_location line = std::source_location::current());
/// With the function in front, as `map_blocks` has it.
inline Array map_overlap(const ChunkKernel& kernel, const Array& array, const OverlapOptions& options,
                         std::source_location line = std::source_location::current()) {
  return map_overlap(array, kernel, options, line);
}

/// The widened chunks themselves, side by side as one array: to look at, or for several operations on the
/// same.
Array overlap(const Array& array, const Depths& depth, const Boundaries& boundary = Edge::reflect,
              std::source_location line = std::source_location::current());

} // namespace troupe
