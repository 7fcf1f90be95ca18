#include "runtime/scheduler/printer_actor.hpp"

#include <cstdio>
#include <string>
#include <utility>

#include <caf/actor_config.hpp>
#include <caf/actor_system.hpp>
#include <caf/make_actor.hpp>
#include <caf/monitorable_actor.hpp>

namespace troupe {

namespace {

class PrinterActor final : public caf::monitorable_actor {
public:
  explicit PrinterActor(caf::actor_config& config) : caf::monitorable_actor(config) {}

  void enqueue(caf::strong_actor_ptr, caf::message_id, caf::message content, caf::execution_unit*) override {
    print(content);
  }
  void enqueue(caf::mailbox_element_ptr element, caf::execution_unit*) override { print(element->content()); }
  const char* name() const override { return "printer"; }

private:
  void print(const caf::type_erased_tuple& content) {
    if (content.match_elements<caf::add_atom, caf::actor_id, std::string>()) {
      const auto& text = content.get_as<std::string>(2);
      std::fwrite(text.data(), 1, text.size(), stderr);
    }
  }
};

} // namespace

caf::actor make_printer(caf::actor_system& system) {
  caf::actor_config config;
  return caf::make_actor<PrinterActor, caf::actor>(system.next_actor_id(), system.node(), &system, config);
}

} // namespace troupe
