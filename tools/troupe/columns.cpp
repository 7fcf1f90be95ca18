#include "columns.hpp"

#include <algorithm>
#include <ostream>
#include <utility>

namespace troupe::tool {

namespace {

/// Characters of UTF-8: the bytes that do not continue one.
std::size_t width_of(const std::string& text) {
  return static_cast<std::size_t>(std::ranges::count_if(
      text, [](char byte) { return (static_cast<unsigned char>(byte) & 0xc0U) != 0x80; }));
}

} // namespace

Columns::Columns(std::vector<std::string> heads, std::vector<Align> alignment)
    : alignment_(std::move(alignment)), rows_{std::move(heads)} {}

void Columns::add(std::vector<std::string> row) { rows_.push_back(std::move(row)); }

void Columns::print(std::ostream& out) const {
  std::vector<std::size_t> widths(alignment_.size(), 0);
  for (const std::vector<std::string>& row : rows_)
    for (std::size_t i = 0; i < row.size(); ++i)
      widths[i] = std::max(widths[i], width_of(row[i]));
  for (const std::vector<std::string>& row : rows_) {
    std::string line;
    for (std::size_t i = 0; i < row.size(); ++i) {
      const std::string padding(widths[i] - width_of(row[i]), ' ');
      line += (i == 0 ? "" : "  ") + (alignment_[i] == Align::left ? row[i] + padding : padding + row[i]);
    }
    line.erase(line.find_last_not_of(' ') + 1);
    out << line << '\n';
  }
}

std::string count_text(std::uint64_t count, const std::string& noun) {
  return std::to_string(count) + " " + noun + (count == 1 ? "" : "s");
}

} // namespace troupe::tool
