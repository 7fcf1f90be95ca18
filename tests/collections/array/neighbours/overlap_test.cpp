#include <algorithm>
#include <limits>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <troupe/array.hpp>

#include "support/array_values.hpp"
#include "support/counted_arrays.hpp"

using namespace troupe;

namespace {

using Integers = std::vector<std::int64_t>;

std::int64_t modulo(std::int64_t value, std::int64_t period) { return (value % period + period) % period; }

/// Each element's neighbours `distance` before and behind, added: a kernel without parameters for each
/// distance. Beyond the chunk there is nothing.
template <std::int64_t distance>
struct NeighboursSum {
  Chunk operator()(const Chunk& chunk) const {
    return Chunk::generate<std::int64_t>(chunk.shape(), [&](std::span<std::int64_t> out) {
      const auto in = chunk.values<std::int64_t>();
      const auto length = static_cast<std::int64_t>(in.size());
      for (std::int64_t i = 0; i < length; ++i)
        out[i] = (i >= distance ? in[i - distance] : 0) + (i + distance < length ? in[i + distance] : 0);
    });
  }
};

/// The same of a plain array, where `at(position)` is the element there, also beyond the ends.
template <class At>
Integers neighbours_sum(std::int64_t length, std::int64_t distance, const At& at) {
  return looped({length},
                [&](const Shape& place) { return at(place[0] - distance) + at(place[0] + distance); });
}

ChunkKernel identity_kernel() {
  return [](const Chunk& chunk) { return chunk; };
}

} // namespace

BOOST_AUTO_TEST_SUITE(overlap_)

BOOST_AUTO_TEST_CASE(a_function_over_spans_gets_widened_chunks) {
  for_each_cut({50}, [](const Array& x) {
    const Array sums = map_overlap(
        {x, x * 2},
        [](std::span<const std::int64_t> v, std::span<const std::int64_t> w, std::span<std::int64_t> out) {
          for (std::size_t i = 0; i < out.size(); ++i)
            out[i] = v[i] + (i >= 2 ? w[i - 2] : 0);
        },
        {.depth = {AxisDepth(2, 0)}, .boundary = 0});

    BOOST_TEST((values_of<std::int64_t>(sums) == looped({50}, [](const Shape& at) {
                  return at[0] + 2 * std::max<std::int64_t>(at[0] - 2, 0);
                })));
  });
  BOOST_TEST(message_of<DTypeError>(
                 [] { map_overlap(zeros({4}), [](std::span<const float> v) { return v[0]; }, {.depth = 1}); })
             == "map_overlap: array 1 is float64, the function takes a span of float32; cast it with astype");
}

BOOST_AUTO_TEST_CASE(untrimmed_chunks_stay_wide_and_know_their_place) {
  const Array x = counted({5}, {{2, 1, 2}});

  const Array wide = map_overlap(x, identity_kernel(), {.depth = 1, .boundary = Edge::none, .trim = false});
  const Array origins = map_overlap(x,
                                    [](std::span<const std::int64_t>, std::span<std::int64_t> out,
                                       const BlockPlace& place) { std::ranges::fill(out, place.origin[0]); },
                                    {.depth = {AxisDepth(1, 0)}, .boundary = Edge::periodic});

  BOOST_TEST((wide.chunking() == Chunking({{3, 3, 3}})));
  BOOST_TEST((values_of<std::int64_t>(wide) == Integers{0, 1, 2, 1, 2, 3, 2, 3, 4}));
  BOOST_TEST((values_of<std::int64_t>(origins) == Integers{-1, -1, 1, 2, 2}));
}

BOOST_AUTO_TEST_CASE(chunks_are_widened_by_their_neighbours) {
  const Array x = counted({5}, {{2, 1, 2}});

  BOOST_TEST((values_of<std::int64_t>(overlap(x, 1, Edge::none)) == Integers{0, 1, 2, 1, 2, 3, 2, 3, 4}));
  BOOST_TEST((overlap(x, 1, Edge::none).chunking() == Chunking({{3, 3, 3}})));
  BOOST_TEST(
      (values_of<std::int64_t>(overlap(x, 1, Edge::reflect)) == Integers{0, 0, 1, 2, 1, 2, 3, 2, 3, 4, 4}));
  BOOST_TEST(
      (values_of<std::int64_t>(overlap(x, 1, Edge::periodic)) == Integers{4, 0, 1, 2, 1, 2, 3, 2, 3, 4, 0}));
  BOOST_TEST((values_of<std::int64_t>(overlap(x, {AxisDepth(2, 0)}, Edge::nearest))
              == Integers{0, 0, 0, 1, 0, 1, 2, 1, 2, 3, 4}));
  BOOST_TEST(
      (values_of<std::int64_t>(overlap(x, {AxisDepth(0, 1)}, -9)) == Integers{0, 1, 2, 2, 3, 3, 4, -9}));
}

// Axis 0 first: rows -1 above and below; then the columns, those rows' too, go on periodically.
BOOST_AUTO_TEST_CASE(a_corner_is_the_later_axis_business) {
  const Array x = counted({2, 2}, -1);

  BOOST_TEST((values_of<std::int64_t>(overlap(x, 1, {Boundary(-1), Boundary(Edge::periodic)}))
              == Integers{-1, -1, -1, -1, 1, 0, 1, 0, 3, 2, 3, 2, -1, -1, -1, -1}));
  BOOST_TEST((values_of<std::int64_t>(overlap(x, 1, {Boundary(-1), Boundary(-2)}))
              == Integers{-2, -1, -1, -2, -2, 0, 1, -2, -2, 2, 3, -2, -2, -1, -1, -2}));
}

BOOST_AUTO_TEST_CASE(a_kernel_sees_beyond_the_ends_what_the_boundary_says) {
  for_each_cut({3000}, [](const Array& x) {
    const auto computed = [&](const Boundaries& boundary) {
      return values_of<std::int64_t>(map_overlap(x, NeighboursSum<3>{}, {.depth = 3, .boundary = boundary}));
    };

    BOOST_TEST((computed(Edge::none)
                == neighbours_sum(3000, 3, [](std::int64_t i) { return i < 0 || i >= 3000 ? 0 : i; })));
    BOOST_TEST((computed(-5)
                == neighbours_sum(3000, 3, [](std::int64_t i) { return i < 0 || i >= 3000 ? -5 : i; })));
    BOOST_TEST((computed(Edge::nearest) == neighbours_sum(3000, 3, [](std::int64_t i) {
                  return std::clamp<std::int64_t>(i, 0, 2999);
                })));
    BOOST_TEST((computed(Edge::periodic)
                == neighbours_sum(3000, 3, [](std::int64_t i) { return modulo(i, 3000); })));
    BOOST_TEST((computed(Edge::reflect) == neighbours_sum(3000, 3, [](std::int64_t i) {
                  return i < 0 ? -1 - i : i >= 3000 ? 5999 - i : i;
                })));
  });
}

BOOST_AUTO_TEST_CASE(a_depth_over_several_chunks_takes_from_all_of_them) {
  for_each_cut({1000}, [](const Array& x) {
    const auto computed = [&](const Boundaries& boundary) {
      return values_of<std::int64_t>(
          map_overlap(x, NeighboursSum<350>{}, {.depth = 350, .boundary = boundary}));
    };

    BOOST_TEST((computed(Edge::none)
                == neighbours_sum(1000, 350, [](std::int64_t i) { return i < 0 || i >= 1000 ? 0 : i; })));
    BOOST_TEST((computed(Edge::periodic)
                == neighbours_sum(1000, 350, [](std::int64_t i) { return modulo(i, 1000); })));
  });
}

BOOST_AUTO_TEST_CASE(a_depth_beyond_the_array_goes_on_and_on) {
  for_each_cut({100}, [](const Array& x) {
    const Array sums = map_overlap(x, NeighboursSum<350>{}, {.depth = 350, .boundary = Edge::reflect});

    BOOST_TEST((values_of<std::int64_t>(sums) == neighbours_sum(100, 350, [](std::int64_t i) {
                  const std::int64_t place = modulo(i, 200);
                  return place < 100 ? place : 199 - place;
                })));
  });
}

BOOST_AUTO_TEST_CASE(each_axis_has_its_depth) {
  for_each_cut({40, 50}, [](const Array& x) {
    const Array shifted =
        map_overlap(x,
                    [](const Chunk& chunk) { // the element two rows above and one column behind
                      const std::int64_t rows = chunk.shape()[0] - 2, columns = chunk.shape()[1] - 1;
                      const auto in = chunk.values<std::int64_t>();
                      return Chunk::generate<std::int64_t>({rows, columns}, [&](std::span<std::int64_t> out) {
                        for (std::int64_t i = 0; i < rows; ++i)
                          for (std::int64_t j = 0; j < columns; ++j)
                            out[i * columns + j] = in[i * (columns + 1) + j + 1];
                      });
                    },
                    {.depth = {AxisDepth(2, 0), AxisDepth(0, 1)}, .boundary = Edge::periodic});

    BOOST_TEST((values_of<std::int64_t>(shifted) == looped({40, 50}, [](const Shape& at) {
                  return modulo(at[0] - 2, 40) * 50 + modulo(at[1] + 1, 50);
                })));
  });
}

BOOST_AUTO_TEST_CASE(a_widened_chunk_is_trimmed) {
  for_each_cut({40, 50}, [](const Array& x) {
    for (const Boundaries& boundary : {Boundaries(Edge::none), Boundaries(Edge::reflect), Boundaries(0)}) {
      const Array same = map_overlap(x, identity_kernel(), {.depth = {3, 9}, .boundary = boundary});

      BOOST_TEST((same.chunking() == x.chunking()));
      BOOST_TEST((values_of<std::int64_t>(same) == values_of<std::int64_t>(x)));
    }
  });
}

BOOST_AUTO_TEST_CASE(several_arrays_are_cut_alike) {
  for_each_cut({1000}, [](const Array& x) {
    const Array y = multiply(counted({1000}, {{7, 990, 3}}), 10);

    const Array sums =
        map_overlap({x, y},
                    [](const Chunk& left, const Chunk& right) { // the element before, of the second array
                      return Chunk::generate<std::int64_t>(left.shape(), [&](std::span<std::int64_t> out) {
                        for (std::size_t i = 1; i < out.size(); ++i)
                          out[i] = left.values<std::int64_t>()[i] + right.values<std::int64_t>()[i - 1];
                      });
                    },
                    {.depth = 1, .boundary = Edge::nearest});

    BOOST_TEST((values_of<std::int64_t>(sums) == looped({1000}, [](const Shape& at) {
                  return at[0] + 10 * std::max<std::int64_t>(0, at[0] - 1);
                })));
  });
}

BOOST_AUTO_TEST_CASE(the_result_may_have_another_dtype) {
  const Array x = counted({10}, 3);

  const Array halves = map_overlap(
      x,
      [](const Chunk& chunk) {
        return Chunk::generate<double>(chunk.shape(), [&](std::span<double> out) {
          std::ranges::transform(chunk.values<std::int64_t>(), out.begin(),
                                 [](std::int64_t value) { return static_cast<double>(value) / 2; });
        });
      },
      {.depth = 1, .dtype = DType::float64});

  BOOST_TEST((values_of<double>(halves) == std::vector<double>{0, 0.5, 1, 1.5, 2, 2.5, 3, 3.5, 4, 4.5}));
}

BOOST_AUTO_TEST_CASE(a_chunk_of_another_shape_or_dtype_fails_the_task) {
  const Array x = counted({10}, 5);
  const auto first = [](const Chunk& chunk) { return chunk.view(0, {1}); };

  BOOST_CHECK_THROW(values_of<std::int64_t>(map_overlap(x, first, {.depth = 1})), TaskError);
  BOOST_CHECK_THROW(
      values_of<double>(map_overlap(x, identity_kernel(), {.depth = 1, .dtype = DType::float64})), TaskError);
}

BOOST_AUTO_TEST_CASE(what_a_mask_left_is_widened_once_its_length_is_known) {
  for_each_cut({1000}, [](const Array& x) {
    const Array few = getitem(x, {less(x, 4)});

    BOOST_TEST((values_of<std::int64_t>(map_overlap(few, NeighboursSum<1>{}, {.depth = 1, .boundary = 100}))
                == Integers{101, 2, 4, 102}));
  });
}

BOOST_AUTO_TEST_CASE(wrong_calls_are_refused_at_once) {
  constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max();
  const Array x = counted({4, 5}, 2), same_kind = counted({4, 6}, 2);
  const OverlapOptions one{.depth = 1};

  BOOST_TEST(message_of<ShapeError>([&] {
               map_overlap(x, identity_kernel(), {.depth = {1, 2, 3}});
             })
             == "map_overlap: 3 depths for an array of 2 axes");
  BOOST_TEST(message_of<ShapeError>(
                 [&] { map_overlap(x, identity_kernel(), {.depth = 1, .boundary = {Boundary(0)}}); })
             == "map_overlap: 1 boundaries for an array of 2 axes");
  BOOST_TEST(message_of<ValueError>([&] { map_overlap(x, identity_kernel(), {.depth = -1}); })
             == "map_overlap: a depth of -1");
  BOOST_TEST(message_of<ValueError>([&] { map_overlap(x, identity_kernel(), {.depth = most}); })
             == "map_overlap: a depth of 9223372036854775807");
  BOOST_TEST(message_of<ValueError>([&] {
               map_overlap({x, x}, identity_kernel(), one);
             })
             == "map_overlap: the function takes 1 chunks, there are 2 arrays");
  BOOST_TEST(message_of<ValueError>([&] { map_overlap(std::vector<Array>{}, identity_kernel(), one); })
             == "map_overlap: no arrays");
  BOOST_TEST(message_of<ShapeError>([&] {
               map_overlap(
                   {x, same_kind}, [](const Chunk& left, const Chunk&) { return left; }, one);
             })
             == "map_overlap: shapes (4, 5) and (4, 6) differ");
  BOOST_TEST(message_of<ValueError>([&] { map_overlap(zeros({0}), identity_kernel(), one); })
             == "map_overlap: an empty axis has nothing to go on with");
  BOOST_TEST(message_of<ValueError>([&] {
               map_overlap(astype(x, DType::int8), identity_kernel(), {.depth = 1, .boundary = 300});
             })
             == "map_overlap: 300 is no int8");
}

BOOST_AUTO_TEST_SUITE_END()
