#pragma once

#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include <troupe/array/located.hpp>

#include "expression/programs/tile_program_builder.hpp"
#include "kernels/tile_program.hpp"

namespace troupe {

/// A tile program over any arrays that broadcast.
struct Elementwise {
  static constexpr std::string_view name = "elementwise";
  std::string shown; ///< What keys and errors show: "sqrt".
  TileProgram program;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(shown, program);
  }
  std::string_view label() const { return shown; }
  bool accepts_unknown(std::span<const Array> inputs) const;
  Array build(std::span<const Array> inputs) const;
};

/// Writes an elementwise operation: operands first, then the operations on them, with NumPy's promotion.
///
///     ElementwiseWriter writer("hypotenuse", line);
///     const Term x = writer.operand(left), y = writer.operand(right);
///     return writer.finish(writer.apply(sqrt, {writer.apply(add, {writer.apply(square, {x}), …})}));
class ElementwiseWriter {
public:
  /// An array's elements, an intermediate result, or a weak scalar.
  using Term = std::variant<TileOperand, Scalar>;

  ElementwiseWriter(std::string_view name, SourceLine line) : name_(name), line_(line) {}

  Term operand(const Located& operand);

  /// The dtype of a term; of a scalar the one it has by itself.
  DType dtype_of(const Term& term) const;
  /// The dtype all terms promote to. Scalars are weak, unless there are only scalars.
  DType common_dtype(std::span<const Term> terms) const;

  /// `term` as `dtype`.
  ///
  /// \throws ValueError for an integer that does not fit.
  TileOperand typed(const Term& term, DType dtype);
  TileOperand constant(const Scalar& value, DType dtype);
  /// `value` cut to `dtype` as in an assignment.
  TileOperand converted_constant(const Scalar& value, DType dtype);

  /// One operation: promotes the operands, lifts them to a dtype the operation has a kernel for.
  ///
  /// \throws DTypeError if there is none.
  TileOperand apply(TileOperation operation, std::initializer_list<Term> terms);
  /// A user's function of terms that have its parameters' dtypes.
  TileOperand call(const TileFunctionCall& function, DType result, std::span<const TileOperand> terms) {
    return builder_.call(function, result, terms);
  }
  /// `condition ? x : y`, the condition taken as bool.
  TileOperand where(const Term& condition, const Term& x, const Term& y);

  Array finish(const Term& result);

private:
  TileOperand compare(TileOperation operation, std::span<const Term> terms);
  TileOperand scale_by_power_of_two(const Term& x, const Term& exponent);
  [[noreturn]] void refuse(DType dtype) const;

  std::string name_;
  SourceLine line_;
  TileProgramBuilder builder_;
  std::vector<Array> arrays_;
};

/// One operation on its operands.
Array elementwise(TileOperation operation, std::initializer_list<Located> operands);
/// As above, under another name: `true_divide`.
Array elementwise(std::string_view name, TileOperation operation, std::initializer_list<Located> operands);

} // namespace troupe
