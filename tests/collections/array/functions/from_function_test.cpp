#include <algorithm>
#include <stdexcept>

#include <boost/test/unit_test.hpp>

#include <troupe/array.hpp>

#include "support/array_values.hpp"

using namespace troupe;

namespace {

using Reals = std::vector<double>;
using Integers = std::vector<std::int64_t>;

} // namespace

BOOST_AUTO_TEST_SUITE(from_function_)

BOOST_AUTO_TEST_CASE(a_lambda_tells_each_element_from_its_position) {
  for (const Chunks& chunks : {Chunks(-1), Chunks(1), Chunks({{1, 2}, {2, 0, 2}})}) {
    const Array x =
        from_function({3, 4}, [](std::int64_t i, std::int64_t j) { return i + 0.5 * j; }, {.chunks = chunks});

    BOOST_TEST((x.dtype() == DType::float64));
    BOOST_TEST((values_of<double>(x) == Reals{0, 0.5, 1, 1.5, 1, 1.5, 2, 2.5, 2, 2.5, 3, 3.5}));
  }
}

BOOST_AUTO_TEST_CASE(the_return_type_is_the_dtype) {
  BOOST_TEST((from_function({2}, [](std::int64_t) { return true; }).dtype() == DType::boolean));
  BOOST_TEST((from_function({2}, [](std::int64_t) { return 1; }).dtype() == DType::int32));
  BOOST_TEST((from_function({2}, [](std::int64_t) { return 1LL; }).dtype() == DType::int64));
  BOOST_TEST((from_function({2}, [](std::int64_t) { return 1ULL; }).dtype() == DType::uint64));
  BOOST_TEST(
      (from_function({2}, [](std::int64_t i) { return static_cast<float>(i); }).dtype() == DType::float32));
  BOOST_TEST((from_function({2}, [](std::int64_t) { return std::complex<double>(1, 2); }).dtype()
              == DType::complex128));
}

BOOST_AUTO_TEST_CASE(any_rank_and_nothing_at_all) {
  BOOST_TEST((values_of<double>(from_function({}, [] { return 2.5; })) == Reals{2.5}));
  BOOST_TEST(
      (values_of<std::int64_t>(from_function(
           {2, 1, 3}, [](std::int64_t i, std::int64_t j, std::int64_t k) { return 100 * i + 10 * j + k; },
           {.chunks = {1, 1, 2}}))
       == Integers{0, 1, 2, 100, 101, 102}));
  BOOST_TEST((from_function({0, 3}, [](std::int64_t i, std::int64_t j) { return i + j; }).size() == 0));
  BOOST_TEST(values_of<std::int64_t>(from_function({0, 3}, [](std::int64_t i, std::int64_t j) {
               return i + j;
             })).empty());
}

BOOST_AUTO_TEST_CASE(it_is_what_fromfunction_makes_of_grids) {
  const Array grids = fromfunction([](const auto& index) { return 3 * index[0] - index[1]; }, {7, 5});
  const auto tell = [](std::int64_t i, std::int64_t j) { return static_cast<double>(3 * i - j); };
  const Array elements = from_function({7, 5}, tell, {.chunks = 3});

  BOOST_TEST((values_of<double>(grids) == values_of<double>(elements)));
}

BOOST_AUTO_TEST_CASE(a_lambda_may_write_whole_blocks) {
  const auto tell = [](const BlockPlace& place, std::span<float> out) {
    std::ranges::fill(out,
                      static_cast<float>(100 * place.array_shape[0] + 10 * place.block[0] + place.origin[0]));
  };

  const Array x = from_function({5, 2}, tell, {.chunks = 2});

  BOOST_TEST((values_of<float>(x) == std::vector<float>{500, 500, 500, 500, 512, 512, 512, 512, 524, 524}));
}

BOOST_AUTO_TEST_CASE(a_lambda_may_make_chunks) {
  const Array x = from_function({4},
                                [](const BlockPlace& place) {
                                  return Chunk::generate<std::int64_t>(
                                      place.shape, [&](auto out) { std::ranges::fill(out, place.block[0]); });
                                },
                                {.dtype = DType::int64, .chunks = 3});

  BOOST_TEST((values_of<std::int64_t>(x) == Integers{0, 0, 0, 1}));
}

BOOST_AUTO_TEST_CASE(a_chunk_other_than_promised_fails_when_it_runs) {
  const auto make = [](const BlockPlace&) { return Chunk::from<double>({2}, {1, 2}); };

  BOOST_TEST(message_of<TaskError>([&] {
               values_of<double>(from_function({3}, make, {.dtype = DType::float64}));
             }).find("from_function: the block is (2,), not (3,) as promised")
             != std::string::npos);
  BOOST_TEST(message_of<TaskError>([&] {
               values_of<float>(from_function({2}, make, {.dtype = DType::float32}));
             }).find("from_function: the block is float64, not float32 as promised")
             != std::string::npos);
}

BOOST_AUTO_TEST_CASE(what_a_function_throws_names_the_block) {
  const Array x = from_function({4},
                                [](std::int64_t i) {
                                  if (i == 3)
                                    throw std::runtime_error("three");
                                  return i;
                                },
                                {.chunks = 2});

  const std::string message = message_of<TaskError>([&] { values_of<std::int64_t>(x); });
  BOOST_TEST(message.find("three") != std::string::npos);
  BOOST_TEST(message.find(x.name() + "/1") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(wrong_calls_are_refused) {
  const auto one = [](std::int64_t i) { return i; };
  const auto make = [](const BlockPlace&) { return Chunk(); };

  BOOST_TEST(message_of<ShapeError>([&] {
               from_function({4, 5}, one);
             })
             == "from_function: the function takes 1 positions, shape (4, 5) has 2 axes");
  BOOST_TEST(message_of<DTypeError>([&] { from_function({4}, one, {.dtype = DType::float32}); })
             == "from_function: the function makes int64, not float32");
  BOOST_TEST(message_of<DTypeError>([&] { from_function({4}, make); })
             == "from_function: the function does not tell the dtype of its chunks, so it must be given");
  BOOST_TEST(
      message_of<ShapeError>([&] { from_function({-4}, one); }).starts_with("from_function: shape: (-4,)"));
  BOOST_TEST(message_of<ShapeError>([&] {
               from_function({4}, one, {.chunks = {{3, 3}}});
             }).starts_with("from_function: "));
}

BOOST_AUTO_TEST_CASE(equal_functions_of_equal_shapes_are_computed_once) {
  const auto one = [](std::int64_t i) { return i; };

  BOOST_TEST(from_function({4}, one).name() == from_function({4}, one).name());
  BOOST_TEST(from_function({4}, one).name() != from_function({4}, [](std::int64_t i) { return -i; }).name());
}

BOOST_AUTO_TEST_SUITE_END()
