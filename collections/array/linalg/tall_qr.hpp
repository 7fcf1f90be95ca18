#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include <troupe/array/array.hpp>

#include "expression/node.hpp"

// QR of a matrix of many rows and few columns. Every block of rows is factored by itself, the R of some blocks, one
// below the other, are factored again, until one R is left:
//
//     A₀ ──> R₀, reflectors ─┐
//     A₁ ──> R₁, reflectors ─┴──> R, reflectors           Q goes the way back: Q_parent's rows are multiplied by
//                                                         the reflectors of the block
//
// Q's tasks need no product of matrices of their own: applying reflectors costs the same as forming Q. A block that has
// fewer rows than columns is its own R, and its Q the identity.

namespace troupe {

/// The shape of the tree, which depends on the chunking alone.
class RowTree {
public:
  struct Member {
    std::int64_t rows = 0;           ///< That it factors.
    std::int64_t kept = 0;           ///< Rows of its R.
    std::int64_t first = 0;          ///< Where its R begins among the rows of its parent.
    std::int64_t parent = -1;        ///< -1: the root.
    std::int64_t begin = 0, end = 0; ///< Its children, numbers of members; none for a block of the array.
  };

  RowTree(const std::vector<std::int64_t>& row_sizes, std::int64_t columns, std::size_t element_bytes);

  /// The array's blocks first, then level by level; the root is last.
  const std::vector<Member>& members() const noexcept { return members_; }

private:
  std::vector<Member> members_;
};

/// All tasks of the tree that factor; as blocks they stand in the order of `RowTree`. They yield lists, which only the
/// operations below can read. The input's columns are one chunk.
struct RowFactors {
  static constexpr std::string_view name = "qr_rows";
  bool keeps_reflectors = true;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(keeps_reflectors);
  }
  std::string_view label() const { return "qr"; }
  ArrayMetadata infer(std::span<const Array> inputs) const;
  void lower(const ArrayNode& node, Lowering& lowering) const;
};

/// R of `inputs[0]`, `RowFactors` of `inputs[1]`.
struct RowFactorsR {
  static constexpr std::string_view name = "qr_r";
  template <class Archive>
  void serialize(Archive&) {}
  ArrayMetadata infer(std::span<const Array> inputs) const;
  void lower(const ArrayNode& node, Lowering& lowering) const;
};

/// Q of `inputs[0]`, `RowFactors` of `inputs[1]`, times `inputs[2]`, a matrix of one chunk, if there is one. Cut as
/// `inputs[1]`.
struct RowFactorsQ {
  static constexpr std::string_view name = "qr_q";
  template <class Archive>
  void serialize(Archive&) {}
  ArrayMetadata infer(std::span<const Array> inputs) const;
  void lower(const ArrayNode& node, Lowering& lowering) const;
};

/// Whether a matrix of known shape is factored that way.
bool is_tall(const Array& matrix);

/// `matrix` with columns in one chunk, and rows in chunks as long as the method wants them.
Array cut_into_rows(const Array& matrix);

} // namespace troupe
