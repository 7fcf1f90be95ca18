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

/// In order, with the elements of the input.
bool is_sorted(const Question& is) {
  return is.has_the_elements() && is.holds(from(is.result, 1) >= until(is.result, -1));
}

/// Rising, and each is of the input: as many as there are values of the input's 2^32 that occur.
bool is_distinct(const Question& is) {
  return is.holds(from(is.result, 1) > until(is.result, -1)) && is.result.size() <= is.input.size()
         && is.is_near(getitem(is.result, {0}), min(is.input))
         && is.is_near(getitem(is.result, {-1}), max(is.input));
}

/// Every fraction q[i] of the elements lies below result[i].
bool divides(const Question& is, std::span<const double> fractions) {
  const Array values = ravel(is.result);
  for (std::size_t i = 0; i < fractions.size(); ++i) {
    const Array value = getitem(values, {static_cast<std::int64_t>(i)});
    const double below = is.number(sum(is.input < value)), up_to = is.number(sum(is.input <= value));
    const double rank = fractions[i] * static_cast<double>(is.input.size() - 1);
    if (below > rank + 1 || up_to < rank)
      return false;
  }
  return true;
}
bool is_median(const Question& is) { return divides(is, std::array{0.5}); }
bool are_percentiles(const Question& is) { return divides(is, std::array{0.01, 0.25, 0.5, 0.75, 0.99}); }

/// As many rows as elements are chosen, all different, and the sums of their numbers are right.
bool are_positions(const Question& is) {
  const Array chosen = is.input > 0.9;
  const Array rows = arange(is.input.shape()[0], {.dtype = DType::float64});
  return static_cast<double>(is.result.shape()[0]) == is.number(sum(chosen))
         && is.is_near(sum(getitem(is.result, {Slice{}, 0})), sum(sum(chosen, {.axis = 1}) * rows));
}

constexpr std::array workloads{
    LargeArrayWorkload{"rechunk_npy",
                       [](const Array& x) {
                         return rechunk(x, {-1, 64});
                       },
                       is_rechunked},
    LargeArrayWorkload{"transpose_npy", [](const Array& x) { return transpose(x); }, is_transposed},
    LargeArrayWorkload{"sort_npy", [](const Array& x) { return sort(ravel(x)); }, is_sorted},
    LargeArrayWorkload{"unique_npy", [](const Array& x) { return unique(x); }, is_distinct},
    LargeArrayWorkload{"argwhere_npy", [](const Array& x) { return argwhere(x > 0.9); }, are_positions},
    LargeArrayWorkload{"median_npy", [](const Array& x) { return median(x); }, is_median},
    LargeArrayWorkload{"percentile_npy",
                       [](const Array& x) {
                         return percentile(x, std::vector<double>{1, 25, 50, 75, 99});
                       },
                       are_percentiles},
    LargeArrayWorkload{"cumsum_npy", [](const Array& x) { return cumsum(ravel(x)); }, is_cumulative},
};

} // namespace

std::span<const LargeArrayWorkload> large_array_workloads() { return workloads; }
