#include <cmath>
#include <complex>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <functional>
#include <limits>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>
#include <nlohmann/json.hpp>

#include "kernels/isa_level.hpp"
#include "kernels/tile_program.hpp"
#include "support/isa_levels.hpp"

using namespace troupe;

namespace {

using Kind = TileOperand::Kind;

std::vector<std::uint8_t> from_base64(const std::string& text) {
  const auto value = [](char c) -> std::uint32_t {
    if (c >= 'A' && c <= 'Z')
      return static_cast<std::uint32_t>(c - 'A');
    if (c >= 'a' && c <= 'z')
      return static_cast<std::uint32_t>(c - 'a' + 26);
    if (c >= '0' && c <= '9')
      return static_cast<std::uint32_t>(c - '0' + 52);
    return c == '+' ? 62 : 63;
  };
  std::vector<std::uint8_t> bytes;
  for (std::size_t i = 0; i + 4 <= text.size(); i += 4) {
    std::uint32_t group = 0;
    for (std::size_t k = 0; k < 4; ++k)
      group = group << 6 | (text[i + k] == '=' ? 0 : value(text[i + k]));
    for (int shift = 16; shift >= 0; shift -= 8)
      bytes.push_back(static_cast<std::uint8_t>(group >> shift));
  }
  while (!bytes.empty() && !text.empty() && bytes.size() * 4 > text.find('=') * 3)
    bytes.pop_back();
  return bytes;
}

/// What NumPy says of every operation: tests/reference/tile_operations.py.
struct Reference {
  struct Case {
    std::string operation;
    double ulp;
    std::vector<std::size_t> operands;
    std::size_t result;
  };
  std::vector<Chunk> arrays;
  std::vector<Case> cases;

  static const Reference& instance() {
    static const Reference reference;
    return reference;
  }

private:
  Reference() {
    std::ifstream file(std::filesystem::path(REFERENCE_VALUES) / "tile_operations.json");
    const auto json = nlohmann::json::parse(file);
    for (const auto& array : json.at("arrays")) {
      const DType dtype = dtype_from_name(array.at(0).get<std::string>());
      const auto bytes = from_base64(array.at(1).get<std::string>());
      const auto count = static_cast<std::int64_t>(bytes.size() / size_of(dtype));
      auto [chunk, elements] = Chunk::uninitialised(dtype, {count});
      std::memcpy(elements, bytes.data(), bytes.size());
      arrays.push_back(std::move(chunk));
    }
    for (const auto& row : json.at("cases"))
      cases.push_back({row.at(0), row.at(1), row.at(2), row.at(3)});
  }
};

TileOperation operation_named(const std::string& name) {
  for (std::size_t i = 0; i < tile_operation_count; ++i)
    if (to_string(static_cast<TileOperation>(i)) == name)
      return static_cast<TileOperation>(i);
  throw std::invalid_argument(name);
}

/// One operation over inputs of the given dtypes.
TileProgram single(TileOperation operation, const std::vector<DType>& inputs, DType result) {
  TileInstruction instruction{operation, result, {}};
  for (std::size_t i = 0; i < inputs.size(); ++i)
    instruction.operands[i] = {Kind::input, static_cast<std::uint16_t>(i)};
  return {inputs, {}, {instruction}};
}

/// `a` and `b` are equal (zeros whatever their sign), both NaN, or at most `ulp` units in the last place of
/// `b` apart.
template <class T>
bool fits(T a, T b, double ulp) {
  if constexpr (ComplexElement<T>) {
    if (ulp == 0)
      return fits(a.real(), b.real(), 0) && fits(a.imag(), b.imag(), 0);
    if (a == b)
      return true;
    const double scale = std::abs(b) * std::numeric_limits<typename T::value_type>::epsilon();
    return std::abs(a - b) <= ulp * scale || (std::isnan(std::abs(a)) && std::isnan(std::abs(b)));
  } else if constexpr (FloatElement<T>) {
    if (a == b || (std::isnan(a) && std::isnan(b)))
      return true;
    const T size = std::abs(b);
    const T unit = std::nextafter(size, std::numeric_limits<T>::infinity()) - size;
    return std::abs(static_cast<double>(a) - static_cast<double>(b)) <= ulp * static_cast<double>(unit);
  } else {
    return a == b;
  }
}

std::string text(const Chunk& chunk, std::size_t i) {
  return to_string(chunk.view(static_cast<std::int64_t>(i), {}));
}

void require_fit(const Reference::Case& expected, const std::vector<Chunk>& operands, const Chunk& got,
                 const Chunk& want) {
  BOOST_REQUIRE(got.dtype() == want.dtype());
  BOOST_REQUIRE(got.shape() == want.shape());
  visit_dtype(want.dtype(), [&]<class T>(std::type_identity<T>) {
    for (std::size_t i = 0; i < want.size(); ++i) {
      if (fits<T>(got.values<T>()[i], want.values<T>()[i], expected.ulp))
        continue;
      std::string call = expected.operation + "(";
      for (const Chunk& operand : operands)
        call += text(operand, i) + (&operand == &operands.back() ? ")" : ", ");
      BOOST_ERROR(isa_level() << ": " << call << " of " << to_string(operands.back().dtype()) << " is "
                              << text(got, i) << ", not " << text(want, i));
    }
  });
}

Chunk run(const Reference::Case& expected, const std::vector<Chunk>& operands, DType result) {
  std::vector<DType> dtypes;
  for (const Chunk& operand : operands)
    dtypes.push_back(operand.dtype());
  return evaluate(single(operation_named(expected.operation), dtypes, result), operands);
}

} // namespace

BOOST_AUTO_TEST_SUITE(tile_operation_)

BOOST_AUTO_TEST_CASE(every_operation_is_what_numpy_makes_of_it_on_every_isa_level) {
  const Reference& reference = Reference::instance();
  BOOST_REQUIRE(reference.cases.size() > 700);

  on_every_isa_level([&](IsaLevel) {
    for (const auto& expected : reference.cases) {
      std::vector<Chunk> operands;
      for (const std::size_t operand : expected.operands)
        operands.push_back(reference.arrays.at(operand));
      const Chunk& want = reference.arrays.at(expected.result);

      const Chunk got = run(expected, operands, want.dtype());

      require_fit(expected, operands, got, want);
    }
  });
}

BOOST_AUTO_TEST_CASE(exact_operations_have_the_same_bits_on_every_isa_level) {
  const Reference& reference = Reference::instance();
  for (const auto& expected : reference.cases) {
    if (expected.ulp != 0)
      continue;
    std::vector<Chunk> operands;
    for (const std::size_t operand : expected.operands)
      operands.push_back(reference.arrays.at(operand));
    const DType dtype = reference.arrays.at(expected.result).dtype();

    std::vector<Chunk> results;
    on_every_isa_level([&](IsaLevel) { results.push_back(run(expected, operands, dtype)); });

    // The bits of a NaN are nobody's promise.
    for (const Chunk& result : results)
      visit_dtype(dtype, [&]<class T>(std::type_identity<T>) {
        for (std::size_t i = 0; i < result.size(); ++i) {
          const T first = results[0].values<T>()[i];
          const T other = result.values<T>()[i];
          if (first == first)
            BOOST_TEST(std::memcmp(&first, &other, sizeof(T)) == 0,
                       expected.operation << " of " << to_string(operands.back().dtype()) << ", element "
                                          << i);
        }
      });
  }
}

BOOST_AUTO_TEST_CASE(floats_that_do_not_fit_become_what_x86_makes_of_them) {
  const double inf = std::numeric_limits<double>::infinity();
  const auto chunk = Chunk::from<double>({6}, {inf, -inf, std::nan(""), 1e10, -1e10, 300});
  const auto cast_to = [&](DType dtype) {
    return evaluate(single(TileOperation::cast, {DType::float64}, dtype), {&chunk, 1});
  };

  on_every_isa_level([&](IsaLevel) {
    // cvttsd2si gives the smallest integer of 32 or 64 bits, which is then cut.
    BOOST_TEST(identical(cast_to(DType::int8), Chunk::from<std::int8_t>({6}, {0, 0, 0, 0, 0, 44})));
    BOOST_TEST(identical(
        cast_to(DType::int32),
        Chunk::from<std::int32_t>({6}, {INT32_MIN, INT32_MIN, INT32_MIN, INT32_MIN, INT32_MIN, 300})));
    BOOST_TEST(identical(
        cast_to(DType::int64),
        Chunk::from<std::int64_t>({6}, {INT64_MIN, INT64_MIN, INT64_MIN, 10000000000, -10000000000, 300})));
    BOOST_TEST(identical(cast_to(DType::uint32),
                         Chunk::from<std::uint32_t>({6}, {0, 0, 0, 1410065408, 2884901888, 300})));
  });
}

BOOST_AUTO_TEST_CASE(powers_of_two_are_exact) {
  const auto exponents = Chunk::from<double>({5}, {3, -2, 10, 0, 52});
  const auto powers = Chunk::from<double>({5}, {8, 0.25, 1024, 1, 4503599627370496});

  on_every_isa_level([&](IsaLevel) {
    BOOST_TEST(identical(
        evaluate(single(TileOperation::exp2, {DType::float64}, DType::float64), {&exponents, 1}), powers));
    BOOST_TEST(identical(
        evaluate(single(TileOperation::log2, {DType::float64}, DType::float64), {&powers, 1}), exponents));
  });
}

BOOST_AUTO_TEST_CASE(powers_do_not_depend_on_their_neighbours) {
  const std::vector<double> exponents{2, 1, 0.5, -1, 3, 2};
  const auto bases = Chunk::generate<double>({600}, [](std::span<double> out) {
    for (std::size_t i = 0; i < out.size(); ++i)
      out[i] = 0.3 * static_cast<double>(i) - 20;
  });
  const auto power = [&](const std::function<double(std::size_t)>& exponent) {
    const auto chunk = Chunk::generate<double>({600}, [&](std::span<double> out) {
      for (std::size_t i = 0; i < out.size(); ++i)
        out[i] = exponent(i);
    });
    return evaluate(single(TileOperation::power, {DType::float64, DType::float64}, DType::float64),
                    std::vector<Chunk>{bases, chunk});
  };

  on_every_isa_level([&](IsaLevel) {
    const Chunk mixed = power([&](std::size_t i) { return exponents[i % exponents.size()]; });

    for (std::size_t k = 0; k < exponents.size(); ++k) {
      const Chunk uniform = power([&](std::size_t) { return exponents[k]; });
      for (std::size_t i = k; i < mixed.size(); i += exponents.size())
        BOOST_TEST(identical(mixed.view(static_cast<std::int64_t>(i), {}),
                             uniform.view(static_cast<std::int64_t>(i), {})));
    }
  });
}

BOOST_AUTO_TEST_CASE(integers_to_negative_powers_are_refused) {
  const std::vector<Chunk> operands{Chunk::from<std::int32_t>({2}, {2, 2}),
                                    Chunk::from<std::int32_t>({2}, {3, -1})};

  BOOST_CHECK_EXCEPTION(
      evaluate(single(TileOperation::power, {DType::int32, DType::int32}, DType::int32), operands),
      ValueError, [](const ValueError& error) {
        return std::string(error.what()) == "power: integers to negative integer powers are not integers";
      });
}

BOOST_AUTO_TEST_CASE(what_numpy_refuses_has_no_kernel) {
  BOOST_TEST(!tile_result(TileOperation::negative, DType::boolean));
  BOOST_TEST(!tile_result(TileOperation::subtract, DType::boolean));
  BOOST_TEST(!tile_result(TileOperation::bitwise_and, DType::float64));
  BOOST_TEST(!tile_result(TileOperation::floor_divide, DType::complex128));
  BOOST_TEST(!tile_result(TileOperation::exp, DType::int64));
  BOOST_TEST((tile_result(TileOperation::absolute, DType::complex64) == DType::float32));
  BOOST_TEST((tile_result(TileOperation::less, DType::complex64) == DType::boolean));
}

BOOST_AUTO_TEST_SUITE_END()
