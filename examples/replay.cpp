// A job as a file: saved here, and run again by anyone who has its kernels. Those of built-in operations every program has; this
// one's lambda is in this program only, so it is also what replays the file: `replay --replay job.graph`.
#include <iostream>
#include <string>
#include <vector>

#include <troupe/array.hpp>
#include <troupe/graph_file.hpp>
#include <troupe/graph_summary.hpp>
#include <troupe/replay.hpp>

using namespace troupe;

int main(int argc, char** argv) {
  if (const auto code = replay_if_asked(argc, argv))
    return *code;
  const std::string file = argc > 1 ? argv[1] : "job.graph";

  const Array x = arange(1'000'000, {.chunks = 250'000}) / 1e5;
  const Array damped = map(x, [](double t) { return t * (10 - t) / 25; });
  const Array largest = max(damped), steps = histogram(damped, {.bins = 4, .range = {{0, 1}}}).counts;
  save({{"largest", largest}, {"steps", steps}}, file); // runs nothing

  const SavedGraph saved = load(file);
  const GraphSummary summary = summarise(saved.graph, saved.wanted());
  std::cout << summary.tasks << " tasks, " << summary.critical_path.size() << " one after the other\n";

  Session session({.threads = 2});
  const std::vector<Value> values = session.compute(saved.graph, saved.wanted());
  std::cout << "largest " << values[0].as_chunk().item<double>() << "\n";
  std::cout << (identical(values[0].as_chunk(), session.compute(largest)) ? "the same bits" : "other bits")
            << "\n";
}
