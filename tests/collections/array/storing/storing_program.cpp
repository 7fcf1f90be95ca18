// What other processes do in the tests of storing:
//
//     storing_program sum DIR              prints the sum of the dataset "data"
//     storing_program squares DIR [BLOCK]  stores the squares of 0 to 99 as "data", in blocks of ten, and prints how many
//                                          blocks it computed; with BLOCK it commits and kills itself before that one

#include <atomic>
#include <csignal>
#include <cstdlib>
#include <iostream>
#include <string>

#include <troupe/array.hpp>

using namespace troupe;

namespace {

std::atomic<int> computed = 0;
std::string directory;
std::int64_t fatal_block = -1;

Array squares() {
  return map_blocks(
      [](const Chunk& block) {
        if (block.values<std::int64_t>()[0] == 10 * fatal_block) {
          ChunkStore::open(directory)->commit();
          std::raise(SIGKILL);
        }
        ++computed;
        return Chunk::generate<std::int64_t>(block.shape(), [&](std::span<std::int64_t> out) {
          std::ranges::transform(block.values<std::int64_t>(), out.begin(),
                                 [](std::int64_t x) { return x * x; });
        });
      },
      {arange(100, {.chunks = 10})}, {.dtype = DType::int64});
}

int run(const std::string& command) {
  Session session({.scheduler = Scheduler::synchronous});
  if (command == "sum") {
    std::cout << session.compute(sum(open_store(directory))).item<std::int64_t>() << '\n';
  } else if (command == "squares") {
    store(session, squares(), directory);
    std::cout << computed << '\n';
  } else {
    return 2;
  }
  return 0;
}

} // namespace

int main(int argc, char** argv) {
  if (argc < 3)
    return 2;
  directory = argv[2];
  if (argc > 3)
    fatal_block = std::atoll(argv[3]);
  try {
    return run(argv[1]);
  } catch (const std::exception& error) {
    std::cerr << error.what() << '\n';
    return 1;
  }
}
