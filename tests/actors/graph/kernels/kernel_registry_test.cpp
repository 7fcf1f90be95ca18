#include <algorithm>
#include <string>
#include <thread>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <troupe/error.hpp>
#include <troupe/kernel.hpp>

using namespace troupe;

namespace {

Kernel kernel(const std::string& name, int version = 1) {
  Kernel made;
  made.name = name;
  made.version = version;
  made.run = [](const KernelCall&) { return Value(); };
  return made;
}

} // namespace

BOOST_AUTO_TEST_SUITE(kernel_registry)

BOOST_AUTO_TEST_CASE(finds_the_newest_version_or_a_given_one) {
  KernelRegistry& registry = KernelRegistry::instance();
  const Kernel& second = registry.add(kernel("registry_test.a", 2));
  const Kernel& first = registry.add(kernel("registry_test.a", 1));

  BOOST_TEST(registry.find("registry_test.a") == &second);
  BOOST_TEST(registry.find("registry_test.a", 1) == &first);
  BOOST_TEST(registry.find("registry_test.a", 3) == nullptr);
  BOOST_TEST(registry.find("registry_test.unknown") == nullptr);
  BOOST_TEST(&registry.get("registry_test.a") == &second);
}

BOOST_AUTO_TEST_CASE(a_taken_name_and_version_is_refused) {
  KernelRegistry& registry = KernelRegistry::instance();
  registry.add(kernel("registry_test.b", 7));

  BOOST_CHECK_EXCEPTION(registry.add(kernel("registry_test.b", 7)), KeyError, [](const KeyError& error) {
    return error.what() == std::string("kernel registry: \"registry_test.b\" version 7 is taken");
  });
}

BOOST_AUTO_TEST_CASE(an_unknown_kernel_is_reported_with_near_names) {
  KernelRegistry& registry = KernelRegistry::instance();
  registry.add(kernel("registry_test.rechunk"));

  BOOST_CHECK_EXCEPTION(registry.get("registry_test.rechnuk"), KeyError, [](const KeyError& error) {
    return std::string(error.what())
        .starts_with("there is no kernel \"registry_test.rechnuk\"; near it: \"registry_test.rechunk\"");
  });
  BOOST_CHECK_EXCEPTION(registry.get("!"), KeyError, [](const KeyError& error) {
    return std::string(error.what()) == "there is no kernel \"!\"; register_kernel makes one of a function";
  });
}

BOOST_AUTO_TEST_CASE(lists_all_kernels_by_name_and_version) {
  KernelRegistry& registry = KernelRegistry::instance();
  registry.add(kernel("registry_test.list", 2));
  registry.add(kernel("registry_test.list", 1));

  const auto all = registry.all();

  BOOST_TEST(std::ranges::is_sorted(all, [](const Kernel* left, const Kernel* right) {
    return std::pair(left->name, left->version) < std::pair(right->name, right->version);
  }));
  BOOST_TEST(std::ranges::count(all, "registry_test.list", &Kernel::name) == 2);
}

BOOST_AUTO_TEST_CASE(threads_may_register_and_look_up_at_once) {
  KernelRegistry& registry = KernelRegistry::instance();
  constexpr int thread_count = 4;
  constexpr int per_thread = 100;
  std::vector<const Kernel*> rows(thread_count * per_thread);

  std::vector<std::thread> threads;
  for (int thread = 0; thread < thread_count; ++thread)
    threads.emplace_back([&, thread] {
      for (int i = 0; i < per_thread; ++i) {
        const std::string name = "registry_test.thread" + std::to_string(thread) + "." + std::to_string(i);
        rows[static_cast<std::size_t>(thread * per_thread + i)] = &registry.add(kernel(name));
        registry.find("registry_test.thread0." + std::to_string(i));
      }
    });
  for (std::thread& thread : threads)
    thread.join();

  for (const Kernel* row : rows)
    BOOST_TEST(registry.find(row->name) == row);
}

BOOST_AUTO_TEST_SUITE_END()
