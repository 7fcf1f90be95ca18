#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <memory>
#include <string>
#include <utility>

#include <troupe/error.hpp>
#include <troupe/npy.hpp>

#include "formats/file.hpp"
#include "formats/file_region.hpp"
#include "formats/npy_header.hpp"

namespace troupe {

namespace {

static_assert(std::endian::native == std::endian::little, "headers say \"<\"");

// A header says one dtype and a shape; one of a mebibyte is damaged.
constexpr std::uint64_t longest_header = std::uint64_t{1} << 20;

[[noreturn]] void fail(const std::filesystem::path& file, const std::string& what) {
  throw FileError("npy: " + file.string() + " " + what);
}

/// Where the dict stands.
struct DictPlace {
  std::uint64_t offset = 0;
  std::uint64_t length = 0;
};

DictPlace find_dict(const File& file) {
  std::array<unsigned char, 12> start{};
  const std::size_t read = file.read_some(reinterpret_cast<std::byte*>(start.data()), start.size(), 0);
  if (read < 8 || std::memcmp(start.data(), "\x93NUMPY", 6) != 0)
    throw FileError("is not a NumPy file");
  const int major = start[6], minor = start[7];
  if (major < 1 || major > 3 || minor != 0)
    throw FileError("has the unknown format version " + std::to_string(major) + "." + std::to_string(minor));
  const std::size_t digits = major == 1 ? 2 : 4;
  if (read < 8 + digits)
    throw FileError("is truncated inside its header");
  DictPlace dict{8 + digits, 0};
  for (std::size_t i = 0; i < digits; ++i)
    dict.length |= static_cast<std::uint64_t>(start[8 + i]) << (8 * i);
  if (dict.length > longest_header)
    throw FileError("has a damaged header: it is said to take " + std::to_string(dict.length) + " bytes");
  return dict;
}

NpyFile describe(const File& file) {
  const DictPlace place = find_dict(file);
  std::string text(place.length, '\0');
  if (file.read_some(reinterpret_cast<std::byte*>(text.data()), text.size(), place.offset) < text.size())
    throw FileError("is truncated inside its header");
  NpyHeader header = parse_npy_header(text);
  const NpyType type = npy_type(header.descr);
  std::uint64_t bytes = 0;
  try {
    bytes = static_cast<std::uint64_t>(byte_count(header.shape, size_of(type.dtype)));
  } catch (const ShapeError& error) {
    throw FileError("has a damaged header: " + std::string(error.what()));
  }
  const std::uint64_t actual = file.size_bytes(), first = place.offset + place.length;
  if (bytes > actual - first)
    throw FileError("is truncated: " + std::to_string(actual) + " bytes, its header demands "
                    + std::to_string(first + bytes));
  if (header.is_fortran_order)
    std::ranges::reverse(header.shape);
  return {type.dtype, std::move(header.shape), header.is_fortran_order, type.is_big_endian, first};
}

void require_inside(const NpyFile& file, const Shape& origin, const Shape& shape,
                    const std::filesystem::path& path) {
  bool is_inside = origin.size() == file.shape.size() && shape.size() == origin.size();
  for (std::size_t axis = 0; is_inside && axis < shape.size(); ++axis)
    is_inside = origin[axis] >= 0 && shape[axis] >= 0 && shape[axis] <= file.shape[axis]
                && origin[axis] <= file.shape[axis] - shape[axis];
  if (!is_inside)
    throw ShapeError("npy: " + to_string(shape) + " at " + to_string(origin) + " is not inside "
                     + path.string() + " of " + to_string(file.shape));
}

template <std::size_t unit>
void swap_units(std::byte* bytes, std::size_t count) {
  for (std::size_t i = 0; i < count; ++i)
    std::reverse(bytes + i * unit, bytes + (i + 1) * unit);
}

/// Both parts of a complex number by themselves.
void swap_bytes(DType dtype, std::byte* bytes, std::size_t count) {
  const bool is_complex = kind_of(dtype) == DTypeKind::complex;
  const std::size_t unit = size_of(dtype) / (is_complex ? 2 : 1);
  count *= is_complex ? 2 : 1;
  switch (unit) {
  case 2: return swap_units<2>(bytes, count);
  case 4: return swap_units<4>(bytes, count);
  case 8: return swap_units<8>(bytes, count);
  default: return;
  }
}

/// A byte that is neither 0 nor 1 is true in NumPy, and no `bool` of C++.
void make_bools(std::byte* bytes, std::size_t count) {
  for (std::size_t i = 0; i < count; ++i)
    bytes[i] = static_cast<std::byte>(bytes[i] != std::byte{0});
}

bool is_aligned_for(DType dtype, const std::byte* elements) {
  return visit_dtype(dtype, [&]<class T>(std::type_identity<T>) {
    return reinterpret_cast<std::uintptr_t>(elements) % alignof(T) == 0;
  });
}

/// The chunk over what was read. Headers of other programs than NumPy may leave the data unaligned.
Chunk adopted(DType dtype, const Shape& shape, RegionBytes region) {
  if (is_aligned_for(dtype, region.bytes))
    return Chunk::adopt(dtype, shape, std::move(region.block), region.bytes);
  auto [chunk, elements] = Chunk::uninitialised(dtype, shape);
  std::memcpy(elements, region.bytes, chunk.size_bytes());
  return std::move(chunk);
}

NpyFile describe_writable(const std::filesystem::path& path) {
  NpyFile file = describe_npy(path);
  if (file.is_fortran_order || file.is_big_endian)
    fail(path, "is not in row-major order and little-endian, so it cannot be written to");
  return file;
}

NpyFile describe_writable(const std::filesystem::path& path, DType dtype) {
  NpyFile file = describe_writable(path);
  if (file.dtype != dtype)
    throw DTypeError("npy: " + path.string() + " holds " + std::string(to_string(file.dtype)) + ", not "
                     + std::string(to_string(dtype)));
  return file;
}

void write_part(const std::filesystem::path& path, const NpyFile& file, const Shape& origin,
                const Chunk& chunk) {
  require_inside(file, origin, chunk.shape(), path);
  write_region(path, FileRegion(file.data_offset, file.shape, size_of(file.dtype), origin, chunk.shape()),
               chunk.bytes());
}

} // namespace

NpyFile describe_npy(const std::filesystem::path& path) {
  std::error_code ignored; // opening tells of anything else
  if (std::filesystem::status(path, ignored).type() == std::filesystem::file_type::not_found)
    fail(path, "does not exist");
  const File file(path, File::Access::read, File::Caching::buffered);
  try {
    return describe(file);
  } catch (const DTypeError& error) {
    throw DTypeError("npy: " + path.string() + " " + error.what());
  } catch (const FileError& error) {
    fail(path, error.what());
  }
}

Chunk read_npy(const std::filesystem::path& path, const Shape& origin, const Shape& shape) {
  const NpyFile file = describe_npy(path);
  require_inside(file, origin, shape, path);
  RegionBytes region =
      read_region(path, FileRegion(file.data_offset, file.shape, size_of(file.dtype), origin, shape));
  const auto count = static_cast<std::size_t>(element_count(shape));
  if (file.is_big_endian)
    swap_bytes(file.dtype, region.bytes, count);
  if (file.dtype == DType::boolean)
    make_bools(region.bytes, count);
  return adopted(file.dtype, shape, std::move(region));
}

void create_npy(const std::filesystem::path& path, DType dtype, const Shape& shape) {
  const std::string header = npy_header(dtype, shape);
  const auto bytes = static_cast<std::uint64_t>(byte_count(shape, size_of(dtype)));
  const File file(path, File::Access::create, File::Caching::buffered);
  file.reserve(header.size() + bytes);
  file.write(reinterpret_cast<const std::byte*>(header.data()), header.size(), 0);
}

void write_npy(const std::filesystem::path& path, const Shape& origin, const Chunk& chunk) {
  write_part(path, describe_writable(path, chunk.dtype()), origin, chunk);
}

void write_npy_rows(const std::filesystem::path& path, std::int64_t first, const Chunk& chunk) {
  NpyFile file = describe_writable(path, chunk.dtype());
  const Shape& rows = chunk.shape();
  if (file.shape.empty() || rows.size() != file.shape.size()
      || !std::equal(rows.begin() + 1, rows.end(), file.shape.begin() + 1))
    throw ShapeError("npy: " + to_string(rows) + " are no rows of " + path.string() + " of "
                     + to_string(file.shape));
  std::int64_t end = 0;
  if (__builtin_add_overflow(first, rows[0], &end))
    throw ShapeError("npy: row " + std::to_string(first) + " is beyond what can be counted");
  file.shape[0] = std::max(file.shape[0], end);
  byte_count(file.shape, size_of(file.dtype)); // throws for more than a file can have
  Shape origin(rows.size(), 0);
  origin[0] = first;
  write_part(path, file, origin, chunk);
}

void set_npy_rows(const std::filesystem::path& path, std::int64_t rows) {
  const NpyFile file = describe_writable(path);
  if (file.shape.empty())
    fail(path, "has no rows");
  if (rows < 0)
    throw ShapeError("npy: " + path.string() + " cannot have " + std::to_string(rows) + " rows");
  Shape shape = file.shape;
  shape[0] = rows;
  const std::string header = npy_header(file.dtype, shape);
  const auto bytes = header.size() + static_cast<std::uint64_t>(byte_count(shape, size_of(file.dtype)));
  const File written(path, File::Access::write, File::Caching::buffered);
  if (header.size() != file.data_offset)
    fail(path, "has no room for its number of rows");
  if (written.size_bytes() < bytes)
    fail(path, "is truncated: " + std::to_string(written.size_bytes()) + " bytes, " + std::to_string(rows)
                   + " rows demand " + std::to_string(bytes));
  written.write(reinterpret_cast<const std::byte*>(header.data()), header.size(), 0);
}

} // namespace troupe
