// troupe-stress [--seed N] [--seconds S]: computes random graphs with failures, cancellations, yielded graphs
// and nested computes, several at once on sessions of every kind, with little memory and without a limit, and compares the values with plain
// evaluation. Prints the seed, and exits with 1 at the first difference; a round that hangs ends the program.

#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include <troupe/session.hpp>

#include "stress/computation.hpp"

using namespace troupe;
using namespace troupe::stress;

namespace {

std::atomic<std::uint64_t> computes = 0;
std::atomic<std::uint64_t> failures = 0;
std::atomic<std::uint64_t> cancellations = 0;
std::atomic<std::uint64_t> tasks = 0;

/// Ends the program if a round takes too long.
class Watchdog {
public:
  explicit Watchdog(std::uint64_t seed) : seed_(seed), thread_([this] { watch(); }) {}
  ~Watchdog() {
    ends_ = true;
    thread_.join();
  }
  void round_begins(std::uint64_t round) noexcept { round_ = round; }

private:
  void watch() {
    using namespace std::chrono_literals;
    std::uint64_t seen = round_;
    auto since = std::chrono::steady_clock::now();
    while (!ends_) {
      std::this_thread::sleep_for(100ms);
      if (round_ != seen) {
        seen = round_;
        since = std::chrono::steady_clock::now();
      } else if (std::chrono::steady_clock::now() - since > 120s) {
        std::fprintf(stderr, "troupe-stress: round %llu of seed %llu hangs\n",
                     static_cast<unsigned long long>(seen), static_cast<unsigned long long>(seed_));
        std::abort();
      }
    }
  }

  const std::uint64_t seed_;
  std::atomic<std::uint64_t> round_ = 0;
  std::atomic<bool> ends_ = false;
  std::thread thread_;
};

std::string text_of(const std::vector<std::int64_t>& numbers) {
  std::string text;
  for (const std::int64_t number : numbers)
    text += std::to_string(number) + ' ';
  return text;
}

/// What one compute is to do.
struct Assignment {
  std::uint64_t seed = 0;
  Risks risks;
  ComputeOptions options;
  bool is_streamed = false;
};

Assignment random_assignment(std::mt19937_64& random) {
  Assignment assignment;
  assignment.seed = random();
  assignment.risks = {random() % 4 == 0, random() % 2 == 0, random() % 3 == 0};
  assignment.options.retries = 2;
  assignment.is_streamed = random() % 4 == 0;
  if (random() % 6 == 0)
    assignment.options.token.emplace();
  if (random() % 10 == 0)
    assignment.options.timeout = std::chrono::microseconds(random() % 500);
  return assignment;
}

std::vector<std::int64_t> compute(Session& session, const Assignment& assignment,
                                  const Computation& computation) {
  const Graph graph = make_graph(computation);
  const std::vector<TaskId> wanted = wanted_tasks(computation);
  std::vector<std::int64_t> numbers(wanted.size());
  if (assignment.is_streamed) {
    session.compute_each(
        graph, wanted, [&](std::size_t i, const Value& value) { numbers[i] = number_of(value); },
        assignment.options);
    return numbers;
  }
  const std::vector<Value> values = session.compute(graph, wanted, assignment.options);
  for (std::size_t i = 0; i < values.size(); ++i)
    numbers[i] = number_of(values[i]);
  return numbers;
}

/// \returns what went wrong
std::optional<std::string> check(Session& session, const Assignment& assignment) {
  const Computation computation = make_computation(assignment.seed, 0, assignment.risks);
  const bool fails = must_fail(computation);
  std::jthread canceller;
  if (assignment.options.token)
    canceller = std::jthread([token = *assignment.options.token, wait = assignment.seed % 300]() mutable {
      std::this_thread::sleep_for(std::chrono::microseconds(wait));
      token.cancel();
    });
  ++computes;
  try {
    const std::vector<std::int64_t> got = compute(session, assignment, computation);
    if (fails)
      return "nothing failed";
    if (const std::vector<std::int64_t> expected = evaluate(computation); got != expected)
      return "got " + text_of(got) + "in place of " + text_of(expected);
  } catch (const TaskError& error) {
    ++failures;
    if (!fails)
      return error.what();
  } catch (const CancelledError& error) {
    ++cancellations;
    if (!assignment.options.token)
      return error.what();
  } catch (const TimeoutError& error) {
    ++cancellations;
    if (!assignment.options.timeout)
      return error.what();
  }
  return std::nullopt;
}

SessionOptions random_session(std::mt19937_64& random) {
  SessionOptions options;
  options.scheduler = random() % 4 == 0 ? Scheduler::synchronous : Scheduler::threads;
  options.threads = 1 + static_cast<int>(random() % 4);
  options.io_threads = 1 + static_cast<int>(random() % 3);
  if (random() % 2 == 0)
    options.memory_limit = (1 + random() % 4) << 20;
  return options;
}

/// Some sessions, some threads, some computes each.
std::optional<std::string> play_round(std::uint64_t seed) {
  std::mt19937_64 random(seed);
  std::vector<std::unique_ptr<Session>> sessions;
  for (std::uint64_t i = 1 + random() % 2; i > 0; --i)
    sessions.push_back(std::make_unique<Session>(random_session(random)));
  std::vector<std::optional<std::string>> problems(1 + random() % 4);
  std::vector<std::thread> threads;
  for (auto& problem : problems)
    threads.emplace_back([&problem, &sessions, thread_seed = random()] {
      std::mt19937_64 own(thread_seed);
      for (std::uint64_t i = 1 + own() % 12; i > 0 && !problem; --i)
        problem = check(*sessions[own() % sessions.size()], random_assignment(own));
    });
  for (std::thread& thread : threads)
    thread.join();
  for (const auto& session : sessions)
    tasks += session->tasks_run();
  sessions.clear();
  for (const auto& problem : problems)
    if (problem)
      return problem;
  if (objects_alive() != 0)
    return std::to_string(objects_alive()) + " objects are still alive";
  return std::nullopt;
}

std::optional<std::string> option(int argc, char** argv, const std::string& name) {
  for (int i = 1; i + 1 < argc; ++i)
    if (argv[i] == name)
      return argv[i + 1];
  return std::nullopt;
}

int play(std::uint64_t seed, double seconds) {
  std::printf("troupe-stress: seed %llu\n", static_cast<unsigned long long>(seed));
  std::fflush(stdout);
  Watchdog watchdog(seed);
  const auto begin = std::chrono::steady_clock::now();
  std::uint64_t round = 0;
  while (std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count() < seconds) {
    watchdog.round_begins(++round);
    if (const auto problem = play_round(seed + round)) {
      std::printf("troupe-stress: round %llu of seed %llu: %s\n", static_cast<unsigned long long>(round),
                  static_cast<unsigned long long>(seed), problem->c_str());
      return 1;
    }
  }
  std::printf("troupe-stress: %llu rounds, %llu computes, %llu tasks, %llu failures, %llu cancellations\n",
              static_cast<unsigned long long>(round), static_cast<unsigned long long>(computes),
              static_cast<unsigned long long>(tasks), static_cast<unsigned long long>(failures),
              static_cast<unsigned long long>(cancellations));
  return 0;
}

} // namespace

int main(int argc, char** argv) {
  try {
    const auto seed = option(argc, argv, "--seed");
    const auto seconds = option(argc, argv, "--seconds");
    return play(seed ? std::stoull(*seed) : std::random_device()(), seconds ? std::stod(*seconds) : 10);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "troupe-stress: %s\nusage: troupe-stress [--seed N] [--seconds S]\n", error.what());
    return 2;
  }
}
