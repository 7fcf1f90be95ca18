// Operations that need all of an array larger than memory: what they yield is written to a dataset, and then checked
// against properties that only the right result has.

#include "outofcore_arrays.hpp"

#include <array>
#include <cmath>

using namespace troupe;

bool Question::holds(const Array& condition) const { return session.compute(all(condition)).item<bool>(); }

double Question::number(const Array& value) const {
  return session.compute(astype(value, DType::float64)).item<double>();
}

bool Question::is_near(const Array& left, const Array& right) const {
  const double expected = number(right);
  return std::abs(number(left) - expected) <= 1e-9 * std::abs(expected);
}

bool Question::has_the_elements() const {
  return result.size() == input.size() && is_near(sum(result), sum(input))
         && is_near(sum(result * result), sum(input * input));
}

namespace {

Array from(const Array& x, std::int64_t begin) { return getitem(x, {Slice{.start = begin}}); }
Array until(const Array& x, std::int64_t end) { return getitem(x, {Slice{.stop = end}}); }

bool is_rechunked(const Question& is) {
  return is.has_the_elements()
         && is.holds(getitem(is.result, {Slice{}, 70}) == getitem(is.input, {Slice{}, 70}))
         && is.holds(getitem(is.result, {70}) == getitem(is.input, {70}));
}

bool is_transposed(const Question& is) {
  return is.has_the_elements() && is.holds(getitem(is.result, {Slice{}, 5}) == getitem(is.input, {5}))
         && is.holds(getitem(is.result, {5}) == getitem(is.input, {Slice{}, 5}));
}

bool is_cumulative(const Question& is) {
  const Array x = ravel(is.input);
  const Array steps = from(is.result, 1) - until(is.result, -1);
  return is.holds(abs(steps - from(x, 1)) <= 1e-4) && is.is_near(getitem(is.result, {-1}), sum(x));
}

constexpr std::array workloads{
    LargeArrayWorkload{"rechunk_npy",
                       [](const Array& x) {
                         return rechunk(x, {-1, 64});
                       },
                       is_rechunked},
    LargeArrayWorkload{"transpose_npy", [](const Array& x) { return transpose(x); }, is_transposed},
    LargeArrayWorkload{"cumsum_npy", [](const Array& x) { return cumsum(ravel(x)); }, is_cumulative},
};

} // namespace

std::span<const LargeArrayWorkload> large_array_workloads() { return workloads; }
