#pragma once

#include <string>
#include <string_view>

namespace troupe::tool {

/// A name out of a file, with quotes. What terminals would obey, as "\u001b", and what is no UTF-8 is replaced.
std::string quoted_name(std::string_view name);

/// The name itself; quoted if there is anything in it that terminals would obey, or that is no UTF-8.
std::string shown_name(std::string_view name);

} // namespace troupe::tool
