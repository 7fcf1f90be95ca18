// The thread sanitizer sees only what was compiled with it. CAF's library was not, so what its reference
// counts order looks like a race in our own frames: one thread writes into an actor or a message and lets go
// of it, another finds itself the last one and destroys it. Here are those functions of the library once
// more, word for word, compiled with the sanitizer; a program's own definitions come before those of shared
// libraries, for the calls within them too.
//
// The mailbox of a stock actor orders sender and receiver within the library as well: the two functions at
// its ends are wrapped and say so. Nothing is suppressed.

#if defined(__SANITIZE_THREAD__)

#include <caf/abstract_actor.hpp>
#include <caf/actor_control_block.hpp>
#include <caf/ref_counted.hpp>
#include <caf/scheduled_actor.hpp>
#include <dlfcn.h>
#include <sanitizer/tsan_interface.h>

namespace {

/// The library's own definition of a function that this program defines too.
template <class Function>
Function* library_definition(const char* mangled_name) {
  return reinterpret_cast<Function*>(dlsym(RTLD_NEXT, mangled_name));
}

} // namespace

namespace caf {

void ref_counted::deref() const noexcept {
  if (unique()) {
    request_deletion(false);
    return;
  }
  if (rc_.fetch_sub(1, std::memory_order_acq_rel) == 1)
    request_deletion(true);
}

bool intrusive_ptr_upgrade_weak(actor_control_block* x) {
  auto count = x->strong_refs.load();
  while (count != 0)
    if (x->strong_refs.compare_exchange_weak(count, count + 1, std::memory_order_relaxed))
      return true;
  return false;
}

void intrusive_ptr_release_weak(actor_control_block* x) {
  if (x->weak_refs == 1 || x->weak_refs.fetch_sub(1, std::memory_order_acq_rel) == 1)
    x->block_dtor(x);
}

void intrusive_ptr_release(actor_control_block* x) {
  if (x->strong_refs.fetch_sub(1, std::memory_order_acq_rel) == 1) {
    x->data_dtor(x->get());
    intrusive_ptr_release_weak(x);
  }
}

void scheduled_actor::enqueue(mailbox_element_ptr element, execution_unit* host) {
  // By the platform's calling convention `this` comes first, and a `unique_ptr` goes by address.
  using Enqueue = void(scheduled_actor*, mailbox_element_ptr*, execution_unit*);
  static auto* const enqueue_of_library = library_definition<Enqueue>(
      "_ZN3caf15scheduled_actor7enqueueESt10unique_ptrINS_15mailbox_elementENS_6detail8disposerEE"
      "PNS_14execution_unitE");
  __tsan_release(element.get());
  enqueue_of_library(this, &element, host);
}

scheduled_actor::message_category scheduled_actor::categorize(mailbox_element& element) {
  using Categorize = message_category(scheduled_actor*, mailbox_element*);
  static auto* const categorize_of_library =
      library_definition<Categorize>("_ZN3caf15scheduled_actor10categorizeERNS_15mailbox_elementE");
  __tsan_acquire(&element);
  return categorize_of_library(this, &element);
}

} // namespace caf

#endif
