#pragma once

#include <string>
#include <utility>

#include <boost/test/unit_test.hpp>

namespace troupe::test {

/// What an exception of that class says when `call` throws it.
template <class Exception, class Call>
std::string message_of(const Call& call) {
  try {
    call();
  } catch (const Exception& exception) {
    return exception.what();
  }
  return "nothing was thrown";
}

/// For `BOOST_CHECK_EXCEPTION`: the exception says just this.
template <class Exception>
auto says(std::string message) {
  return [message = std::move(message)](const Exception& exception) {
    BOOST_TEST(exception.what() == message);
    return exception.what() == message;
  };
}

} // namespace troupe::test
