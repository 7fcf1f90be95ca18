#include <algorithm>
#include <array>
#include <cstddef>
#include <mutex>
#include <optional>
#include <string>
#include <utility>

#include <netcdf.h>

#include <troupe/error.hpp>
#include <troupe/names.hpp>
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

/// A variable of an open file.
struct NetcdfPlace {
  int group = 0;
  int variable = 0;
  std::string path; ///< "group/inner/name"
};

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
      fail(file, code == NC_ENOTNC ? "is neither a NetCDF nor an HDF5 file"
                                   : std::string("cannot be opened: ") + nc_strerror(code));
  }
  NetcdfFile(const NetcdfFile&) = delete;
  NetcdfFile& operator=(const NetcdfFile&) = delete;
  // Opened for reading: nothing can be lost by closing.
  ~NetcdfFile() { nc_close(id_); }

  void check(int code, const std::string& action) const {
    if (code != NC_NOERR)
      fail(file_, "cannot " + action + ": " + nc_strerror(code));
  }

  /// All variables, those of a group before those of its groups.
  std::vector<NetcdfPlace> places() const {
    std::vector<NetcdfPlace> places;
    add_places(id_, "", places);
    return places;
  }

  NetcdfPlace find(const std::string& path) const {
    std::vector<NetcdfPlace> all = places();
    for (NetcdfPlace& place : all)
      if (place.path == path || "/" + place.path == path)
        return std::move(place);
    fail(file_, "has no variable \"" + path
                    + "\", only: " + (all.empty() ? "none" : joined(all, &NetcdfPlace::path)));
  }

private:
  void add_places(int group, const std::string& prefix, std::vector<NetcdfPlace>& places) const {
    for (const int variable : list<nc_inq_varids>(group, "list its variables")) {
      std::array<char, NC_MAX_NAME + 1> name{};
      check(nc_inq_varname(group, variable, name.data()), "name a variable");
      places.push_back({group, variable, prefix + name.data()});
    }
    for (const int inner : list<nc_inq_grps>(group, "list its groups")) {
      std::array<char, NC_MAX_NAME + 1> name{};
      check(nc_inq_grpname(inner, name.data()), "name a group");
      add_places(inner, prefix + name.data() + "/", places);
    }
  }

  template <auto inquire>
  std::vector<int> list(int group, const std::string& action) const {
    int count = 0;
    check(inquire(group, &count, nullptr), action);
    std::vector<int> numbers(static_cast<std::size_t>(count));
    check(inquire(group, &count, numbers.data()), action);
    return numbers;
  }

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

std::optional<DType> find_dtype(const NetcdfFile& file, const NetcdfPlace& place) {
  nc_type type = NC_NAT;
  file.check(nc_inq_vartype(place.group, place.variable, &type), "tell a variable's type");
  return dtype_of_type(type);
}

std::string text_attribute(const NetcdfFile& file, const NetcdfPlace& place, const char* name) {
  nc_type type = NC_NAT;
  std::size_t length = 0;
  if (nc_inq_att(place.group, place.variable, name, &type, &length) != NC_NOERR || type != NC_CHAR)
    return {};
  std::string text(length, '\0');
  file.check(nc_get_att_text(place.group, place.variable, name, text.data()),
             std::string("read the attribute ") + name);
  text.erase(std::find(text.begin(), text.end(), '\0'), text.end());
  return text;
}

void append_missing(const NetcdfFile& file, const NetcdfPlace& place, const char* name,
                    NetcdfVariable& description) {
  nc_type type = NC_NAT;
  std::size_t length = 0;
  if (nc_inq_att(place.group, place.variable, name, &type, &length) != NC_NOERR || !dtype_of_type(type))
    return;
  std::vector<double> values(length);
  file.check(nc_get_att_double(place.group, place.variable, name, values.data()),
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

void describe_axes(const NetcdfFile& file, const NetcdfPlace& place, NetcdfVariable& description) {
  int rank = 0;
  file.check(nc_inq_varndims(place.group, place.variable, &rank), "count axes");
  std::vector<int> dimensions(static_cast<std::size_t>(rank));
  file.check(nc_inq_vardimid(place.group, place.variable, dimensions.data()), "list axes");
  for (const int dimension : dimensions) {
    std::array<char, NC_MAX_NAME + 1> name{};
    std::size_t extent = 0;
    file.check(nc_inq_dim(place.group, dimension, name.data(), &extent), "describe an axis");
    description.dimensions.emplace_back(name.data());
    description.shape.push_back(static_cast<std::int64_t>(extent));
  }
  int storage = NC_CONTIGUOUS;
  std::vector<std::size_t> chunk(static_cast<std::size_t>(rank) + 1);
  file.check(nc_inq_var_chunking(place.group, place.variable, &storage, chunk.data()), "tell its chunks");
  if (storage == NC_CHUNKED)
    description.file_chunk.assign(chunk.begin(), chunk.end() - 1);
}

NetcdfVariable describe(const NetcdfFile& file, const NetcdfPlace& place, DType dtype) {
  NetcdfVariable description;
  description.name = place.path;
  description.dtype = dtype;
  describe_axes(file, place, description);
  append_missing(file, place, "_FillValue", description);
  append_missing(file, place, "missing_value", description);
  description.units = text_attribute(file, place, "units");
  description.long_name = text_attribute(file, place, "long_name");
  return description;
}

DType get_dtype(const NetcdfFile& file, const NetcdfPlace& place, const std::filesystem::path& path) {
  const std::optional<DType> dtype = find_dtype(file, place);
  if (!dtype)
    throw DTypeError("netcdf: " + path.string() + ": the variable \"" + place.path
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
  for (const NetcdfPlace& place : file.places())
    if (const std::optional<DType> dtype = find_dtype(file, place))
      variables.push_back(describe(file, place, *dtype));
  return variables;
}

NetcdfVariable describe_netcdf(const std::filesystem::path& path, const std::string& variable) {
  const NetcdfFile file(path);
  const NetcdfPlace place = file.find(variable);
  return describe(file, place, get_dtype(file, place, path));
}

Chunk read_netcdf(const std::filesystem::path& path, const std::string& variable, const Shape& origin,
                  const Shape& shape) {
  const NetcdfFile file(path);
  const NetcdfPlace place = file.find(variable);
  const NetcdfVariable description = describe(file, place, get_dtype(file, place, path));
  require_inside(description, origin, shape);
  auto [chunk, elements] = Chunk::uninitialised(description.dtype, shape);
  // One number more than axes: the library refuses null pointers, even for a scalar.
  std::vector<std::size_t> first(origin.begin(), origin.end()), count(shape.begin(), shape.end());
  first.push_back(0);
  count.push_back(1);
  if (chunk.size() > 0)
    file.check(nc_get_vara(place.group, place.variable, first.data(), count.data(), elements),
               "read " + to_string(shape) + " at " + to_string(origin) + " of \"" + variable + "\"");
  return std::move(chunk);
}

} // namespace troupe
