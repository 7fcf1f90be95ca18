#include <algorithm>
#include <ostream>
#include <utility>
#include <vector>

#include <troupe/byte_size.hpp>
#include <troupe/duration_text.hpp>
#include <troupe/explain.hpp>
#include <troupe/names.hpp>

#include "array/chunking/chunk_text.hpp"

namespace troupe {

namespace {

std::string bytes_text(std::int64_t bytes) {
  return bytes < 0 ? "?" : to_string(ByteSize(static_cast<std::uint64_t>(bytes)));
}

std::string counted(std::uint64_t count, const std::string& what) {
  return std::to_string(count) + " " + what + (count == 1 ? "" : "s");
}

/// "float64 (3,) in 1 block of (3,), 24 bytes"
std::string description(const Explanation::Result& result) {
  if (!result.array)
    return "a delayed value" + (result.bytes < 0 ? "" : ", " + bytes_text(result.bytes));
  const Chunking& chunking = result.array->chunking;
  return std::string(to_string(result.array->dtype)) + " " + to_string(chunking.shape()) + " in "
         + counted(static_cast<std::uint64_t>(chunking.block_count()), "block") + " of "
         + chunk_text(chunking) + ", " + bytes_text(result.bytes);
}

/// What becomes of a run under the limit.
std::string outcome(const Explanation& explanation) {
  if (explanation.largest_task_bytes > explanation.limit_bytes)
    return "refused, the largest task does not fit";
  if (explanation.peak_bytes > explanation.limit_bytes)
    return "values are spilled, or read again";
  return "fits";
}

/// Which columns a table has beside those that all have.
struct Columns {
  bool arrays = false;
  bool reads = false;
  bool actual = false;
};

using Row = std::vector<std::string>;

Row header(const Columns& columns) {
  Row row{"step"};
  if (columns.arrays)
    row.insert(row.end(), {"dtype", "shape", "chunks"});
  row.emplace_back("tasks");
  if (columns.actual)
    row.emplace_back("ran");
  row.emplace_back("a task");
  if (columns.actual)
    row.emplace_back("was");
  if (columns.reads)
    row.emplace_back("reads");
  if (columns.actual)
    row.emplace_back("time");
  return row;
}

Row row_of(const Explanation::Step& step, const Columns& columns) {
  // Of an operation of many, the start is enough to know it.
  constexpr std::size_t longest = 60;
  std::string operation = step.operation;
  if (step.array && operation.size() > longest)
    operation = operation.substr(0, longest - 3) + "…" + operation.back();
  const bool runs = step.tasks != 0;
  const Explanation::Actual actual = step.actual.value_or(Explanation::Actual());
  Row row{std::move(operation)};
  if (step.array)
    row.insert(row.end(), {std::string(to_string(step.array->dtype)), to_string(step.array->chunking.shape()),
                           chunk_text(step.array->chunking)});
  else if (columns.arrays)
    row.insert(row.end(), 3, "");
  row.push_back(runs ? std::to_string(step.tasks) : "-");
  if (columns.actual)
    row.push_back(runs ? std::to_string(actual.tasks) : "-");
  row.push_back(runs ? bytes_text(step.task_bytes) : "-");
  if (columns.actual)
    row.push_back(runs ? to_string(ByteSize(actual.task_bytes)) : "-");
  if (columns.reads)
    row.push_back(step.bytes_read == 0 ? "" : bytes_text(step.bytes_read));
  if (columns.actual)
    row.push_back(runs ? duration_text(actual.seconds) : "-");
  return row;
}

/// How many columns a text takes on a terminal.
std::size_t width_of(const std::string& text) {
  return static_cast<std::size_t>(
      std::ranges::count_if(text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

/// \param words  how many columns are to the left of those of numbers
void append_table(std::string& text, const std::vector<Row>& rows, std::size_t words) {
  std::vector<std::size_t> widths(rows.front().size());
  for (const Row& row : rows)
    for (std::size_t i = 0; i < row.size(); ++i)
      widths[i] = std::max(widths[i], width_of(row[i]));
  for (const Row& row : rows) {
    std::string line = " ";
    for (std::size_t i = 0; i < row.size(); ++i) {
      const std::string space(widths[i] - width_of(row[i]), ' ');
      const bool is_number = i >= words;
      line += (i == 0 ? " " : "  ") + (is_number ? space + row[i] : row[i] + space);
    }
    text += line.substr(0, line.find_last_not_of(' ') + 1) + "\n";
  }
}

/// What a run took, in the form of the lines above the table.
void append_report(std::string& text, const RunReport& report) {
  text += "  ran             " + counted(report.tasks, "task") + " in " + duration_text(report.run_s) + "\n";
  const MemoryReport& memory = report.memory;
  if (memory.limit_bytes == 0)
    return;
  text += "  actual peak     " + to_string(ByteSize(memory.peak_live_bytes)) + "\n";
  if (memory.spilled_values > 0)
    text += "  spilled         " + to_string(ByteSize(memory.spilled_bytes)) + ", read back "
            + to_string(ByteSize(memory.reloaded_bytes)) + "\n";
}

} // namespace

std::string to_string(const Explanation& explanation) {
  std::string text;
  for (const Explanation::Result& result : explanation.results)
    text += shown_name(result.name) + "  " + description(result) + "\n";
  text += "  tasks           " + std::to_string(explanation.tasks) + "\n";
  if (explanation.bytes_read != 0)
    text += "  reads           " + bytes_text(explanation.bytes_read) + "\n";
  text += "  predicted peak  " + to_string(ByteSize(explanation.peak_bytes)) + " on "
          + counted(static_cast<std::uint64_t>(explanation.threads), "thread") + "\n";
  if (!explanation.largest_task.empty())
    text += "  largest task    " + to_string(ByteSize(explanation.largest_task_bytes)) + ", "
            + shown_name(explanation.largest_task) + "\n";
  if (explanation.limit_bytes > 0)
    text += "  memory limit    " + to_string(ByteSize(explanation.limit_bytes)) + ": " + outcome(explanation)
            + "\n";
  if (explanation.report)
    append_report(text, *explanation.report);
  const Columns columns{.arrays = std::ranges::any_of(
                            explanation.steps, [](const auto& step) { return step.array.has_value(); }),
                        .reads = explanation.bytes_read != 0,
                        .actual = explanation.report.has_value()};
  std::vector<Row> rows{header(columns)};
  for (const Explanation::Step& step : explanation.steps)
    rows.push_back(row_of(step, columns));
  text += "\n";
  append_table(text, rows, columns.arrays ? 4 : 1);
  return text;
}

std::ostream& operator<<(std::ostream& stream, const Explanation& explanation) {
  return stream << to_string(explanation);
}

} // namespace troupe
