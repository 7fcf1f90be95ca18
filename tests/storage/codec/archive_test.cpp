#include <array>
#include <cstdint>
#include <limits>
#include <optional>
#include <random>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <troupe/archive.hpp>

#include "support/random_seed.hpp"

using namespace troupe;
using namespace std::string_literals;

namespace {

enum class Mode : std::uint8_t { fast, exact };

struct Inner {
  std::int32_t number = 0;
  std::string text;
  bool operator==(const Inner&) const = default;
  template <class Archive>
  void serialize(Archive& archive) {
    archive(number, text);
  }
};

struct Empty {
  bool operator==(const Empty&) const = default;
};

struct Everything {
  DType dtype = DType::float64;
  Mode mode = Mode::fast;
  bool flag = false;
  std::vector<double> reals;
  std::vector<Inner> inner;
  std::vector<std::vector<std::string>> texts;
  std::vector<bool> truths;
  std::array<bool, 3> three{};
  std::optional<std::int64_t> maybe;
  std::variant<std::int32_t, std::string> either;
  std::pair<std::string, float> pair;
  Empty empty;
  Value value;

  bool operator==(const Everything&) const = default;
  template <class Archive>
  void serialize(Archive& archive) {
    archive(dtype, mode, flag, reals, inner, texts, truths, three, maybe, either, pair, empty, value);
  }
};

Everything sample() {
  Everything sample{DType::int16,
                    Mode::exact,
                    true,
                    {1.5, -0.0},
                    {{1, "one"}, {2, ""}},
                    {{"a", "b"}, {}},
                    {true, false, true},
                    {true, false, true},
                    -7,
                    "variant",
                    {"pi", 3.14F},
                    {},
                    Value::list({1, Chunk::from<float>({2}, {1, 2})})};
  return sample;
}

const std::string huge = "\xff\xff\xff\xff\xff\xff\xff\x7f"s;

} // namespace

BOOST_AUTO_TEST_SUITE(archive)

BOOST_AUTO_TEST_CASE(a_struct_of_everything_comes_back) {
  BOOST_TEST((from_bytes<Everything>(to_bytes(sample())) == sample()));
}

BOOST_AUTO_TEST_CASE(bytes_are_little_endian_without_padding) {
  BOOST_TEST(to_bytes(Inner{258, "ab"}) == "\x02\x01\0\0\x02\0\0\0\0\0\0\0ab"s);
  BOOST_TEST(to_bytes(std::vector<std::int16_t>{1, -1}) == "\x02\0\0\0\0\0\0\0\x01\0\xff\xff"s);
}

BOOST_AUTO_TEST_CASE(hostile_lengths_are_refused_before_anything_is_allocated) {
  BOOST_CHECK_THROW(from_bytes<std::string>(huge + "abc"), FileError);
  BOOST_CHECK_THROW(from_bytes<std::vector<double>>(huge + "abc"), FileError);
  BOOST_CHECK_THROW(from_bytes<std::vector<Inner>>(huge + "abc"), FileError);
  BOOST_CHECK_THROW(from_bytes<std::vector<bool>>(huge + "abc"), FileError);
  BOOST_CHECK_THROW(from_bytes<std::vector<std::string>>("\x01\0\0\0\0\0\0\0"s + huge), FileError);
  BOOST_CHECK_THROW(from_bytes<Value>(huge), FileError);
}

BOOST_AUTO_TEST_CASE(a_length_that_fits_in_bytes_but_not_in_elements_is_refused) {
  BOOST_CHECK_THROW(from_bytes<std::vector<double>>("\x08\0\0\0\0\0\0\0"
                                                    "12345678"s),
                    FileError);
}

BOOST_AUTO_TEST_CASE(bytes_left_over_are_an_error) {
  BOOST_CHECK_EXCEPTION(from_bytes<std::int32_t>("12345"), FileError, [](const FileError& error) {
    return std::string(error.what()) == "archive: 1 bytes are left over";
  });
}

BOOST_AUTO_TEST_CASE(bytes_that_are_no_bool_and_no_dtype_are_errors) {
  BOOST_CHECK_THROW(from_bytes<bool>("\x02"), FileError);
  BOOST_CHECK_THROW(from_bytes<DType>("\x0d"), FileError);
  BOOST_CHECK_THROW((from_bytes<std::array<bool, 2>>("\x01\x02")), FileError);
  BOOST_CHECK_THROW(from_bytes<std::vector<bool>>("\x01\0\0\0\0\0\0\0\x02"s), FileError);
}

BOOST_AUTO_TEST_CASE(an_alternative_that_does_not_exist_is_an_error) {
  BOOST_CHECK_THROW((from_bytes<std::variant<std::int32_t, std::string>>("\x09\0\0\0\0\0\0\0"s)), FileError);
}

BOOST_AUTO_TEST_CASE(every_truncation_is_an_error) {
  const std::string bytes = to_bytes(sample());
  for (std::size_t size = 0; size < bytes.size(); ++size)
    BOOST_CHECK_THROW(from_bytes<Everything>(std::string_view(bytes).substr(0, size)), FileError);
}

BOOST_AUTO_TEST_CASE(mutated_bytes_give_a_struct_or_an_error) {
  const unsigned seed = test::random_seed();
  std::mt19937 random(seed);
  const std::string bytes = to_bytes(sample());
  for (int round = 0; round < 10'000; ++round) {
    std::string changed = bytes;
    for (unsigned changes = random() % 3 + 1; changes > 0; --changes)
      changed[random() % changed.size()] = static_cast<char>(random());
    try {
      const auto result = from_bytes<Everything>(changed);
      BOOST_TEST_REQUIRE(to_bytes(result).size() <= changed.size());
    } catch (const FileError&) {
      continue;
    } catch (const std::exception& error) {
      BOOST_FAIL("seed " << seed << ", round " << round << ": " << error.what());
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
