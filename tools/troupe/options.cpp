#include "options.hpp"

#include <charconv>
#include <filesystem>
#include <system_error>

namespace troupe::tool {

namespace {

/// \param wanted  what the value has to be; \param is_right  whether it is
template <class Test>
CLI::Validator validator(const std::string& wanted, const Test& is_right) {
  const auto complain = [=](const std::string& text) {
    return is_right(text) ? std::string() : "wants " + wanted + ", not \"" + text + "\"";
  };
  return CLI::Validator(complain, "");
}

} // namespace

CLI::Validator whole_number(std::uint64_t most) {
  const bool is_bounded = most != std::numeric_limits<std::uint64_t>::max();
  return validator(is_bounded ? "a number from 0 to " + std::to_string(most) : "a number from 0 on",
                   [most](const std::string& text) {
                     std::uint64_t number = 0;
                     const char* const end = text.data() + text.size();
                     const auto read = std::from_chars(text.data(), end, number);
                     return read.ec == std::errc() && read.ptr == end && number <= most;
                   });
}

CLI::Validator not_empty() {
  return validator("a name", [](const std::string& text) { return !text.empty(); });
}

CLI::Validator ends_in(const std::string& extension) {
  return validator("a file that ends in " + extension, [extension](const std::string& text) {
    return std::filesystem::path(text).extension() == extension;
  });
}

} // namespace troupe::tool
