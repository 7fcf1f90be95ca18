#include <cstring>

#include <troupe/chunk.hpp>
#include <troupe/error.hpp>

namespace troupe {

namespace {

std::string describe(DType dtype, const Shape& shape) {
  return "a chunk of " + std::string(to_string(dtype)) + " " + to_string(shape);
}

} // namespace

std::pair<Chunk, std::byte*> Chunk::uninitialised(DType dtype, Shape shape) {
  const std::int64_t bytes = byte_count(shape, size_of(dtype));
  std::shared_ptr<std::byte[]> block = allocate_block(static_cast<std::size_t>(bytes));
  std::byte* const elements = block.get();
  Chunk chunk;
  chunk.dtype_ = dtype;
  chunk.shape_ = std::move(shape);
  chunk.size_ = static_cast<std::size_t>(bytes) / size_of(dtype);
  chunk.elements_ = elements;
  chunk.owner_ = std::move(block);
  return {std::move(chunk), elements};
}

Chunk Chunk::adopt(DType dtype, Shape shape, std::shared_ptr<const void> owner, const void* elements) {
  Chunk chunk;
  chunk.size_ = static_cast<std::size_t>(byte_count(shape, size_of(dtype))) / size_of(dtype);
  const auto address = reinterpret_cast<std::uintptr_t>(elements);
  const std::size_t alignment = visit_dtype(dtype, []<class T>(std::type_identity<T>) { return alignof(T); });
  if (chunk.size_ > 0 && (elements == nullptr || address % alignment != 0))
    throw ValueError("adopt: " + describe(dtype, shape) + " needs memory aligned to "
                     + std::to_string(alignment) + " bytes");
  chunk.dtype_ = dtype;
  chunk.shape_ = std::move(shape);
  if (chunk.size_ > 0) {
    chunk.owner_ = std::move(owner);
    chunk.elements_ = static_cast<const std::byte*>(elements);
  }
  return chunk;
}

Chunk Chunk::view(std::int64_t offset, Shape shape) const {
  const std::int64_t count = element_count(shape);
  const auto available = static_cast<std::int64_t>(size_);
  if (offset < 0 || offset > available || count > available - offset)
    throw ShapeError("view: " + to_string(shape) + " from element " + std::to_string(offset)
                     + " on is not inside " + describe(dtype_, shape_));
  Chunk chunk = *this;
  chunk.shape_ = std::move(shape);
  chunk.size_ = static_cast<std::size_t>(count);
  chunk.elements_ += static_cast<std::size_t>(offset) * size_of(dtype_);
  return chunk;
}

void Chunk::require_count(const Shape& shape, std::size_t count) {
  if (static_cast<std::size_t>(element_count(shape)) != count)
    throw ShapeError("chunk: " + std::to_string(count) + " elements do not fill " + to_string(shape));
}

void Chunk::require_dtype(DType wanted) const {
  if (dtype_ != wanted)
    throw DTypeError("values and at: the chunk's elements are " + std::string(to_string(dtype_)) + ", not "
                     + std::string(to_string(wanted)) + "; item converts");
}

void Chunk::require_item(DType wanted) const {
  if (size_ != 1)
    throw ShapeError("item: " + describe(dtype_, shape_) + " has " + std::to_string(size_)
                     + " elements, not one");
  if (kind_of(dtype_) == DTypeKind::complex && kind_of(wanted) != DTypeKind::complex)
    throw DTypeError("item: " + std::string(to_string(dtype_)) + " does not convert to "
                     + std::string(to_string(wanted)));
}

void Chunk::refuse_item(double value, DType wanted) {
  throw ValueError("item: " + std::to_string(value) + " is outside " + std::string(to_string(wanted)));
}

std::size_t Chunk::element_offset(std::span<const std::int64_t> position) const {
  const Shape wanted(position.begin(), position.end());
  if (position.size() != rank())
    throw IndexError("at: position " + to_string(wanted) + " has another rank than "
                     + describe(dtype_, shape_));
  std::int64_t offset = 0;
  for (std::size_t axis = 0; axis < rank(); ++axis) {
    const std::int64_t extent = shape_[axis];
    std::int64_t index = position[axis];
    if (index < -extent || index >= extent)
      throw IndexError("at: position " + to_string(wanted) + " is outside " + describe(dtype_, shape_));
    index += index < 0 ? extent : 0;
    offset = offset * extent + index;
  }
  return static_cast<std::size_t>(offset);
}

bool identical(const Chunk& left, const Chunk& right) {
  return left.dtype() == right.dtype() && left.shape() == right.shape()
         && (left.bytes() == right.bytes()
             || std::memcmp(left.bytes(), right.bytes(), left.size_bytes()) == 0);
}

} // namespace troupe
