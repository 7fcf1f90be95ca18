#include "kernels/sources/read_netcdf.hpp"

#include <limits>
#include <system_error>
#include <utility>

#include <troupe/error.hpp>
#include <troupe/netcdf.hpp>

#include "kernels/register_kernels.hpp"

namespace troupe {

FileState look_at(const std::filesystem::path& file) {
  std::error_code error;
  const std::filesystem::path path = std::filesystem::absolute(file, error);
  const std::uintmax_t size = error ? 0 : std::filesystem::file_size(path, error);
  const auto changed =
      error ? std::filesystem::file_time_type() : std::filesystem::last_write_time(path, error);
  if (error)
    throw FileError("cannot read " + file.string() + ": " + error.message());
  const auto since = std::chrono::duration_cast<std::chrono::nanoseconds>(changed.time_since_epoch());
  return {path.string(), size, since.count()};
}

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
  if (look_at(parameters.file.path) != parameters.file)
    throw FileError("read_netcdf: " + parameters.file.path + " has changed since it was opened");
  const Chunk chunk =
      read_netcdf(parameters.file.path, parameters.variable, parameters.origin, parameters.shape);
  if (parameters.missing.empty() && chunk.dtype() == parameters.dtype)
    return chunk;
  return missing_as_nan(chunk, parameters.dtype, parameters.missing);
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
