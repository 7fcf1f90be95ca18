// Your own functions on arrays: lambdas over elements, over spans of a block, and a reduction with a state of its own.
// They are fused, named and sent as built-in operations are. Values they need are bound: bound(f, value).
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <iostream>
#include <span>

#include <troupe/array.hpp>

using namespace troupe;

/// What is kept of the elements seen so far: any struct that can be copied as it lies in memory, or that cereal can write.
struct Steps {
  double first = 0, last = 0, largest = 0;
};

int main() {
  const Array x = arange(2'000'000, {.chunks = 500'000}) / 2'000'000.0;

  // Element by element. This is one task a block, lambda, comparison and sum together, without a temporary.
  const Array stairs = map(x, [](double v) { return v < 0.5 ? 0.0 : v; });
  const Array below = sum(map(x, bound([](double limit, double v) { return v < limit; }, 0.75)));

  // Block by block: a number of each.
  const Array firsts = map_blocks([](std::span<const double> block) { return block[0]; }, {x});

  // A reduction: a state of a block's elements, one state of two, and the result of the last one.
  const Array largest_step = reduction(
      stairs,
      [](std::span<const double> v) -> Steps {
        Steps steps{v.front(), v.back(), 0};
        for (std::size_t i = 1; i < v.size(); ++i)
          steps.largest = std::max(steps.largest, std::abs(v[i] - v[i - 1]));
        return steps;
      },
      [](const Steps& left, const Steps& right) -> Steps {
        const double between = std::abs(right.first - left.last);
        return {left.first, right.last, std::max({left.largest, right.largest, between})};
      },
      [](const Steps& steps) { return steps.largest; });

  Session session({.threads = 2});
  const auto [step, each, count, average] = session.compute(largest_step, firsts, below, mean(stairs));
  std::cout << "largest step " << step.item<double>() << ", mean " << average.item<double>() << "\n"
            << to_string(each) << "\n"
            << count.item<std::int64_t>() << " of " << x.size() << " lie below 0.75\n";
  try {
    map(astype(x, DType::complex128), [](double v) { return v; }); // throws here, not when it runs
  } catch (const DTypeError& error) {
    std::cout << error.what() << "\n";
  }
}
