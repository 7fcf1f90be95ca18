#include "array/functions/function_call.hpp"

#include <troupe/error.hpp>

namespace troupe {

FunctionCall FunctionCall::of(const Kernel& kernel, const Parameters& parameters,
                              std::optional<std::int64_t> workspace_bytes, std::string_view operation) {
  if (workspace_bytes.value_or(0) < 0)
    throw ValueError(std::string(operation) + ": a workspace of " + std::to_string(*workspace_bytes)
                     + " bytes");
  return {{kernel.name, kernel.version}, parameters.encode(), workspace_bytes.value_or(-1)};
}

const Kernel& FunctionCall::find(const std::string& operation) const {
  const Kernel* const found = kernel.find();
  if (found == nullptr)
    throw KeyError(operation + ": no kernel " + to_string(kernel));
  return *found;
}

Parameters FunctionCall::decode(const Kernel& found) const {
  return found.decode != nullptr ? found.decode(parameters) : Parameters();
}

void require_arguments(const ChunkKernel& function, std::span<const Array> arrays,
                       const std::string& operation) {
  const FunctionTypes& types = function.types();
  const int arity = types.is_known ? static_cast<int>(types.arguments.size()) : function.kernel().arity;
  if (arity >= 0 && static_cast<std::size_t>(arity) != arrays.size())
    throw ValueError(operation + ": the function takes " + std::to_string(arity) + " chunks, there are "
                     + std::to_string(arrays.size()) + " arrays");
  for (std::size_t i = 0; i < types.arguments.size(); ++i) {
    const ChunkArgument& argument = types.arguments[i];
    if (argument.dtype && *argument.dtype != arrays[i].dtype())
      throw DTypeError(operation + ": array " + std::to_string(i + 1) + " is "
                       + std::string(to_string(arrays[i].dtype())) + ", the function takes "
                       + (argument.kind == ChunkArgument::Kind::span ? "a span of " : "elements of ")
                       + std::string(to_string(*argument.dtype)) + "; cast it with astype");
  }
}

DType result_dtype(const ChunkKernel& function, std::optional<DType> given, const std::string& operation) {
  const std::vector<DType>& results = function.types().results;
  if (results.size() > 1)
    throw ValueError(operation + ": the function has " + std::to_string(results.size())
                     + " results, one is wanted");
  if (results.empty() && !given)
    throw DTypeError(operation + ": the function does not tell the dtype of its chunks, so it must be given");
  if (!results.empty() && given && *given != results[0])
    throw DTypeError(operation + ": the function gives " + std::string(to_string(results[0])) + ", not "
                     + std::string(to_string(*given)));
  return results.empty() ? *given : results[0];
}

} // namespace troupe
