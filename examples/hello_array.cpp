// Arrays: an expression is lazy and checked at once; it is computed in chunks, a task and an actor for each.
#include <iomanip>
#include <iostream>

#include <troupe/array.hpp>

using namespace troupe;

int main() {
  // Pi as the area under 4 / (1 + x²): ten million points, of which only a few chunks are ever in memory.
  const std::int64_t points = 10'000'000;
  const Array x = (arange(points) + 0.5) / points;
  const Array pi = mean(4 / (1 + x * x));

  // Broadcasting: the columns' means are taken from each row.
  const Array table = reshape(arange(12), {3, 4});
  const Array centred = table - mean(table, {.axis = 0});

  Session session({.threads = 2});
  const auto [area, rows] = session.compute(pi, centred); // both in one run
  std::cout << std::setprecision(12) << area.item<double>() << "\n" << to_string(rows) << "\n";

  try {
    const Array wrong = table + arange(5); // throws here, not when it runs
  } catch (const ShapeError& error) {
    std::cout << error.what() << "\n";
  }
}
