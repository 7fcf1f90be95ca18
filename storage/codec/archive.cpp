#include <cstring>

#include <troupe/archive.hpp>

namespace troupe {

void InputArchive::read(void* data, std::size_t size) {
  if (size > left_.size())
    throw FileError("archive: " + std::to_string(size) + " bytes are wanted, " + std::to_string(left_.size())
                    + " are left");
  if (size > 0)
    std::memcpy(data, left_.data(), size);
  left_.remove_prefix(size);
}

bool InputArchive::read_bool() {
  std::uint8_t byte = 0;
  read(&byte, 1);
  if (byte > 1)
    throw FileError("archive: " + std::to_string(byte) + " is not a bool");
  return byte == 1;
}

void InputArchive::require(std::size_t count) const {
  if (count > left_.size())
    throw FileError("archive: " + std::to_string(count) + " items cannot follow in "
                    + std::to_string(left_.size()) + " bytes");
}

void save(OutputArchive& archive, const Value& value) { archive(encode(value)); }

void load(InputArchive& archive, Value& value) {
  std::string bytes;
  archive(bytes);
  value = decode(bytes);
}

} // namespace troupe
