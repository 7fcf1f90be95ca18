#include <algorithm>
#include <string_view>
#include <utility>

#include <troupe/array/io.hpp>
#include <troupe/array/located.hpp>
#include <troupe/netcdf.hpp>

#include "array/creation/reading.hpp"
#include "expression/apply.hpp"
#include "expression/built_in_kernels.hpp"
#include "kernels/sources/read_netcdf.hpp"

namespace troupe {

namespace {

struct OpenNetcdf {
  static constexpr std::string_view name = "open_netcdf";
  FileState file;
  std::string variable;
  DType dtype = DType::float64;
  std::vector<double> missing;
  std::vector<std::vector<std::int64_t>> sizes;
  Reading reading = {};
  Shape file_chunk = {}; ///< As in `NetcdfVariable`; the file's state tells it.

  template <class Archive>
  void serialize(Archive& archive) {
    archive(file, variable, dtype, missing, sizes, reading);
  }
  ArrayMetadata infer(std::span<const Array>) const {
    return {reading.as.value_or(dtype), chunking_of(reading, sizes), {}};
  }

  void lower(const ArrayNode& node, Lowering& lowering) const {
    const RegionPlan plan(reading, Chunking(sizes), size_of(dtype));
    const NameId name_id = lowering.add_name(node);
    std::vector<TaskId> tasks;
    for (std::int64_t i = 0; i < node.chunking().block_count(); ++i) {
      const Block block = node.chunking().block(i);
      ReadNetcdfParameters parameters{file, variable, {}, node.chunking().block_shape(block), dtype, missing};
      std::int64_t workspace = -1;
      if (reading.is_everything()) {
        parameters.origin = node.chunking().block_origin(block);
      } else {
        parameters.selection = plan.of(block, parameters.shape);
        workspace = workspace_of(*parameters.selection, size_of(dtype));
      }
      Body body =
          Body::call(built_in_kernel("read_netcdf"), Parameters::of(std::move(parameters)), node.line());
      body.workspace_bytes = workspace;
      tasks.push_back(lowering.graph().add(name_id, static_cast<std::uint32_t>(i),
                                           lowering.graph().add_body(std::move(body)), {}));
    }
    lowering.set_tasks(node, std::move(tasks));
  }

  std::vector<NodeParts> taken(const ArrayNode&, std::span<const Gather> gathers) const {
    const auto cost = [&](const Shape& origin, const Shape& region) { return read_cost(origin, region); };
    if (!is_worth_reading(gathers, reading, Chunking(sizes), size_of(dtype), cost))
      return {};
    return readers_of(*this, gathers);
  }
  std::optional<OpenNetcdf> read_as(DType narrow) const {
    return reading.as ? std::nullopt : reader_as(*this, narrow);
  }
  std::string description() const { return describe_reading(name, reading); }
  std::int64_t bytes_read(const ArrayNode& node, std::int64_t number) const {
    const Block block = node.chunking().block(number);
    double bytes = 0;
    for_each_region(
        RegionPlan(reading, Chunking(sizes), size_of(dtype)).of(block, node.chunking().block_shape(block)),
        [&](const Shape& origin, const Shape& region) { bytes += read_cost(origin, region); });
    return static_cast<std::int64_t>(bytes);
  }

private:
  /// The file's chunks that the region touches are read whole.
  double read_cost(const Shape& origin, const Shape& region) const {
    auto bytes = static_cast<double>(size_of(dtype));
    for (std::size_t axis = 0; axis < region.size(); ++axis) {
      const std::int64_t chunk = file_chunk.empty() ? 1 : std::max<std::int64_t>(1, file_chunk[axis]);
      const std::int64_t first = origin[axis] / chunk,
                         last = (origin[axis] + region[axis] + chunk - 1) / chunk;
      bytes *= static_cast<double>((last - first) * chunk);
    }
    return bytes;
  }
};

/// What an array of the variable holds once missing values are NaN.
DType dtype_with_nan(const NetcdfVariable& variable) {
  return kind_of(variable.dtype) == DTypeKind::floating ? variable.dtype : DType::float64;
}

OpenNetcdf describe(const std::filesystem::path& file, const std::string& variable,
                    const NetcdfOptions& options) {
  FileState state = look_at(file);
  const NetcdfVariable described = describe_netcdf(state.path, variable);
  OpenNetcdf operation{std::move(state), variable, described.dtype, {}, {}, {}, described.file_chunk};
  if (options.missing == Missing::nan && !described.missing.empty()) {
    operation.missing = described.missing;
    operation.dtype = dtype_with_nan(described);
  }
  const Shape& shape = described.shape;
  const Shape& piece = described.file_chunk;
  const Chunking whole = Chunking::automatic(shape, size_of(operation.dtype));
  const Chunking own = Chunks().resolve(shape, operation.dtype, whole, piece);
  operation.sizes = options.chunks.resolve(shape, operation.dtype, own, piece).sizes();
  return operation;
}

Array open_variable(const std::filesystem::path& file, const std::string& variable,
                    const NetcdfOptions& options, std::string_view shown, SourceLine line) {
  return naming(shown, [&] { return apply(describe(file, variable, options), {}, line); });
}

} // namespace

Array open_netcdf(const std::filesystem::path& file, const std::string& variable,
                  const NetcdfOptions& options, std::source_location line) {
  return open_variable(file, variable, options, OpenNetcdf::name, source_line(line));
}

Array open_hdf5(const std::filesystem::path& file, const std::string& dataset, const NetcdfOptions& options,
                std::source_location line) {
  return open_variable(file, dataset, options, "open_hdf5", source_line(line));
}

} // namespace troupe
