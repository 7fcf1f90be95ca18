#include <map>
#include <random>
#include <string>

#include <boost/test/unit_test.hpp>

#include <troupe/error.hpp>

#include "graph/key_index.hpp"

using namespace troupe;

namespace {

/// A text of few letters, so that names, blocks and texts by hand meet often.
std::string random_text(std::mt19937_64& random) {
  std::string text(1, static_cast<char>('a' + random() % 3));
  for (std::uint64_t parts = random() % 4; parts > 0; --parts)
    text.append(random() % 8 == 0 ? "/0" : "/").append(std::to_string(random() % 5));
  return text;
}

} // namespace

BOOST_AUTO_TEST_SUITE(key_index)

BOOST_AUTO_TEST_CASE(every_text_is_one_key_whatever_the_form_and_order) {
  for (std::uint64_t seed = 0; seed < 400; ++seed) {
    std::mt19937_64 random(seed);
    KeyIndex index;
    std::map<std::string, TaskId> known;
    std::vector<std::pair<NameId, std::uint32_t>> names;
    for (int turn = 0; turn < 150; ++turn) {
      if (random() % 6 == 0) {
        Shape grid;
        std::uint32_t blocks = 1;
        for (std::uint64_t axes = random() % 3; axes > 0; --axes) {
          grid.push_back(static_cast<std::int64_t>(random() % 5));
          blocks *= static_cast<std::uint32_t>(grid.back());
        }
        try {
          names.emplace_back(index.add_name(random_text(random), grid), blocks);
        } catch (const KeyError&) { // taken, or sharing keys with another name
        }
      } else if (random() % 2 == 0 && !names.empty() && names.back().second > 0) {
        const auto [name, blocks] = names[random() % names.size()];
        if (blocks == 0)
          continue;
        const TaskId task = index.find_or_append(name, static_cast<std::uint32_t>(random() % blocks));
        const auto [place, is_new] = known.try_emplace(index.text(task), task);
        BOOST_REQUIRE_MESSAGE(place->second == task, "seed " << seed << ", key " << place->first);
      } else {
        const std::string text = random_text(random);
        const TaskId task = index.find_or_append(text);
        const auto [place, is_new] = known.try_emplace(text, task);
        BOOST_REQUIRE_MESSAGE(place->second == task, "seed " << seed << ", key " << text);
        BOOST_REQUIRE_MESSAGE(index.text(task) == text, "seed " << seed << ", key " << text);
      }
    }
    BOOST_TEST(index.size() == known.size());
    for (const auto& [text, task] : known)
      BOOST_REQUIRE_MESSAGE(index.find(text) == task, "seed " << seed << ", key " << text);
  }
}

BOOST_AUTO_TEST_CASE(keys_that_were_not_added_are_not_found) {
  KeyIndex index;
  const NameId name = index.add_name("a", {2, 3});
  index.find_or_append(name, 4);

  for (const char* text :
       {"a", "a/1", "a/1/2", "a/2/0", "a/01/1", "a/1/1/1", "a/1/ 1", "a/1/-1", "a/1/4294967297"})
    BOOST_TEST(index.find(text) == no_task, text);
  BOOST_TEST(index.find("a/1/1") == 0U);
}

BOOST_AUTO_TEST_CASE(a_filtered_copy_finds_the_blocks_it_has) {
  KeyIndex index;
  const NameId name = index.add_name("a", {100'000});
  for (std::uint32_t block = 0; block < 100'000; ++block)
    index.find_or_append(name, block);
  index.find_or_append("by hand");

  for (const std::uint32_t stride : {1U, 2U, 7U, 1000U}) {
    KeyIndex copy = index.names_only();
    for (TaskId task = 0; task < index.size(); task += stride)
      copy.append_from(index, task);
    for (std::uint32_t block = 0; block < 100'000; ++block)
      BOOST_REQUIRE(copy.find(name, block) == (block % stride == 0 ? block / stride : no_task));
    BOOST_TEST((copy.find("by hand") != no_task) == (100'000 % stride == 0));
  }
}

BOOST_AUTO_TEST_CASE(a_filtered_copy_finds_its_texts_and_gives_them_to_a_name_declared_later) {
  KeyIndex index;
  for (int i = 0; i < 1000; ++i)
    index.find_or_append("a/" + std::to_string(i));
  index.add_name("b", {});

  KeyIndex copy = index.names_only(500);
  for (TaskId task = 0; task < 1000; task += 2)
    copy.append_from(index, task);
  for (int i = 0; i < 1000; ++i)
    BOOST_REQUIRE(copy.find("a/" + std::to_string(i)) == (i % 2 == 0 ? static_cast<TaskId>(i / 2) : no_task));

  const NameId name = copy.add_name("a", {600});
  BOOST_TEST(copy.find(name, 598) == 299U);
  BOOST_TEST(copy.find(name, 599) == no_task);
  BOOST_TEST(copy.find("a/600") == 300U);
  BOOST_TEST(copy.find_or_append(name, 598) == 299U);
}

BOOST_AUTO_TEST_SUITE_END()
