#include "json_value.hpp"

#include <cmath>
#include <limits>
#include <utility>
#include <vector>

namespace troupe::conformance {

Value value_from_json(const Json& json) {
  switch (json.type()) {
  case Json::value_t::null: return {};
  case Json::value_t::boolean: return json.get<bool>();
  case Json::value_t::number_integer:
  case Json::value_t::number_unsigned: return json.get<std::int64_t>();
  case Json::value_t::number_float: return json.get<double>();
  case Json::value_t::string: return json.get<std::string>();
  case Json::value_t::array: {
    std::vector<Value> items;
    for (const Json& item : json)
      items.push_back(value_from_json(item));
    return Value::list(std::move(items));
  }
  case Json::value_t::object: {
    std::vector<std::pair<std::string, Value>> entries;
    for (const auto& [name, item] : json.items())
      entries.emplace_back(name, value_from_json(item));
    return Value::map(std::move(entries));
  }
  default: throw Mismatch("not a JSON value: " + json.dump());
  }
}

Json json_from_value(const Value& value) {
  switch (value.kind()) {
  case ValueKind::null: return nullptr;
  case ValueKind::boolean: return value.as_bool();
  case ValueKind::integer: return value.as_integer();
  case ValueKind::real: return value.as_real();
  case ValueKind::text: return value.as_text();
  case ValueKind::list: {
    Json items = Json::array();
    for (const Value& item : value.as_list())
      items.push_back(json_from_value(item));
    return items;
  }
  case ValueKind::map: {
    Json entries = Json::object();
    for (const auto& [name, item] : value.as_map())
      entries[name] = json_from_value(item);
    return entries;
  }
  default: throw Mismatch("a " + std::string(to_string(value.kind())) + " is no JSON value");
  }
}

double real_from_json(const Json& json) {
  if (json.is_number())
    return json.get<double>();
  const std::string text = json.is_string() ? json.get<std::string>() : json.dump();
  if (text == "nan")
    return std::numeric_limits<double>::quiet_NaN();
  if (text == "inf")
    return std::numeric_limits<double>::infinity();
  if (text == "-inf")
    return -std::numeric_limits<double>::infinity();
  throw Mismatch("not a number: " + text);
}

bool fits(double got, double want, const Tolerance& tolerance) {
  if (std::isnan(got) || std::isnan(want))
    return std::isnan(got) && std::isnan(want);
  if (std::isinf(got) || std::isinf(want))
    return got == want;
  return std::abs(got - want) <= tolerance.absolute + tolerance.relative * std::abs(want);
}

namespace {

[[noreturn]] void refuse(const Json& got, const Json& want, const std::string& place) {
  throw Mismatch(place + ": got " + got.dump() + ", want " + want.dump());
}

bool numbers_fit(const Json& got, const Json& want, const Tolerance& tolerance) {
  if (got.is_number_integer() && want.is_number_integer())
    return got == want;
  return fits(real_from_json(got), real_from_json(want), tolerance);
}

} // namespace

void require_equal(const Json& got, const Json& want, const Tolerance& tolerance, const std::string& place) {
  if (got.is_number_float() && want.is_string()) // nan and the infinities are texts in JSON
    return fits(got.get<double>(), real_from_json(want), tolerance) ? void() : refuse(got, want, place);
  if (got.is_number() && want.is_number())
    return numbers_fit(got, want, tolerance) ? void() : refuse(got, want, place);
  if (got.is_array() && want.is_array()) {
    if (got.size() != want.size())
      refuse(got, want, place);
    for (std::size_t i = 0; i < want.size(); ++i)
      require_equal(got[i], want[i], tolerance, place + "[" + std::to_string(i) + "]");
    return;
  }
  if (got.is_object() && want.is_object()) {
    if (got.size() != want.size())
      refuse(got, want, place);
    for (const auto& [name, item] : want.items()) {
      if (!got.contains(name))
        refuse(got, want, place);
      require_equal(got[name], item, tolerance, place + "." + name);
    }
    return;
  }
  if (got != want)
    refuse(got, want, place);
}

} // namespace troupe::conformance
