#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <troupe/session.hpp>

#include "json_value.hpp"
#include "through_file.hpp"

namespace troupe::conformance {

/// One line of a suite's file; the fields are described in suite/README.md, section 1.
struct Case {
  std::string id;
  std::vector<std::string> tags;
  Json inputs;
  Json program;
  Json expect;
  bool wants_error = false;
  std::string error_key; ///< Empty if the message need not name a key.
  Tolerance tolerance;
};

/// \throws Mismatch naming file and line if it cannot be read.
std::vector<Case> read_cases(const std::filesystem::path& file);

/// Where and how cases are run.
class Setting {
public:
  /// Without a scheduler each case may name its own; `threads` is the default.
  ///
  /// \param through_file  whether graphs are written to files, and run by a second process
  Setting(std::optional<Scheduler> scheduler, std::optional<std::uint64_t> rechunk_seed, bool through_file);

  /// The session a case that says nothing runs on.
  Session& session() { return session(std::nullopt); }
  /// The session for a case that asks for a scheduler: the command line's word goes first.
  Session& session(std::optional<Scheduler> wanted);

  // The values of what a case built, here or in a second process.
  std::vector<Chunk> compute(const std::vector<Array>& arrays);
  Value get(const Graph& graph, const Value& keys, std::optional<Scheduler> scheduler);

  /// Seed for cutting the inputs of arrays at random, if they are to be.
  std::optional<std::uint64_t> rechunk_seed() const noexcept { return rechunk_seed_; }

private:
  std::optional<Scheduler> scheduler_;
  std::optional<std::uint64_t> rechunk_seed_;
  std::optional<SecondProcess> second_process_;
  std::unique_ptr<Session> threads_;
  std::unique_ptr<Session> synchronous_;
};

enum class Outcome { passed, failed, unsupported };

struct Verdict {
  Outcome outcome = Outcome::failed;
  std::string reason;
};

/// Runs a case and judges it.
Verdict run_case(const Case& test, Setting& setting);

} // namespace troupe::conformance
