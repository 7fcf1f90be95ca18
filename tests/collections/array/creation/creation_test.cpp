#include <cmath>
#include <limits>
#include <memory>
#include <numeric>

#include <boost/test/unit_test.hpp>

#include <troupe/array/creation/creation.hpp>

#include "support/array_values.hpp"

using namespace troupe;

namespace {

using Integers = std::vector<std::int64_t>;
using Reals = std::vector<double>;

} // namespace

BOOST_AUTO_TEST_SUITE(creation)

BOOST_AUTO_TEST_CASE(constants) {
  BOOST_TEST((values_of<double>(zeros({2, 2}, {.chunks = 1})) == Reals{0, 0, 0, 0}));
  BOOST_TEST(
      (values_of<std::int32_t>(ones({2}, {.dtype = DType::int32})) == std::vector<std::int32_t>{1, 1}));
  BOOST_TEST((values_of<double>(full({2}, 0.5)) == Reals{0.5, 0.5}));
  BOOST_TEST((full({2}, 3).dtype() == DType::int64));
  BOOST_TEST((full({2}, true).dtype() == DType::boolean));
  BOOST_TEST((values_of<std::int64_t>(full({1}, 2.7, {.dtype = DType::int64})) == Integers{2}));
}

BOOST_AUTO_TEST_CASE(constants_like_an_array) {
  const Array x = astype(from_vector<double>({1, -2, 3}, 2), DType::float32);

  BOOST_TEST((zeros_like(x).dtype() == DType::float32));
  BOOST_TEST((zeros_like(x).chunking() == x.chunking()));
  BOOST_TEST((values_of<std::int64_t>(full_like(x, 7, {.dtype = DType::int64})) == Integers{7, 7, 7}));
}

BOOST_AUTO_TEST_CASE(constants_like_an_array_of_unknown_length) {
  const Array x = from_vector<double>({1, -2, 3}, 2);

  BOOST_TEST((values_of<double>(ones_like(extract(x > 0, x))) == Reals{1, 1}));
}

BOOST_AUTO_TEST_CASE(a_value_the_dtype_cannot_hold_is_refused) {
  BOOST_TEST(message_of<ValueError>([] { full({2}, 300, {.dtype = DType::int8}); })
             == "full: 300 is no int8");
  BOOST_TEST(message_of<ValueError>([] { full({2}, std::nan(""), {.dtype = DType::int64}); })
             == "full: nan is no int64");
}

BOOST_AUTO_TEST_CASE(impossible_shapes_are_refused) {
  BOOST_TEST(message_of<ShapeError>([] { zeros({2, -3}); }).starts_with("zeros: "));
  BOOST_TEST(message_of<ShapeError>([] {
               ones({std::int64_t{1} << 40, std::int64_t{1} << 40});
             }).starts_with("ones: "));
  BOOST_TEST(message_of<ShapeError>([] { zeros({4}, {.chunks = {{3, 3}}}); }).starts_with("zeros: "));
}

BOOST_AUTO_TEST_CASE(arange_counts_in_either_direction) {
  BOOST_TEST((values_of<std::int64_t>(arange(5, {.chunks = 2})) == Integers{0, 1, 2, 3, 4}));
  BOOST_TEST((values_of<std::int64_t>(arange(2, 11, 3)) == Integers{2, 5, 8}));
  BOOST_TEST((values_of<std::int64_t>(arange(5, 0, -2)) == Integers{5, 3, 1}));
  BOOST_TEST(values_of<std::int64_t>(arange(5, 0)).empty());
  BOOST_TEST((values_of<double>(arange(0, 1, 0.25)) == Reals{0, 0.25, 0.5, 0.75}));
  BOOST_TEST((arange(3, {.dtype = DType::uint8}).dtype() == DType::uint8));
}

// numpy.arange(0, 1, 0.1)[[3, 6, 7]]: start + i * step with step = (start + 0.1) - start.
BOOST_AUTO_TEST_CASE(arange_has_the_bits_of_numpy_whatever_the_chunks) {
  for (const Chunks& chunks : {Chunks(-1), Chunks(1), Chunks(3)}) {
    const Reals values = values_of<double>(arange(0, 1, 0.1, {.chunks = chunks}));

    BOOST_TEST(values.size() == 10U);
    BOOST_TEST(values[3] == 0.30000000000000004);
    BOOST_TEST(values[6] == 0.6000000000000001);
    BOOST_TEST(values[7] == 0.7000000000000001);
  }
}

BOOST_AUTO_TEST_CASE(arange_at_the_ends_of_its_dtype) {
  constexpr std::int64_t largest = std::numeric_limits<std::int64_t>::max();

  BOOST_TEST((values_of<std::int64_t>(arange(largest - 2, largest)) == Integers{largest - 2, largest - 1}));
  BOOST_TEST((values_of<std::int64_t>(arange(-largest - 1, largest, largest))
              == Integers{-largest - 1, -1, largest - 1}));
  BOOST_TEST((values_of<std::uint64_t>(arange(std::uint64_t{1} << 63, (std::uint64_t{1} << 63) + 2))
              == std::vector<std::uint64_t>{std::uint64_t{1} << 63, (std::uint64_t{1} << 63) + 1}));
}

BOOST_AUTO_TEST_CASE(arange_refuses_what_has_no_length) {
  BOOST_TEST(message_of<ValueError>([] { arange(0, 5, 0); }) == "arange: the step is 0");
  BOOST_TEST(message_of<ValueError>([] { arange(0, 5, 0.0); }) == "arange: the step is 0");
  BOOST_TEST(message_of<ValueError>([] { arange(0, std::nan("")); }) == "arange: no length from 0 to nan");
  BOOST_TEST(message_of<ShapeError>([] { arange(0, 1e300); }) == "arange: more than 2^63 - 1 elements");
}

// numpy.linspace of the same arguments.
BOOST_AUTO_TEST_CASE(linspace_ends_where_it_should) {
  BOOST_TEST((values_of<double>(linspace(0, 1, 5, Endpoint::included, {.chunks = 2}))
              == Reals{0, 0.25, 0.5, 0.75, 1}));
  BOOST_TEST((values_of<double>(linspace(0, 1, 4, Endpoint::excluded)) == Reals{0, 0.25, 0.5, 0.75}));
  BOOST_TEST((values_of<double>(linspace(3, 5, 1)) == Reals{3}));
  BOOST_TEST((values_of<double>(linspace(2, 2, 3)) == Reals{2, 2, 2}));
  BOOST_TEST((values_of<std::int64_t>(linspace(-1, 1, 4, Endpoint::included, {.dtype = DType::int64}))
              == Integers{-1, -1, 0, 1}));
  BOOST_TEST(linspace(0, 1, 0).size() == 0);
  BOOST_TEST(message_of<ShapeError>([] { linspace(0, 1, -1); }) == "linspace: the length is -1");
}

BOOST_AUTO_TEST_CASE(diagonal_patterns) {
  BOOST_TEST((values_of<double>(eye(2, 3, 1)) == Reals{0, 1, 0, 0, 0, 1}));
  BOOST_TEST((values_of<std::int64_t>(eye(3, {}, -1, {.dtype = DType::int64, .chunks = 2}))
              == Integers{0, 0, 0, 1, 0, 0, 0, 1, 0}));
  BOOST_TEST((values_of<double>(tri(2, 3)) == Reals{1, 0, 0, 1, 1, 0}));
  BOOST_TEST((values_of<double>(tri(2, 2, std::numeric_limits<std::int64_t>::max())) == Reals{1, 1, 1, 1}));
  BOOST_TEST((values_of<double>(eye(2, 2, std::numeric_limits<std::int64_t>::min())) == Reals{0, 0, 0, 0}));
  BOOST_TEST(eye(0).size() == 0);
}

BOOST_AUTO_TEST_CASE(index_grids) {
  const Array grids = indices({2, 3}, {.chunks = 2});

  BOOST_TEST((grids.shape() == Shape{2, 2, 3}));
  BOOST_TEST((values_of<std::int64_t>(grids) == Integers{0, 0, 0, 1, 1, 1, 0, 1, 2, 0, 1, 2}));
  BOOST_TEST((indices({}).shape() == Shape{0}));
}

BOOST_AUTO_TEST_CASE(fromfunction_gets_the_grids) {
  const Array table =
      fromfunction([](const auto& index) { return index[0] * 10 + index[1]; }, {2, 3}, {.chunks = 2});

  BOOST_TEST((values_of<double>(table) == Reals{0, 1, 2, 10, 11, 12}));
}

// numpy.meshgrid([1, 2, 3], [10, 20]).
BOOST_AUTO_TEST_CASE(meshgrid_spans_the_plane) {
  const Array x = from_vector<std::int64_t>({1, 2, 3}, 2), y = from_vector<std::int64_t>({10, 20});

  const std::vector<Array> grids = meshgrid({x, y}), matrix = meshgrid({x, y}, {.indexing = Indexing::ij});

  BOOST_TEST((values_of<std::int64_t>(grids[0]) == Integers{1, 2, 3, 1, 2, 3}));
  BOOST_TEST((values_of<std::int64_t>(grids[1]) == Integers{10, 10, 10, 20, 20, 20}));
  BOOST_TEST((matrix[0].shape() == Shape{3, 2}));
  BOOST_TEST((meshgrid({x, y}, {.sparse = true})[1].shape() == Shape{2, 1}));
  BOOST_TEST(message_of<ShapeError>([&] {
               meshgrid({x, zeros({2, 2})});
             })
             == "meshgrid: array 1 is (2, 2), not 1-d");
}

BOOST_AUTO_TEST_CASE(a_vector_is_adopted_without_a_copy) {
  std::vector<double> elements(1000);
  std::iota(elements.begin(), elements.end(), 0.0);
  const double* place = elements.data();

  const std::vector<Chunk> chunks =
      compute_blocks(synchronous_session(), adopt(std::move(elements), {1000}, 300));

  BOOST_TEST(chunks.size() == 4U);
  BOOST_TEST(chunks[1].values<double>().data() == place + 300);
}

BOOST_AUTO_TEST_CASE(a_foreign_buffer_lives_as_long_as_the_array) {
  bool released = false;
  {
    auto* elements = new float[4]{1, 2, 3, 4};
    const std::shared_ptr<const void> owner(elements, [&](const float* memory) {
      delete[] memory;
      released = true;
    });
    const Array x = adopt(elements, owner, {2, 2}, {1, -1});

    BOOST_TEST((values_of<float>(x + 1) == std::vector<float>{2, 3, 4, 5}));
    BOOST_TEST(!released);
  }
  BOOST_TEST(released);
}

BOOST_AUTO_TEST_CASE(blocks_that_are_no_run_of_the_buffer_are_copied) {
  const Array x = adopt(std::vector<std::int64_t>{0, 1, 2, 3, 4, 5}, {2, 3}, {2, 2});

  const std::vector<Chunk> chunks = compute_blocks(synchronous_session(), x);

  BOOST_TEST((chunks[0].shape() == Shape{2, 2}));
  BOOST_TEST((chunks[0].at<std::int64_t>({1, 0}) == 3));
  BOOST_TEST((chunks[1].at<std::int64_t>({1, 0}) == 5));
}

BOOST_AUTO_TEST_CASE(a_vector_of_another_length_is_refused) {
  BOOST_TEST(message_of<ShapeError>([] {
               adopt(std::vector<double>(5), {2, 3});
             })
             == "adopt: 5 elements for shape (2, 3)");
}

BOOST_AUTO_TEST_CASE(bools_are_copied_out_of_their_bits) {
  BOOST_TEST(
      (values_of<bool>(from_vector<bool>({true, false, true}, 2)) == std::vector<bool>{true, false, true}));
}

BOOST_AUTO_TEST_CASE(equal_small_arrays_are_equal_and_large_ones_are_told_apart) {
  const std::vector<double> large(1U << 18, 1.0);

  BOOST_TEST(from_vector<double>({1, 2}).name() == from_vector<double>({1, 2}).name());
  BOOST_TEST(from_vector<double>({1, 2}).name() != from_vector<double>({1, 3}).name());
  BOOST_TEST(from_vector(large).name() != from_vector(large).name());
}

BOOST_AUTO_TEST_SUITE_END()
