#include "runtime/progress/progress_line.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <cstdio>

#include <troupe/byte_size.hpp>

namespace troupe {

namespace {

constexpr std::size_t smallest_bar = 8, largest_bar = 30; // without its brackets
constexpr double longest_time_left_s = 100 * 86400.0;     // nobody believes more

/// What stands in a line, each empty if there is nothing to say.
struct Parts {
  std::string label = "compute";
  std::string percent, tasks, memory, rate, left;
};

double done_share(const Progress& progress) {
  if (progress.tasks_known == 0)
    return 0;
  return std::min(1.0, static_cast<double>(progress.tasks_done) / static_cast<double>(progress.tasks_known));
}

/// "12 345"
std::string grouped(std::uint64_t number) {
  std::string text = std::to_string(number);
  for (std::size_t at = text.size(); at > 3;) {
    at -= 3;
    text.insert(at, " ");
  }
  return text;
}

std::string decimal(double number, int places) {
  std::array<char, 64> text{};
  std::snprintf(text.data(), text.size(), "%.*f", places, number);
  return text.data();
}

std::string rate_text(double tasks_per_s) {
  if (tasks_per_s >= 99.5) { // two digits are as much as can be known
    const double unit = std::pow(10.0, std::floor(std::log10(tasks_per_s)) - 1);
    return grouped(static_cast<std::uint64_t>(std::llround(std::round(tasks_per_s / unit) * unit))) + "/s";
  }
  if (tasks_per_s >= 9.95)
    return decimal(tasks_per_s, 0) + "/s";
  if (tasks_per_s >= 0.95)
    return decimal(tasks_per_s, 1) + "/s";
  return tasks_per_s >= 0.005 ? decimal(tasks_per_s, 2) + "/s" : "";
}

/// The two largest units.
std::string time_text(double time_s) {
  const auto seconds = static_cast<std::int64_t>(std::ceil(time_s));
  const std::int64_t minutes = seconds / 60, hours = minutes / 60, days = hours / 24;
  const auto two = [](std::int64_t large, const char* unit, std::int64_t small, const char* small_unit) {
    const std::string text = std::to_string(large) + unit;
    return small == 0 ? text : text + " " + std::to_string(small) + small_unit;
  };
  if (minutes == 0)
    return std::to_string(seconds) + " s";
  if (hours == 0)
    return two(minutes, " min", seconds % 60, " s");
  return days == 0 ? two(hours, " h", minutes % 60, " min") : two(days, " d", hours % 24, " h");
}

Parts parts_of(const Progress& progress, const Speed& speed) {
  Parts parts;
  parts.percent = std::to_string(static_cast<int>(100 * done_share(progress))) + " %";
  parts.tasks = grouped(progress.tasks_done) + " of " + grouped(progress.tasks_known) + " tasks";
  if (progress.limit_bytes > 0)
    parts.memory =
        to_string(ByteSize(progress.live_bytes)) + " of " + to_string(ByteSize(progress.limit_bytes));
  if (speed.tasks_per_s)
    parts.rate = rate_text(*speed.tasks_per_s);
  if (speed.left_s && *speed.left_s <= longest_time_left_s)
    parts.left = time_text(*speed.left_s) + " left";
  return parts;
}

std::string bar(double share, std::size_t length) {
  const auto filled = static_cast<std::size_t>(share * static_cast<double>(length));
  std::string text(filled, '=');
  if (filled < length)
    text += '>';
  text.resize(length, ' ');
  return "[" + text + "]";
}

std::string joined(const Parts& parts, const std::string& bar) {
  std::string text = parts.label;
  const auto add = [&](const std::string& part, const char* space) {
    if (!part.empty())
      text += (text.empty() ? "" : space) + part;
  };
  add(bar, " ");
  add(parts.percent, " ");
  for (const std::string* part : {&parts.tasks, &parts.memory, &parts.rate, &parts.left})
    add(*part, "  ");
  return text;
}

} // namespace

std::string progress_line(const Progress& progress, const Speed& speed, int width) {
  Parts parts = parts_of(progress, speed);
  const std::size_t most = width > 0 ? static_cast<std::size_t>(width) : 0;
  std::size_t reserved = smallest_bar + 3; // brackets and a blank
  const auto fits = [&] { return joined(parts, "").size() + reserved <= most; };
  for (std::string* const part : {&parts.label, &parts.rate})
    if (!fits())
      part->clear();
  if (!fits())
    reserved = 0;
  for (std::string* const part : {&parts.memory, &parts.tasks, &parts.left, &parts.percent})
    if (!fits())
      part->clear();
  if (reserved == 0)
    return joined(parts, "");
  const std::size_t room = most - joined(parts, "").size() - 3;
  return joined(parts, bar(done_share(progress), std::min(room, largest_bar)));
}

std::string progress_text(const Progress& progress, const Speed& speed) {
  return joined(parts_of(progress, speed), "");
}

} // namespace troupe
