#include "kernels/isa_level.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <cstdlib>
#include <string>

#include <troupe/error.hpp>

namespace troupe {

namespace {

constexpr std::array<std::string_view, isa_level_count> names{"v2", "v3", "v4"};

constexpr int undecided = -1;
std::atomic<int> current{undecided};

void require_supported(IsaLevel level) {
  if (!std::ranges::count(supported_isa_levels(), level))
    throw ValueError("isa level: this processor lacks x86-64-" + std::string(to_string(level)));
}

IsaLevel initial_level() {
  const char* wanted = std::getenv("TROUPE_ISA");
  if (wanted == nullptr || *wanted == '\0')
    return supported_isa_levels().back();
  return isa_level_from_name(wanted);
}

} // namespace

std::string_view to_string(IsaLevel level) { return names[static_cast<std::size_t>(level)]; }

std::vector<IsaLevel> supported_isa_levels() {
  std::vector<IsaLevel> levels;
  if (__builtin_cpu_supports("x86-64-v2"))
    levels.push_back(IsaLevel::v2);
  if (__builtin_cpu_supports("x86-64-v3"))
    levels.push_back(IsaLevel::v3);
  if (__builtin_cpu_supports("x86-64-v4"))
    levels.push_back(IsaLevel::v4);
  if (levels.empty())
    throw ValueError("isa level: this processor lacks x86-64-v2, the least the array kernels need");
  return levels;
}

IsaLevel isa_level_from_name(std::string_view name) {
  const auto found = std::ranges::find(names, name);
  if (found == names.end())
    throw ValueError("isa level: \"" + std::string(name) + "\" is none of v2, v3, v4");
  const auto level = static_cast<IsaLevel>(found - names.begin());
  require_supported(level);
  return level;
}

IsaLevel current_isa_level() {
  int level = current.load(std::memory_order_relaxed);
  if (level == undecided) {
    // Two threads may both get here: they find the same.
    const int found = static_cast<int>(initial_level());
    if (current.compare_exchange_strong(level, found, std::memory_order_relaxed))
      level = found;
  }
  return static_cast<IsaLevel>(level);
}

void set_isa_level(IsaLevel level) {
  require_supported(level);
  current.store(static_cast<int>(level), std::memory_order_relaxed);
}

std::string_view isa_level() { return to_string(current_isa_level()); }

} // namespace troupe
