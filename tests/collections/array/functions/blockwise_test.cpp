#include <numeric>
#include <string>

#include <boost/test/unit_test.hpp>

#include <troupe/array.hpp>

#include "support/array_values.hpp"
#include "support/counted_arrays.hpp"

using namespace troupe;

namespace {

using Integers = std::vector<std::int64_t>;

void all_products(std::span<const std::int64_t> a, std::span<const std::int64_t> b,
                  std::span<std::int64_t> out) {
  for (std::size_t i = 0; i < out.size(); ++i)
    out[i] = a[i / b.size()] * b[i % b.size()];
}

/// Matrices multiplied by hand.
void add_product(const Chunk& left, const Chunk& right, std::span<std::int64_t> out) {
  const std::int64_t rows = left.shape()[0], inner = left.shape()[1], columns = right.shape()[1];
  const auto a = left.values<std::int64_t>(), b = right.values<std::int64_t>();
  for (std::int64_t i = 0; i < rows; ++i)
    for (std::int64_t k = 0; k < inner; ++k)
      for (std::int64_t j = 0; j < columns; ++j)
        out[static_cast<std::size_t>(i * columns + j)] +=
            a[static_cast<std::size_t>(i * inner + k)] * b[static_cast<std::size_t>(k * columns + j)];
}

Chunk matrix_product(const Chunk& left, const Chunk& right) {
  return Chunk::generate<std::int64_t>({left.shape()[0], right.shape()[1]}, [&](std::span<std::int64_t> out) {
    std::ranges::fill(out, 0);
    add_product(left, right, out);
  });
}

Chunk matrix_product_of_lists(const std::vector<Chunk>& left, const std::vector<Chunk>& right) {
  return Chunk::generate<std::int64_t>({left[0].shape()[0], right[0].shape()[1]},
                                       [&](std::span<std::int64_t> out) {
                                         std::ranges::fill(out, 0);
                                         for (std::size_t i = 0; i < left.size(); ++i)
                                           add_product(left[i], right[i], out);
                                       });
}

/// Elements of a product of two counted matrices.
Integers counted_product(std::int64_t rows, std::int64_t inner, std::int64_t columns) {
  return looped({rows, columns}, [&](const Shape& at) {
    std::int64_t sum = 0;
    for (std::int64_t k = 0; k < inner; ++k)
      sum += (at[0] * inner + k) * (k * columns + at[1]);
    return sum;
  });
}

} // namespace

BOOST_AUTO_TEST_SUITE(blockwise_)

BOOST_AUTO_TEST_CASE(labels_say_which_blocks_meet) {
  for_each_cut({11}, [](const Array& x) {
    const Array y = counted({7}, 3);

    const Array products = blockwise([](std::span<const std::int64_t> a, std::span<const std::int64_t> b,
                                        std::span<std::int64_t> out) { all_products(a, b, out); },
                                     "ij", {{x, "i"}, {y, "j"}});

    BOOST_TEST((values_of<std::int64_t>(products)
                == looped({11, 7}, [](const Shape& at) { return at[0] * at[1]; })));
  });
}

BOOST_AUTO_TEST_CASE(labels_that_are_gone_are_put_together_or_listed) {
  for_each_cut({9, 8}, [](const Array& x) {
    const Array y = counted({8, 5}, {{5, 3}, {2, 3}});

    const Array together = blockwise([](const Chunk& a, const Chunk& b) { return matrix_product(a, b); },
                                     "ik", {{x, "ij"}, {y, "jk"}}, {.dtype = DType::int64});
    const Array listed = blockwise([](const std::vector<Chunk>& a,
                                      const std::vector<Chunk>& b) { return matrix_product_of_lists(a, b); },
                                   "ik", {{x, "ij"}, {y, "jk"}}, {.dtype = DType::int64});

    BOOST_TEST((values_of<std::int64_t>(together) == counted_product(9, 8, 5)));
    BOOST_TEST((values_of<std::int64_t>(listed) == counted_product(9, 8, 5)));
  });
}

BOOST_AUTO_TEST_CASE(axes_are_permuted_repeated_added_and_adjusted) {
  const Array x = counted({4, 4}, 2);

  const Array swapped = blockwise(
      [](const Chunk& block) {
        return Chunk::generate<std::int64_t>({block.shape()[1], block.shape()[0]},
                                             [&](std::span<std::int64_t> out) {
                                               for (std::size_t i = 0; i < out.size(); ++i)
                                                 out[i] = block.values<std::int64_t>()[i % 2 * 2 + i / 2];
                                             });
      },
      "ji", {{x, "ij"}}, {.dtype = DType::int64});
  const Array traces = blockwise([](std::span<const std::int64_t> block) { return block[0] + block[3]; }, "i",
                                 {{x, "ii"}}, {.adjust_chunks = {{'i', {1, 1}}}});
  const Array layers = blockwise(
      [](std::span<const std::int64_t> block, std::span<std::int64_t> out, const BlockPlace& place) {
        for (std::size_t i = 0; i < out.size(); ++i)
          out[i] = block[i % block.size()] + 100 * place.block[0];
      },
      "zij", {{x, "ij"}}, {.new_axes = {{'z', {1, 2}}}});

  BOOST_TEST((values_of<std::int64_t>(swapped)
              == looped({4, 4}, [](const Shape& at) { return at[1] * 4 + at[0]; })));
  BOOST_TEST((values_of<std::int64_t>(traces) == Integers{0 + 5, 10 + 15}));
  BOOST_TEST((values_of<std::int64_t>(layers) == looped({3, 4, 4}, [](const Shape& at) {
                return at[1] * 4 + at[2] + (at[0] > 0 ? 100 : 0);
              })));
}

BOOST_AUTO_TEST_CASE(blocks_of_unknown_length_match_or_wait_for_their_lengths) {
  for_each_cut({100}, [](const Array& x) {
    const Array odd = getitem(x, {equal(remainder(x, 2), 1)});
    const auto add = [](const Chunk& a, const Chunk& b) {
      return Chunk::generate<std::int64_t>(a.shape(), [&](std::span<std::int64_t> out) {
        for (std::size_t i = 0; i < out.size(); ++i)
          out[i] = a.values<std::int64_t>()[i] + b.values<std::int64_t>()[i];
      });
    };
    const auto total = [](const Chunk& a) {
      const auto v = a.values<std::int64_t>();
      return Chunk::scalar<std::int64_t>(std::accumulate(v.begin(), v.end(), std::int64_t{0}));
    };

    const Array doubled = blockwise(add, "i", {{odd, "i"}, {odd * 1, "i"}}, {.dtype = DType::int64});
    const Array summed = blockwise(total, "", {{odd, "i"}}, {.dtype = DType::int64});

    BOOST_TEST(
        (values_of<std::int64_t>(doubled) == looped({50}, [](const Shape& at) { return 4 * at[0] + 2; })));
    BOOST_TEST((values_of<std::int64_t>(summed) == Integers{2500}));
  });
}

BOOST_AUTO_TEST_CASE(wrong_calls_are_refused_at_once) {
  const Array x = counted({4, 3}, 2), y = counted({5}, 2);
  const auto first = [](const Chunk& block) { return block; };
  const auto left = [](const Chunk& a, const Chunk&) { return a; };

  BOOST_TEST(message_of<ValueError>([&] {
               blockwise(first, "i", {{x, "i"}}, {.dtype = DType::int64});
             })
             == "blockwise: 1 labels for the 2 axes of array 1");
  BOOST_TEST(message_of<ValueError>([&] {
               blockwise(first, "ik", {{x, "ij"}}, {.dtype = DType::int64});
             })
             == "blockwise: no array has label 'k', so its chunks must be given by .new_axes");
  BOOST_TEST(message_of<ValueError>([&] {
               blockwise(first, "ii", {{x, "ij"}}, {.dtype = DType::int64});
             })
             == "blockwise: the result has label 'i' twice");
  BOOST_TEST(message_of<ShapeError>([&] {
               blockwise(left, "ij", {{x, "ij"}, {y, "j"}}, {.dtype = DType::int64});
             })
             == "blockwise: shapes (4, 3) and (5,) do not fit along axis 0 of array 2");
  BOOST_TEST(
      message_of<ShapeError>([&] {
        blockwise(first, "ij", {{x, "ij"}}, {.dtype = DType::int64, .adjust_chunks = {{'i', {4}}}});
      }).starts_with("blockwise: the result has chunks ((4,), (2, 1)), the arguments ((2, 2), (2, 1))"));
  BOOST_TEST(
      message_of<ShapeError>([&] {
        blockwise(left, "i", {{y, "i"}, {counted({5}, 3), "i"}},
                  {.dtype = DType::int64, .align_arrays = false});
      }).starts_with("blockwise: array 1 has chunks ((2, 2, 1),), aligned they would be ((2, 1, 1, 1),)"));
  BOOST_TEST(message_of<ValueError>([&] {
               blockwise(left, "i", {{y, "i"}}, {.dtype = DType::int64});
             })
             == "blockwise: the function takes 2 chunks, there are 1 arrays");
}

BOOST_AUTO_TEST_CASE(a_block_that_breaks_its_promise_fails) {
  const Array x = counted({4}, 2);

  const Array broken = blockwise([](const Chunk& block) { return block.view(0, {1}); }, "i", {{x, "i"}},
                                 {.dtype = DType::int64});

  const std::string message = message_of<TaskError>([&] { values_of<std::int64_t>(broken); });
  BOOST_TEST(message.find("blockwise: the block is (1,), not (2,) as promised") != std::string::npos,
             message);
}

BOOST_AUTO_TEST_SUITE_END()
