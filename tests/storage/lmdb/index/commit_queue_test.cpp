#include <atomic>
#include <future>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <troupe/error.hpp>

#include "lmdb/index/commit_queue.hpp"
#include "support/error_message.hpp"

using namespace troupe;
using troupe::test::message_of;

namespace {

std::vector<IndexChange> put(std::string key) {
  return {{IndexChange::Kind::put, std::move(key), {}, {}, {}}};
}

} // namespace

BOOST_AUTO_TEST_SUITE(commit_queue)

BOOST_AUTO_TEST_CASE(what_gathers_while_a_batch_is_written_becomes_one_batch) {
  std::vector<std::size_t> sizes;
  std::promise<void> begun, may_end;
  CommitQueue queue([&](Batch& batch) {
    sizes.push_back(batch.changes.size());
    if (sizes.size() == 1) {
      begun.set_value();
      may_end.get_future().wait();
    }
  });

  std::thread first([&] { queue.commit(queue.add(put("first"), 1)); });
  begun.get_future().wait();
  const auto second = queue.add(put("second"), 1);
  const auto third = queue.add(put("third"), 1);
  may_end.set_value();
  queue.commit(second);
  first.join();

  BOOST_TEST((second == third));
  BOOST_TEST(third->is_done);
  BOOST_TEST(sizes == (std::vector<std::size_t>{1, 2}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(all_who_wait_for_a_batch_learn_why_it_failed_and_the_next_succeeds) {
  bool fails = true;
  CommitQueue queue([&](Batch&) {
    if (fails)
      throw StoreError("no");
  });
  const auto batch = queue.add(put("a"), 1);

  BOOST_TEST(message_of<StoreError>([&] { queue.commit(batch); }) == "no");
  BOOST_TEST(message_of<StoreError>([&] { queue.commit(batch); }) == "no");
  fails = false;
  BOOST_CHECK_NO_THROW(queue.commit(queue.add(put("b"), 1)));
  BOOST_CHECK_NO_THROW(queue.commit_all());
}

BOOST_AUTO_TEST_CASE(a_failure_nobody_waited_for_is_told_once_by_the_next_commit) {
  bool fails = true;
  CommitQueue queue([&](Batch&) {
    if (fails)
      throw StoreError("no");
  });
  queue.commit_in_time();
  const auto batch = queue.add(put("a"), 1 << 30);

  BOOST_CHECK_THROW(queue.commit_if_due(batch), StoreError);
  fails = false;
  BOOST_TEST(message_of<StoreError>([&] { queue.commit_all(); }) == "no");
  BOOST_CHECK_NO_THROW(queue.commit_all());
}

BOOST_AUTO_TEST_CASE(a_batch_commits_by_itself_when_it_is_old) {
  std::promise<void> written;
  CommitQueue queue([&](Batch&) { written.set_value(); });
  queue.commit_in_time();

  queue.add(put("a"), 1);

  BOOST_CHECK_NO_THROW(written.get_future().get());
}

BOOST_AUTO_TEST_CASE(the_rest_is_written_in_the_end) {
  std::size_t written = 0;
  {
    CommitQueue queue([&](Batch& batch) { written += batch.changes.size(); });
    queue.add(put("a"), 1);
    queue.add(put("b"), 1);
  }

  BOOST_TEST(written == 2u);
}

BOOST_AUTO_TEST_SUITE_END()
