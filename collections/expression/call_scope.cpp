#include "expression/call_scope.hpp"

#include <string>
#include <typeinfo>

#include <troupe/error.hpp>

namespace troupe {

namespace {

thread_local SourceLine current_line;
thread_local bool call_under_way = false;

template <class Kind>
[[noreturn]] void throw_named(std::string_view operation, const Kind& error) {
  const std::string_view message = error.what();
  // A class derived from `Kind` may carry more than a message.
  if (message.starts_with(std::string(operation) + ":") || typeid(error) != typeid(Kind))
    throw;
  throw Kind(std::string(operation) + ": " + std::string(message));
}

} // namespace

CallScope::CallScope(SourceLine line) noexcept : outermost_(!call_under_way) {
  if (outermost_) {
    call_under_way = true;
    current_line = line;
  }
}

CallScope::~CallScope() {
  if (outermost_) {
    call_under_way = false;
    current_line = {};
  }
}

SourceLine CallScope::line() noexcept { return current_line; }

void rethrow_named(std::string_view operation) {
  try {
    throw;
  } catch (const ShapeError& error) {
    throw_named(operation, error);
  } catch (const DTypeError& error) {
    throw_named(operation, error);
  } catch (const AxisError& error) {
    throw_named(operation, error);
  } catch (const IndexError& error) {
    throw_named(operation, error);
  } catch (const ValueError& error) {
    throw_named(operation, error);
  } catch (const KeyError& error) {
    throw_named(operation, error);
  } catch (const FileError& error) {
    throw_named(operation, error);
  } catch (const StoreError& error) {
    throw_named(operation, error);
  } catch (const Error& error) {
    throw_named(operation, error);
  }
}

} // namespace troupe
