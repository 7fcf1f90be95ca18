#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include <troupe/archive.hpp>
#include <troupe/array/array.hpp>
#include <troupe/array/functions/chunk_kernel.hpp>
#include <troupe/kernel.hpp>

namespace troupe {

/// A user's function as operations hold it: the name of its kernel and the kernel's parameters.
struct FunctionCall {
  KernelName kernel;
  std::string parameters;            ///< As bytes.
  std::int64_t workspace_bytes = -1; ///< What it says to need beside its result; negative: nothing.

  /// \throws ValueError naming `operation` for a negative workspace.
  static FunctionCall of(const Kernel& kernel, const Parameters& parameters,
                         std::optional<std::int64_t> workspace_bytes, std::string_view operation);

  /// What it needs beside a result of so many bytes.
  std::int64_t workspace_beside(std::int64_t result_bytes) const {
    return workspace_bytes >= 0 ? workspace_bytes : result_bytes;
  }

  template <class Archive>
  void serialize(Archive& archive) {
    archive(kernel, parameters, workspace_bytes);
  }
  /// \throws KeyError naming `operation` if this process does not know the kernel.
  const Kernel& find(const std::string& operation) const;
  Parameters decode(const Kernel& found) const;
};

/// Checks what a function's type says against the arrays it is called with.
///
/// \throws ValueError for another number of arrays; DTypeError if a span or element is of another dtype.
void require_arguments(const ChunkKernel& function, std::span<const Array> arrays,
                       const std::string& operation);

/// The dtype of a function's one result: what its type says, or what the call says.
///
/// \throws DTypeError if neither says it, or both and they differ; ValueError for a function of several results.
DType result_dtype(const ChunkKernel& function, std::optional<DType> given, const std::string& operation);

} // namespace troupe
