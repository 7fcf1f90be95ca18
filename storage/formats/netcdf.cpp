#include <algorithm>
#include <array>
#include <cstddef>
#include <mutex>
#include <optional>
#include <string>
#include <utility>

#include <netcdf.h>

#include <troupe/error.hpp>
#include <troupe/netcdf.hpp>

#include "formats/netcdf_classic.hpp"

namespace troupe {

namespace {

// libnetcdf, and HDF5 below it, keep global tables without a lock.
std::mutex library;

[[noreturn]] void fail(const std::filesystem::path& file, const std::string& what) {
  throw FileError("netcdf: " + file.string() + " " + what);
}

void require_readable(const std::filesystem::path& file) {
  std::error_code error;
  const auto status = std::filesystem::status(file, error);
  if (!std::filesystem::exists(status))
    fail(file, "does not exist");
  if (!std::filesystem::is_regular_file(status))
    fail(file, "is not a regular file");
}

/// An open file. The lock is held as long as it is open.
class NetcdfFile {
public:
  explicit NetcdfFile(const std::filesystem::path& file) : lock_(library), file_(file) {
    require_readable(file);
    const std::uint64_t demanded = classic_size_bytes(file), actual = std::filesystem::file_size(file);
    if (demanded > actual)
      fail(file, "is truncated: " + std::to_string(actual) + " bytes, its header demands "
                     + std::to_string(demanded));
    if (const int code = nc_open(file.c_str(), NC_NOWRITE, &id_); code != NC_NOERR)
      fail(file, code == NC_ENOTNC ? "is not a NetCDF file"
                                   : std::string("cannot be opened: ") + nc_strerror(code));
  }
  NetcdfFile(const NetcdfFile&) = delete;
  NetcdfFile& operator=(const NetcdfFile&) = delete;
  // Opened for reading: nothing can be lost by closing.
  ~NetcdfFile() { nc_close(id_); }

  int id() const noexcept { return id_; }

  void check(int code, const std::string& action) const {
    if (code != NC_NOERR)
      fail(file_, "cannot " + action + ": " + nc_strerror(code));
  }

  std::vector<std::string> names() const {
    int count = 0;
    check(nc_inq_nvars(id_, &count), "count its variables");
    std::vector<std::string> names;
    names.reserve(static_cast<std::size_t>(count));
    for (int variable = 0; variable < count; ++variable)
      names.push_back(name(variable));
    return names;
  }

  std::string name(int variable) const {
    std::array<char, NC_MAX_NAME + 1> name{};
    check(nc_inq_varname(id_, variable, name.data()), "name a variable");
    return name.data();
  }

  int find(const std::string& variable) const {
    int number = 0;
    if (nc_inq_varid(id_, variable.c_str(), &number) == NC_NOERR)
      return number;
    std::string known;
    for (const std::string& name : names())
      known += (known.empty() ? "" : ", ") + name;
    fail(file_, "has no variable \"" + variable + "\", only: " + (known.empty() ? "none" : known));
  }

private:
  std::unique_lock<std::mutex> lock_;
  const std::filesystem::path& file_;
  int id_ = 0;
};

/// The dtype of a NetCDF type; none for text and compound types.
std::optional<DType> dtype_of_type(nc_type type) {
  switch (type) {
  case NC_BYTE: return DType::int8;
  case NC_SHORT: return DType::int16;
  case NC_INT: return DType::int32;
  case NC_INT64: return DType::int64;
  case NC_UBYTE: return DType::uint8;
  case NC_USHORT: return DType::uint16;
  case NC_UINT: return DType::uint32;
  case NC_UINT64: return DType::uint64;
  case NC_FLOAT: return DType::float32;
  case NC_DOUBLE: return DType::float64;
  default: return std::nullopt;
  }
}

std::optional<DType> find_dtype(const NetcdfFile& file, int variable) {
  nc_type type = NC_NAT;
  file.check(nc_inq_vartype(file.id(), variable, &type), "tell a variable's type");
  return dtype_of_type(type);
}

std::string text_attribute(const NetcdfFile& file, int variable, const char* name) {
  nc_type type = NC_NAT;
  std::size_t length = 0;
  if (nc_inq_att(file.id(), variable, name, &type, &length) != NC_NOERR || type != NC_CHAR)
    return {};
  std::string text(length, '\0');
  file.check(nc_get_att_text(file.id(), variable, name, text.data()),
             std::string("read the attribute ") + name);
  text.erase(std::find(text.begin(), text.end(), '\0'), text.end());
  return text;
}

void append_missing(const NetcdfFile& file, int variable, const char* name, NetcdfVariable& description) {
  nc_type type = NC_NAT;
  std::size_t length = 0;
  if (nc_inq_att(file.id(), variable, name, &type, &length) != NC_NOERR || !dtype_of_type(type))
    return;
  std::vector<double> values(length);
  file.check(nc_get_att_double(file.id(), variable, name, values.data()),
             std::string("read the attribute ") + name);
  for (double value : values) {
    // A float32 variable holds the rounded value, whatever the attribute's own type.
    if (description.dtype == DType::float32)
      value = static_cast<double>(static_cast<float>(value));
    const auto is_same = [value](double known) {
      return known == value || (known != known && value != value);
    };
    if (std::ranges::none_of(description.missing, is_same))
      description.missing.push_back(value);
  }
}

void describe_axes(const NetcdfFile& file, int variable, NetcdfVariable& description) {
  int rank = 0;
  file.check(nc_inq_varndims(file.id(), variable, &rank), "count axes");
  std::vector<int> dimensions(static_cast<std::size_t>(rank));
  file.check(nc_inq_vardimid(file.id(), variable, dimensions.data()), "list axes");
  for (const int dimension : dimensions) {
    std::array<char, NC_MAX_NAME + 1> name{};
    std::size_t extent = 0;
    file.check(nc_inq_dim(file.id(), dimension, name.data(), &extent), "describe an axis");
    description.dimensions.emplace_back(name.data());
    description.shape.push_back(static_cast<std::int64_t>(extent));
  }
  int storage = NC_CONTIGUOUS;
  std::vector<std::size_t> chunk(static_cast<std::size_t>(rank) + 1);
  file.check(nc_inq_var_chunking(file.id(), variable, &storage, chunk.data()), "tell its chunks");
  if (storage == NC_CHUNKED)
    description.file_chunk.assign(chunk.begin(), chunk.end() - 1);
}

NetcdfVariable describe(const NetcdfFile& file, int variable, DType dtype) {
  NetcdfVariable description;
  description.name = file.name(variable);
  description.dtype = dtype;
  describe_axes(file, variable, description);
  append_missing(file, variable, "_FillValue", description);
  append_missing(file, variable, "missing_value", description);
  description.units = text_attribute(file, variable, "units");
  description.long_name = text_attribute(file, variable, "long_name");
  return description;
}

DType get_dtype(const NetcdfFile& file, int variable, const std::filesystem::path& path) {
  const std::optional<DType> dtype = find_dtype(file, variable);
  if (!dtype)
    throw DTypeError("netcdf: " + path.string() + ": the variable \"" + file.name(variable)
                     + "\" holds text or a compound type, not numbers");
  return *dtype;
}

void require_inside(const NetcdfVariable& variable, const Shape& origin, const Shape& shape) {
  bool is_inside = origin.size() == variable.shape.size() && shape.size() == origin.size();
  for (std::size_t axis = 0; is_inside && axis < shape.size(); ++axis)
    is_inside = origin[axis] >= 0 && shape[axis] >= 0 && shape[axis] <= variable.shape[axis]
                && origin[axis] <= variable.shape[axis] - shape[axis];
  if (!is_inside)
    throw ShapeError("netcdf: " + to_string(shape) + " at " + to_string(origin) + " is not inside \""
                     + variable.name + "\" of " + to_string(variable.shape));
}

} // namespace

std::vector<NetcdfVariable> describe_netcdf(const std::filesystem::path& path) {
  const NetcdfFile file(path);
  std::vector<NetcdfVariable> variables;
  const auto count = static_cast<int>(file.names().size());
  for (int variable = 0; variable < count; ++variable)
    if (const std::optional<DType> dtype = find_dtype(file, variable))
      variables.push_back(describe(file, variable, *dtype));
  return variables;
}

NetcdfVariable describe_netcdf(const std::filesystem::path& path, const std::string& variable) {
  const NetcdfFile file(path);
  const int number = file.find(variable);
  return describe(file, number, get_dtype(file, number, path));
}

Chunk read_netcdf(const std::filesystem::path& path, const std::string& variable, const Shape& origin,
                  const Shape& shape) {
  const NetcdfFile file(path);
  const int number = file.find(variable);
  const NetcdfVariable description = describe(file, number, get_dtype(file, number, path));
  require_inside(description, origin, shape);
  auto [chunk, elements] = Chunk::uninitialised(description.dtype, shape);
  // One number more than axes: the library refuses null pointers, even for a scalar.
  std::vector<std::size_t> first(origin.begin(), origin.end()), count(shape.begin(), shape.end());
  first.push_back(0);
  count.push_back(1);
  if (chunk.size() > 0)
    file.check(nc_get_vara(file.id(), number, first.data(), count.data(), elements),
               "read " + to_string(shape) + " at " + to_string(origin) + " of \"" + variable + "\"");
  return std::move(chunk);
}

} // namespace troupe
