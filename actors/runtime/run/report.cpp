#include <array>
#include <cstdio>
#include <utility>
#include <vector>

#include <troupe/byte_size.hpp>
#include <troupe/report.hpp>

namespace troupe {

namespace {

std::string seconds(double value) {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%.6f s", value);
  return text.data();
}

std::string size(std::uint64_t bytes) { return to_string(ByteSize(bytes)); }

std::string moved(std::uint64_t bytes, std::uint64_t values) {
  return size(bytes) + " in " + std::to_string(values) + (values == 1 ? " value" : " values");
}

using Rows = std::vector<std::pair<const char*, std::string>>;

void add_memory(const MemoryReport& memory, Rows& rows) {
  rows.insert(rows.end(), {
                              {"memory limit", size(memory.limit_bytes)},
                              {"predicted peak", size(memory.predicted_peak_bytes)},
                              {"peak", size(memory.peak_bytes)},
                              {"  values", size(memory.peak_value_bytes)},
                              {"  workspace", size(memory.peak_workspace_bytes)},
                              {"  pool", size(memory.peak_pool_bytes)},
                              {"  other", size(memory.peak_other_bytes)},
                              {"peak resident", size(memory.peak_resident_bytes)},
                              {"spilled", moved(memory.spilled_bytes, memory.spilled_values)},
                              {"reloaded", moved(memory.reloaded_bytes, memory.reloaded_values)},
                              {"dropped", moved(memory.dropped_bytes, memory.dropped_values)},
                              {"read again", moved(memory.reread_bytes, memory.reread_values)},
                              {"delayed starts", std::to_string(memory.delayed_starts) + ", "
                                                     + seconds(memory.delayed_s) + " together"},
                          });
}

} // namespace

std::string to_string(const RunReport& report) {
  Rows rows{
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
  };
  if (report.memory.limit_bytes > 0)
    add_memory(report.memory, rows);
  std::string table;
  for (const auto& [name, value] : rows) {
    std::string line = name;
    line.resize(20, ' ');
    table += line + value + '\n';
  }
  return table;
}

} // namespace troupe
