// Plugins that cannot be loaded. One that can be: tests/tools/graph_test.cpp.

#include <string>

#include <boost/test/unit_test.hpp>

#include <troupe/error.hpp>
#include <troupe/plugin.hpp>

#include "support/error_message.hpp"

using namespace troupe;
using namespace troupe::test;

BOOST_AUTO_TEST_SUITE(plugin)

BOOST_AUTO_TEST_CASE(what_is_thrown_and_no_exception_is_told_as_an_error) {
  for (int attempt = 0; attempt < 2; ++attempt)
    BOOST_CHECK_EXCEPTION(load_plugin(THROWING_PLUGIN), Error,
                          says<Error>("load_plugin: " THROWING_PLUGIN
                                      ": troupe_plugin threw something that is not a std::exception"));
}

BOOST_AUTO_TEST_CASE(a_file_that_is_not_there_is_named) {
  const std::string message = message_of<FileError>([] { load_plugin("/nowhere/at_all.so"); });

  BOOST_TEST(message.find("/nowhere/at_all.so") != std::string::npos, message);
}

BOOST_AUTO_TEST_SUITE_END()
