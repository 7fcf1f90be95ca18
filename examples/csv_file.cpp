#include "csv_file.hpp"

#include <array>
#include <cmath>
#include <cstdio>
#include <fstream>
#include <stdexcept>
#include <utility>

namespace {

std::string field(const troupe::Chunk& chunk, std::size_t row) {
  std::array<char, 32> text{};
  const double value =
      chunk.dtype() == troupe::DType::float32 ? chunk.values<float>()[row] : chunk.values<double>()[row];
  if (!std::isnan(value))
    std::snprintf(text.data(), text.size(), "%.9g", value);
  return text.data();
}

} // namespace

void write_csv(const std::filesystem::path& file, const std::vector<Column>& columns) {
  std::ofstream out(file);
  const char* separator = "";
  for (const Column& column : columns) {
    if (column.values.size() != columns.front().values.size())
      throw std::invalid_argument("write a table: column " + column.name + " differs in length");
    out << std::exchange(separator, ",") << column.name;
  }
  out << "\n";
  for (std::size_t row = 0; !columns.empty() && row < columns.front().values.size(); ++row) {
    separator = "";
    for (const Column& column : columns)
      out << std::exchange(separator, ",") << field(column.values, row);
    out << "\n";
  }
  if (!out.flush())
    throw std::runtime_error("write a table: " + file.string() + ": it cannot be written");
}
