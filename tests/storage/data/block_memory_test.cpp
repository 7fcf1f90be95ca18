#include <boost/test/unit_test.hpp>

#include "data/block_memory.hpp"

using namespace troupe;

namespace {

std::size_t capacity(const SizeClass& found) { return found.bytes + block_room(found.bytes); }

} // namespace

BOOST_AUTO_TEST_SUITE(block_memory)

BOOST_AUTO_TEST_CASE(classes_hold_what_they_are_asked_for_and_waste_little) {
  for (std::size_t bytes = 1; bytes < (std::size_t{1} << 40); bytes += bytes / 7 + 1) {
    const SizeClass found = size_class(bytes);
    BOOST_TEST(capacity(found) >= bytes);
    BOOST_TEST(found.bytes < bytes + bytes / 8 + block_line);
    BOOST_TEST(found.bytes % block_line == 0u);
    BOOST_TEST(class_bytes(found.number) == found.bytes);
  }
}

BOOST_AUTO_TEST_CASE(powers_of_two_waste_nothing) {
  for (std::size_t bytes = 64; bytes <= (std::size_t{1} << 62); bytes *= 2)
    BOOST_TEST(size_class(bytes).bytes == bytes);
}

BOOST_AUTO_TEST_CASE(what_is_read_with_a_header_before_it_takes_no_larger_block) {
  for (std::size_t bytes = std::size_t{256} << 10; bytes <= (std::size_t{1} << 61); bytes *= 2)
    BOOST_TEST(size_class(bytes + 4096).bytes == bytes);
}

BOOST_AUTO_TEST_CASE(classes_are_numbered_without_gaps) {
  for (std::size_t number = 1; number < class_count; ++number) {
    BOOST_TEST(class_bytes(number) > class_bytes(number - 1));
    BOOST_TEST(size_class(class_bytes(number)).number == number);
    BOOST_TEST(size_class(class_bytes(number - 1) + block_room(class_bytes(number - 1)) + 1).number
               == number);
  }
}

BOOST_AUTO_TEST_CASE(the_largest_size_has_a_class) {
  BOOST_TEST(size_class(std::size_t{1} << 62).number < class_count);
  BOOST_TEST(size_class(0).bytes == 64u);
}

BOOST_AUTO_TEST_SUITE_END()
