// Any function, lazily: each call is a task that runs when somebody computes what depends on it. The compiler knows all types.
#include <algorithm>
#include <iostream>
#include <numeric>
#include <span>
#include <string>
#include <vector>

#include <troupe/array.hpp>
#include <troupe/delayed.hpp>

using namespace troupe;

/// What a station measured. A struct that lists its members travels between tasks.
struct Series {
  std::string station;
  std::vector<double> temperatures;
  template <class V>
  void members(V& visit) {
    visit(station, temperatures);
  }
};

/// As if it came from a file.
Series read_series(const std::string& station, std::size_t days) {
  if (days == 0)
    throw ValueError("there are no days");
  Series series{station, std::vector<double>(days)};
  std::iota(series.temperatures.begin(), series.temperatures.end(), static_cast<double>(station.size()));
  return series;
}

int main() {
  const auto read = delayed<read_series>({.pure = true, .name = "read"}); // equal calls are one task
  const auto warmest = delayed([](const Series& series) { return std::ranges::max(series.temperatures); });
  const auto sum_of = delayed(
      [](const std::vector<double>& values) { return std::accumulate(values.begin(), values.end(), 0.0); });

  std::vector<Delayed<double>> maxima;
  for (const std::string station : {"Ulm", "Bonn", "Hamburg"})
    maxima.push_back(warmest(read(station, 10)));
  const Delayed<double> total = sum_of(maxima); // an argument may be a container of delayed values

  // Arrays are arguments, and delayed chunks are blocks of arrays.
  const auto column = delayed([](const Series& s) { return Chunk::copy<double>({10}, s.temperatures); });
  const Array ulm = from_delayed(column(read("Ulm", 10)), {10}, DType::float64);
  const auto last = delayed([](std::span<const double> values) { return values.back(); });

  Session session({.threads = 2});
  const auto [a, b, c] = session.compute(total, last(ulm * 2), mean(ulm)); // one run, each station read once
  std::cout << a << ", " << b << ", " << c.item<double>() << "\n" << session.report().tasks << " tasks\n";
  try {
    session.compute(warmest(read("Ulm", 0)));
  } catch (const TaskError& error) {
    std::cout << error.details().key.substr(0, 4) << " failed: " << error.details().reason << "\n";
  }
}
