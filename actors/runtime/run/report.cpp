#include <array>
#include <cstdio>
#include <ostream>
#include <utility>
#include <vector>

#include <troupe/byte_size.hpp>
#include <troupe/report.hpp>

namespace troupe {

namespace {

std::string seconds(double value) {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%.3f s", value);
  return text.data();
}

std::string size(std::uint64_t bytes) { return to_string(ByteSize(bytes)); }

using Rows = std::vector<std::pair<const char*, std::string>>;

// What did not happen is left out.
void add(Rows& rows, const char* name, std::uint64_t count) {
  if (count > 0)
    rows.emplace_back(name, std::to_string(count));
}
void add_size(Rows& rows, const char* name, std::uint64_t bytes) {
  if (bytes > 0)
    rows.emplace_back(name, size(bytes));
}
void add_moved(Rows& rows, const char* name, std::uint64_t bytes, std::uint64_t values) {
  if (values > 0)
    rows.emplace_back(name,
                      size(bytes) + " in " + std::to_string(values) + (values == 1 ? " value" : " values"));
}

void add_memory(const MemoryReport& memory, Rows& rows) {
  add_size(rows, "memory limit", memory.limit_bytes);
  add_size(rows, "predicted peak", memory.predicted_peak_bytes);
  add_size(rows, "peak", memory.peak_bytes);
  add_size(rows, "  values", memory.peak_value_bytes);
  add_size(rows, "  workspace", memory.peak_workspace_bytes);
  add_size(rows, "  pool", memory.peak_pool_bytes);
  add_size(rows, "  other", memory.peak_other_bytes);
  add_size(rows, "peak resident", memory.peak_resident_bytes);
  add_moved(rows, "spilled", memory.spilled_bytes, memory.spilled_values);
  add_moved(rows, "reloaded", memory.reloaded_bytes, memory.reloaded_values);
  add_moved(rows, "dropped", memory.dropped_bytes, memory.dropped_values);
  add_moved(rows, "read again", memory.reread_bytes, memory.reread_values);
  if (memory.delayed_starts > 0)
    rows.emplace_back("delayed starts",
                      std::to_string(memory.delayed_starts) + ", on average by "
                          + seconds(memory.delayed_s / static_cast<double>(memory.delayed_starts)));
}

} // namespace

std::string to_string(const RunReport& report) {
  Rows rows{{"scheduler", report.scheduler}, {"threads", std::to_string(report.threads)}};
  if (!report.instruction_set.empty())
    rows.emplace_back("instruction set", report.instruction_set);
  rows.emplace_back("tasks", std::to_string(report.tasks));
  add(rows, "actors", report.actors);
  add(rows, "messages", report.messages);
  add(rows, "spliced graphs", report.spliced_graphs);
  add(rows, "failures", report.failures);
  add(rows, "retries", report.retries);
  add(rows, "peak live results", report.peak_live_results);
  rows.emplace_back("planning", seconds(report.plan_s));
  rows.emplace_back("running", seconds(report.run_s));
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

std::ostream& operator<<(std::ostream& stream, const RunReport& report) {
  return stream << to_string(report);
}

} // namespace troupe
