// Arrays in sessions with a memory limit: what is predicted, what it takes, what is refused.

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <span>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <troupe/array.hpp>

#include "support/error_message.hpp"
#include "support/temporary_directory.hpp"

using namespace troupe;
using namespace troupe::test;

namespace {

constexpr std::int64_t mebibyte = std::int64_t{1} << 20;
/// Workspace of a small kernel, which nobody states; each worker may have one.
constexpr std::uint64_t small_change = std::uint64_t{64} << 10;

/// 16 MiB that are computed, in 64 blocks of rows.
Array rows() {
  return sqrt(reshape(arange(2 * mebibyte, {.dtype = DType::float64, .chunks = "256KiB"}), {1024, 2048}) + 1);
}

struct NamedPlan {
  std::string name;
  Array array;
};

/// Plans that hold little, a part of the array, all of it, or two of it; the last two read a file.
std::vector<NamedPlan> plans(const std::filesystem::path& file) {
  const Array r = rows();
  const Array f = open_npy(file, {.chunks = {16, -1}});
  return {{"a sum", sum(r)},
          {"the spread of columns", stddev(r, {.axis = 0})},
          {"what is used twice", mean(square(r - mean(r)))},
          {"columns out of rows", sum(rechunk(r, {-1, 32}))},
          {"an array and its mirror image", sum(r * flip(r, {{0}}))},
          {"a running sum", max(cumsum(r, {.axis = 0}))},
          {"a product", sum(matmul(transpose(r), r))},
          {"all of the result", r * 2},
          {"a file's sum", sum(f)},
          {"a file's elements, normalised", sum((f - mean(f, {.axis = 0})) / stddev(f, {.axis = 0}))}};
}

struct Run {
  std::vector<Value> values;
  MemoryReport memory;
};

Run run(const Array& array, SessionOptions options, std::uint64_t limit) {
  options.memory_limit = limit;
  Session session(options);
  const ArrayGraph planned = graph_of(std::span(&array, 1));
  Run result;
  result.values = session.compute(planned.graph, planned.blocks.front());
  result.memory = session.report().memory;
  return result;
}

std::string write_file(const TemporaryDirectory& directory) {
  const std::string file = (directory.path() / "rows.npy").string();
  to_npy(rows(), file);
  return file;
}

} // namespace

BOOST_AUTO_TEST_SUITE(memory_limit)

BOOST_AUTO_TEST_CASE(the_peak_is_predicted) {
  const TemporaryDirectory directory;
  const std::string file = write_file(directory);

  for (const auto& [name, array] : plans(file)) {
    const Run free = run(array, {.scheduler = Scheduler::synchronous}, std::uint64_t{1} << 32);
    const double ratio =
        static_cast<double>(free.memory.predicted_peak_bytes) / static_cast<double>(free.memory.peak_bytes);

    BOOST_TEST_MESSAGE(name << ": predicted " << free.memory.predicted_peak_bytes << ", actual "
                            << free.memory.peak_bytes << ", ratio " << ratio);
    BOOST_TEST(ratio >= 0.8, name << ": " << ratio);
    BOOST_TEST(ratio <= 1.5, name << ": " << ratio);
  }
}

// A block that was written is let go; the first write of a session knows it as well as later ones.
BOOST_AUTO_TEST_CASE(what_is_written_is_not_predicted_to_be_held) {
  const TemporaryDirectory directory;
  const auto predicted = [](auto&& write) {
    Session session({.scheduler = Scheduler::synchronous, .memory_limit = "64MiB"});
    write(session);
    return session.report().memory.predicted_peak_bytes;
  };

  const auto to_store =
      predicted([&](Session& session) { store(session, rows(), directory.path() / "rows"); });
  const auto to_file =
      predicted([&](Session& session) { to_npy(session, rows(), directory.path() / "rows.npy"); });

  BOOST_TEST(to_store < 2 * mebibyte);
  BOOST_TEST(to_file < 2 * mebibyte);
}

BOOST_AUTO_TEST_CASE(a_little_more_than_the_prediction_is_enough) {
  const TemporaryDirectory directory;
  const std::string file = write_file(directory);

  for (const auto& [name, array] : plans(file))
    for (const SessionOptions& options :
         {SessionOptions{.scheduler = Scheduler::synchronous}, SessionOptions{.threads = 2}}) {
      const Run free = run(array, options, std::uint64_t{1} << 32);
      const auto limit =
          static_cast<std::uint64_t>(1.05 * static_cast<double>(free.memory.predicted_peak_bytes));
      const Run limited = run(array, options, std::max<std::uint64_t>(limit, mebibyte));
      const std::uint64_t unstated = small_change * (options.scheduler == Scheduler::synchronous ? 1 : 2);

      BOOST_TEST((limited.values == free.values), name);
      BOOST_TEST(limited.memory.peak_bytes <= std::max<std::uint64_t>(limit, mebibyte) + unstated,
                 name << ": " << limited.memory.peak_bytes << " of " << limit);
    }
}

/// The largest workspace that the tasks of an array state.
std::int64_t stated_workspace(const Array& array) {
  const ArrayGraph planned = graph_of(std::span(&array, 1));
  std::int64_t largest = -1;
  for (BodyId body = 0; body < planned.graph.body_count(); ++body)
    largest = std::max(largest, planned.graph.body_at(body).workspace_bytes);
  return largest;
}

BOOST_AUTO_TEST_CASE(programs_state_their_tiles) {
  const Array x = ones({1000, 1000}, {.chunks = {500, 500}});
  const std::int64_t plain = stated_workspace(sqrt(x + 1) * 2), turned = stated_workspace(transpose(x) + x);

  BOOST_TEST(plain >= 3 * 512);
  BOOST_TEST(plain <= 16 << 10);
  BOOST_TEST(turned >= 64 * 500 * 8); // squares of a block's columns
  BOOST_TEST(turned <= mebibyte);
}

BOOST_AUTO_TEST_CASE(products_state_what_is_packed) {
  const Array x = ones({1000, 2000}, {.chunks = {-1, -1}});

  BOOST_TEST(stated_workspace(matmul(transpose(x), x)) > 384 * 600 * 8); // tiles of some 700 rows
  BOOST_TEST(stated_workspace(matmul(x, ones({2000}))) <= 16 << 10);
  const Array whole = astype(x, DType::int64);
  BOOST_TEST(stated_workspace(matmul(whole, transpose(whole))) == 1000 * 2000 * 8); // straightened
}

BOOST_AUTO_TEST_CASE(functions_need_as_much_as_their_results_unless_they_say_otherwise) {
  const Array x = ones({1000, 1000}, {.chunks = {100, -1}});
  const auto copy = [](const Chunk& block) { return block; };

  BOOST_TEST(stated_workspace(map_blocks(copy, {x}, {.dtype = DType::float64})) == 100'000 * 8);
  BOOST_TEST(
      stated_workspace(map_blocks(copy, {x}, {.dtype = DType::float64, .workspace_bytes = 4 * mebibyte}))
      == 4 * mebibyte);
  BOOST_TEST(stated_workspace(map_overlap(x, copy, {.depth = 1, .workspace_bytes = 4 * mebibyte}))
             == 4 * mebibyte + 2 * 102 * 1002 * 8); // the widened chunk and what is made of it
  BOOST_TEST(stated_workspace(blockwise(copy, "ij", {{x, "ij"}},
                                        {.dtype = DType::float64, .workspace_bytes = 4 * mebibyte}))
             == 4 * mebibyte);
  BOOST_TEST(
      message_of<ValueError>([&] { map_blocks(copy, {x}, {.dtype = DType::float64, .workspace_bytes = -1}); })
      == "map_blocks: a workspace of -1 bytes");
}

// Two tasks that need 6 MiB each do not run side by side in 10 MiB.
BOOST_AUTO_TEST_CASE(a_stated_workspace_keeps_others_from_starting) {
  static std::atomic<int> running, most;
  running = most = 0;
  const auto slow = [](std::span<const double> in, std::span<double> out) {
    const int now = ++running;
    for (int seen = most; now > seen && !most.compare_exchange_weak(seen, now);) {
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
    std::ranges::copy(in, out.begin());
    --running;
  };
  Session session({.threads = 2, .memory_limit = "10MiB"});

  session.compute(
      sum(map_blocks(slow, {ones({20, 1024}, {.chunks = {1, -1}})}, {.workspace_bytes = 6 * mebibyte})));

  BOOST_TEST(most == 1);
}

BOOST_AUTO_TEST_CASE(the_chunks_that_would_fit_are_named) {
  Session session({.threads = 2, .memory_limit = "8MiB"});

  const std::string message = message_of<TaskTooLarge>([&] { session.compute(sum(rechunk(rows(), -1))); });

  BOOST_TEST(message.find("memory limit of 8.0 MiB") != std::string::npos, message);
  BOOST_TEST(message.find("rechunk: the chunks of \"rechunk-") != std::string::npos, message);
  BOOST_TEST(message.find("are (1024, 2048); of (") != std::string::npos, message);
  BOOST_TEST(message.find("would fit") != std::string::npos, message);

  const TemporaryDirectory directory;
  const std::string storing =
      message_of<TaskTooLarge>([&] { store(session, rechunk(rows(), -1), directory.path() / "store"); });
  BOOST_TEST(storing.find("would fit") != std::string::npos, storing);
  const std::string writing =
      message_of<TaskTooLarge>([&] { to_npy(session, rechunk(rows(), -1), directory.path() / "a.npy"); });
  BOOST_TEST(writing.find("would fit") != std::string::npos, writing);
}

BOOST_AUTO_TEST_CASE(a_task_whose_need_is_not_that_of_a_chunk_is_told_the_least_limit) {
  Session session({.threads = 2, .memory_limit = "4MiB"});
  const Array x = arange(4 * mebibyte, {.dtype = DType::float64, .chunks = 1024});

  const std::string message = message_of<TaskTooLarge>([&] { session.compute(median(x)); });

  BOOST_TEST(message.find("would fit") == std::string::npos, message);
  BOOST_TEST(message.find("is the least for this task") != std::string::npos, message);
}

// Workers let go of each other's sources again and again, as tasks are parked.
BOOST_AUTO_TEST_CASE(many_small_blocks_come_to_their_end) {
  const Array r = sqrt(arange(4 * mebibyte, {.dtype = DType::float64, .chunks = "16KiB"}) + 0.5);
  for (int round = 0; round < 3; ++round)
    for (const int threads : {2, 3}) {
      const Run limited = run(sum(r - mean(r)), {.threads = threads}, 8 * mebibyte);
      BOOST_TEST(std::abs(limited.values.front().as_chunk().values<double>().front()) < 1e-3);
    }
}

BOOST_AUTO_TEST_CASE(results_that_do_not_fit_are_refused_before_anything_runs) {
  Session session({.threads = 2, .memory_limit = "24MiB"});

  const std::string message = message_of<MemoryError>([&] { session.compute(rows()); });

  BOOST_TEST(
      message.starts_with("compute: the results take 32.0 MiB, float64 (1024, 2048) among them, and the "
                          "session's memory limit is 24.0 MiB"),
      message);
  BOOST_TEST(session.tasks_run() == 0U);
}

// How much a selection takes is known when it is there. Until then it may be as large as what it is taken of.
BOOST_AUTO_TEST_CASE(results_of_unknown_length_are_refused_only_if_they_are_too_large) {
  Session session({.threads = 2, .memory_limit = "12MiB"});
  const Array x = rows();

  const Chunk one = session.compute(getitem(x, {x == max(x)}));
  const std::string message = message_of<TaskError>([&] { session.compute(getitem(x, {x >= min(x)})); });

  BOOST_TEST(one.size() == 1U);
  BOOST_TEST(message.find("compute: the results take more than the session's memory limit of 12.0 MiB: ")
                 != std::string::npos,
             message);
  BOOST_TEST(session.compute(count_nonzero(x >= min(x))).item<std::int64_t>() == x.size());
}

BOOST_AUTO_TEST_CASE(what_is_materialised_may_leave_and_comes_back) {
  const TemporaryDirectory directory;
  const double expected = compute(sum(rows())).item<double>();
  Session session({.threads = 2, .memory_limit = "8MiB", .store = directory.path()});

  const Array held = materialise(session, rows());
  const std::uint64_t tasks = session.tasks_run();
  const double total = session.compute(sum(held)).item<double>();
  const double again = session.compute(sum(held * 2)).item<double>();

  BOOST_TEST(total == expected);
  BOOST_TEST(again == 2 * expected, boost::test_tools::tolerance(1e-14));
  BOOST_TEST(session.tasks_run() < 3 * tasks); // it was not computed again
  BOOST_TEST((held.chunking() == rows().chunking()));
}

BOOST_AUTO_TEST_CASE(lengths_are_known_once_an_array_is_materialised) {
  Session session({.threads = 2});
  const Array x = arange(10, {.chunks = 4});

  const Array large = materialise(session, extract(x > 3, x));

  BOOST_TEST((large.chunking() == Chunking({{0, 4, 2}})));
  BOOST_TEST(session.compute(sum(large)).item<std::int64_t>() == 39);
}

BOOST_AUTO_TEST_CASE(iterations_start_from_what_was_held) {
  const TemporaryDirectory directory;
  Session session({.threads = 2, .memory_limit = "12MiB", .store = directory.path()});

  Array x = rows() * 0;
  for (int i = 0; i < 5; ++i)
    x = materialise(session, x + 1);

  BOOST_TEST(session.compute(min(x)).item<double>() == 5);
  BOOST_TEST(session.compute(max(x)).item<double>() == 5);
}

BOOST_AUTO_TEST_SUITE_END()
