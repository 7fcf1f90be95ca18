#include "kernels/sources/npy.hpp"

#include <troupe/kernel.hpp>
#include <troupe/npy.hpp>

#include "kernels/register_kernels.hpp"

namespace troupe {

namespace {

Value run_read_npy(const KernelCall& call) {
  const auto& parameters = call.parameters.as<ReadNpyParameters>();
  require_unchanged(parameters.file, "read_npy");
  if (!parameters.selection)
    return read_npy(parameters.file.path, parameters.origin, parameters.shape);
  return read_selection(*parameters.selection, [&](const Shape& origin, const Shape& shape) {
    return read_npy(parameters.file.path, origin, shape);
  });
}

Value run_write_npy(const KernelCall& call) {
  const auto& parameters = call.parameters.as<WriteNpyParameters>();
  write_npy(parameters.file, parameters.origin, call.arguments[0].as_chunk());
  return {};
}

Value run_write_npy_rows(const KernelCall& call) {
  const auto& parameters = call.parameters.as<WriteNpyRowsParameters>();
  write_npy_rows(parameters.file, call.arguments[1].as_integer(), call.arguments[0].as_chunk());
  return {};
}

} // namespace

void register_npy(KernelRegistry& registry) {
  registry.add({"read_npy", 1, "a region of a NumPy file", 0, run_read_npy,
                Parameters::decode<ReadNpyParameters>, KernelKind::io});
  registry.add({"write_npy", 1, "puts a block into a NumPy file", 1, run_write_npy,
                Parameters::decode<WriteNpyParameters>, KernelKind::io});
  registry.add({"write_npy_rows", 1, "puts a block into a NumPy file that grows, after so many rows", 2,
                run_write_npy_rows, Parameters::decode<WriteNpyRowsParameters>, KernelKind::io});
}

} // namespace troupe
