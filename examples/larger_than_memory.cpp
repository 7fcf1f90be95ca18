// Larger than memory: an array of a gigabyte is computed and stored within 256 MiB, and what that took is told.
#include <filesystem>
#include <iomanip>
#include <iostream>

#include <troupe/array.hpp>

using namespace troupe;

int main(int argc, char** argv) {
  const std::filesystem::path folder = argc > 1 ? argv[1] : "larger_than_memory";

  // Values beyond the limit go to the scratch store and come back; without a folder it is in /var/tmp.
  Session session({.threads = 2, .memory_limit = "256MiB", .store = folder / "scratch"});

  // One gigabyte, 128 chunks. The mean is known when all of it was computed, and then all of it is needed again.
  const Array r = sqrt(reshape(arange(std::int64_t{1} << 27), {16'384, 8'192}) + 0.5);
  const Array anomaly = store(session, r - mean(r), folder / "results.store", {.name = "anomaly"});
  std::cout << anomaly << "\n" << to_string(session.report()) << "\n";

  // A dataset is an array like any other, here and in other processes. What is computed from it once, and used
  // again and again, is materialised: in memory, or in the scratch store when memory is needed for something else.
  const Array scaled = materialise(session, anomaly / stddev(anomaly));
  std::cout << std::setprecision(6) << "largest " << session.compute(max(scaled)).item<double>() << ", smallest "
            << session.compute(min(scaled)).item<double>() << "\n";

  // What can never fit is refused before anything runs, with the chunks that would fit.
  try {
    session.compute(sum(rechunk(r, -1)));
  } catch (const MemoryError& error) {
    std::cout << error.what() << "\n";
  }
}
