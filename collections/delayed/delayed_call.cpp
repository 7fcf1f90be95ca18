#include <atomic>
#include <limits>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <utility>

#include <troupe/delayed/delayed_function.hpp>
#include <troupe/delayed/delayed_value.hpp>
#include <troupe/error.hpp>

#include "delayed/call_body.hpp"
#include "expression/built_in_kernels.hpp"
#include "expression/delayed_node.hpp"
#include "kernels/functions/pick_item.hpp"

namespace troupe::detail {

namespace {

/// Constants up to this size are hashed, so that equal ones are one.
constexpr std::size_t largest_hashed = 1 << 20;

/// Another one for every call, in every process.
Digest unique_digest() {
  static const std::uint64_t process = [] {
    std::random_device random;
    return std::uint64_t{random()} << 32 | random();
  }();
  static std::atomic<std::uint64_t> count = 0;
  Hasher hasher;
  hasher.add(process);
  hasher.add(count.fetch_add(1, std::memory_order_relaxed));
  return hasher.finish();
}

Digest digest_of_call(const CalledFunction& function, const std::vector<ArgumentTree>& arguments) {
  Hasher hasher;
  hasher.add(std::string_view("delayed"));
  hasher.add(std::string_view(function.kernel->name));
  hasher.add(function.identity);
  try {
    hash_arguments(arguments, hasher);
  } catch (const KeyError& error) {
    throw KeyError(*function.name
                   + ": equal calls of a pure function are told by their arguments: " + error.what());
  }
  return hasher.finish();
}

std::shared_ptr<const std::string> shared_name(const char* name) {
  return std::make_shared<const std::string>(name);
}

DelayedPointer make_part(const DelayedPointer& from, PickItemParameters wanted, SourceLine line) {
  static const std::shared_ptr<const std::string> name = shared_name("item");
  static const Kernel& kernel = built_in_kernel("pick_item");
  Hasher hasher;
  hasher.add(std::string_view("item"));
  hasher.add(from->digest());
  hasher.add(static_cast<std::uint64_t>(wanted.number));
  hasher.add(std::string_view(wanted.name));
  return std::make_shared<const DelayedNode>(
      DelayedCall{
          name, std::make_shared<Body>(Body::call(kernel, Parameters::of(std::move(wanted)), line)), {from}},
      hasher.finish());
}

std::optional<Digest> find_digest(const Value& value) {
  if (value.size_bytes() > largest_hashed)
    return std::nullopt;
  try {
    return digest(value);
  } catch (const KeyError&) { // of a user's type without codec
    return std::nullopt;
  }
}

} // namespace

std::shared_ptr<const CalledFunction> describe_function(const Kernel* kernel, Value callable,
                                                        DelayedOptions options) {
  constexpr int most = std::numeric_limits<std::uint16_t>::max();
  if (options.name.empty())
    throw ValueError("delayed: the name is empty");
  if (options.retries < 0 || options.retries > most)
    throw ValueError("delayed: retries: " + std::to_string(options.retries) + " is outside 0 … "
                     + std::to_string(most));
  const Digest identity = callable.is_null() ? Digest{} : unique_digest();
  return std::make_shared<const CalledFunction>(CalledFunction{
      std::make_shared<const std::string>(std::move(options.name)), kernel, std::move(callable), identity,
      options.pure, static_cast<std::uint16_t>(options.retries)});
}

DelayedPointer make_call(const CalledFunction& function, std::vector<ArgumentTree> arguments,
                         SourceLine line) {
  static const Parameters of_pure_calls = Parameters::of(CallIdentity{});
  const Digest digest = function.pure ? digest_of_call(function, arguments) : unique_digest();
  Parameters parameters = function.pure ? of_pure_calls : Parameters::of(CallIdentity{digest});
  CallBody call =
      compile_call(*function.kernel, std::move(parameters), function.callable, std::move(arguments), line);
  call.body.retries = function.retries;
  return std::make_shared<const DelayedNode>(
      DelayedCall{function.name, std::make_shared<Body>(std::move(call.body)), std::move(call.inputs)},
      digest);
}

DelayedPointer make_item(const DelayedPointer& from, std::int64_t number, SourceLine line) {
  return make_part(from, {number, {}, false}, line);
}

DelayedPointer make_entry(const DelayedPointer& from, std::string name, SourceLine line) {
  return make_part(from, {0, std::move(name), true}, line);
}

DelayedPointer make_constant(Value value, SourceLine line) {
  static const std::shared_ptr<const std::string> name = shared_name("value");
  const std::optional<Digest> known = find_digest(value);
  Body body = Body::constant(std::move(value));
  body.line = line;
  return std::make_shared<const DelayedNode>(DelayedCall{name, std::make_shared<Body>(std::move(body)), {}},
                                             known ? *known : unique_digest());
}

DelayedPointer make_whole(const Array& array) {
  return std::make_shared<const DelayedNode>(DelayedBlock{array.node()});
}

std::string key_of(const DelayedNode& node) { return node.key(); }

void refuse_item(std::int64_t number, std::size_t count) {
  throw IndexError("delayed: there is no item " + std::to_string(number) + " of " + std::to_string(count));
}

} // namespace troupe::detail
