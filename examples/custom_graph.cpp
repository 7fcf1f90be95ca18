// A graph task by task, with all of one's own: kernels, a type that travels between them, annotations, passes, a picture, a file.
// Straight lines are fitted to points that come in parts.
//
//     custom_graph [DIRECTORY]       leaves fit.svg and fit.graph there
//     custom_graph --replay FILE     runs such a file: it has the kernels
#include <cstdint>
#include <filesystem>
#include <iostream>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include <troupe/graph.hpp>
#include <troupe/graph_file.hpp>
#include <troupe/pass.hpp>
#include <troupe/register_kernel.hpp>
#include <troupe/replay.hpp>
#include <troupe/session.hpp>
#include <troupe/user_type.hpp>
#include <troupe/visualize.hpp>

using namespace troupe;

/// What a fit needs to know of points. A struct that lists its members is saved, spilled and sent.
struct Sums {
  double n = 0, x = 0, y = 0, xx = 0, xy = 0;
  template <class V>
  void members(V& visit) {
    visit(n, x, y, xx, xy);
  }
};

/// Points on y = 3 x + 2, 128 in each part.
Value measure(std::int64_t part) {
  static bool is_first_try = true;
  if (part == 2 && std::exchange(is_first_try, false))
    throw std::runtime_error("the instrument is busy");
  Sums sums;
  for (int i = 0; i < 128; ++i) {
    const double x = static_cast<double>(part) + i / 128.0, y = 3 * x + 2;
    sums.n += 1, sums.x += x, sums.y += y, sums.xx += x * x, sums.xy += x * y;
  }
  return user_value(sums);
}

Value add_up(Arguments parts) {
  Sums all;
  for (const Value& part : parts.values) {
    const Sums& sums = get_user<Sums>(part);
    all.n += sums.n, all.x += sums.x, all.y += sums.y, all.xx += sums.xx, all.xy += sums.xy;
  }
  return user_value(all);
}

/// Least squares.
double slope(const Value& value) {
  const Sums& s = get_user<Sums>(value);
  return (s.n * s.xy - s.x * s.y) / (s.n * s.xx - s.x * s.x);
}
double offset(const Value& value, double slope) {
  const Sums& s = get_user<Sums>(value);
  return (s.y - slope * s.x) / s.n;
}

Graph make_graph() {
  Graph graph;
  std::vector<Node> parts;
  for (int i = 0; i < 4; ++i) {
    const std::string part = "part " + std::to_string(i);
    graph.add(part, call("measure", {literal(i)}),
              {.retries = 2, .priority = i == 3 ? 1 : 0}); // the last one first
    parts.push_back(key(part));
  }
  graph.add("sums", call("add_up", parts));
  graph.add("slope", call("slope", {key("sums")}));
  graph.add("offset", call("offset", {key("sums"), key("slope")}));
  graph.add("line", list({key("slope"), key("offset")}));
  graph.add("check", call("slope", {key("part 0")})); // that nobody is going to want
  return graph;
}

int main(int argc, char** argv) {
  register_type<Sums>("sums");
  register_kernel<measure>("measure");
  register_kernel<add_up>("add_up");
  register_kernel<slope>("slope");
  register_kernel<offset>("offset");
  if (const auto code = replay_if_asked(argc, argv))
    return *code;
  const std::filesystem::path directory = argc > 1 ? argv[1] : ".";

  std::vector<PassTime> times;
  const Graph graph = optimize(make_graph(), {"line"}, {cull, fuse}, {.times = &times, .verify = true});
  for (const PassTime& pass : times)
    std::cout << pass.name << ": " << pass.tasks_before << " tasks, then " << pass.tasks_after << "\n";

  const std::vector<TaskId> wanted{graph.get("line")};
  visualize(graph, wanted, directory / "fit.svg", {.colouring = Colouring::order});
  save(graph, wanted, directory / "fit.graph");

  Session session({.threads = 2, .on_failure = directory / "failed.graph"});
  std::cout << to_string(session.get(graph, "line")) << "\n";
  const RunReport report = session.report();
  std::cout << report.tasks << " tasks, " << report.retries << " tried again\n";
}
