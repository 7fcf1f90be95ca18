#include <array>
#include <cstdio>
#include <utility>

#include <troupe/report.hpp>

namespace troupe {

namespace {

std::string seconds(double value) {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%.6f s", value);
  return text.data();
}

} // namespace

std::string to_string(const RunReport& report) {
  const std::array<std::pair<const char*, std::string>, 12> rows{{
      {"scheduler", report.scheduler},
      {"threads", std::to_string(report.threads)},
      {"instruction set", report.instruction_set},
      {"tasks", std::to_string(report.tasks)},
      {"actors", std::to_string(report.actors)},
      {"messages", std::to_string(report.messages)},
      {"spliced graphs", std::to_string(report.spliced_graphs)},
      {"failures", std::to_string(report.failures)},
      {"retries", std::to_string(report.retries)},
      {"peak live results", std::to_string(report.peak_live_results)},
      {"planning", seconds(report.plan_s)},
      {"running", seconds(report.run_s)},
  }};
  std::string table;
  for (const auto& [name, value] : rows) {
    std::string line = name;
    line.resize(20, ' ');
    table += line + value + '\n';
  }
  return table;
}

} // namespace troupe
