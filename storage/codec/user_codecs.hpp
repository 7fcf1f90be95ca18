#pragma once

#include <string_view>

#include <troupe/codec.hpp>

namespace troupe {

/// The codec registered under `type_name`, or nullptr. It stays where it is.
const UserCodec* find_codec(std::string_view type_name);

} // namespace troupe
