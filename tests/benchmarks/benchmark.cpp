#include "benchmark.hpp"

#include <array>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>

#include <sys/resource.h>
#include <unistd.h>

namespace {

std::string number(double value) {
  std::array<char, 40> text{};
  std::snprintf(text.data(), text.size(), "%.17g", value);
  return text.data();
}

double seconds_of(const timeval& time) {
  return static_cast<double>(time.tv_sec) + 1e-6 * static_cast<double>(time.tv_usec);
}

} // namespace

Cell::Cell(const std::string& workload) : json_("{\"workload\": \"" + workload + '"') {}

void Cell::begin(std::string_view name) { json_.append(", \"").append(name).append("\": "); }

Cell& Cell::add(std::string_view name, double value) {
  begin(name);
  json_ += number(value);
  return *this;
}

Cell& Cell::add(std::string_view name, std::uint64_t value) {
  begin(name);
  json_ += std::to_string(value);
  return *this;
}

Cell& Cell::add(std::string_view name, const std::vector<double>& values) {
  begin(name);
  json_ += '[';
  for (std::size_t i = 0; i < values.size(); ++i)
    json_ += (i > 0 ? ", " : "") + number(values[i]);
  json_ += ']';
  return *this;
}

void Cell::print() const {
  std::printf("@@CELL %s}\n", json_.c_str());
  std::fflush(stdout);
}

double now_seconds() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

double budget_seconds() {
  const char* const budget = std::getenv("BUDGET");
  return budget != nullptr ? std::atof(budget) : 12;
}

double cpu_seconds() {
  rusage use{};
  getrusage(RUSAGE_SELF, &use);
  return seconds_of(use.ru_utime) + seconds_of(use.ru_stime);
}

std::size_t resident_bytes() {
  std::ifstream file("/proc/self/statm");
  std::size_t total = 0;
  std::size_t resident = 0;
  file >> total >> resident;
  return resident * static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
}

std::size_t peak_resident_bytes() {
  std::ifstream file("/proc/self/status");
  std::string word;
  while (file >> word)
    if (word == "VmHWM:") {
      std::size_t kilobytes = 0;
      file >> kilobytes;
      return kilobytes * 1024;
    }
  return 0;
}

void reset_peak_memory() {
  std::ofstream file("/proc/self/clear_refs");
  file << "5\n";
}
