#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "expression/node.hpp"

namespace troupe {

/// `operation` under the name of the one whose place it takes, so that keys stay what they were; itself if it has that
/// name.
std::shared_ptr<const Operation> renamed(std::shared_ptr<const Operation> operation, std::string_view name);

} // namespace troupe
