#pragma once

#include <caf/actor.hpp>
#include <caf/fwd.hpp>

namespace troupe {

/// The actor behind `caf::aout`: writes what it gets to stderr, at once, so that no thread is needed for it.
///
///     receives  (add_atom, actor_id, text)   a piece of output
caf::actor make_printer(caf::actor_system& system);

} // namespace troupe
