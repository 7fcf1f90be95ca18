#include <algorithm>
#include <cstdint>
#include <numeric>
#include <utility>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <troupe/array.hpp>

#include "array/chunking/chunk_bounds.hpp"
#include "support/array_values.hpp"

using namespace troupe;

namespace {

using Sizes = std::vector<std::vector<std::int64_t>>;
using Integers = std::vector<std::int64_t>;

constexpr std::int64_t mebi = std::int64_t{1} << 20;

/// 0, 1, … as one chunk of `shape`.
Array counted(const Shape& shape) {
  Integers elements(static_cast<std::size_t>(element_count(shape)));
  std::iota(elements.begin(), elements.end(), std::int64_t{0});
  return adopt(std::move(elements), shape, -1);
}

std::int64_t largest_bytes(const Array& array) {
  return largest_chunk_elements(array.chunking()) * static_cast<std::int64_t>(size_of(array.dtype()));
}

/// Element (i, j) is `expected(i, j)`, and no block has more than 16 MiB.
template <class Expected>
void check_matrix(const Array& array, const Expected& expected) {
  BOOST_TEST(array.chunking().block_count() > 1);
  BOOST_TEST(largest_bytes(array) <= 2 * automatic_chunk_bytes);
  const Chunk chunk = synchronous_session().compute(array);
  const auto values = chunk.values<std::int64_t>();
  const std::int64_t columns = array.shape()[1];
  std::int64_t wrong = 0;
  for (std::int64_t i = 0; i < std::ssize(values); ++i)
    wrong += values[static_cast<std::size_t>(i)] != expected(i / columns, i % columns);
  BOOST_TEST(wrong == 0);
}

} // namespace

BOOST_AUTO_TEST_SUITE(chunk_bounds)

BOOST_AUTO_TEST_CASE(up_to_twice_the_default_stays) {
  const Chunking twice(Sizes{{2, 2 * mebi}, {1}}), more(Sizes{{2 * mebi + 1}, {1}});

  BOOST_TEST((ChunkBound{DType::float64}.applied_to(twice) == twice));
  BOOST_TEST(
      (ChunkBound{DType::float64}.applied_to(more).sizes() == Sizes{{524288, 524288, 524288, 524289}, {1}}));
}

BOOST_AUTO_TEST_CASE(what_inputs_have_stays) {
  const Chunking large(Sizes{{64 * mebi}});

  BOOST_TEST((ChunkBound{DType::float64, 64 * mebi}.applied_to(large) == large));
  BOOST_TEST(
      (ChunkBound{DType::float64, 32 * mebi}.applied_to(large).sizes() == Sizes{{32 * mebi, 32 * mebi}}));
}

BOOST_AUTO_TEST_CASE(the_longest_axis_is_cut_in_two) {
  const Chunking chunking(Sizes{{1024}, {4096}, {7, 3}});

  // 29.4 M elements: 4096 to 2048, to 1024, then axis 0 and axis 1 in turn.
  BOOST_TEST((ChunkBound{DType::float64}.applied_to(chunking).sizes()
              == Sizes{{256, 256, 256, 256}, Integers(8, 512), {7, 3}}));
}

BOOST_AUTO_TEST_CASE(axes_that_are_cut_last_stay_whole_if_they_can) {
  const Chunking chunking(Sizes{{8}, {mebi}}), wider(Sizes{{8}, {2 * mebi}});

  BOOST_TEST((ChunkBound{DType::float64, 1, {false, true}}.applied_to(chunking).sizes()
              == Sizes{Integers(8, 1), {mebi}}));
  BOOST_TEST((ChunkBound{DType::float64, 1, {false, true}}.applied_to(wider).sizes()
              == Sizes{Integers(8, 1), {mebi, mebi}}));
}

BOOST_AUTO_TEST_CASE(bounds_of_narrow_and_wide_dtypes_share_cuts) {
  const Chunking chunking(Sizes{{20001}, {30011}});
  const auto cuts = [&](DType dtype) {
    std::vector<Integers> all;
    const Chunking bounded = ChunkBound{dtype}.applied_to(chunking);
    for (const Integers& sizes : bounded.sizes()) {
      Integers ends(sizes.size());
      std::partial_sum(sizes.begin(), sizes.end(), ends.begin());
      all.push_back(std::move(ends));
    }
    return all;
  };

  const auto wide = cuts(DType::complex128), narrow = cuts(DType::boolean);

  for (const std::size_t axis : {0U, 1U}) {
    BOOST_TEST(narrow[axis].size() < wide[axis].size());
    BOOST_TEST(std::ranges::includes(wide[axis], narrow[axis]));
  }
}

// What would make too many blocks to name stays as it is: a part of it can still be computed.
BOOST_AUTO_TEST_CASE(huge_results_are_not_cut) {
  const std::int64_t huge = std::int64_t{1} << 40;
  const Chunking chunking(Sizes{{huge}, {huge}});

  BOOST_TEST((ChunkBound{DType::float64}.applied_to(chunking) == chunking));
  BOOST_TEST(largest_chunk_elements(chunking) == INT64_MAX);
}

BOOST_AUTO_TEST_CASE(even_sizes_differ_by_one_at_most) {
  BOOST_TEST(even_sizes(10, 4) == (Integers{3, 3, 4}));
  BOOST_TEST(even_sizes(8, 4) == (Integers{4, 4}));
  BOOST_TEST(even_sizes(0, 4) == Integers{0});
}

BOOST_AUTO_TEST_CASE(large_operands_are_not_cut_where_small_ones_can_be) {
  const Array large = zeros({4096, 4096}, {.chunks = {1024, 1024}}), small = zeros({6, 1, 1});

  const Array sum = large + small;

  BOOST_TEST((sum.chunking().sizes() == Sizes{{1, 1, 1, 1, 1, 1}, Integers(4, 1024), Integers(4, 1024)}));
}

BOOST_AUTO_TEST_CASE(an_axis_grows_by_chunks_as_there_are_unless_they_are_slivers) {
  const Chunking three(Sizes{{3}}), rows(Sizes{{3}, {mebi}}), many(Sizes{Integers(1000, 3)});

  BOOST_TEST(grown_chunk_length(three, 0, 40, DType::float64) == 3);
  BOOST_TEST(grown_chunk_length(three, 0, 1000000, DType::float64) == mebi);
  BOOST_TEST(grown_chunk_length(rows, 0, 1000000, DType::float64) == 3);
  BOOST_TEST(grown_chunk_length(many, 0, 9000, DType::float64) == 3);
}

// -- Operations whose results are much larger than what they are made of

BOOST_AUTO_TEST_CASE(broadcast_operands) {
  const Array x = counted({1500}), y = counted({2000});

  check_matrix(expand_dims(x, {1}) * 3 + y, [](auto i, auto j) { return 3 * i + j; });
  check_matrix(outer(x, y), [](auto i, auto j) { return i * j; });
  check_matrix(where(expand_dims(x, {1}) < y, expand_dims(x, {1}), y),
               [](auto i, auto j) { return std::min(i, j); });
  check_matrix(map(expand_dims(x, {1}), y, [](std::int64_t a, std::int64_t b) { return a - b; }),
               [](auto i, auto j) { return i - j; });
  check_matrix(broadcast_to(y, {1500, 2000}), [](auto, auto j) { return j; });
}

BOOST_AUTO_TEST_CASE(products) {
  const Array x = counted({1500, 1}), y = counted({1, 2000});

  check_matrix(matmul(x, y), [](auto i, auto j) { return i * j; });
  check_matrix(matmul(transpose(y), transpose(x)), [](auto i, auto j) { return i * j; });
  check_matrix(einsum("i,j->ij", {counted({1500}), counted({2000})}), [](auto i, auto j) { return i * j; });
  check_matrix(reshape(tensordot(reshape(x, {1, 30, 50}), reshape(y, {40, 1, 50}), {0}, {1}), {1500, 2000}),
               [](auto i, auto j) { return i * j; });
  // Stacks: block (s, i, j) is x[s, i] y[s, j].
  const Array stack = counted({3, 1000});
  check_matrix(reshape(einsum("si,sj->sij", {stack, stack}), {3000, 1000}),
               [](auto i, auto j) { return i * (i / 1000 * 1000 + j); });
}

BOOST_AUTO_TEST_CASE(kronecker_products) {
  const Array small = counted({2, 2}), large = counted({1000, 900});
  check_matrix(kron(small, large),
               [&](auto i, auto j) { return (i / 1000 * 2 + j / 900) * (i % 1000 * 900 + j % 900); });
  check_matrix(kron(large, small),
               [&](auto i, auto j) { return (i / 2 * 900 + j / 2) * (i % 2 * 2 + j % 2); });
}

BOOST_AUTO_TEST_CASE(repeats) {
  const Array x = counted({1000, 3});

  check_matrix(repeat(x, 900, 0), [](auto i, auto j) { return i / 900 * 3 + j; });
  check_matrix(repeat(x, 900, 1), [](auto i, auto j) { return i * 3 + j / 900; });
  check_matrix(tile(x, {900, 1}), [](auto i, auto j) { return i % 1000 * 3 + j; });
}

BOOST_AUTO_TEST_CASE(padding_of_small_arrays) {
  const auto inside = [](std::int64_t i) { return std::clamp<std::int64_t>(i - 700, 0, 799); };
  const Array x = counted({800, 800});

  check_matrix(pad(x, {{700, 700}}, {.mode = PadMode::edge}),
               [&](auto i, auto j) { return inside(i) * 800 + inside(j); });
  check_matrix(pad(counted({2, 2}), {{1499999, 1499999}, {0, 0}}, {.mode = PadMode::edge}),
               [](auto i, auto j) { return (i < 1500000 ? 0 : 2) + j; });
}

BOOST_AUTO_TEST_CASE(long_lists_of_positions) {
  Integers positions(300000);
  for (std::size_t i = 0; i < positions.size(); ++i)
    positions[i] = static_cast<std::int64_t>(i * i % 7);
  const Array x = counted({7, 10});
  const auto expected = [](std::int64_t i, std::int64_t j) { return i * i % 7 * 10 + j; };

  check_matrix(take(x, positions, 0), expected);
  check_matrix(take(x, from_vector(positions, -1), 0), expected);
  check_matrix(getitem(x, {from_vector(positions, -1)}), expected);
}

// An explicit chunking is what the user gets.
BOOST_AUTO_TEST_CASE(what_is_asked_for_is_not_bounded) {
  const Array x = counted({1500});

  BOOST_TEST(rechunk(outer(x, x), -1).chunking().block_count() == 1);
}

BOOST_AUTO_TEST_SUITE_END()
