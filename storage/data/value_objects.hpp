#pragma once

#include <string>
#include <utility>
#include <vector>

#include <troupe/value.hpp>

namespace troupe {

// What a Value of each built-in kind that does not fit into a word points to.

struct TextObject final : ValueObject {
  explicit TextObject(std::string content);
  std::size_t size_bytes() const noexcept override;
  const std::string text;
};

struct ListObject final : ValueObject {
  explicit ListObject(std::vector<Value> content);
  std::size_t size_bytes() const noexcept override { return bytes_; }
  const std::vector<Value> items;

private:
  std::size_t bytes_ = 0; ///< Counted once: lists may nest deeply.
};

struct MapObject final : ValueObject {
  explicit MapObject(std::vector<std::pair<std::string, Value>> content);
  std::size_t size_bytes() const noexcept override { return bytes_; }
  const std::vector<std::pair<std::string, Value>> entries;

private:
  std::size_t bytes_ = 0;
};

struct ChunkObject final : ValueObject {
  explicit ChunkObject(Chunk content);
  std::size_t size_bytes() const noexcept override;
  const Chunk chunk;
};

} // namespace troupe
