#include <algorithm>
#include <numeric>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <troupe/array.hpp>

#include "support/array_values.hpp"
#include "support/counted_arrays.hpp"

using namespace troupe;

namespace {

using Integers = std::vector<std::int64_t>;

/// `shape` filled with 0, 1, 2, …: what reshaping `counted` to it must give.
Integers counting(const Shape& shape) {
  Integers values(static_cast<std::size_t>(element_count(shape)));
  std::iota(values.begin(), values.end(), std::int64_t{0});
  return values;
}

std::int64_t longest_block(const Array& array) {
  std::int64_t elements = 1;
  for (const auto& sizes : array.chunking().sizes())
    elements *= std::ranges::max(sizes);
  return elements;
}

} // namespace

BOOST_AUTO_TEST_SUITE(reshape_)

BOOST_AUTO_TEST_CASE(elements_keep_their_order) {
  const std::vector<Shape> shapes{{3600},          {60, 60},          {50, 72},  {2, 36, 50},
                                  {6, 6, 10, 10},  {72, 5, 10},       {3, 1200}, {1200, 3},
                                  {8, 9, 2, 5, 5}, {1, 72, 1, 50, 1}, {100, 36}, {450, 8}};
  for_each_cut({72, 50}, [&](const Array& x) {
    for (const Shape& shape : shapes)
      BOOST_TEST_CONTEXT("as " << to_string(shape)) {
        const Array reshaped = reshape(x, shape);

        BOOST_TEST((reshaped.shape() == shape));
        BOOST_TEST((values_of<std::int64_t>(reshaped) == counting(shape)));
      }
  });
}

BOOST_AUTO_TEST_CASE(three_axes_are_joined_and_split) {
  const std::vector<Shape> shapes{{1320}, {120, 11}, {12, 110}, {11, 120}, {4, 3, 5, 2, 11}, {10, 12, 11}};
  for_each_cut({12, 10, 11}, [&](const Array& x) {
    for (const Shape& shape : shapes)
      BOOST_TEST_CONTEXT("as " << to_string(shape)) {
        BOOST_TEST((values_of<std::int64_t>(reshape(x, shape)) == counting(shape)));
      }
  });
}

BOOST_AUTO_TEST_CASE(one_extent_is_what_is_left) {
  for_each_cut({72, 50}, [](const Array& x) {
    BOOST_TEST((reshape(x, {-1, 25}).shape() == Shape{144, 25}));
    BOOST_TEST((reshape(x, {72, -1, 50}).shape() == Shape{72, 1, 50}));
    BOOST_TEST((values_of<std::int64_t>(reshape(x, {-1, 25})) == counting({144, 25})));
  });
}

BOOST_AUTO_TEST_CASE(flat_arrays_are_in_c_order_whatever_the_cuts) {
  for_each_cut({12, 10, 11}, [](const Array& x) {
    BOOST_TEST((values_of<std::int64_t>(ravel(x)) == counting({1320})));
    BOOST_TEST((flatten(x).shape() == Shape{1320}));
    BOOST_TEST((values_of<std::int64_t>(ravel(transpose(x, std::vector{2, 1, 0})))
                == looped({11, 10, 12}, [](const Shape& at) { return at[2] * 110 + at[1] * 11 + at[0]; })));
  });
}

BOOST_AUTO_TEST_CASE(the_same_shape_is_the_array_itself) {
  const Array x = counted({6, 4}, {2, 3});

  BOOST_TEST(reshape(x, {6, -1}).name() == x.name());
  BOOST_TEST(ravel(counted({6})).name() == counted({6}).name());
}

BOOST_AUTO_TEST_CASE(a_chunk_of_another_shape_shares_its_memory) {
  const Array x = counted({60, 50}, {20, -1});

  const std::vector<Chunk> before = compute_blocks(synchronous_session(), x);
  const std::vector<Chunk> after = compute_blocks(synchronous_session(), reshape(x, {3000}));

  BOOST_TEST(after.size() == 3U);
  for (std::size_t i = 0; i < after.size(); ++i)
    BOOST_TEST(after[i].bytes() == before[i].bytes());
}

BOOST_AUTO_TEST_CASE(chunks_grow_no_longer_than_the_longest_or_8_mib) {
  const Array large = zeros({4000, 1000, 100}, {.chunks = {100, 1000, 10}});
  const Array larger = zeros({4000, 1000, 100}, {.chunks = {400, 1000, 10}});

  BOOST_TEST(longest_block(ravel(large)) <= 1 << 20);
  BOOST_TEST(longest_block(reshape(large, {-1, 250})) <= 1 << 20);
  BOOST_TEST(longest_block(ravel(larger)) <= 4'000'000);
}

BOOST_AUTO_TEST_CASE(empty_and_single_elements_have_many_shapes) {
  const Array nothing = zeros({4, 0, 3}, {.chunks = 2}), one = ones({1, 1});

  BOOST_TEST((reshape(nothing, {0, 7}).shape() == Shape{0, 7}));
  BOOST_TEST((reshape(nothing, {7, -1}).shape() == Shape{7, 0}));
  BOOST_TEST(values_of<double>(ravel(nothing)).empty());
  BOOST_TEST((reshape(one, {}).shape() == Shape{}));
  BOOST_TEST((values_of<double>(reshape(reshape(one, {}), {1, 1, 1})) == std::vector<double>{1}));
}

BOOST_AUTO_TEST_CASE(what_a_mask_left_is_reshaped_once_its_length_is_known) {
  for_each_cut({1000}, [](const Array& x) {
    const Array few = getitem(x, {less(x, 12)});

    BOOST_TEST((synchronous_session().compute(reshape(few, {-1, 4})).shape() == Shape{3, 4}));
    BOOST_TEST((values_of<std::int64_t>(reshape(few, {2, 3, 2})) == counting({12})));
    BOOST_TEST(message_of<TaskError>([&] {
                 values_of<std::int64_t>(reshape(few, {5, 2}));
               }).find("reshape: an array of shape (12,) cannot have the shape (5, 2): 12 elements, not 10")
               != std::string::npos);
  });
}

BOOST_AUTO_TEST_CASE(wrong_shapes_are_refused_at_once) {
  const Array x = counted({6, 4}, 3);
  const auto refused = [&](const Shape& shape) { return message_of<ShapeError>([&] { reshape(x, shape); }); };

  BOOST_TEST(refused({5, 5})
             == "reshape: an array of shape (6, 4) cannot have the shape (5, 5): 24 elements, not 25");
  BOOST_TEST(refused({-1, 5})
             == "reshape: an array of shape (6, 4) cannot have the shape (-1, 5): 24 elements");
  BOOST_TEST(refused({-1, 0})
             == "reshape: an array of shape (6, 4) cannot have the shape (-1, 0): 24 elements");
  BOOST_TEST(refused({-1, -1}) == "reshape: only one extent may be -1, not so in (-1, -1)");
  BOOST_TEST(refused({-2, -12}) == "reshape: an extent is negative in (-2, -12)");
  BOOST_TEST(refused({std::int64_t{1} << 40, std::int64_t{1} << 40}).starts_with("reshape: "));
}

BOOST_AUTO_TEST_SUITE_END()
