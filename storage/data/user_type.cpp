#include <cstdlib>
#include <memory>
#include <string>

#include <cxxabi.h>

#include <troupe/user_type.hpp>

namespace troupe::detail {

std::string name_in_source(const std::type_info& type) {
  int status = 0;
  const std::unique_ptr<char, void (*)(void*)> name(
      abi::__cxa_demangle(type.name(), nullptr, nullptr, &status), std::free);
  return name == nullptr ? type.name() : name.get();
}

void refuse_user_type(const Value& value, std::string_view wanted) {
  const auto* const object = value.find<ValueObject>();
  throw DTypeError("value: "
                   + (object == nullptr ? to_string(value) : "\"" + std::string(object->type_name()) + "\"")
                   + " is not of the type \"" + std::string(wanted) + "\"");
}

} // namespace troupe::detail
