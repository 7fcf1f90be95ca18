#include "runtime/messages.hpp"

#include "runtime/memory/session_memory.hpp"

namespace troupe {

Value Result::take_out() const {
  return spillable_ != nullptr ? spillable_->memory().take_out(*spillable_) : value_;
}

} // namespace troupe
