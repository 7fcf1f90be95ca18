#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <troupe/error.hpp>

#include "lmdb/index/changes.hpp"
#include "lmdb/index/environment.hpp"
#include "support/error_message.hpp"
#include "support/temporary_directory.hpp"

using namespace troupe;
using namespace troupe::test;

namespace {

using Kind = IndexChange::Kind;
using Keys = std::vector<std::string>;

/// The record of a text of 100,000 bytes at some place of the slab.
Record at(std::uint64_t place) {
  Record record;
  record.stored = {ValueKind::text, {}, {}, 100'000, 100'000, Compression::none, false};
  record.offset = place * extent_alignment;
  return record;
}

Extent extent_at(std::uint64_t place) { return {place * extent_alignment, 2 * extent_alignment}; }

IndexChange put(std::string key, std::uint64_t place) {
  return {Kind::put, std::move(key), to_bytes(at(place)), {}, extent_at(place)};
}

IndexChange replace(std::string key, std::uint64_t old_place, std::uint64_t place) {
  return {Kind::replace, std::move(key), to_bytes(at(place)), to_bytes(at(old_place)), extent_at(place)};
}

IndexChange renaming(std::string from, std::string to) {
  return {Kind::rename_prefix, std::move(from), {}, std::move(to), {}};
}

struct Index {
  TemporaryDirectory place;
  Environment environment{place.path(), StoreAccess::write, Durability::scratch};

  ChangeOutcome apply(const std::vector<IndexChange>& changes) {
    ChangeOutcome outcome;
    WriteTransaction transaction(environment);
    apply_changes(environment, transaction, changes, outcome);
    transaction.commit();
    return outcome;
  }
  /// "key at place" for each record.
  Keys content() {
    Keys lines;
    const ReadTransaction transaction(environment);
    for_each_record(environment, transaction, {}, [&](std::string_view key, std::string_view bytes) {
      lines.push_back(std::string(key) + " at "
                      + std::to_string(parse_record(bytes).record.offset / extent_alignment));
    });
    return lines;
  }
};

} // namespace

BOOST_AUTO_TEST_SUITE(changes)

BOOST_AUTO_TEST_CASE(what_a_put_takes_the_place_of_is_freed) {
  Index index;

  const ChangeOutcome first = index.apply({put("a", 0)});
  const ChangeOutcome second = index.apply({put("a", 2)});

  BOOST_TEST(first.freed.empty());
  BOOST_TEST(first.bytes_added == 100'000u);
  BOOST_TEST(first.bytes_removed == 0u);
  BOOST_TEST((second.freed == std::vector<Extent>{extent_at(0)}));
  BOOST_TEST(second.bytes_added == 100'000u);
  BOOST_TEST(second.bytes_removed == 100'000u);
  BOOST_TEST(index.content() == Keys{"a at 2"}, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_record_is_replaced_only_if_it_is_the_same_still) {
  Index index;
  index.apply({put("moves", 0), put("changes", 2)});

  const ChangeOutcome outcome = index.apply(
      {put("changes", 4), replace("moves", 0, 6), replace("changes", 2, 8), replace("gone", 2, 10)});

  BOOST_TEST(index.content() == (Keys{"changes at 4", "moves at 6"}), boost::test_tools::per_element());
  BOOST_TEST((outcome.freed == std::vector<Extent>{extent_at(2), extent_at(0), extent_at(8), extent_at(10)}));
}

BOOST_AUTO_TEST_CASE(erasing_frees_and_what_is_not_there_is_no_error) {
  Index index;
  index.apply({put("a", 0), put("b/1", 2), put("b/2", 4), put("b0", 6)});

  const ChangeOutcome outcome = index.apply({{Kind::erase, "a", {}, {}, {}},
                                             {Kind::erase, "a", {}, {}, {}},
                                             {Kind::erase_prefix, "b/", {}, {}, {}},
                                             {Kind::erase_prefix, "c", {}, {}, {}}});

  BOOST_TEST(index.content() == Keys{"b0 at 6"}, boost::test_tools::per_element());
  BOOST_TEST((outcome.freed == std::vector<Extent>{extent_at(0), extent_at(2), extent_at(4)}));
  BOOST_TEST(outcome.bytes_removed == 300'000u);
}

BOOST_AUTO_TEST_CASE(renaming_moves_records_and_frees_all_that_was_under_the_new_prefix) {
  Index index;
  index.apply({put("new/0", 0), put("new/1", 2), put("old/1", 4), put("old/7", 6), put("older", 8)});

  const ChangeOutcome outcome = index.apply({renaming("new/", "old/")});

  BOOST_TEST(index.content() == (Keys{"old/0 at 0", "old/1 at 2", "older at 8"}),
             boost::test_tools::per_element());
  BOOST_TEST((outcome.freed == std::vector<Extent>{extent_at(4), extent_at(6)}));
  BOOST_TEST(outcome.bytes_added == 0u);
  BOOST_TEST(outcome.bytes_removed == 200'000u);
}

BOOST_AUTO_TEST_CASE(renaming_nothing_or_to_the_same_changes_nothing) {
  Index index;
  index.apply({put("a/0", 0), put("b/0", 2)});

  const ChangeOutcome outcome = index.apply({renaming("c/", "a/"), renaming("b/", "b/")});

  BOOST_TEST(index.content() == (Keys{"a/0 at 0", "b/0 at 2"}), boost::test_tools::per_element());
  BOOST_TEST(outcome.freed.empty());
}

BOOST_AUTO_TEST_CASE(prefixes_that_contain_each_other_keep_what_is_renamed) {
  Index outwards, inwards;
  outwards.apply({put("a", 0), put("a/0", 2), put("a/1", 4), put("ab", 6)});
  inwards.apply({put("a/0", 0), put("a/new/1", 2)});

  const ChangeOutcome outcome = outwards.apply({renaming("a/", "a")});
  inwards.apply({renaming("a/", "a/new/")});

  BOOST_TEST(outwards.content() == (Keys{"a0 at 2", "a1 at 4"}), boost::test_tools::per_element());
  BOOST_TEST((outcome.freed == std::vector<Extent>{extent_at(0), extent_at(6)}));
  BOOST_TEST(inwards.content() == (Keys{"a/new/0 at 0", "a/new/new/1 at 2"}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_name_that_is_none_takes_all_changes_back) {
  Index index;
  index.apply({put("a", 0)});

  BOOST_TEST(message_of<StoreError>([&] {
               index.apply({put("b", 2), renaming("a", "")});
             })
             == "store " + index.place.path().string()
                    + ": renaming \"a\" to \"\": a key has 1 to 400 bytes, not 0");
  BOOST_CHECK_THROW(index.apply({put("b", 2), renaming("a", std::string(401, 'c'))}), StoreError);
  BOOST_TEST(index.content() == Keys{"a at 0"}, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_SUITE_END()
