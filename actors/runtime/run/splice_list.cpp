#include "runtime/run/splice_list.hpp"

#include <utility>

#include "runtime/task/task_actor.hpp"

namespace troupe {

void SpliceList::clear() noexcept {
  while (first_ != nullptr) {
    Network* const network = first_;
    first_ = network->next_;
    delete network;
  }
}

void SpliceList::add(Network& network) {
  const std::scoped_lock lock(mutex_);
  network.next_ = first_;
  if (first_ != nullptr)
    first_->previous_ = &network;
  first_ = &network;
}

void SpliceList::remove(Network& network) noexcept {
  const std::scoped_lock lock(mutex_);
  if (network.previous_ != nullptr)
    network.previous_->next_ = network.next_;
  else
    first_ = network.next_;
  if (network.next_ != nullptr)
    network.next_->previous_ = network.previous_;
}

void SpliceList::add_waiting(TaskActor& task) {
  const std::scoped_lock lock(mutex_);
  waiting_.insert(&task);
}

void SpliceList::remove_waiting(TaskActor& task) noexcept {
  const std::scoped_lock lock(mutex_);
  waiting_.erase(&task);
}

void SpliceList::sweep() noexcept {
  const std::scoped_lock lock(mutex_);
  for (Network* network = first_; network != nullptr; network = network->next_)
    network->sweep();
  for (TaskActor* task : std::exchange(waiting_, {}))
    task->intrusive_ptr_release_impl();
}

} // namespace troupe
