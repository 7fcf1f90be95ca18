#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include <troupe/array.hpp>

#include "json_value.hpp"

namespace troupe::conformance {

/// What a name of an array program stands for.
using Binding = std::variant<Array, Json>;
using Names = std::map<std::string, Binding>;
using Results = std::vector<Binding>;

/// One step of an array program: its arguments, in the kinds of the suite's section 4.
class ArrayCall {
public:
  ArrayCall(const Json& arguments, const Names& names, Session& session)
      : arguments_(arguments), names_(names), session_(session) {}

  /// Whether the argument is there and not null.
  bool has(const char* name) const { return arguments_.contains(name) && !arguments_[name].is_null(); }
  const Json& json(const char* name) const { return arguments_.at(name); }
  template <class T>
  T get(const char* name, T otherwise) const {
    return has(name) ? arguments_[name].get<T>() : otherwise;
  }
  double real(const char* name, double otherwise) const {
    return has(name) ? real_from_json(arguments_[name]) : otherwise;
  }

  /// An array or a scalar.
  Located operand(const char* name) const { return to_operand(json(name)); }
  /// An array; scalars and lists of numbers become one.
  Array array(const char* name) const { return to_array(json(name)); }
  std::vector<Array> arrays(const char* name) const;

  /// An int or a list of ints as a list; nothing for null.
  std::optional<std::vector<std::int64_t>> integers(const char* name) const;
  /// The same for axes.
  std::optional<std::vector<int>> axes(const char* name = "axis") const;
  Axes axes_or_all(const char* name = "axis") const; ///< All where none are named.
  /// One axis; nothing for null.
  std::optional<int> axis(const char* name = "axis") const;
  std::optional<DType> dtype(const char* name = "dtype") const;

  Located to_operand(const Json& json) const;
  Array to_array(const Json& json) const;

  /// For the one operation that may compute: the shape of an array whose length only the data can tell.
  Session& session() const { return session_; }

private:
  const Json& arguments_;
  const Names& names_;
  Session& session_;
};

/// One row of a family's table.
struct ArrayOperation {
  const char* name; ///< the suite's
  Results (*run)(const ArrayCall& call);
  const char* public_name = nullptr; ///< The function's, where it has another: errors name that.
};

/// A number of the suite as a scalar.
Scalar scalar_from_json(const Json& json);

/// One element of an index, in the forms of the suite's section 5.
Index index_element(const ArrayCall& call, const Json& json);

// One table a family of operations; a file each.
std::span<const ArrayOperation> creation_operations();
std::span<const ArrayOperation> elementwise_operations();
std::span<const ArrayOperation> choosing_operations();
std::span<const ArrayOperation> indexing_operations();
std::span<const ArrayOperation> reduction_operations();
std::span<const ArrayOperation> shape_operations();
std::span<const ArrayOperation> blockwise_operations();
std::span<const ArrayOperation> function_operations();
std::span<const ArrayOperation> joining_operations();
std::span<const ArrayOperation> linalg_operations();
std::span<const ArrayOperation> metadata_operations();
std::span<const ArrayOperation> diagonal_operations();
std::span<const ArrayOperation> neighbour_operations();
std::span<const ArrayOperation> order_operations();
std::span<const ArrayOperation> sorting_operations();
std::span<const ArrayOperation> random_operations();

} // namespace troupe::conformance
