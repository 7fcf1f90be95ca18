#include "graph/graph_functions.hpp"

#include <algorithm>
#include <functional>
#include <span>
#include <utility>
#include <vector>

#include <troupe/error.hpp>
#include <troupe/kernel.hpp>

namespace troupe::conformance {

namespace {

using Arguments = std::span<const Value>;

bool is_number(const Value& value) {
  return value.kind() == ValueKind::boolean || value.kind() == ValueKind::integer
         || value.kind() == ValueKind::real;
}

std::int64_t integer(const Value& value) {
  return value.kind() == ValueKind::boolean ? std::int64_t{value.as_bool()} : value.as_integer();
}

/// Integers stay integers, and must not overflow; anything with a real is a real.
template <class Checked, class Real>
Value arithmetic(const Value& left, const Value& right, Checked checked, Real real) {
  if (!is_number(left) || !is_number(right))
    throw ValueError("cannot calculate with " + to_string(left) + " and " + to_string(right));
  if (left.kind() == ValueKind::real || right.kind() == ValueKind::real)
    return real(left.as_real(), right.as_real());
  std::int64_t result = 0;
  if (checked(integer(left), integer(right), &result))
    throw ValueError("the result does not fit into 64 bits");
  return result;
}

Value add_numbers(const Value& left, const Value& right) {
  return arithmetic(
      left, right, [](auto a, auto b, auto* out) { return __builtin_add_overflow(a, b, out); },
      std::plus<>());
}

Value subtract(const Value& left, const Value& right) {
  return arithmetic(
      left, right, [](auto a, auto b, auto* out) { return __builtin_sub_overflow(a, b, out); },
      std::minus<>());
}

/// As many copies as Python makes, one after the other: none for a count below 1.
Value repeated(const Value& value, std::int64_t count) {
  const bool is_text = value.kind() == ValueKind::text;
  const std::size_t size = is_text ? value.as_text().size() : value.as_list().size();
  if (size == 0)
    return value;
  constexpr std::int64_t most = 1 << 24;
  if (count > most / static_cast<std::int64_t>(size))
    throw ValueError("there is no room for " + std::to_string(count) + " copies");
  std::string text;
  std::vector<Value> items;
  for (; count > 0; --count) {
    if (is_text)
      text += value.as_text();
    else
      items.insert(items.end(), value.as_list().begin(), value.as_list().end());
  }
  return is_text ? Value(text) : Value::list(std::move(items));
}

bool is_sequence(const Value& value) {
  return value.kind() == ValueKind::text || value.kind() == ValueKind::list;
}

bool is_whole(const Value& value) {
  return value.kind() == ValueKind::boolean || value.kind() == ValueKind::integer;
}

/// A text or a list times an integer is repeated, as in Python.
Value multiply(const Value& left, const Value& right) {
  if (is_sequence(left) && is_whole(right))
    return repeated(left, integer(right));
  if (is_whole(left) && is_sequence(right))
    return repeated(right, integer(left));
  return arithmetic(
      left, right, [](auto a, auto b, auto* out) { return __builtin_mul_overflow(a, b, out); },
      std::multiplies<>());
}

/// Numbers are added, texts and lists joined.
Value add(const Value& left, const Value& right) {
  if (left.kind() == ValueKind::text && right.kind() == ValueKind::text)
    return left.as_text() + right.as_text();
  if (left.kind() == ValueKind::list && right.kind() == ValueKind::list) {
    std::vector<Value> items(left.as_list().begin(), left.as_list().end());
    items.insert(items.end(), right.as_list().begin(), right.as_list().end());
    return Value::list(std::move(items));
  }
  return add_numbers(left, right);
}

Value divide(const Value& left, const Value& right) {
  if (!is_number(left) || !is_number(right) || right.as_real() == 0)
    throw ValueError("cannot divide " + to_string(left) + " by " + to_string(right));
  return left.as_real() / right.as_real();
}

bool are_equal(const Value& left, const Value& right) {
  if (is_number(left) && is_number(right)) {
    if (left.kind() == ValueKind::real || right.kind() == ValueKind::real)
      return left.as_real() == right.as_real();
    return integer(left) == integer(right);
  }
  if (left.kind() == ValueKind::list && right.kind() == ValueKind::list)
    return std::ranges::equal(left.as_list(), right.as_list(), are_equal);
  return left == right;
}

bool is_less(const Value& left, const Value& right);

/// As Python orders lists: by the first items that differ, and only these must have an order.
bool is_less_list(std::span<const Value> left, std::span<const Value> right) {
  const auto [a, b] = std::ranges::mismatch(left, right, are_equal);
  return a == left.end() || b == right.end() ? left.size() < right.size() : is_less(*a, *b);
}

bool is_less(const Value& left, const Value& right) {
  if (left.kind() == ValueKind::text && right.kind() == ValueKind::text)
    return left.as_text() < right.as_text();
  if (left.kind() == ValueKind::list && right.kind() == ValueKind::list)
    return is_less_list(left.as_list(), right.as_list());
  if (!is_number(left) || !is_number(right))
    throw ValueError("cannot order " + to_string(left) + " and " + to_string(right));
  if (left.kind() == ValueKind::real || right.kind() == ValueKind::real)
    return left.as_real() < right.as_real();
  return integer(left) < integer(right);
}

/// What Python iterates over: the items of a list, the characters of a text.
std::vector<Value> items_of(const Value& value) {
  if (value.kind() != ValueKind::text)
    return {value.as_list().begin(), value.as_list().end()};
  const std::string& text = value.as_text();
  std::vector<Value> characters;
  for (std::size_t begin = 0, end = 0; begin < text.size(); begin = end) {
    for (end = begin + 1; end < text.size() && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U;)
      ++end; // the later bytes of a UTF-8 character are 10xxxxxx
    characters.emplace_back(text.substr(begin, end - begin));
  }
  return characters;
}

Value sum_list(Arguments arguments) {
  Value sum = 0;
  for (const Value& item : items_of(arguments[0]))
    sum = add_numbers(sum, item);
  return sum;
}

Value max_list(Arguments arguments) {
  const std::vector<Value> items = items_of(arguments[0]);
  if (items.empty())
    throw ValueError("an empty list has no largest item");
  return *std::ranges::max_element(items, is_less);
}

Value sort_list(Arguments arguments) {
  std::vector<Value> items = items_of(arguments[0]);
  std::ranges::stable_sort(items, is_less);
  return Value::list(std::move(items));
}

Value concat(Arguments arguments) {
  std::string text;
  for (const Value& item : items_of(arguments[0]))
    text += item.as_text();
  return text;
}

Value item_at(Arguments arguments) {
  const std::vector<Value> items = items_of(arguments[0]);
  const std::int64_t index = integer(arguments[1]);
  const auto count = static_cast<std::int64_t>(items.size());
  if (index < -count || index >= count)
    throw ValueError("there is no item " + std::to_string(index) + " in a list of " + std::to_string(count));
  return items[static_cast<std::size_t>(index < 0 ? index + count : index)];
}

template <Value (*function)(Arguments)>
Value run(const KernelCall& call) {
  return function(call.arguments);
}

struct Row {
  const char* name;
  int arity;
  KernelFunction run;
};

constexpr Row functions[] = {
    {"inc", 1, run<[](Arguments a) { return add_numbers(a[0], 1); }>},
    {"dec", 1, run<[](Arguments a) { return subtract(a[0], 1); }>},
    {"double", 1, run<[](Arguments a) { return multiply(2, a[0]); }>},
    {"neg", 1, run<[](Arguments a) { return subtract(0, a[0]); }>},
    {"square", 1, run<[](Arguments a) { return multiply(a[0], a[0]); }>},
    {"add", 2, run<[](Arguments a) { return add(a[0], a[1]); }>},
    {"sub", 2, run<[](Arguments a) { return subtract(a[0], a[1]); }>},
    {"mul", 2, run<[](Arguments a) { return multiply(a[0], a[1]); }>},
    {"div", 2, run<[](Arguments a) { return divide(a[0], a[1]); }>},
    {"add3", 3, run<[](Arguments a) { return add(add(a[0], a[1]), a[2]); }>},
    {"sum_list", 1, run<sum_list>},
    {"max_list", 1, run<max_list>},
    {"len_list", 1, run<[](Arguments a) { return Value(items_of(a[0]).size()); }>},
    {"sort_list", 1, run<sort_list>},
    {"concat", 1, run<concat>},
    {"pair", 2, run<[](Arguments a) {
       return Value::list({a[0], a[1]});
     }>},
    {"item_at", 2, run<item_at>},
    {"identity", 1, run<[](Arguments a) { return a[0]; }>},
    {"const", 0, run<[](Arguments) { return Value(7); }>},
    {"fail", 1, run<[](Arguments a) -> Value { throw ValueError(a[0].as_text()); }>},
    {"is_null", 1, run<[](Arguments a) { return Value(a[0].is_null()); }>},
};

} // namespace

std::string graph_kernel(const std::string& function) { return "suite." + function; }

void register_graph_functions() {
  for (const Row& row : functions)
    KernelRegistry::instance().add({.name = graph_kernel(row.name),
                                    .summary = "a function of the suite",
                                    .arity = row.arity,
                                    .run = row.run});
}

} // namespace troupe::conformance
