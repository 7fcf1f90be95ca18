// troupe-store-stress kill|power|readers|churn [--seed N] [--amount N] [--directory DIR]: puts a chunk store under what
// breaks stores. Prints the seed and what happened; exits with 1 if anything was lost or damaged. DIR is where the files go, by
// default the place for temporary files; a directory of its own is made there and removed.

#include <array>
#include <cstdio>
#include <exception>
#include <optional>
#include <random>
#include <stdexcept>
#include <string>
#include <string_view>

#include <stdlib.h>

#include "stress/store/modes.hpp"

using namespace troupe::stress;

namespace {

struct Mode {
  std::string_view name;
  int (*run)(const StoreCall& call);
};
constexpr std::array modes{Mode{"kill", run_kill}, Mode{"power", run_power}, Mode{"readers", run_readers},
                           Mode{"churn", run_churn}};

std::optional<std::string> option(int argc, char** argv, const std::string& name) {
  for (int i = 2; i + 1 < argc; i += 2)
    if (argv[i] == name)
      return argv[i + 1];
  return std::nullopt;
}

int run(const Mode& mode, int argc, char** argv) {
  const auto seed = option(argc, argv, "--seed"), amount = option(argc, argv, "--amount"),
             place = option(argc, argv, "--directory");
  std::string directory = (place ? std::filesystem::path(*place) : std::filesystem::temp_directory_path())
                          / "troupe-stress-XXXXXX";
  if (mkdtemp(directory.data()) == nullptr)
    throw std::runtime_error("a directory like " + directory + " cannot be made");
  const StoreCall call{directory, seed ? std::stoull(*seed) : std::random_device()(),
                       amount ? std::stoull(*amount) : 0};
  std::printf("troupe-store-stress %s: seed %llu\n", std::string(mode.name).c_str(),
              static_cast<unsigned long long>(call.seed));
  std::fflush(stdout);
  const int code = mode.run(call);
  std::error_code ignored;
  std::filesystem::remove_all(directory, ignored);
  return code;
}

} // namespace

int main(int argc, char** argv) {
  try {
    for (const Mode& mode : modes)
      if (argc > 1 && mode.name == argv[1])
        return run(mode, argc, argv);
    throw std::invalid_argument(argc > 1 ? "no mode \"" + std::string(argv[1]) + '"' : "no mode");
  } catch (const std::exception& error) {
    std::fprintf(
        stderr,
        "troupe-store-stress: %s\nusage: troupe-store-stress kill|power|readers|churn [--seed N] [--amount "
        "N] [--directory DIR]\n",
        error.what());
    return 2;
  }
}
