#include <cmath>
#include <complex>
#include <limits>
#include <memory>
#include <string>
#include <vector>

#include <boost/mpl/list.hpp>
#include <boost/test/unit_test.hpp>

#include <troupe/chunk.hpp>
#include <troupe/error.hpp>

using namespace troupe;

using Elements =
    boost::mpl::list<bool, std::int8_t, std::int16_t, std::int32_t, std::int64_t, std::uint8_t, std::uint16_t,
                     std::uint32_t, std::uint64_t, float, double, std::complex<float>, std::complex<double>>;

BOOST_AUTO_TEST_SUITE(chunk)

BOOST_AUTO_TEST_CASE_TEMPLATE(holds_elements_of_every_type, T, Elements) {
  const Chunk chunk = Chunk::from<T>({2, 2}, {T(1), T(0), T(0), T(1)});

  BOOST_TEST((chunk.dtype() == dtype_of<T>()));
  BOOST_TEST(to_string(chunk.shape()) == "(2, 2)");
  BOOST_TEST(chunk.size() == 4u);
  BOOST_TEST(chunk.size_bytes() == 4 * sizeof(T));
  BOOST_TEST((chunk.at<T>({0, 0}) == T(1)));
  BOOST_TEST((chunk.at<T>({0, 1}) == T(0)));
  BOOST_TEST((chunk.at<T>({-1, -1}) == T(1)));
  BOOST_TEST((Chunk::scalar(T(1)).template item<T>() == T(1)));
}

BOOST_AUTO_TEST_CASE(the_default_is_an_empty_row_of_doubles) {
  const Chunk chunk;

  BOOST_TEST((chunk.dtype() == DType::float64));
  BOOST_TEST(to_string(chunk.shape()) == "(0,)");
  BOOST_TEST(chunk.values<double>().empty());
  BOOST_TEST(chunk.bytes() != nullptr);
  BOOST_TEST(identical(chunk, Chunk::from<double>({0}, {})));
}

BOOST_AUTO_TEST_CASE(a_scalar_has_one_element_at_no_position) {
  const Chunk chunk = Chunk::scalar(2.5);

  BOOST_TEST(chunk.rank() == 0u);
  BOOST_TEST(chunk.size() == 1u);
  BOOST_TEST(chunk.at<double>({}) == 2.5);
}

BOOST_AUTO_TEST_CASE(elements_must_fill_the_shape) {
  BOOST_CHECK_THROW(Chunk::from<int>({2, 2}, {1, 2, 3}), ShapeError);
  BOOST_CHECK_THROW(Chunk::from<int>({}, {}), ShapeError);
  BOOST_CHECK_THROW(Chunk::uninitialised(DType::float64, {3, -1}), ShapeError);
  BOOST_CHECK_THROW(Chunk::uninitialised(DType::float64, {std::int64_t{1} << 61}), ShapeError);
}

BOOST_AUTO_TEST_CASE(elements_are_read_in_their_own_type_only) {
  const Chunk chunk = Chunk::from<float>({1}, {1});

  BOOST_CHECK_EXCEPTION(chunk.values<double>(), DTypeError, [](const DTypeError& error) {
    return std::string(error.what())
           == "values and at: the chunk's elements are float32, not float64; item converts";
  });
}

BOOST_AUTO_TEST_CASE(positions_outside_or_of_another_rank_are_named) {
  const Chunk chunk = Chunk::from<int>({2, 3}, {1, 2, 3, 4, 5, 6});

  BOOST_TEST(chunk.at<int>({1, -3}) == 4);
  BOOST_CHECK_THROW(chunk.at<int>({1, 3}), IndexError);
  BOOST_CHECK_THROW(chunk.at<int>({-3, 0}), IndexError);
  BOOST_CHECK_EXCEPTION(chunk.at<int>({2, 0}), IndexError, [](const IndexError& error) {
    return std::string(error.what()) == "at: position (2, 0) is outside a chunk of int32 (2, 3)";
  });
  BOOST_CHECK_THROW(chunk.at<int>({1}), IndexError);
}

BOOST_AUTO_TEST_CASE(an_item_is_converted) {
  BOOST_TEST(Chunk::from<std::int16_t>({1, 1}, {-3}).item<double>() == -3.0);
  BOOST_TEST(Chunk::scalar(2.9).item<int>() == 2);
  BOOST_TEST(Chunk::scalar(-0.5).item<std::uint8_t>() == 0);
  BOOST_TEST(Chunk::scalar(0.5).item<bool>());
  BOOST_TEST(Chunk::scalar(true).item<float>() == 1.0F);
  BOOST_TEST((Chunk::scalar(3).item<std::complex<float>>() == std::complex<float>(3, 0)));
  BOOST_TEST(
      (Chunk::scalar(std::complex<float>(1, 2)).item<std::complex<double>>() == std::complex<double>(1, 2)));
}

BOOST_AUTO_TEST_CASE(an_item_that_does_not_fit_is_an_error) {
  BOOST_CHECK_THROW(Chunk::scalar(NAN).item<int>(), ValueError);
  BOOST_CHECK_THROW(Chunk::scalar(2147483648.0).item<std::int32_t>(), ValueError);
  BOOST_TEST(Chunk::scalar(-2147483648.0).item<std::int32_t>() == std::numeric_limits<std::int32_t>::min());
  BOOST_CHECK_THROW(Chunk::scalar(9223372036854775808.0).item<std::int64_t>(), ValueError);
  BOOST_CHECK_THROW(Chunk::scalar(-1.0F).item<std::uint64_t>(), ValueError);
  BOOST_CHECK_THROW(Chunk::scalar(std::complex<double>(1, 0)).item<double>(), DTypeError);
  BOOST_CHECK_THROW(Chunk::from<int>({2}, {1, 2}).item<int>(), ShapeError);
  BOOST_CHECK_THROW(Chunk().item<double>(), ShapeError);
}

BOOST_AUTO_TEST_CASE(a_view_shares_the_elements) {
  const Chunk chunk = Chunk::from<int>({2, 3}, {1, 2, 3, 4, 5, 6});

  const Chunk row = chunk.view(3, {3});
  const Chunk reshaped = chunk.view(0, {3, 2});

  BOOST_TEST(row.bytes() == chunk.bytes() + 12);
  BOOST_TEST(row.at<int>({0}) == 4);
  BOOST_TEST(reshaped.at<int>({2, 1}) == 6);
  BOOST_TEST(chunk.view(6, {0}).size() == 0u);
  BOOST_TEST(chunk.view(5, {}).item<int>() == 6);
}

BOOST_AUTO_TEST_CASE(a_view_outside_is_an_error) {
  const Chunk chunk = Chunk::from<int>({6}, {1, 2, 3, 4, 5, 6});

  BOOST_CHECK_THROW(chunk.view(4, {3}), ShapeError);
  BOOST_CHECK_THROW(chunk.view(-1, {1}), ShapeError);
  BOOST_CHECK_THROW(chunk.view(7, {0}), ShapeError);
  BOOST_CHECK_THROW(chunk.view(1, {std::numeric_limits<std::int64_t>::max()}), ShapeError);
}

BOOST_AUTO_TEST_CASE(a_view_keeps_the_memory_alive) {
  Chunk view;
  {
    const Chunk chunk = Chunk::from<int>({3}, {7, 8, 9});
    view = chunk.view(1, {2});
  }
  BOOST_TEST(view.at<int>({1}) == 9);
}

BOOST_AUTO_TEST_CASE(adopted_memory_is_not_copied_and_lives_as_long_as_the_chunk) {
  auto numbers = std::make_shared<std::vector<double>>(std::vector<double>{1, 2, 3, 4});
  const std::weak_ptr<std::vector<double>> watch = numbers;
  const double* const elements = numbers->data();

  auto chunk = std::make_unique<Chunk>(Chunk::adopt(DType::float64, {2, 2}, std::move(numbers), elements));

  BOOST_TEST(chunk->values<double>().data() == elements);
  BOOST_TEST(!watch.expired());
  chunk.reset();
  BOOST_TEST(watch.expired());
}

BOOST_AUTO_TEST_CASE(adopted_memory_must_suit_the_elements) {
  const auto bytes = std::make_shared<std::vector<std::byte>>(64);

  BOOST_CHECK_THROW(Chunk::adopt(DType::float64, {2}, bytes, bytes->data() + 1), ValueError);
  BOOST_CHECK_THROW(Chunk::adopt(DType::float64, {2}, nullptr, nullptr), ValueError);
  BOOST_TEST(Chunk::adopt(DType::float64, {0, 3}, nullptr, nullptr).size() == 0u);
}

BOOST_AUTO_TEST_CASE(identical_compares_dtype_shape_and_bits) {
  const Chunk chunk = Chunk::from<double>({2}, {NAN, 0.0});

  BOOST_TEST(identical(chunk, Chunk::from<double>({2}, {NAN, 0.0})));
  BOOST_TEST(!identical(chunk, Chunk::from<double>({2}, {NAN, -0.0})));
  BOOST_TEST(!identical(chunk, chunk.view(0, {1, 2})));
  BOOST_TEST(!identical(Chunk::from<int>({1}, {0}), Chunk::from<float>({1}, {0})));
}

BOOST_AUTO_TEST_CASE(empty_chunks_work_in_every_rank) {
  const Chunk chunk = Chunk::from<float>({3, 0, 2}, {});

  BOOST_TEST(chunk.size() == 0u);
  BOOST_TEST(chunk.size_bytes() == 0u);
  BOOST_TEST(identical(chunk.view(0, {0}), Chunk::from<float>({0}, {})));
  BOOST_CHECK_THROW(chunk.at<float>({0, 0, 0}), IndexError);
}

BOOST_AUTO_TEST_SUITE_END()
