#include "expression/call_scope.hpp"

#include <string>
#include <typeinfo>
#include <utility>

#include <troupe/error.hpp>

namespace troupe {

namespace {

thread_local SourceLine current_line;
thread_local bool call_under_way = false;

template <class Kind>
[[noreturn]] void throw_reworded(const Rewording& reworded, const Kind& error) {
  std::string message = reworded(error.what());
  // A class derived from `Kind` may carry more than a message.
  if (message == error.what() || typeid(error) != typeid(Kind))
    throw;
  throw Kind(std::move(message));
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

void rethrow_reworded(const Rewording& reworded) {
  try {
    throw;
  } catch (const ShapeError& error) {
    throw_reworded(reworded, error);
  } catch (const DTypeError& error) {
    throw_reworded(reworded, error);
  } catch (const AxisError& error) {
    throw_reworded(reworded, error);
  } catch (const IndexError& error) {
    throw_reworded(reworded, error);
  } catch (const ValueError& error) {
    throw_reworded(reworded, error);
  } catch (const KeyError& error) {
    throw_reworded(reworded, error);
  } catch (const FileError& error) {
    throw_reworded(reworded, error);
  } catch (const StoreError& error) {
    throw_reworded(reworded, error);
  } catch (const Error& error) {
    throw_reworded(reworded, error);
  }
}

void rethrow_named(std::string_view operation) {
  rethrow_reworded([&](std::string_view message) {
    const bool leads = message.starts_with(operation) && message.size() > operation.size()
                       && (message[operation.size()] == ':' || message[operation.size()] == ' ');
    return (leads ? "" : std::string(operation) + ": ") + std::string(message);
  });
}

} // namespace troupe
