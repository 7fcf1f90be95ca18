#include <cstdint>
#include <random>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

#include <troupe/array/compute.hpp>
#include <troupe/array/io.hpp>
#include <troupe/error.hpp>
#include <troupe/npy.hpp>

#include "array/chunking/chunk_advice.hpp"
#include "array/computing/with_known_extents.hpp"
#include "expression/built_in_kernels.hpp"
#include "expression/call_scope.hpp"
#include "kernels/sources/npy.hpp"

namespace troupe {

namespace {

constexpr std::string_view operation = "to_npy";

/// The file that is meant, links followed. It may not be there yet, but nothing that is no file is replaced.
std::filesystem::path regular_file(const std::filesystem::path& file) {
  std::error_code error;
  const std::filesystem::path path =
      std::filesystem::weakly_canonical(std::filesystem::absolute(file, error), error);
  const std::filesystem::file_status status = std::filesystem::status(path, error);
  if (path.empty() || !std::filesystem::status_known(status))
    throw FileError("to_npy: cannot write \"" + file.string() + "\": " + error.message());
  if (std::filesystem::exists(status) && !std::filesystem::is_regular_file(status))
    throw FileError("to_npy: " + file.string() + " is there and is no regular file");
  return path;
}

/// A file in the making, beside the one it becomes; removed unless it does.
class PartialFile {
public:
  explicit PartialFile(const std::filesystem::path& target)
      : target_(regular_file(target)),
        path_(target_.string() + "." + std::to_string(std::random_device()()) + ".partial") {}
  PartialFile(const PartialFile&) = delete;
  PartialFile& operator=(const PartialFile&) = delete;
  ~PartialFile() {
    std::error_code ignored; // it has become the target, or an exception is on its way
    std::filesystem::remove(path_, ignored);
  }

  const std::filesystem::path& path() const noexcept { return path_; }
  void finish() const {
    std::error_code error;
    const std::filesystem::file_status before = std::filesystem::status(target_, error);
    if (std::filesystem::exists(before))
      std::filesystem::permissions(path_, before.permissions(), error); // else it has those of a new file
    finish_npy(path_, target_);
  }

private:
  std::filesystem::path target_;
  std::filesystem::path path_;
};

/// The graph that writes every block of `array`.
Graph writing_graph(const Array& array, const std::filesystem::path& file) {
  ArrayGraph planned = graph_of(std::span(&array, 1));
  Graph& graph = planned.graph;
  const Chunking& chunking = array.chunking();
  const Kernel& kernel = built_in_kernel("write_npy");
  const NameId name = graph.add_name(array.name() + "-write", chunking.grid());
  for (std::int64_t i = 0; i < chunking.block_count(); ++i) {
    Body body = Body::call(
        kernel, Parameters::of(WriteNpyParameters{file.string(), chunking.block_origin(chunking.block(i))}));
    body.output_bytes = 0;
    graph.add(name, static_cast<std::uint32_t>(i), graph.add_body(std::move(body)),
              std::span(&planned.blocks.front()[static_cast<std::size_t>(i)], 1));
  }
  return std::move(graph);
}

} // namespace

void to_npy(Session& session, const Array& given, const std::filesystem::path& file,
            const ComputeOptions& options) {
  const PartialFile partial(file);
  const Array array = with_known_extents(session, given, options);
  naming(operation, [&] { create_npy(partial.path(), array.dtype(), array.shape()); });
  with_chunk_advice(std::span(&array, 1),
                    [&] { session.run(writing_graph(array, partial.path()), options); });
  naming(operation, [&] { partial.finish(); });
}

void to_npy(const Array& array, const std::filesystem::path& file, const ComputeOptions& options) {
  to_npy(Session::default_session(), array, file, options);
}

} // namespace troupe
