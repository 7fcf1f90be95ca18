#pragma once

#include <string_view>

namespace troupe {

/// What every encoded value begins with: a mark and the version of the format, which storage/README.md
/// describes.
inline constexpr std::string_view encoding_mark = "TRV\x01";

} // namespace troupe
