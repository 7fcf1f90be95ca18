#include <algorithm>
#include <string_view>
#include <utility>
#include <vector>

#include <troupe/array/axes.hpp>
#include <troupe/array/io.hpp>
#include <troupe/array/located.hpp>
#include <troupe/npy.hpp>

#include "array/creation/reading.hpp"
#include "expression/apply.hpp"
#include "expression/built_in_kernels.hpp"
#include "kernels/sources/npy.hpp"

namespace troupe {

namespace {

/// The elements as they lie in the file.
struct OpenNpy {
  static constexpr std::string_view name = "open_npy";
  FileState file;
  DType dtype = DType::float64; ///< In the file.
  std::vector<std::vector<std::int64_t>> sizes;
  Reading reading = {};

  template <class Archive>
  void serialize(Archive& archive) {
    archive(file, dtype, sizes, reading);
  }
  ArrayMetadata infer(std::span<const Array>) const {
    return {reading.as.value_or(dtype), chunking_of(reading, sizes), {}};
  }

  void lower(const ArrayNode& node, Lowering& lowering) const {
    const Chunking& chunking = node.chunking();
    const RegionPlan plan(reading, Chunking(sizes), size_of(dtype));
    const Kernel& kernel = built_in_kernel("read_npy");
    const NameId name_id = lowering.add_name(node);
    std::vector<TaskId> tasks;
    for (std::int64_t i = 0; i < chunking.block_count(); ++i) {
      const Block block = chunking.block(i);
      ReadNpyParameters parameters{file, {}, chunking.block_shape(block)};
      std::int64_t workspace = -1;
      if (reading.is_everything()) {
        parameters.origin = chunking.block_origin(block);
      } else {
        parameters.selection = plan.of(block, parameters.shape);
        workspace = workspace_of(*parameters.selection, size_of(dtype));
      }
      Body body = Body::call(kernel, Parameters::of(std::move(parameters)), node.line());
      body.workspace_bytes = workspace;
      tasks.push_back(lowering.graph().add(name_id, static_cast<std::uint32_t>(i),
                                           lowering.graph().add_body(std::move(body)), {}));
    }
    lowering.set_tasks(node, std::move(tasks));
  }

  std::vector<NodeParts> taken(const ArrayNode&, std::span<const Gather> gathers) const {
    const Chunking chunking(sizes);
    const Shape shape = chunking.shape();
    const auto cost = [&](const Shape&, const Shape& region) { return read_cost(shape, region); };
    if (!is_worth_reading(gathers, reading, chunking, size_of(dtype), cost))
      return {};
    return readers_of(*this, gathers);
  }
  std::optional<OpenNpy> read_as(DType narrow) const {
    return reading.as ? std::nullopt : reader_as(*this, narrow);
  }
  std::string description() const { return describe_reading(name, reading); }
  std::int64_t bytes_read(const ArrayNode& node, std::int64_t number) const {
    const Block block = node.chunking().block(number);
    std::int64_t elements = 0;
    for_each_region(
        RegionPlan(reading, Chunking(sizes), size_of(dtype)).of(block, node.chunking().block_shape(block)),
        [&](const Shape&, const Shape& region) { elements += element_count(region); });
    return elements * static_cast<std::int64_t>(size_of(dtype));
  }

private:
  /// A region is runs of bytes; what is behind a short one comes with it, up to a page.
  double read_cost(const Shape& whole, const Shape& region) const {
    constexpr double page = 4096;
    std::size_t outer = whole.size();
    double run = static_cast<double>(size_of(dtype)), distance = run;
    for (bool is_whole = true; outer > 0 && is_whole; --outer) {
      run *= static_cast<double>(region[outer - 1]);
      distance *= static_cast<double>(whole[outer - 1]);
      is_whole = region[outer - 1] == whole[outer - 1];
    }
    double runs = 1;
    for (std::size_t axis = 0; axis < outer; ++axis)
      runs *= static_cast<double>(region[axis]);
    return runs == 1 ? run : runs * (run + std::min(page, distance - run));
  }
};

Chunking transposed(const Chunking& chunking) {
  std::vector<std::vector<std::int64_t>> sizes = chunking.sizes();
  std::ranges::reverse(sizes);
  return Chunking(std::move(sizes));
}

/// The cuts of the file, from chunks that are said of NumPy's array. What they leave open is cut as the file lies.
Chunking chunking_of(const NpyFile& file, const Chunks& chunks) {
  const Chunking own = Chunking::automatic(file.shape, size_of(file.dtype));
  if (!file.is_fortran_order)
    return chunks.resolve(file.shape, file.dtype, own);
  Shape shape = file.shape;
  std::ranges::reverse(shape);
  chunks.resolve(shape, file.dtype, transposed(own)); // errors are of NumPy's axes
  return chunks.reversed().resolve(file.shape, file.dtype, own);
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
