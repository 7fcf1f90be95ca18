#include <algorithm>
#include <string_view>
#include <utility>
#include <vector>

#include <troupe/array/axes.hpp>
#include <troupe/array/io.hpp>
#include <troupe/array/located.hpp>
#include <troupe/npy.hpp>

#include "expression/apply.hpp"
#include "expression/built_in_kernels.hpp"
#include "kernels/sources/npy.hpp"

namespace troupe {

namespace {

/// The elements as they lie in the file.
struct OpenNpy {
  static constexpr std::string_view name = "open_npy";
  FileState file;
  DType dtype = DType::float64;
  std::vector<std::vector<std::int64_t>> sizes;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(file, dtype, sizes);
  }
  ArrayMetadata infer(std::span<const Array>) const { return {dtype, Chunking(sizes), {}}; }

  void lower(const ArrayNode& node, Lowering& lowering) const {
    const Chunking& chunking = node.chunking();
    const Kernel& kernel = built_in_kernel("read_npy");
    const NameId name_id = lowering.add_name(node);
    std::vector<TaskId> tasks;
    for (std::int64_t i = 0; i < chunking.block_count(); ++i) {
      const Block block = chunking.block(i);
      const BodyId body = lowering.graph().add_body(Body::call(
          kernel,
          Parameters::of(ReadNpyParameters{file, chunking.block_origin(block), chunking.block_shape(block)}),
          node.line()));
      tasks.push_back(lowering.graph().add(name_id, static_cast<std::uint32_t>(i), body, {}));
    }
    lowering.set_tasks(node, std::move(tasks));
  }
};

Chunking transposed(const Chunking& chunking) {
  std::vector<std::vector<std::int64_t>> sizes = chunking.sizes();
  std::ranges::reverse(sizes);
  return Chunking(std::move(sizes));
}

/// The cuts of the file, from chunks that are said of NumPy's array.
Chunking chunking_of(const NpyFile& file, const Chunks& chunks) {
  const Chunking own = Chunking::automatic(file.shape, size_of(file.dtype));
  if (chunks.is_automatic())
    return own;
  if (!file.is_fortran_order)
    return chunks.resolve(file.shape, file.dtype, own);
  Shape shape = file.shape;
  std::ranges::reverse(shape);
  return transposed(chunks.resolve(shape, file.dtype, transposed(own)));
}

} // namespace

Array open_npy(const std::filesystem::path& path, const NpyOptions& options, std::source_location line) {
  const CallScope scope(source_line(line));
  return naming(OpenNpy::name, [&] {
    FileState state = look_at(path);
    const NpyFile file = describe_npy(state.path);
    const Array array =
        apply(OpenNpy{std::move(state), file.dtype, chunking_of(file, options.chunks).sizes()}, {});
    return file.is_fortran_order ? transpose(array) : array;
  });
}

} // namespace troupe
