// The thread sanitizer sees only what was compiled with it. CAF's library was not, so what its reference
// counts order looks like a race in our own frames: one thread writes into an actor or a message and lets go
// of it, another finds itself the last one and destroys it. Here are those functions of the library once
// more, word for word, compiled with the sanitizer; a program's own definitions come before those of shared
// libraries, for the calls within them too. Nothing is suppressed.

#if defined(__SANITIZE_THREAD__)

#include <caf/abstract_actor.hpp>
#include <caf/actor_control_block.hpp>
#include <caf/ref_counted.hpp>

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

} // namespace caf

#endif
