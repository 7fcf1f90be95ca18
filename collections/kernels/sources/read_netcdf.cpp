#include "kernels/sources/read_netcdf.hpp"

#include <limits>
#include <utility>

#include <troupe/error.hpp>
#include <troupe/netcdf.hpp>

#include "kernels/register_kernels.hpp"

namespace troupe {

namespace {

/// Whether `value` is one of the missing ones, as its own type has them: a float32 file says -99.9f.
template <class T>
bool is_missing(T value, const std::vector<double>& missing) {
  for (const double other : missing) {
    if constexpr (FloatElement<T>) {
      if (value == static_cast<T>(other))
        return true;
    } else if (static_cast<double>(value) == other) {
      return true;
    }
  }
  return false;
}

template <FloatElement To, Number From>
Chunk converted(const Chunk& chunk, const std::vector<double>& missing) {
  return Chunk::generate<To>(chunk.shape(), [&](std::span<To> out) {
    const std::span<const From> values = chunk.values<From>();
    for (std::size_t i = 0; i < values.size(); ++i)
      out[i] =
          is_missing(values[i], missing) ? std::numeric_limits<To>::quiet_NaN() : static_cast<To>(values[i]);
  });
}

} // namespace

Chunk missing_as_nan(const Chunk& chunk, DType dtype, const std::vector<double>& missing) {
  return visit_dtype(chunk.dtype(), [&]<class From>(std::type_identity<From>) -> Chunk {
    if constexpr (Number<From>) {
      if (dtype == DType::float64)
        return converted<double, From>(chunk, missing);
      if (dtype == DType::float32)
        return converted<float, From>(chunk, missing);
    }
    throw DTypeError("read_netcdf: no missing values in " + std::string(to_string(chunk.dtype())) + " as "
                     + std::string(to_string(dtype)));
  });
}

Chunk read_netcdf_chunk(const ReadNetcdfParameters& parameters) {
  require_unchanged(parameters.file, "read_netcdf");
  const auto read = [&](const Shape& origin, const Shape& shape) {
    const Chunk chunk = read_netcdf(parameters.file.path, parameters.variable, origin, shape);
    if (parameters.missing.empty() && chunk.dtype() == parameters.dtype)
      return chunk;
    return missing_as_nan(chunk, parameters.dtype, parameters.missing);
  };
  if (!parameters.selection)
    return read(parameters.origin, parameters.shape);
  return read_selection(*parameters.selection, read);
}

namespace {

Value run_read_netcdf(const KernelCall& call) {
  return read_netcdf_chunk(call.parameters.as<ReadNetcdfParameters>());
}

} // namespace

void register_read_netcdf(KernelRegistry& registry) {
  registry.add({"read_netcdf", 1, "a region of a variable of a NetCDF file", 0, run_read_netcdf,
                Parameters::decode<ReadNetcdfParameters>, KernelKind::io});
}

} // namespace troupe
