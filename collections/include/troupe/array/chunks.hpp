#pragma once

#include <cstdint>
#include <initializer_list>
#include <map>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include <troupe/archive.hpp>
#include <troupe/dtype.hpp>
#include <troupe/shape.hpp>

namespace troupe {

/// Keeps an axis as it is cut already.
struct Keep {
  bool operator==(const Keep&) const = default;
  template <class Archive>
  void serialize(Archive&) {}
};
inline constexpr Keep keep_chunks;

/// How one axis is to be cut.
class AxisChunks {
public:
  AxisChunks() = default; ///< Kept as it is.
  AxisChunks(Keep) {}
  AxisChunks(std::int64_t size) : wanted_(size) {} ///< Chunks of that length; -1: one chunk.
  AxisChunks(int size) : wanted_(std::int64_t{size}) {}
  AxisChunks(std::vector<std::int64_t> sizes) : wanted_(std::move(sizes)) {}
  AxisChunks(std::initializer_list<std::int64_t> sizes) : wanted_(std::vector<std::int64_t>(sizes)) {}
  AxisChunks(std::string size) : wanted_(std::move(size)) {} ///< "auto", or the bytes of a chunk: "64MiB".
  AxisChunks(const char* size) : wanted_(std::string(size)) {}

  using Wanted = std::variant<Keep, std::int64_t, std::vector<std::int64_t>, std::string>;
  const Wanted& wanted() const noexcept { return wanted_; }
  template <class Archive>
  void serialize(Archive& archive) {
    archive(wanted_);
  }

private:
  Wanted wanted_;
};

/// How an array is to be cut, as an argument:
///
///     100                                chunks of length 100 along every axis
///     -1                                 one chunk
///     {100, -1, keep_chunks, {3, 4, 3}}  one entry an axis: a length, the whole axis, as it is, or the sizes
///     Chunks::along({{0, 100}})          some axes; the others are kept
///     "auto", "64MiB"                    about that many bytes a chunk (auto: 8 MiB), long along the inner axes
///     array.chunking()                   as another array
///
/// In a list, "auto" and sizes in bytes share what the other axes leave of a chunk.
class Chunks {
public:
  Chunks() : Chunks("auto") {}
  Chunks(std::int64_t size) : every_(size) {}
  Chunks(int size) : every_(size) {}
  Chunks(const char* size) : every_(size) {}
  Chunks(std::string size) : every_(std::move(size)) {}
  Chunks(std::initializer_list<AxisChunks> axes) : form_(Form::list), list_(axes) {}
  Chunks(std::vector<AxisChunks> axes) : form_(Form::list), list_(std::move(axes)) {}
  Chunks(const Chunking& chunking);
  /// Axes may be counted from the last: -1.
  static Chunks along(std::map<std::int64_t, AxisChunks> axes);

  /// The same for an array with its axes the other way round.
  Chunks reversed() const;

  /// The chunking this asks for.
  ///
  /// \param current  how the array is cut now, of which kept axes stay as they are; the automatic one for a
  ///                 new array
  /// \throws ShapeError if there are not as many entries as axes, or sizes don't add up to the
  ///         extent; AxisError for an axis that does not exist or is named twice; ValueError for lengths
  ///         under 1 other than -1 and for texts that are no size.
  Chunking resolve(const Shape& shape, DType dtype, const Chunking& current) const;
  /// The same for an array that lies in pieces of its own, as in a file of chunks: along axes left to "auto" or to
  /// bytes chunks are of whole pieces, so that no two tasks need the same one. "auto" makes chunks of one piece at
  /// least; where one has more than the bytes that are asked for, pieces are cut.
  ///
  /// \param piece  their lengths; 0 along an axis where they differ, which stays cut as it is
  Chunking resolve(const Shape& shape, DType dtype, const Chunking& current, const Shape& piece) const;
  Chunking resolve(const Shape& shape, DType dtype) const;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(form_, every_, list_);
    archive(axes_);
  }

private:
  enum class Form : std::uint8_t { every, list, along };
  friend constexpr Form last_of(Form) { return Form::along; }
  std::vector<AxisChunks> by_axis(std::size_t rank) const;

  Form form_ = Form::every;
  AxisChunks every_;
  std::vector<AxisChunks> list_;
  std::vector<std::pair<std::int64_t, AxisChunks>> axes_;
};

} // namespace troupe
