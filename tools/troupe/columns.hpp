#pragma once

#include <cstdint>
#include <iosfwd>
#include <string>
#include <vector>

namespace troupe::tool {

enum class Align : std::uint8_t { left, right };

/// A table for people: columns as wide as their widest entry, two spaces between them.
class Columns {
public:
  /// One entry a column; the first row is the heads.
  Columns(std::vector<std::string> heads, std::vector<Align> alignment);
  void add(std::vector<std::string> row);
  void print(std::ostream& out) const;

private:
  std::vector<Align> alignment_;
  std::vector<std::vector<std::string>> rows_;
};

/// "1 task", "2 tasks".
std::string count_text(std::uint64_t count, const std::string& noun);

} // namespace troupe::tool
